//! Setup by a program in a folder of downloads, or wherever an archive was unpacked.
//!
//! Such a folder is emptied without a thought of npmcred. So the program is copied beside the
//! shims, and nothing leads to that folder any more.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::support::run::Outcome;
use crate::world::{World, chmod, contains, copy_npmcred, put_program};

const COPY: &str = ".local/share/npmcred/bin/npmcred";
const NPM: &str = ".local/share/npmcred/bin/npm";

/// The program in a folder of downloads, and what is in the home then.
fn downloaded(world: &World) -> PathBuf {
    let folder = world.at("Downloads");
    fs::create_dir(&folder).unwrap();
    let program = folder.join("npmcred");
    copy_npmcred(&program);
    program
}

#[track_caller]
fn run(world: &World, program: &Path, words: &[&str]) -> Outcome {
    world.run(program.as_os_str(), words).run().expect(0)
}

/// What a new login shell makes of a line.
#[track_caller]
fn typed(world: &World, line: &str) -> Outcome {
    let line = format!(". \"$HOME/.profile\"; {line}");
    let run = world.run("/bin/sh".as_ref(), &["-c", &line]);
    run.run().expect(0)
}

/// Shown first, said when it is done; then the download may go.
#[test]
fn the_download_may_go() {
    let world = World::lived_in().with_corepack();
    let before = world.all();
    let program = downloaded(&world);
    let (with_it, copy) = (world.all(), world.at(COPY));
    let shown = run(&world, &program, &["setup", "--dry-run"]);
    let plan = format!("copy this program to {}, ", copy.display());
    assert!(shown.out().starts_with(&plan), "{shown}");
    assert_eq!(world.all(), with_it);
    let said = run(&world, &program, &["setup"]);
    let told = format!("program   copied to {}\n", copy.parent().unwrap().display());
    assert!(said.out().starts_with(&told), "{said}");
    assert!(world.read(COPY) == fs::read(&program).unwrap());
    assert_eq!(fs::read_link(world.at(NPM)).unwrap(), copy);
    for (name, _) in world.all() {
        let file = world.at(&name);
        let is_other = name != Path::new(COPY) && !name.starts_with("Downloads");
        let names_it = is_other
            && file.is_file()
            && !file.is_symlink()
            && contains(&fs::read(&file).unwrap(), b"/Downloads");
        assert!(!names_it, "{}", name.display());
    }
    let found = world.run(program.as_os_str(), &["doctor"]).run().out();
    for id in ["another version", "is not this npmcred", "start files"] {
        assert!(!found.contains(id), "{found}");
    }
    fs::remove_dir_all(world.at("Downloads")).unwrap();
    let said = typed(&world, "command -v npm; command -v npmcred; npm --version");
    let lines = [world.at(NPM), copy].map(|it| it.display().to_string());
    assert_eq!(said.out(), format!("{}\n11.0.0\n", lines.join("\n")));
    let inside = world.all();
    let again = typed(&world, "npmcred setup");
    assert!(again.out().contains("in place already"), "{again}");
    assert_eq!(world.all(), inside);
    typed(&world, "npmcred setup --undo");
    assert_eq!(world.all(), before);
}

/// A newer download takes the place of the copy, and takes back all, with or without a receipt.
#[test]
fn a_newer_download_renews_the_copy() {
    for has_receipt in [true, false] {
        let world = World::lived_in();
        let program = downloaded(&world);
        let before = world.all();
        run(&world, &program, &["setup"]);
        let newer = [fs::read(&program).unwrap(), b"newer".to_vec()].concat();
        put_program(&program, &newer);
        let found = world.run(program.as_os_str(), &["doctor"]).run().out();
        assert!(found.contains("bin/npmcred is another version"), "{found}");
        let said = run(&world, &program, &["setup"]);
        assert!(said.out().starts_with("program   copied to "), "{said}");
        assert!(world.read(COPY) == newer, "the copy is the newer one");
        let said = run(&world, &program, &["setup"]);
        assert!(said.out().starts_with("shims "), "{said}");
        if !has_receipt {
            fs::remove_file(world.at(".local/share/npmcred/receipt.json")).unwrap();
        }
        run(&world, &program, &["setup", "--undo"]);
        assert!(!world.at(COPY).exists() && !world.at(NPM).is_symlink());
        copy_npmcred(&program);
        let rest = |all: std::collections::BTreeMap<PathBuf, _>| -> Vec<PathBuf> {
            let names = all.into_keys();
            // Nobody knows without the receipt who made the folders.
            names
                .filter(|name| has_receipt || world.at(name).is_file())
                .collect()
        };
        assert_eq!(rest(world.all()), rest(before), "{has_receipt}");
    }
}

/// Shims that lead to the download, as setup once made them, lead to the copy afterwards.
#[test]
fn links_to_the_download_are_renewed() {
    let world = World::lived_in();
    let before = world.all();
    let program = downloaded(&world);
    fs::create_dir_all(world.at(NPM).parent().unwrap()).unwrap();
    for link in [NPM, COPY] {
        symlink(&program, world.at(link)).unwrap();
    }
    // By the name that PATH leads to.
    run(&world, &world.at(COPY), &["setup"]);
    let copy = world.at(COPY);
    assert!(copy.is_file() && !copy.is_symlink());
    assert_eq!(fs::read_link(world.at(NPM)).unwrap(), copy);
    fs::remove_dir_all(world.at("Downloads")).unwrap();
    assert!(typed(&world, "npm --version").out().ends_with("11.0.0\n"));
    typed(&world, "npmcred setup --undo");
    let names = |all: std::collections::BTreeMap<PathBuf, _>| -> Vec<PathBuf> {
        all.into_keys()
            .filter(|name| !name.starts_with(".local"))
            .collect()
    };
    assert_eq!(names(world.all()), names(before));
}

/// A folder on PATH is a place for programs, also by a link in it; a name that counts from the
/// current folder is none.
#[test]
fn what_path_leads_to_stays() {
    let world = World::lived_in();
    let program = downloaded(&world);
    let folder = program.parent().unwrap().to_owned();
    let set_up = |path: &[PathBuf]| {
        let path = std::env::join_paths(path).unwrap();
        let it = world.run(program.as_os_str(), &["setup"]);
        it.cwd(&folder).env("PATH", path).run().expect(0);
        let leads_to = fs::read_link(world.at(NPM)).unwrap();
        let undo = world.run(program.as_os_str(), &["setup", "--undo"]);
        undo.run().expect(0);
        leads_to
    };
    let tools = world.path("tools");
    assert_eq!(set_up(&[folder.clone(), tools.clone()]), program);
    assert_eq!(set_up(&[".".into(), tools.clone()]), world.at(COPY));
    let link = tools.join("npmcred");
    symlink(&program, &link).unwrap();
    assert_eq!(set_up(std::slice::from_ref(&tools)), link);
}

/// What the shims lead to is handed credentials: nothing is copied that others may have put there.
#[test]
fn a_download_that_others_may_replace_is_not_copied() {
    let world = World::lived_in();
    let program = downloaded(&world);
    chmod(program.parent().unwrap(), 0o777);
    let before = world.all();
    let said = world.run(program.as_os_str(), &["setup"]).run().expect(7);
    assert!(said.err().contains("other users may write"), "{said}");
    assert_eq!(world.all(), before);
}
