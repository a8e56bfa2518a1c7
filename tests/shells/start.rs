//! Shells started in every way with our lines in their start files: `npm` is the shim.
//!
//! Where npmcred is gone or broken, a shell must start as if our lines were not there.

use crate::world::{BARE, SHIMMED, World};
use npmcred::setup::shell::StartFile;

/// A way to start a shell that reads what the table has for it: its words, and where it is from.
struct Start {
    reader: &'static str,
    words: &'static [&'static str],
}

const fn start(reader: &'static str, words: &'static [&'static str]) -> Start {
    Start { reader, words }
}

/// Each with a command that asks npm behind it. elvish and nushell read theirs at a prompt only:
/// see `prompt.rs`.
const STARTS: [Start; 21] = [
    start("bash", &["bash", "-ic"]),
    start("bash", &["bash", "-lc"]),
    start("bash", &["bash", "-lic"]),
    start("zsh", &["zsh", "-c"]),
    start("zsh", &["zsh", "-ic"]),
    start("zsh", &["zsh", "-lc"]),
    start("zsh", &["zsh", "-lic"]),
    start("sh", &["sh", "-lc"]),
    start("dash", &["dash", "-lc"]),
    start("busybox", &["busybox", "ash", "-lc"]),
    start("ksh", &["ksh", "-ic"]),
    start("ksh", &["ksh", "-lc"]),
    start("mksh", &["mksh", "-ic"]),
    start("mksh", &["mksh", "-lc"]),
    start("yash", &["yash", "-ic"]),
    start("yash", &["yash", "-lc"]),
    start("fish", &["fish", "-c"]),
    start("fish", &["fish", "-lc"]),
    start("fish", &["fish", "-ic"]),
    start("xonsh", &["xonsh", "--login", "-c"]),
    start("tcsh", &["tcsh", "-c"]),
];

/// What the shell says with the user's own start files and then with ours as well.
fn with_and_without(world: &World, start: &Start, command: &str) -> [(String, String); 2] {
    let run = world
        .run(start.words)
        .args([command])
        .env("SHELL", format!("/usr/bin/{}", start.reader));
    if start.reader == "yash" {
        world.write(".yashrc", "PS1='$ '\n");
    }
    let said = || {
        let outcome = run.run().expect(0);
        (outcome.out(), outcome.err())
    };
    let before = said();
    for file in world.start_files(start.reader) {
        world.put(&file);
    }
    [before, said()]
}

/// A home in which somebody has lived: start files with what trips up a line behind them.
fn lived_in() -> World {
    let world = World::named("a home");
    world.write(
        ".profile",
        "PATH=$HOME/../npm:$HOME/../program:$PATH\nset -eu\nMANAGER=1",
    );
    world.write(
        ".bashrc",
        "# ~/.bashrc\nset -u\ncase $- in *i*) ;; *) return ;; esac\n",
    );
    world.write(".zshrc", "setopt nounset\n");
    world.write(".kshrc", "set -u\n");
    world.write(".config/fish/config.fish", "set -gx THEIRS 1\n");
    // `.profile` has no last line end; setup gives it one before our lines, and so do we.
    let mut profile = std::fs::read(world.home(".profile")).unwrap();
    profile.push(b'\n');
    world.write(".profile", profile);
    world
}

#[test]
fn npm_is_the_shim_however_a_shell_is_started() {
    for start in &STARTS {
        for world in [World::new(), lived_in()] {
            world.make_shims();
            let [(before, noise), (after, more_noise)] = with_and_without(&world, start, "npm");
            assert_eq!(
                (before.trim(), after.trim()),
                (BARE, SHIMMED),
                "{:?}: {more_noise}",
                start.words
            );
            assert_eq!(lines(&noise), lines(&more_noise), "{:?}", start.words);
        }
    }
}

/// Complaints that there is no terminal, without the process ids in them.
fn lines(noise: &str) -> Vec<String> {
    noise
        .lines()
        .map(|line| line.replace(|letter: char| letter.is_ascii_digit(), ""))
        .collect()
}

/// npmcred is removed, or no program any more, or fails with a noise, or prints nothing: the shell
/// starts as it did before.
#[test]
fn where_npmcred_is_gone_or_broken_a_shell_starts_as_before() {
    for start in &STARTS {
        for broken in [
            None,
            Some("echo garbage >&2; exit 1"),
            Some("kill -9 $$"),
            Some(""),
        ] {
            let world = lived_in();
            world.make_shims();
            std::fs::remove_file(world.program()).unwrap();
            if let Some(script) = broken {
                world.script("program/npmcred", script);
            }
            // zsh's .zshenv sets PATH outright, so that npm is as broken as npmcred is; the shell
            // is not.
            let command = if start.reader == "zsh" {
                "echo started"
            } else {
                "npm"
            };
            let [before, after] = with_and_without(&world, start, command);
            assert_eq!(after.0, before.0, "{:?} with {broken:?}", start.words);
            let is_same_noise = lines(&after.1) == lines(&before.1);
            assert!(
                is_same_noise,
                "{:?} with {broken:?}: {}",
                start.words, after.1
            );
        }
    }
}

/// As on macOS, where `/etc/zprofile` makes PATH anew between `.zshenv` and `.zprofile`: the
/// system's folders come first, and among them one with an npm (`path_helper`).
#[test]
fn a_login_whose_path_the_system_makes_anew_finds_the_shim() {
    let world = World::new();
    world.make_shims();
    let (system, made_up) = (world.path("manager"), world.path("zprofile"));
    std::fs::write(&made_up, format!("PATH={}:$PATH\n", system.display())).unwrap();
    world.script(
        "as-macos",
        &format!(
            "mount --bind '{}' /etc/zsh/zprofile\nexec \"$@\"",
            made_up.display()
        ),
    );
    let helped = world.path("as-macos").display().to_string();
    let npm = |how: &str| {
        let words = [
            "unshare",
            "--map-root-user",
            "--mount",
            &helped,
            "zsh",
            how,
            "npm",
        ];
        world.run(&words).run().expect(0).out().trim().to_owned()
    };
    let files = world.start_files("zsh");
    let is_first = |file: &&StartFile| file.path.ends_with(".zshenv");
    for file in files.iter().filter(is_first) {
        world.put(file);
    }
    // What only `.zshenv` puts first is behind again.
    assert_eq!(
        (npm("-c"), npm("-lc")),
        (SHIMMED.to_owned(), BARE.to_owned())
    );
    for file in files.iter().filter(|file| !is_first(file)) {
        world.put(file);
    }
    for how in ["-c", "-lc", "-ic", "-lic"] {
        assert_eq!(npm(how), SHIMMED, "zsh {how}");
    }
}
