//! The table of start files: for each shell the file that it does read, and none for a shell that
//! is not there.
//!
//! What a shell reads depends on other files and on variables, so real shells are asked and not
//! their manuals.

use std::path::Path;

use npmcred::setup::shell::{StartFile, TextPlacement};

use crate::world::{BARE, SHIMMED, World, is_text, odd_names};

fn readers(files: &[StartFile]) -> Vec<(String, &'static str)> {
    files
        .iter()
        .map(|file| {
            (
                file.path.file_name().unwrap().to_str().unwrap().to_owned(),
                file.reader.name,
            )
        })
        .collect()
}

fn has(files: &[StartFile], path: &Path) -> bool {
    files.iter().any(|file| file.path == path)
}

/// Of the three files that bash may read at login, ours is the one that it does read.
#[test]
fn bash_at_login_reads_the_file_that_we_chose() {
    let names = [".bash_profile", ".bash_login", ".profile"];
    for first in 0..=names.len() {
        let world = World::new();
        std::fs::remove_file(world.home(".profile")).unwrap();
        names[first..]
            .iter()
            .for_each(|name| world.write(name, "PATH=$HOME/../program:$HOME/../npm:$PATH\n"));
        let files = world.start_files("/bin/bash");
        let chosen = names.get(first).unwrap_or(&".profile");
        assert!(
            has(&files, &world.home(chosen)),
            "{chosen}: {:?}",
            readers(&files)
        );
        files.iter().for_each(|file| world.put(file));
        let npm = world
            .run(&["bash", "-lc", "command -v npm"])
            .run()
            .expect(0)
            .out();
        assert_eq!(
            Path::new(npm.trim()),
            world.folder().join("npm"),
            "{chosen}"
        );
    }
}

/// zsh's files lie where `ZDOTDIR` says, in the environment or in `~/.zshenv`.
#[test]
fn zsh_is_found_where_zdotdir_says() {
    for line in [
        "ZDOTDIR=$HOME/z",
        "export ZDOTDIR=\"${HOME}/z\"",
        "  ZDOTDIR=~/z",
        "ZDOTDIR='/nowhere'\nZDOTDIR=$HOME/z",
    ] {
        let world = World::new();
        world.make_shims();
        world.write(".zshenv", format!("{line}\n"));
        world.write("z/.zshrc", "");
        let files = world.start_files("/bin/zsh");
        assert!(
            has(&files, &world.home("z/.zshrc")),
            "{line}: {:?}",
            readers(&files)
        );
        files.iter().for_each(|file| world.put(file));
        for words in [["zsh", "-ic", "npm"], ["zsh", "-lc", "npm"]] {
            assert_eq!(
                world.run(&words).run().expect(0).out().trim(),
                SHIMMED,
                "{line} {words:?}"
            );
        }
    }
    let world = World::new();
    let folder = world.home("z");
    let files = world.start_files_with(&[("ZDOTDIR", folder.to_str().unwrap())]);
    assert!(has(&files, &folder.join(".zshrc")), "{:?}", readers(&files));
}

/// yash reads good defaults where the user has no file of their own, so none is made.
#[test]
fn yash_keeps_its_defaults() {
    let world = World::new();
    let files = world.start_files("/usr/bin/yash");
    assert!(
        !has(&files, &world.home(".yashrc")) && has(&files, &world.home(".yash_profile")),
        "{:?}",
        readers(&files)
    );
}

/// Shells that read what `ENV` names when they are interactive.
#[test]
fn env_is_followed() {
    for (value, shells) in [
        ("$HOME/.shrc", &["dash", "ksh"][..]),
        ("${HOME}/.shrc", &["ksh"]),
        ("", &["dash", "ksh", "mksh"]),
    ] {
        let world = World::new();
        let absolute = world.home(".shrc").display().to_string();
        let value = if value.is_empty() { &absolute } else { value };
        let files = world.start_files_with(&[("ENV", value)]);
        assert!(
            has(&files, &world.home(".shrc")),
            "{value}: {:?}",
            readers(&files)
        );
        assert!(
            !has(&files, &world.home(".kshrc")),
            "{value}: {:?}",
            readers(&files)
        );
        files.iter().for_each(|file| world.put(file));
        for shell in shells {
            let run = world.run(&[shell, "-ic", "npm"]).env("ENV", value);
            assert_eq!(run.run().expect(0).out().trim(), SHIMMED, "{shell} {value}");
        }
    }
}

