//! The linters' word on each text: as it stands in the source, and as it is printed.

use crate::support::tools;
use crate::world::{World, is_text, odd_names};
use std::path::{Path, PathBuf};

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/setup/shell")
        .join(name)
}

/// What `npmcred env SHELL` prints, as a file of this name.
fn printed(world: &World, shell: &str, name: &str) -> PathBuf {
    let file = world.path("work").join(name);
    std::fs::write(&file, world.npmcred(&["env", shell]).run().expect(0).stdout).unwrap();
    file
}

#[test]
fn posix() {
    let world = World::new();
    let (plain, line) = (source("posix.sh"), printed(&world, "sh", "npmcred.sh"));
    for dialect in ["sh", "dash", "bash", "ksh"] {
        // SC2016: what stands in single quotes is evaluated later, on purpose.
        world
            .run(&["shellcheck", "--norc", "-e", "SC2016", "-s", dialect])
            .args([&line])
            .run()
            .expect(0);
    }
    world
        .run(&["shellcheck", "--norc"])
        .args([&plain])
        .run()
        .expect(0);
    world
        .run(&["shfmt", "-ln", "posix", "-i", "2", "-ci", "-d"])
        .args([&plain])
        .run()
        .expect(0);
    for shell in crate::posix::SHELLS {
        for file in [&plain, &line] {
            let outcome = world.run(shell).args(["-n"]).args([file]).run().expect(0);
            assert!(outcome.stderr.is_empty(), "{outcome}");
        }
    }
}

#[test]
fn fish() {
    let world = World::new();
    for file in [source("fish.fish"), printed(&world, "fish", "npmcred.fish")] {
        world
            .run(&["fish", "--no-execute"])
            .args([&file])
            .run()
            .expect(0);
    }
    world
        .run(&["fish_indent", "--check"])
        .args([source("fish.fish")])
        .run()
        .expect(0);
}

#[test]
fn nushell() {
    let world = World::new();
    let file = printed(&world, "nu", "npmcred.nu");
    let check = format!("nu-check --debug {}", file.display());
    let outcome = world
        .run(&["nu", "--no-config-file", "-c", &check])
        .run()
        .expect(0);
    assert_eq!(outcome.out().trim(), "true", "{outcome}");
}

#[test]
fn elvish() {
    let world = World::new();
    world
        .run(&["elvish", "-compileonly"])
        .args([printed(&world, "elvish", "npmcred.elv")])
        .run()
        .expect(0);
}

#[test]
fn tcsh() {
    let world = World::new();
    for file in [source("tcsh.csh"), printed(&world, "tcsh", "npmcred.csh")] {
        world.run(&["tcsh", "-n"]).args([file]).run().expect(0);
    }
}

/// PowerShell is not run here, because none is to be had: this is the word of its grammar
/// (tree-sitter's), which knows how a script is built and not what it does.
#[test]
fn powershell_by_its_grammar() {
    let world = World::new();
    let mut scripts: Vec<(Vec<u8>, bool)> = Vec::new();
    for home in odd_names()
        .into_iter()
        .filter(|name| is_text(name))
        .map(World::named)
    {
        scripts.push((
            home.npmcred(&["env", "powershell"]).run().expect(0).stdout,
            true,
        ));
        let files = home.start_files("/usr/bin/pwsh");
        scripts.push((
            files
                .into_iter()
                .find(|file| file.reader.name == "PowerShell")
                .unwrap()
                .text,
            true,
        ));
    }
    // The last line of what clap makes is beyond the grammar; this is what we add.
    let completions = include_str!("../cli/making/values/values.ps1");
    scripts.push((completions.into(), true));
    // The grammar does find what is wrong.
    scripts.extend(
        ["if ($x) { foo", "function f { 'a }", "$x = @("].map(|broken| (broken.into(), false)),
    );
    let files: Vec<PathBuf> = (0..scripts.len())
        .map(|number| world.path("work").join(number.to_string()))
        .collect();
    for (file, (script, _)) in files.iter().zip(&scripts) {
        std::fs::write(file, script).unwrap();
    }
    let parse = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shells/parse_powershell.js");
    let grammar = tools::folder().join("shells/powershell");
    let told = world
        .run(&[tools::node().to_str().unwrap()])
        .args([parse, grammar])
        .args(files)
        .run()
        .expect(0)
        .out();
    let verdicts: Vec<&str> = told.lines().collect();
    assert_eq!(verdicts.len(), scripts.len(), "{told}");
    for (verdict, (script, is_right)) in verdicts.iter().zip(&scripts) {
        assert_eq!(
            *verdict == "right",
            *is_right,
            "{verdict}: {}",
            String::from_utf8_lossy(script)
        );
    }
}
