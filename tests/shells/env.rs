//! What `npmcred env` does beside printing its text: as little as it can.

use crate::posix;
use crate::support::pty::Session;
use crate::world::{SHIMMED, World, expect_only, path_and_npm};
use serde_json::Value;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixListener;
use std::path::Path;

const SHELLS: [&str; 7] = ["sh", "fish", "nu", "powershell", "elvish", "xonsh", "tcsh"];

/// Every file below, with what changes when it is written to.
fn tree(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let found = entry.path().symlink_metadata().unwrap();
        let stamp = (
            found.ino(),
            found.mode(),
            found.size(),
            found.mtime_nsec(),
            found.ctime_nsec(),
        );
        all.push(format!("{} {stamp:?}", entry.path().display()));
        if found.is_dir() {
            all.extend(tree(&entry.path()));
        }
    }
    all.sort();
    all
}

#[test]
fn it_makes_the_shims_once_and_then_nothing() {
    let world = World::new();
    world.npmcred(&["env"]).run().expect(0);
    assert!(world.folder().join("npm").is_symlink() && world.folder().join("npx").is_symlink());
    let before = tree(&world.home(""));
    for shell in SHELLS {
        for flags in [&["env", shell][..], &["env", shell, "--json"]] {
            let told = world.npmcred(flags).run().expect(0);
            assert!(told.stderr.is_empty() && !told.stdout.is_empty(), "{told}");
        }
    }
    assert_eq!(tree(&world.home("")), before);
}

