//! Setup by a program that lies in a package of npm's: the program is copied beside the shims, and
//! the copy goes on.
//!
//! A package goes when npm likes; what it set up works on without it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::support::run::{Outcome, Run};
use crate::world::{World, copy_npmcred, put_program};

const COPY: &str = ".local/share/npmcred/bin/npmcred";

/// The program in a package, in a folder as npx makes it.
fn packed(world: &World) -> PathBuf {
    let folder = world.path("_npx/1f/node_modules/@npmcred/linux-x64");
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("npmcred");
    copy_npmcred(&program);
    program
}

fn run(world: &World, program: &Path, words: &[&str]) -> Run {
    world.run(program.as_os_str(), words)
}

/// The command behind a hint, as a person types it.
#[track_caller]
fn type_hint(world: &World, said: &Outcome, label: &str) -> Outcome {
    let err = said.err();
    let hint = err
        .lines()
        .find_map(|line| line.strip_prefix(&format!("hint: {label}: ")));
    let typed = ["-c", hint.unwrap_or_else(|| panic!("no {label}: {said}"))];
    world
        .run("/bin/sh".as_ref(), &typed)
        .env("PATH", "/bin:/usr/bin")
        .run()
        .expect(0)
}

/// Whoever asks, the package or the copy, all is in place, whether or not the receipt is there.
#[test]
fn the_package_and_its_copy_agree() {
    let world = World::lived_in();
    let before = world.all();
    let package = packed(&world);
    let shown = run(&world, &package, &["setup", "--dry-run"])
        .run()
        .expect(0);
    assert!(shown.out().contains("copy this program to "), "{shown}");
    assert_eq!(world.all(), before);
    let said = run(&world, &package, &["setup"]).run().expect(0);
    assert!(
        said.out().contains("says 11.0.0 through the shim"),
        "{said}"
    );
    let inside = world.all();
    let receipt_text = world.read(".local/share/npmcred/receipt.json");
    for program in [&package, &world.at(COPY)] {
        let times = world.times();
        let shown = run(&world, program, &["setup", "--dry-run"])
            .run()
            .expect(0);
        assert!(shown.out().starts_with("all is in place\n"), "{shown}");
        let again = run(&world, program, &["setup"]).run().expect(0);
        assert!(again.out().contains("in place already"), "{again}");
        assert_eq!((&world.all(), world.times()), (&inside, times));
        // Of the folders nobody knows any more who made them; of the copy, everybody.
        let receipt = world.at(".local/share/npmcred/receipt.json");
        fs::remove_file(&receipt).unwrap();
        let shown = run(&world, program, &["setup", "--dry-run"])
            .run()
            .expect(0);
        assert!(
            shown
                .out()
                .starts_with("write the record of what setup made\n"),
            "only the receipt is missing: {program:?}: {shown}"
        );
        run(&world, program, &["setup"]).run().expect(0);
        let text = fs::read_to_string(&receipt).unwrap();
        assert!(text.contains("bin/npmcred\""), "{program:?}: {text}");
        fs::write(&receipt, &receipt_text).unwrap();
    }
}

/// The system names a program by the real path of its file. What the copy writes has the home as
/// `HOME` has it, which is what the package looks for.
#[test]
fn the_package_and_its_copy_agree_on_a_home_behind_a_link() {
    let world = World::lived_in().with_corepack();
    let package = packed(&world);
    let home = world.path("link");
    symlink(&world.home, &home).unwrap();
    let run = |program: &Path, words: &[&str]| run(&world, program, words).env("HOME", &home);
    run(&package, &["setup"]).run().expect(0);
    let copy = home.join(COPY);
    let npm = fs::read_link(world.at(".local/share/npmcred/bin/npm")).unwrap();
    assert_eq!(npm, copy);
    let lines = String::from_utf8(world.read(".bashrc")).unwrap();
    assert!(!lines.contains(world.home.to_str().unwrap()), "{lines}");
    let inside = world.all();
    for program in [&package, &copy, &world.at(COPY)] {
        let shown = run(program, &["setup", "--dry-run"]).run().expect(0);
        assert!(shown.out().starts_with("all is in place\n"), "{shown}");
        let again = run(program, &["setup"]).run().expect(0);
        assert!(again.out().contains("in place already"), "{again}");
        assert_eq!(world.all(), inside);
        let found = run(program, &["doctor"]).run().out();
        for id in ["lines", "is not this npmcred"] {
            assert!(!found.contains(id), "{found}");
        }
    }
}

