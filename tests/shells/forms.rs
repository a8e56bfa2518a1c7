//! `npmcred env SHELL` in the shells that have a language of their own.

use crate::world::{BARE, SHIMMED, World, expect_only, is_text, odd_names, path_and_npm};
use std::ffi::OsString;

/// A shell, the program that evaluates the text (twice) and then prints PATH and asks npm, and the
/// names it can write.
fn matrix(shell: &[&str], script: &str, fits: fn(&OsString) -> bool) {
    let names = odd_names().into_iter().chain(["home".into()]).filter(fits);
    for world in names.map(World::named) {
        let want = path_and_npm(&world.path_after(), SHIMMED);
        expect_only(&world.run(shell).args([script]).run(), want);
    }
}

#[test]
fn fish() {
    let then = "string join : $PATH; npm --version";
    matrix(
        &["fish", "-c"],
        &format!("npmcred env fish | source; npmcred env fish | source; {then}"),
        |_| true,
    );
    // As people may type it; line ends are lost on this way.
    matrix(
        &["fish", "-c"],
        &format!("eval (npmcred env fish); {then}"),
        |_| true,
    );
}

/// nushell reads a file before it runs anything, so the text is a file. Where `HOME` is not UTF-8,
/// nushell itself gives up.
#[test]
fn nushell() {
    for name in odd_names()
        .into_iter()
        .chain(["home".into()])
        .filter(|name| is_text(name))
    {
        let world = World::named(name);
        let text = world.npmcred(&["env", "nu"]).run().expect(0);
        std::fs::write(world.path("work/npmcred.nu"), text.stdout).unwrap();
        let script = "source npmcred.nu\nsource npmcred.nu\nprint ($env.PATH | str join ':')\nprint (^npm --version | str trim)\n";
        std::fs::write(world.path("work/script.nu"), script).unwrap();
        let outcome = world.run(&["nu", "--no-config-file", "script.nu"]).run();
        expect_only(&outcome, path_and_npm(&world.path_after(), SHIMMED));
    }
}

#[test]
fn elvish() {
    let script = "eval (npmcred env elvish | slurp); eval (npmcred env elvish | slurp); echo $E:PATH; npm --version";
    matrix(&["elvish", "-norc", "-c"], script, |_| true);
}

/// xonsh itself prints text; the bytes of PATH are written past it.
#[test]
fn xonsh() {
    let script = "execx($(npmcred env xonsh))\nexecx($(npmcred env xonsh))\n\
                  _ = __import__('os').write(1, __import__('os').fsencode(':'.join($PATH) + '\\n'))\nnpm --version\n";
    matrix(&["xonsh", "--no-rc", "-c"], script, |_| true);
}

#[test]
fn tcsh() {
    let script = "eval \"`npmcred env tcsh`\"; eval \"`npmcred env tcsh`\"; printf '%s\\n' \"$PATH\"; npm --version";
    matrix(&["tcsh", "-f", "-c"], script, |name| {
        is_text(name) && !has_line_end(name)
    });
}

/// A shell that has looked npm up before finds the shim nevertheless.
#[test]
fn a_location_that_was_looked_up_is_forgotten() {
    let world = World::new();
    for (words, script) in [
        (&["fish", "-c"][..], "npm; npmcred env fish | source; npm"),
        (
            &["elvish", "-norc", "-c"],
            "npm; eval (npmcred env elvish | slurp); npm",
        ),
        (
            &["xonsh", "--no-rc", "-c"],
            "npm\nexecx($(npmcred env xonsh))\nnpm\n",
        ),
        (
            &["tcsh", "-f", "-c"],
            "npm; eval \"`npmcred env tcsh`\"; npm",
        ),
    ] {
        expect_only(
            &world.run(words).args([script]).run(),
            format!("{BARE}\n{SHIMMED}\n"),
        );
    }
}

fn has_line_end(name: &OsString) -> bool {
    name.to_string_lossy().contains(['\n', '\r'])
}

/// What a language cannot write is refused, with nothing on standard output.
#[test]
fn a_name_that_a_language_cannot_write_is_refused() {
    for name in odd_names() {
        let world = World::named(&name);
        for (shell, refused) in [
            ("nu", !is_text(&name)),
            ("powershell", !is_text(&name)),
            ("tcsh", !is_text(&name) || has_line_end(&name)),
            ("fish", false),
            ("elvish", false),
            ("xonsh", false),
            ("sh", false),
        ] {
            let told = world
                .npmcred(&["env", shell])
                .run()
                .expect(if refused { 7 } else { 0 });
            assert_eq!(told.stdout.is_empty(), refused, "{told}");
            assert_eq!(
                told.err().contains("cannot be put on PATH"),
                refused,
                "{told}"
            );
        }
    }
}

/// PATH's own separator can be in no entry of it.
#[test]
fn a_folder_with_a_colon_is_refused_everywhere() {
    let world = World::named("a:b");
    for shell in ["sh", "fish", "nu", "powershell", "elvish", "xonsh", "tcsh"] {
        let told = world.npmcred(&["env", shell]).run().expect(7);
        assert!(
            told.stdout.is_empty() && told.err().contains("separator"),
            "{told}"
        );
    }
}