/// tcsh reads one of two files.
#[test]
fn tcsh_reads_the_file_that_we_chose() {
    for (there, chosen) in [
        (&[][..], ".cshrc"),
        (&[".cshrc"], ".cshrc"),
        (&[".cshrc", ".tcshrc"], ".tcshrc"),
    ] {
        let world = World::new();
        there.iter().for_each(|name| world.write(name, ""));
        let files = world.start_files("tcsh");
        assert!(
            has(&files, &world.home(chosen)),
            "{there:?}: {:?}",
            readers(&files)
        );
        files.iter().for_each(|file| world.put(file));
        assert_eq!(
            world
                .run(&["tcsh", "-c", "npm"])
                .run()
                .expect(0)
                .out()
                .trim(),
            SHIMMED,
            "{there:?}"
        );
    }
}

/// Only shells that are there: one without any sign of it gets no file.
#[test]
fn a_shell_that_the_user_does_not_have_gets_nothing() {
    let world = World::new();
    std::fs::remove_file(world.home(".profile")).unwrap();
    let nowhere = world.home("").display().to_string();
    let all = |variables: &[(&str, &str)]| readers(&world.start_files_with(variables));
    let bare = all(&[("PATH", &nowhere), ("SHELL", "")]);
    let of_a_shell = |rows: &[(String, &str)]| {
        rows.iter()
            .filter(|row| row.1 != "the desktop session")
            .count()
    };
    assert_eq!(of_a_shell(&bare), 0, "{bare:?}");
    for (shell, file) in [
        ("/opt/bin/bash", ".bashrc"),
        ("/bin/zsh", ".zshrc"),
        ("/bin/sh", ".profile"),
        ("/bin/ksh", ".kshrc"),
        ("/bin/mksh", ".mkshrc"),
        ("/usr/bin/yash", ".yash_profile"),
        ("/usr/bin/fish", "npmcred.fish"),
        ("/usr/bin/nu", "npmcred.nu"),
        ("/usr/bin/elvish", "rc.elv"),
        ("/usr/bin/xonsh", "npmcred.xsh"),
        ("/usr/bin/tcsh", ".cshrc"),
        ("/usr/bin/pwsh", "profile.ps1"),
    ] {
        let rows = all(&[("PATH", &nowhere), ("SHELL", shell)]);
        assert!(rows.iter().any(|row| row.0 == file), "{shell}: {rows:?}");
    }
    for (sign, file) in [
        (".zshrc", ".zshrc"),
        (".yashrc", ".yashrc"),
        (".bash_profile", ".bash_profile"),
        (".config/fish/x", "npmcred.fish"),
    ] {
        let world = World::new();
        world.write(sign, "");
        let rows = readers(&world.start_files_with(&[("PATH", &nowhere), ("SHELL", "")]));
        assert!(rows.iter().any(|row| row.0 == file), "{sign}: {rows:?}");
    }
}

/// systemd's own generator reads what a desktop session gets.
#[test]
fn a_desktop_session_gets_path_from_systemd() {
    let generator =
        "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";
    for name in ["home", "two  spaces", "q\"$x`\\", "it's"] {
        let world = World::named(name);
        let files = world.start_files("/bin/sh");
        let file = files
            .iter()
            .find(|file| file.reader.name == "the desktop session")
            .unwrap();
        assert_eq!(
            (&file.path, &file.place),
            (
                &world.home(".config/environment.d/60-npmcred.conf"),
                &TextPlacement::Whole
            )
        );
        world.put(file);
        let told = world
            .run(&[generator])
            .env("PATH", "/usr/bin:/bin")
            .run()
            .expect(0);
        // It prints what systemd reads again: a value with special characters stands in $'…'.
        let path = world
            .run(&[
                "bash",
                "-c",
                "eval \"$1\"; printf %s \"$PATH\"",
                "bash",
                &told.out(),
            ])
            .run()
            .expect(0)
            .out();
        assert_eq!(
            path,
            format!("{}:/usr/bin:/bin", world.folder().display()),
            "{told}"
        );
        let told = world.run(&[generator]).without("PATH").run().expect(0);
        assert!(
            told.out().contains(":/usr/local/bin:/usr/bin:/bin"),
            "{told}"
        );
    }
}

