//! Files of others in the places of ours: a shim's, our folder's, a start file's, and between our
//! marks.
//!
//! None of them is replaced or removed, neither by `setup` nor by its `--undo`; the message names
//! it.

use std::fs;

use crate::support::run::Outcome;
use crate::world::{World, chmod};

#[test]
fn a_strangers_file_in_a_shims_place_stays() {
    let world = World::lived_in();
    let npx = world.write(".local/share/npmcred/bin/npx", "mine");
    let said = world.npmcred(&["setup"]).run().expect(7);
    assert!(
        said.err().contains("hint: move it away: mv ") && world.has_our_lines(".bashrc"),
        "{said}"
    );
    assert_eq!(fs::read(&npx).unwrap(), b"mine");
    let hint = said
        .err()
        .lines()
        .find_map(|line| Some(line.strip_prefix("hint: move it away: ")?.to_owned()))
        .unwrap();
    world
        .run("/bin/sh".as_ref(), &["-c", hint.split(';').next().unwrap()])
        .env("PATH", "/bin:/usr/bin")
        .run()
        .expect(0);
    world.set_up();
    assert!(npx.is_symlink());
    let said = world.undo();
    assert!(
        said.out().contains("npx.old (not made by npmcred)"),
        "{said}"
    );
    assert_eq!(world.read(".local/share/npmcred/bin/npx.old"), b"mine");
}

#[test]
fn a_file_in_our_folders_place_is_told() {
    for name in [".local", ".local/share/npmcred"] {
        let world = World::lived_in();
        world.write(name, "mine");
        let before = world.all();
        let said = world.npmcred(&["setup"]).run().expect(6);
        assert!(said.err().contains("is not a folder"), "{said}");
        assert_eq!(world.all(), before, "{name}");
    }
    let world = World::lived_in();
    fs::create_dir_all(world.at(".local/share")).unwrap();
    chmod(&world.at(".local/share"), 0o555);
    let before = world.all();
    world.npmcred(&["setup"]).run().expect(6);
    assert_eq!(world.all(), before);
}

/// A file of the shell's own folder that somebody else put there under our name.
#[test]
fn a_strangers_file_under_our_name_stays() {
    let world = World::lived_in();
    world.write(".config/fish/conf.d/npmcred.fish", "mine\n");
    let before = world.all();
    let said = world.npmcred(&["setup"]).run().expect(6);
    assert!(
        said.err()
            .contains("npmcred.fish exists and was not made by npmcred"),
        "{said}"
    );
    world.undo();
    assert_eq!(world.all(), before);
}

/// Changed between the marks, or doubled: nothing is removed, and the lines are named.
#[test]
fn what_was_changed_between_our_marks_is_left_to_a_person() {
    let world = World::lived_in();
    world.set_up();
    let ours = String::from_utf8(world.read(".bashrc")).unwrap();
    let cases = [
        (
            ours.replace("\nif [", "\nmine; if ["),
            "was changed between npmcred's marks (lines 2, 3, 4)",
        ),
        (
            format!("{ours}{ours}"),
            "has npmcred's lines more than once (marks on lines 2, 4, 6, 8)",
        ),
    ];
    for (text, why) in cases {
        world.write(".bashrc", &text);
        let undo = || -> Outcome { world.npmcred(&["setup", "--undo"]).run().expect(6) };
        let said = undo();
        assert!(said.err().contains(why), "{said}");
        assert_eq!(world.read(".bashrc"), text.as_bytes());
        assert!(
            !world.has_our_lines(".zshrc") && !world.at(".zprofile").exists(),
            "the others are restored"
        );
        assert!(
            undo().err().contains(why),
            "and it is said until it is done"
        );
        world.write(".bashrc", "alias ll='ls -l'\n");
        world.undo();
        assert!(!world.at(".local").exists());
        world.set_up();
    }
}
