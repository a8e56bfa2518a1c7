//! What `install.sh` says: each hint works as it stands, and what goes wrong is named.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::download::{CURL, script, someone};
use super::picture;
use super::release;
use super::server::{self, Fault};
use super::support::pty::Session;
use super::support::run::Run;
use super::user::User;

/// The commands of the hints, in their order.
fn hinted(told: &str) -> Vec<&str> {
    let hints = told.lines().filter_map(|line| line.strip_prefix("hint: "));
    hints.map(|line| line.split_once(": ").unwrap().1).collect()
}

/// Puts a few lines of shell in the place of one of the script's tools.
fn stand_in(user: &User, tool: &str, text: &str) -> String {
    let file = user.lab.write(format!("stand-ins/{tool}"), text);
    fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).unwrap();
    let tools = user.lab.path("tools");
    let folders = [file.parent().unwrap(), &tools];
    let path = std::env::join_paths(folders).unwrap();
    path.into_string().unwrap()
}

/// The script as this user's terminal starts it.
fn usual(user: &User, words: &[&str]) -> Run {
    let file = release::new().file("install.sh");
    let run = user.run("/bin/dash", &[file.to_str().unwrap()]);
    run.args(words)
}

#[test]
fn hints_work_as_they_are_typed() {
    let user = someone();
    let url = server::start(Fault::None);
    let odd = user.lab.path("it's $HOME; a folder");
    let words = ["--from", &url, "--to", odd.to_str().unwrap()];
    let told = script(&user, Some(CURL), &words).run().expect(0).err();
    assert!(told.contains("is not on PATH"), "{told}");
    let hints = hinted(&told);
    let [set_up, path] = hints[..] else {
        panic!("{told}")
    };
    let typed = format!("{path}\ncommand -v npmcred");
    for shell in ["dash", "bash", "zsh"] {
        let found = user.run(shell, &["-c", &typed]).run().expect(0).out();
        assert_eq!(found.trim(), odd.join("npmcred").to_str().unwrap());
    }
    let typed = format!("{set_up} --dry-run");
    let planned = user.run("sh", &["-c", &typed]).run().expect(0).out();
    assert!(planned.contains("npmcred.fish, for fish"), "{planned}");
}

/// Setup lets new shells find npmcred by its name, wherever it is.
#[test]
fn what_is_set_up_is_found_by_its_name_in_a_new_shell() {
    let user = someone();
    let url = server::start(Fault::None);
    let elsewhere = user.lab.path("elsewhere");
    let words = ["--from", &url, "--to", elsewhere.to_str().unwrap()];
    let told = usual(&user, &words).run().expect(0).err();
    assert!(
        told.contains("once npmcred is set up, new shells"),
        "{told}"
    );
    let words = [&words[..], &["--setup"]].concat();
    let told = usual(&user, &words).run().expect(0).err();
    assert!(!told.contains("PATH"), "{told}");
    for shell in ["bash", "zsh"] {
        let shown = user.typed(shell, "npmcred --version");
        assert!(shown.starts_with("npmcred "), "{shell}: {shown}");
    }
}

/// On PATH there is nothing to say of PATH.
#[test]
fn a_folder_on_path_is_not_spoken_of() {
    let user = someone();
    let url = server::start(Fault::None);
    let run = script(&user, Some(CURL), &["--from", &url]);
    let path = [user.bin.clone(), user.lab.path("tools")];
    let path = std::env::join_paths(path).unwrap();
    let told = run.env("PATH", path).run().expect(0).err();
    assert!(!told.contains("PATH"), "{told}");
    assert_eq!(hinted(&told).len(), 1, "{told}");
}

/// The program that `setup --undo` would name goes, and so nothing names it to be run later.
#[test]
fn uninstalling_names_no_program_that_goes() {
    let user = someone();
    let url = server::start(Fault::None);
    for (answer, stays) in [(None, true), (Some("\r"), true), (Some("y\r"), false)] {
        usual(&user, &["--from", &url]).run().expect(0);
        user.set_up();
        let run = usual(&user, &["--uninstall"]);
        let told = match answer {
            None => run.run().expect(0).to_string(),
            Some(answer) => {
                let mut session = Session::start(&run);
                session.wait_for(" too? [y/N]");
                session.type_in(answer);
                let (status, shown) = session.finish();
                assert!(status.success(), "{shown}");
                shown
            }
        };
        let program = user.bin.join("npmcred");
        assert!(!program.exists() && !told.contains("hint: "), "{told}");
        let order = [
            "first the set-up is taken back, then",
            "npmcred itself is still installed",
            &format!("npmcred: {} is removed", program.display()),
        ];
        let places = order.map(|line| told.find(line).unwrap_or_else(|| panic!("{told}")));
        let is_in_order = answer.is_none() || places.is_sorted();
        assert!(is_in_order, "{told}");
        assert_eq!(told.contains("stays     1 credential"), stays, "{told}");
        assert_eq!(told.contains("removed   1 credential"), !stays, "{told}");
    }
}

#[test]
fn help_comes_from_the_script_itself() {
    let user = someone();
    let text = script(&user, None, &["--help"]).run().expect(0).out();
    assert!(
        text.starts_with("Usage: sh install.sh --from URL"),
        "{text}"
    );
    let told = script(&user, None, &["--wrong"]).run().expect(2).err();
    assert!(told.contains(text.trim()), "{told}");
}

#[test]
fn a_system_without_a_program_is_named() {
    let user = someone();
    for (system, processor, why) in [
        ("Darwin", "arm64", "npmcred does not work on macOS yet"),
        ("FreeBSD", "amd64", "npmcred does not work on FreeBSD yet"),
        (
            "Linux",
            "riscv64",
            "there is no program for Linux on riscv64",
        ),
    ] {
        let run = script(&user, Some(CURL), &["--from", "https://x.example"]);
        let text = format!("#!/bin/sh\n[ $1 = -s ] && echo {system} || echo {processor}\n");
        let path = stand_in(&user, "uname", &text);
        let told = run.env("PATH", path).run().expect(1).err();
        assert!(told.contains(why), "{told}");
    }
}

/// The half of a program that came out before the disk was full is not installed.
#[test]
fn an_archive_that_does_not_unpack_changes_nothing() {
    let user = someone();
    let url = server::start(Fault::None);
    let before = user.picture();
    let run = script(&user, Some(CURL), &["--from", &url]);
    let path = stand_in(&user, "gzip", "#!/bin/sh\nbusybox gzip \"$@\"\nexit 1\n");
    std::os::unix::fs::symlink("/usr/bin/busybox", user.lab.path("tools/busybox")).unwrap();
    let told = run.env("PATH", path).run().expect(6).err();
    assert!(told.contains("cannot unpack npmcred-"), "{told}");
    picture::assert_same(&before, &user.picture(), "not unpacked");
}