/// In a home of any name every start file that is written is one that its shell reads, and the
/// others are not written.
#[test]
fn an_odd_home_gets_lines_that_shells_can_read() {
    for name in odd_names() {
        let world = World::named(&name);
        world.make_shims();
        let files = world.start_files("/bin/bash");
        let wrote = |file: &str| files.iter().any(|row| row.path.ends_with(file));
        assert!(
            wrote(".bashrc") && wrote("npmcred.fish") && wrote("rc.elv"),
            "{:?}",
            readers(&files)
        );
        assert_eq!(wrote("npmcred.nu"), is_text(&name), "{:?}", readers(&files));
        assert_eq!(
            wrote(".cshrc"),
            is_text(&name) && !name.to_string_lossy().contains(['\n', '\r']),
            "{name:?}"
        );
        files.iter().for_each(|file| world.put(file));
        for words in [
            &["bash", "-ic", "npm"][..],
            &["zsh", "-c", "npm"],
            &["fish", "-c", "npm"],
            &["tcsh", "-c", "npm"],
        ] {
            let told = world.run(words).run().expect(0);
            let want = if words[0] == "tcsh" && !wrote(".cshrc") {
                BARE
            } else {
                SHIMMED
            };
            assert_eq!(told.out().trim(), want, "{told}");
            assert!(words[0] == "bash" || told.stderr.is_empty(), "{told}");
        }
    }
    let files = World::named("a:b").start_files("/bin/bash");
    assert!(files.is_empty(), "{:?}", readers(&files));
}

/// No file twice, every text whole lines, and in the user's own files no path that is written out
/// where `$HOME` would do.
#[test]
fn every_row_is_fit_to_be_written() {
    let world = World::new();
    let files = world.start_files("/bin/zsh");
    assert!(files.len() >= 14, "{:?}", readers(&files));
    for (number, file) in files.iter().enumerate() {
        assert!(
            file.text.ends_with(b"\n") && !file.text.starts_with(b"\n"),
            "{file:?}"
        );
        assert!(!has(&files[..number], &file.path), "{file:?}");
        assert!(file.path.starts_with(world.home("")), "{file:?}");
    }
    let zshenv = files
        .iter()
        .find(|file| file.path.ends_with(".zshenv"))
        .unwrap();
    let text = String::from_utf8(zshenv.text.clone()).unwrap();
    assert!(
        text.contains("\"$HOME\"/.local/share/npmcred/bin"),
        "{text}"
    );
}

/// What is said not to be reached is not: with all start files in place, these find the npm that
/// they found before.
#[test]
fn what_is_said_not_to_be_reached_is_not() {
    let world = World::new();
    world.make_shims();
    let said: Vec<&str> = world.gaps().iter().map(|gap| gap.what).collect();
    for file in world.start_files("/bin/bash") {
        world.put(&file);
    }
    for (words, what) in [
        (
            &["bash", "-c", "npm"][..],
            "bash that is neither interactive nor a login",
        ),
        (
            &["dash", "-ic", "npm"],
            "sh, dash or busybox, interactive but not a login",
        ),
        (&["yash", "-ic", "npm"], "yash, interactive but not a login"),
        (&["nu", "-c", "^npm"], "nushell that is not interactive"),
    ] {
        assert!(
            said.iter().any(|gap| gap.starts_with(what)),
            "{what}: {said:?}"
        );
        let told = world.run(words).run().expect(0);
        assert!(told.out().trim().ends_with(BARE), "{told}");
    }
    assert!(said.contains(&"cron"), "{said:?}");
}