/// A newer package brings a newer copy, over one that may be running.
#[test]
fn a_newer_package_renews_the_copy() {
    let world = World::lived_in();
    let before = world.all();
    let package = packed(&world);
    run(&world, &package, &["setup"]).run().expect(0);
    let newer = [fs::read(&package).unwrap(), b"newer".to_vec()].concat();
    fs::remove_file(&package).unwrap();
    put_program(&package, &newer);
    let shown = run(&world, &package, &["setup", "--dry-run"])
        .run()
        .expect(0);
    assert!(shown.out().contains("copy this program to "), "{shown}");
    let found = run(&world, &package, &["doctor"]).run().out();
    assert!(found.contains("bin/npmcred is another version"), "{found}");
    assert!(!found.contains("record of setup"), "{found}");
    run(&world, &package, &["setup"]).run().expect(0);
    let found = run(&world, &package, &["doctor"]).run().out();
    for id in ["another version", "is not this npmcred"] {
        assert!(!found.contains(id), "{found}");
    }
    assert!(world.read(COPY) == newer, "the copy is the newer one");
    run(&world, &package, &["setup", "--undo"]).run().expect(0);
    assert_eq!(world.all(), before);
}

/// Another file in the place of the copy: it stays, and the hint is what to type.
#[test]
fn a_strangers_file_in_the_place_of_the_copy_stays() {
    let world = World::lived_in();
    world.write(COPY, "mine");
    let before = world.all();
    let package = packed(&world);
    for words in [&["setup"][..], &["setup", "--dry-run"]] {
        let said = run(&world, &package, words).run().expect(7);
        let why = "npmcred exists and was not made by npmcred";
        assert!(said.err().contains(why), "{said}");
        assert_eq!(world.all(), before);
        if words.len() == 2 {
            type_hint(&world, &said, "move it away");
        }
    }
    run(&world, &package, &["setup"]).run().expect(0);
    assert_eq!(world.read(format!("{COPY}.old")), b"mine");
}

/// The copy lies below a folder of packages itself, and starts no copy of its own.
#[test]
fn a_home_below_a_folder_of_packages_is_no_package() {
    let world = World::named("node_modules");
    let before = world.all();
    let package = packed(&world);
    run(&world, &package, &["setup"]).run().expect(0);
    let again = run(&world, &world.at(COPY), &["setup"]).run().expect(0);
    assert!(again.out().contains("in place already"), "{again}");
    run(&world, &world.at(COPY), &["setup", "--undo"])
        .run()
        .expect(0);
    assert_eq!(world.all(), before);
}

/// A package that goes while its program starts: there is nothing to copy, and no empty file takes
/// its place.
#[test]
fn a_program_that_is_gone_is_not_copied() {
    let world = World::lived_in();
    let before = world.all();
    let package = packed(&world);
    let script = "exec 3<\"$0\"; /bin/rm \"$0\"; exec /proc/self/fd/3 setup";
    let said = world
        .run("/bin/sh".as_ref(), &["-c", script])
        .args([&package]);
    let said = said.run().expect(6);
    assert!(said.err().contains("cannot read "), "{said}");
    assert_eq!(world.all(), before);
}

/// The copy goes last: as long as anything is left to undo it stays, and what its hint says ends
/// it.
#[test]
fn the_copy_stays_until_all_else_is_undone() {
    let world = World::lived_in();
    let before = world.all();
    run(&world, &packed(&world), &["setup"]).run().expect(0);
    fs::remove_dir_all(world.path("_npx")).unwrap();
    let ours = world.read(".bashrc");
    let changed = String::from_utf8(ours).unwrap();
    let changed = changed.replace("\nif [", "\nmine; if [");
    world.write(".bashrc", changed);
    let copy = world.at(COPY);
    for _ in 0..2 {
        let said = run(&world, &copy, &["setup", "--undo"]).run().expect(6);
        assert!(said.err().contains("was changed between"), "{said}");
        assert!(said.out().contains("npmcred itself is still installed"));
        assert!(copy.is_file() && world.at(".local/share/npmcred/receipt.json").is_file());
        assert!(!world.at(".local/share/npmcred/bin/npm").is_symlink());
    }
    let said = run(&world, &copy, &["setup", "--undo"]).run().expect(6);
    world.write(".bashrc", "alias ll='ls -l'\n");
    let done = type_hint(&world, &said, "when that is done, finish");
    let gone = format!("removed   {}\n", copy.display());
    assert!(done.out().contains(&gone), "{done}");
    assert!(!done.out().contains("still installed"), "{done}");
    assert_eq!(world.all(), before);
}

/// Where a file cannot be removed, the undo ends there, and the copy is there to go on with.
#[test]
fn the_copy_stays_where_undo_fails() {
    let world = World::lived_in();
    let before = world.all();
    run(&world, &packed(&world), &["setup"]).run().expect(0);
    let copy = world.at(COPY);
    // A folder where files of ours are.
    let obstacle = ".local/share/npmcred/logins/x";
    world.write(format!("{obstacle}/file"), "");
    run(&world, &copy, &["setup", "--undo"]).run().expect(6);
    assert!(copy.is_file());
    fs::remove_dir_all(world.at(obstacle)).unwrap();
    let shown = run(&world, &copy, &["setup", "--undo", "--dry-run"]);
    let shown = shown.run().expect(0);
    let end = format!(
        "at the end remove {}, the copy of this program\nnothing was changed\n",
        copy.display()
    );
    assert!(shown.out().ends_with(&end), "{shown}");
    run(&world, &copy, &["setup", "--undo"]).run().expect(0);
    assert_eq!(world.all(), before);
}
