//! `eval $(npmcred env)` in the shells that read POSIX's language.

use crate::world::{SHIMMED, World, expect_only, is_text, odd_names, path_and_npm};
use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;

const UNQUOTED: &str = "eval $(npmcred env)";
const QUOTED: &str = "eval \"$(npmcred env)\"";

/// Ways to evaluate it.
const WAYS: [&str; 7] = [
    UNQUOTED,
    QUOTED,
    "set -eu; eval $(npmcred env); eval \"$(npmcred env)\"; eval $(npmcred env)",
    "IFS=:/,; eval $(npmcred env); IFS='=;.-|&<>'; eval $(npmcred env)",
    "IFS='\n'; eval $(npmcred env)",
    "IFS=; set -C; eval $(npmcred env)",
    "set -eufC; f() { eval $(npmcred env); }; f; f",
];

/// What comes behind: PATH and what npm is then.
const THEN: &str = "printf '%s\\n' \"$PATH\"; npm --version";

/// Every way, in homes of every name.
fn matrix(shell: &[&str], ways: &[&str], fits: fn(&OsString) -> bool) {
    let names = odd_names().into_iter().chain(["home".into()]).filter(fits);
    for world in names.map(World::named) {
        let want = path_and_npm(&world.path_after(), SHIMMED);
        for way in WAYS.iter().chain(ways) {
            let script = format!("{way}\n{THEN}");
            expect_only(&world.run(shell).args(["-c", &script]).run(), &want);
        }
    }
}

fn all(_: &OsString) -> bool {
    true
}

#[test]
fn sh() {
    matrix(&["sh"], &[], all);
}

#[test]
fn dash() {
    matrix(&["dash"], &[], all);
}

#[test]
fn bash() {
    let ways = [
        "shopt -s failglob extglob; eval $(npmcred env)",
        "shopt -s nullglob extglob dotglob; eval $(npmcred env)",
        "set -o posix; eval $(npmcred env)",
    ];
    matrix(&["bash"], &ways, all);
}

#[test]
fn zsh() {
    let ways = [
        "setopt nomatch extendedglob warncreateglobal; eval $(npmcred env)",
        "setopt shwordsplit ksharrays nounset; eval $(npmcred env)",
        "emulate sh; eval $(npmcred env)",
        "emulate ksh; eval $(npmcred env)",
    ];
    matrix(&["zsh"], &ways, all);
}

#[test]
fn ksh() {
    matrix(&["ksh"], &["set -o globstar; eval $(npmcred env)"], all);
}

#[test]
fn mksh() {
    matrix(&["mksh"], &["set -o posix; eval $(npmcred env)"], all);
}

/// yash keeps characters, not bytes, so it has no variable for a name that is not text.
#[test]
fn yash() {
    matrix(
        &["yash"],
        &["set -o nullglob; eval $(npmcred env)"],
        |name| is_text(name),
    );
}

#[test]
fn busybox() {
    matrix(&["busybox", "ash"], &[], all);
}

/// The shells of this file, and how to start a script in them.
pub(crate) const SHELLS: [&[&str]; 8] = [
    &["sh"],
    &["dash"],
    &["bash"],
    &["zsh"],
    &["ksh"],
    &["mksh"],
    &["yash"],
    &["busybox", "ash"],
];

/// The folder comes to the front, its doubles go, and all else stays in its order, empty entries
/// too.
#[test]
fn the_rest_of_path_stays_as_it_was() {
    let world = World::new();
    let program = world.program();
    let folder = world.folder();
    let own = folder.to_str().unwrap();
    for (before, after) in [
        ("/b:/a".to_owned(), ":/b:/a"),
        (format!("/b:{own}:/a"), ":/b:/a"),
        (format!("{own}:{own}:/b:{own}:{own}"), ":/b"),
        (format!(":/b::{own}:"), "::/b::"),
        (format!("{own}/x:/x{own}"), &format!(":{own}/x:/x{own}")),
        (String::new(), ""),
        (own.to_owned(), ""),
        (format!("{own}:"), ":"),
    ] {
        let line = world
            .run(&[program.to_str().unwrap(), "env"])
            .run()
            .expect(0)
            .out();
        for shell in SHELLS {
            // mksh's printf is the system's.
            let more = if shell == ["mksh"] { ":/usr/bin" } else { "" };
            if before.is_empty() && !more.is_empty() {
                continue;
            }
            let (before, want) = (format!("{before}{more}"), format!("{own}{after}{more}\n"));
            let words = [
                "-c",
                "PATH=$1; eval \"$2\"; echo \"$PATH\"",
                "sh",
                &before,
                &line,
            ];
            expect_only(&world.run(shell).args(words).run(), want);
        }
    }
}

/// A shell that has looked npm up before finds the shim nevertheless.
#[test]
fn a_location_that_was_looked_up_is_forgotten() {
    let world = World::new();
    let want = "npm, depth none\nnpm, depth 1\n";
    for shell in SHELLS {
        for evaluate in [UNQUOTED, QUOTED] {
            let script = format!("npm; {evaluate}; npm");
            expect_only(&world.run(shell).args(["-c", &script]).run(), want);
        }
    }
}

/// A PATH that is not set is made, so that at least the shim is found.
#[test]
fn without_a_path_the_folder_is_all() {
    let world = World::new();
    let program = world.program();
    for shell in SHELLS.iter().filter(|shell| shell != &&["mksh"]) {
        let script = "unset PATH; set -u; eval \"$($0 env)\"; echo \"$PATH\"";
        let outcome = world.run(shell).args(["-c", script]).args([&program]).run();
        expect_only(
            &outcome,
            [world.folder().as_os_str().as_bytes(), b"\n"].concat(),
        );
    }
}

/// Where npmcred is gone, the line that people type does nothing but say so.
#[test]
fn where_npmcred_is_gone_the_shell_goes_on() {
    let world = World::new();
    std::fs::remove_file(world.program()).unwrap();
    for shell in SHELLS {
        for evaluate in [UNQUOTED, QUOTED] {
            let outcome = world
                .run(shell)
                .args(["-c", &format!("{evaluate} 2>/dev/null; npm")])
                .run()
                .expect(0);
            assert_eq!(outcome.out().trim(), "npm, depth none", "{outcome}");
        }
    }
}