/// A bus that nobody calls: the socket is there, and no connection waits on it.
#[test]
fn it_opens_no_store() {
    let world = World::new();
    let socket = world.path("bus");
    let listener = UnixListener::bind(&socket).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("unix:path={}", socket.display());
    for shell in SHELLS {
        world
            .npmcred(&["env", shell])
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .run()
            .expect(0);
    }
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    // The same socket does see a command that asks the store.
    let list = world
        .npmcred(&["status"])
        .env("DBUS_SESSION_BUS_ADDRESS", &address)
        .begin();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while listener.accept().is_err() {
        assert!(
            std::time::Instant::now() < until,
            "status did not ask the store"
        );
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    drop(listener);
    world
        .npmcred(&["status"])
        .collect(list, std::time::Instant::now());
}

#[test]
fn data_says_the_same() {
    let world = World::new();
    for shell in SHELLS {
        let text = world.npmcred(&["env", shell]).run().expect(0).out();
        let told = world.npmcred(&["env", shell, "--json"]).run().expect(0);
        let data: Value = serde_json::from_slice(&told.stdout).unwrap();
        assert_eq!(data["v"], 1);
        assert_eq!(data["form"], shell);
        assert_eq!(data["text"], text.as_str());
        assert_eq!(data["folder"], world.folder().to_str().unwrap());
        assert_eq!(data["path"], world.path_after().to_str().unwrap());
        assert_eq!(data["first"], false);
        assert_eq!(
            data["shims"]["npm"],
            world.folder().join("npm").to_str().unwrap()
        );
        assert!(
            data["unreached"]
                .as_array()
                .unwrap()
                .iter()
                .any(|gap| gap["what"] == "cron"),
            "{data}"
        );
        assert_eq!(
            data["shims"]["npx"],
            world.folder().join("npx").to_str().unwrap()
        );
        // A machine may have a corepack; no pnpm is here.
        assert!(data["shims"].get("pnpm").is_none(), "{data}");
    }
    let told = world
        .npmcred(&["env", "--json"])
        .env("PATH", world.path_after())
        .run()
        .expect(0);
    assert_eq!(
        serde_json::from_slice::<Value>(&told.stdout).unwrap()["first"],
        true
    );
}

/// What a person reads there does the same, should it be evaluated.
#[test]
fn at_a_terminal_it_is_text_to_read() {
    let world = World::new();
    world.make_shims();
    let shown = |shell: &str| {
        let (status, shown) = Session::start(&world.npmcred(&["env", shell])).finish();
        assert!(status.success(), "{shown}");
        shown.replace('\r', "")
    };
    for shell in SHELLS {
        let text = shown(shell);
        assert!(
            text.contains(world.folder().to_str().unwrap()) && text.lines().count() > 5,
            "{text}"
        );
        assert!(text.starts_with("# What "), "{text}");
    }
    world.write("text", shown("sh"));
    for shell in posix::SHELLS {
        let script = "eval \"$(cat ~/text)\"; printf '%s\\n' \"$PATH\"; npm --version";
        let told = world.run(shell).args(["-c", script]).run();
        expect_only(&told, path_and_npm(&world.path_after(), SHIMMED));
    }
    // Who meets the packed one is told.
    let packed = world.npmcred(&["env"]).run().expect(0).out();
    assert!(
        packed.contains("a terminal shows it as text") && packed.lines().count() == 1,
        "{packed}"
    );
}

/// Every word that help names, and the shells' own names, have a text; all POSIX shells have the
/// same.
#[test]
fn every_shell_has_its_word() {
    let world = World::new();
    let text = |word: &str| world.npmcred(&["env", word]).run().expect(0).out();
    for word in [
        "dash", "bash", "zsh", "ksh", "mksh", "yash", "ash", "busybox", "posix",
    ] {
        assert_eq!(text(word), text("sh"), "{word}");
    }
    for (alias, word) in [("nushell", "nu"), ("pwsh", "powershell"), ("csh", "tcsh")] {
        assert_eq!(text(alias), text(word), "{alias}");
    }
    let told = world.npmcred(&["env", "cmd"]).run().expect(2);
    assert!(told.stdout.is_empty(), "{told}");
}

/// Where nothing can be made (here: below a folder of the kernel's, so that it holds for root, too)
/// the text is there, and a line on standard error.
#[test]
fn where_nothing_can_be_made_the_text_is_still_printed() {
    let world = World::new();
    for shell in SHELLS {
        let told = world
            .npmcred(&["env", shell])
            .env("XDG_DATA_HOME", "/proc/self/fdinfo")
            .run()
            .expect(0);
        assert_eq!(told.err().lines().count(), 1, "{told}");
        assert!(
            told.err().starts_with("note: ") && !told.stdout.is_empty(),
            "{told}"
        );
    }
}

/// A version manager puts npm on PATH when our text is evaluated already: the shim is there, and
/// without npm it says what a shell says. No other tool has one, because scripts look for those.
#[test]
fn npm_has_its_shim_before_it_is_there() {
    let world = World::new();
    let script = "eval \"$(npmcred env)\"; npm x; echo $?; PATH=$PATH:$MANAGER; npm x";
    let run = world.run(&["/bin/sh", "-c", script]);
    let run = run.env("PATH", world.path("program"));
    let told = run.env("MANAGER", world.path("manager")).run().expect(0);
    assert_eq!(told.out(), format!("127\n{SHIMMED}\n"), "{told}");
    let made = std::fs::read_dir(world.folder()).unwrap();
    let mut made: Vec<_> = made.map(|one| one.unwrap().file_name()).collect();
    made.sort();
    assert_eq!(made, ["npm", "npx"]);
}

/// An error is on standard error, so that a shell evaluates nothing.
#[test]
fn an_error_prints_nothing_that_could_be_evaluated() {
    let world = World::new();
    world.write(".local/share/npmcred/bin/npm", "somebody's");
    for shell in SHELLS {
        let told = world.npmcred(&["env", shell]).run().expect(7);
        assert!(
            told.stdout.is_empty() && told.err().starts_with("error: "),
            "{told}"
        );
    }
    assert_eq!(
        std::fs::read(world.folder().join("npm")).unwrap(),
        b"somebody's"
    );
}

/// No variable, file or argument of the user's but the folder's name is in the text.
#[test]
fn it_holds_no_secret() {
    let world = World::new();
    let canary = "npm_canaryCanaryCanaryCanaryCanaryCanary";
    world.write(
        ".npmrc",
        format!("//registry.npmjs.org/:_authToken={canary}\n"),
    );
    for shell in SHELLS {
        let run = world
            .npmcred(&["env", shell, "--json"])
            .env("NPM_TOKEN", canary)
            .env("npm_config__authToken", canary);
        let told = run.run().expect(0);
        assert!(
            !told.out().contains(canary) && !told.err().contains(canary),
            "{told}"
        );
    }
}
