//! Setup where another user has a hand in it: root, the owner of another home, or whoever may
//! replace the program.
//!
//! The shims lead to a program that is handed credentials, so nobody else may be able to write to
//! it.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;

use crate::world::{World, chmod, copy_npmcred};

/// What the shims lead to is handed credentials, so nobody else may put another program there.
#[test]
fn a_program_that_others_could_replace_is_not_set_up() {
    let world = World::lived_in();
    let shared = world.path("shared");
    fs::create_dir(&shared).unwrap();
    let program = shared.join("npmcred");
    copy_npmcred(&program);
    let before = world.all();
    for mode in [0o777, 0o1777] {
        chmod(&shared, mode);
        for words in [&["setup"][..], &["setup", "--dry-run"], &["env"]] {
            let said = world.run(program.as_os_str(), words).run().expect(7);
            assert!(
                said.err().contains("other users may write") && said.out().is_empty(),
                "{said}"
            );
        }
        assert_eq!(world.all(), before, "{mode:o}");
    }
    let said = world.run(program.as_os_str(), &["setup"]).run();
    let hint = "hint: keep it where only you may write: ";
    let typed = said
        .err()
        .lines()
        .find_map(|line| Some(line.strip_prefix(hint)?.to_owned()))
        .unwrap();
    let path =
        std::env::join_paths([world.path("tools"), "/usr/bin".into(), "/bin".into()]).unwrap();
    world
        .run("/bin/sh".as_ref(), &["-c", &typed])
        .env("PATH", path)
        .run();
    assert!(
        world
            .at(".local/share/npmcred/bin/npm")
            .canonicalize()
            .unwrap()
            .ends_with(".local/bin/npmcred")
    );
}

/// Root in somebody else's home would leave files there that its owner cannot change.
#[test]
fn roots_hands_are_kept_off_other_homes() {
    let world = World::lived_in();
    let others = [("SUDO_UID", "4242"), ("SUDO_USER", "somebody")];
    let before = world.all();
    for words in [
        &["setup"][..],
        &["setup", "--yes"],
        &["setup", "--dry-run"],
        &["setup", "--undo"],
    ] {
        let sudo = others
            .iter()
            .fold(world.npmcred(words), |run, (name, value)| {
                run.env(*name, *value)
            });
        let said = sudo.run().expect(7);
        assert!(said.err().contains("hint: run it without sudo"), "{said}");
    }
    // Only root can give a home to somebody else, and only of root is there anything to refuse
    // then.
    if fs::metadata(&world.home).unwrap().uid() == 0 {
        chown(&world.home, Some(4242), None).unwrap();
        for words in [&["setup"][..], &["setup", "--undo"]] {
            let said = world.npmcred(words).run().expect(7);
            assert!(said.err().contains("is another user's home"), "{said}");
        }
        chown(&world.home, Some(0), None).unwrap();
    }
    assert_eq!(world.all(), before);
}

/// A shell that is told to read a file of the whole machine's gets nothing into it.
#[test]
fn a_file_of_the_whole_machine_is_not_ours_to_change() {
    let world = World::lived_in();
    let shared = world.path("etc-kshrc");
    fs::write(&shared, "everybody's\n").unwrap();
    world
        .npmcred(&["setup"])
        .env("ENV", &shared)
        .run()
        .expect(0);
    assert_eq!(fs::read(&shared).unwrap(), b"everybody's\n");
    world.write(".shrc", "mine\n");
    world
        .npmcred(&["setup"])
        .env("ENV", world.at(".shrc"))
        .run()
        .expect(0);
    assert!(world.has_our_lines(".shrc"));
}

/// Most people are not root. Where the tests run as root, somebody else moves in, and meets files
/// that are not theirs.
#[test]
fn somebody_who_is_not_root_moves_in_and_out() {
    let world = World::lived_in();
    if fs::metadata(&world.home).unwrap().uid() != 0 {
        return println!("all the other tests are run by somebody who is not root");
    }
    world.write(".kshrc", "root's\n");
    world.write(".mkshrc", "root's secret\n");
    chmod(&world.at(".mkshrc"), 0o600);
    let theirs = |path: &Path| chown(path, Some(4242), Some(4242)).unwrap();
    for (name, _) in world.all() {
        if !name.ends_with(".kshrc") && !name.ends_with(".mkshrc") {
            theirs(&world.at(name));
        }
    }
    theirs(&world.home);
    chmod(world.home.parent().unwrap(), 0o755);
    let program = world.path("npmcred");
    copy_npmcred(&program);
    let setup = |words: &[&str]| {
        let flags = ["--reuid", "4242", "--regid", "4242", "--clear-groups"];
        world
            .run("/usr/bin/setpriv".as_ref(), &flags)
            .args([&program])
            .args(words.to_vec())
            .run()
    };
    let before = world.all();
    let said = setup(&["setup"]).expect(6);
    for piece in ["/.kshrc is read-only", "/.mkshrc cannot be read"] {
        assert!(said.err().contains(piece), "{said}");
    }
    for (name, _) in world
        .all()
        .into_iter()
        .filter(|(name, _)| !before.contains_key(name))
    {
        assert_eq!(
            fs::symlink_metadata(world.at(&name)).unwrap().uid(),
            4242,
            "{}",
            name.display()
        );
    }
    assert!(world.has_our_lines(".bashrc") && world.has_our_lines(".zshenv"));
    setup(&["setup", "--undo"]).expect(0);
    assert_eq!(world.all(), before);
}
