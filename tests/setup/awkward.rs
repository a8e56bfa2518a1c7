//! Start files that cannot be changed as usual: read-only, links, odd contents, access lists, files
//! that another program makes.
//!
//! Nothing is lost, all other files are done, and the message says what the user can do.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use crate::world::{World, chmod, contains, put_program};

/// What makes a file awkward, what setup says of it, and what it needs.
type Obstacle = (fn(&World), &'static str);

const OBSTACLES: [Obstacle; 10] = [
    (
        |world| chmod(&world.write(".zshrc", "mine\n"), 0o444),
        "is read-only",
    ),
    (
        |world| {
            chmod(&world.write("dotfiles/zshrc", "mine\n"), 0o444);
            symlink("dotfiles/zshrc", world.at(".zshrc")).unwrap();
        },
        "is read-only",
    ),
    (
        |world| {
            world.write("store/zshrc", "mine\n");
            chmod(&world.at("store"), 0o555);
            symlink("store/zshrc", world.at(".zshrc")).unwrap();
        },
        "lies in a folder that is read-only",
    ),
    (
        |world| symlink("gone/zshrc", world.at(".zshrc")).unwrap(),
        "leads to a folder that is not there",
    ),
    (
        |world| symlink(".zshrc", world.at(".zshrc")).unwrap(),
        "leads to a folder that is not there",
    ),
    (
        |world| fs::create_dir(world.at(".zshrc")).unwrap(),
        "is a folder",
    ),
    (
        |world| {
            assert!(
                Command::new("mkfifo")
                    .arg(world.at(".zshrc"))
                    .status()
                    .unwrap()
                    .success()
            );
        },
        "is no regular file",
    ),
    (
        |world| {
            world.write("other", "mine\n");
            fs::hard_link(world.at("other"), world.at(".zshrc")).unwrap();
        },
        "has several names (hard links)",
    ),
    (
        |world| drop(world.write(".zshrc", b"\xff\xfem\0i\0n\0e\0")),
        "is UTF-16",
    ),
    (
        |world| drop(world.write(".zshrc", "# >>> npmcred >>> half of it\n")),
        "has marks of npmcred that do not fit together (line 1)",
    ),
];

/// One that cannot be changed keeps no other from it; what it needs can be typed.
#[test]
fn what_cannot_be_changed_is_left_alone_and_told() {
    for (make, why) in OBSTACLES {
        let world = World::lived_in();
        fs::remove_file(world.at(".zshrc")).unwrap();
        make(&world);
        let before = world.all();
        let said = world.npmcred(&["setup"]).run().expect(6);
        assert!(
            said.err().contains(&format!("/.zshrc {why}")),
            "{why}: {said}"
        );
        let line = said
            .err()
            .lines()
            .find_map(|line| Some(line.split_once("add this at its end: ")?.1.to_owned()));
        assert!(line.unwrap().starts_with("if [ -x "), "{said}");
        for name in before
            .keys()
            .filter(|name| name.to_string_lossy().contains("zshrc"))
        {
            assert_eq!(world.all().get(name), before.get(name), "{why}");
        }
        assert!(
            world.has_our_lines(".bashrc") && world.has_our_lines(".zshenv"),
            "{why}"
        );
        let again = world.npmcred(&["setup"]).run().expect(6);
        assert!(again.err().contains(why), "{again}");
        // Marks that make no sense are a person's business on the way out, too.
        let damaged = why.starts_with("has marks");
        world
            .npmcred(&["setup", "--undo"])
            .run()
            .expect(if damaged { 6 } else { 0 });
        if !damaged {
            assert_eq!(world.all(), before, "{why}");
        }
    }
}

/// An npm in the folder where it is typed is no npm of the machine.
#[test]
fn a_program_of_the_working_folder_has_no_say() {
    let world = World::lived_in();
    let folder = world.path("work");
    fs::create_dir_all(&folder).unwrap();
    put_program(&folder.join("npm"), b"#!/bin/sh\nexit 1\n");
    for words in [&["setup", "--yes"][..], &["setup", "--yes"], &["doctor"]] {
        let told = world.npmcred(words).cwd(&folder).run();
        let said = format!("{}{}", told.out(), told.err());
        assert!(!said.contains("--machine"), "{words:?}: {told}");
        assert!(words == ["doctor"] || told.status.success(), "{told}");
    }
}

/// What was added by hand is seen, and is not ours to take out.
#[test]
fn what_was_added_by_hand_is_enough() {
    let world = World::lived_in();
    chmod(&world.at(".zshrc"), 0o444);
    let said = world.npmcred(&["setup"]).run().expect(6);
    let line = said
        .err()
        .lines()
        .find_map(|line| Some(line.split_once("add this at its end: ")?.1.to_owned()))
        .unwrap();
    let mine = [&world.read(".zshrc")[..], b"\n", line.as_bytes(), b"\n"].concat();
    chmod(&world.at(".zshrc"), 0o644);
    world.write(".zshrc", &mine);
    chmod(&world.at(".zshrc"), 0o444);
    world.set_up();
    world.undo();
    assert_eq!(world.read(".zshrc"), mine);
}

/// Contents that need care: what is put in comes out again.
#[test]
fn contents_of_every_sort_are_kept() {
    let contents: [&[u8]; 8] = [
        b"",
        b"\n",
        b"a",
        b"a\r\nb\r\n",
        b"a\r\nb",
        b"\xff\xfe\xfd\n\x00",
        b"a \\",
        b"# no end",
    ];
    for contents in contents {
        let world = World::lived_in();
        for name in [
            ".bashrc",
            ".zshrc",
            ".profile",
            ".config/fish/conf.d/other.fish",
        ] {
            world.write(name, contents);
        }
        let before = world.all();
        world.set_up();
        assert!(world.read(".zshrc").starts_with(contents) && world.has_our_lines(".zshrc"));
        world.undo();
        assert_eq!(world.all(), before, "{contents:?}");
    }
}

#[test]
fn a_link_stays_a_link() {
    let world = World::lived_in();
    world.write("dotfiles/bashrc", "mine\n");
    fs::remove_file(world.at(".bashrc")).unwrap();
    fs::remove_file(world.at(".zshrc")).unwrap();
    symlink("dotfiles/bashrc", world.at(".bashrc")).unwrap();
    // To a file that is not there yet, in a folder that is.
    symlink("dotfiles/zshrc", world.at(".zshrc")).unwrap();
    // Two names for one file.
    symlink(".bashrc", world.at(".bash_profile")).unwrap();
    let before = world.all();
    world.set_up();
    assert!(world.at(".bashrc").is_symlink() && world.at(".zshrc").is_symlink());
    assert!(world.has_our_lines("dotfiles/bashrc") && world.has_our_lines("dotfiles/zshrc"));
    let text = String::from_utf8(world.read("dotfiles/bashrc")).unwrap();
    assert_eq!(text.matches(">>> npmcred >>>").count(), 1, "{text}");
    world.undo();
    assert_eq!(world.all(), before);
}

/// Made read-only since: its lines are named, and the receipt is kept for the next time.
#[test]
fn what_became_read_only_is_told_on_the_way_out() {
    let world = World::lived_in();
    let before = world.all();
    world.set_up();
    chmod(&world.at(".bashrc"), 0o444);
    let said = world.npmcred(&["setup", "--undo"]).run().expect(6);
    assert!(
        said.err()
            .contains(".bashrc is read-only: remove its lines 2 to 4"),
        "{said}"
    );
    chmod(&world.at(".bashrc"), 0o644);
    world.undo();
    assert_eq!(world.all(), before);
}

/// Bytes that only the owner of a file knows of.
#[test]
fn access_lists_and_attributes_are_kept() {
    let world = World::lived_in();
    let bashrc = world.at(".bashrc");
    rustix::fs::setxattr(
        &bashrc,
        "user.mine",
        b"kept",
        rustix::fs::XattrFlags::empty(),
    )
    .unwrap_or_else(|error| {
        // The file system of the temporary folder has none to lose.
        assert_eq!(error, rustix::io::Errno::OPNOTSUPP);
    });
    let value = || {
        let mut value = [0_u8; 16];
        rustix::fs::getxattr(&bashrc, "user.mine", &mut value)
            .map(|length| value[..length].to_vec())
            .ok()
    };
    let before = value();
    world.set_up();
    assert_eq!(value(), before);
    world.undo();
    assert_eq!(value(), before);
    assert!(!contains(&world.read(".bashrc"), b"npmcred"));
}

/// A home whose start files are links into a place that nobody writes to, as home-manager makes it:
/// each is told with its line, the rest is done, and no receipt names what was not written.
#[test]
fn a_home_that_another_program_makes_is_left_as_it_is() {
    let world = World::new();
    let store = world.path("store");
    fs::create_dir(&store).unwrap();
    for name in [".bashrc", ".profile", ".zshenv", ".zshrc", ".zprofile"] {
        fs::write(store.join(&name[1..]), "umask 022\n").unwrap();
        chmod(&store.join(&name[1..]), 0o444);
        symlink(store.join(&name[1..]), world.at(name)).unwrap();
    }
    chmod(&store, 0o555);
    let before = world.all();
    let told = world.npmcred(&["setup"]).run().expect(6);
    let named = told.err().matches("is read-only").count();
    assert_eq!(named, 5, "one sentence each: {told}");
    assert_eq!(
        told.err().matches("add this at its end: ").count(),
        5,
        "{told}"
    );
    let receipt = fs::read_to_string(world.at(".local/share/npmcred/receipt.json")).unwrap();
    assert!(
        ![".bashrc", ".zshrc", ".profile"]
            .iter()
            .any(|name| receipt.contains(name)),
        "{receipt}"
    );
    assert!(!fs::read_dir(&store).unwrap().any(|one| {
        one.unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with(".npmcred")
    }));
    let doctor = world.npmcred(&["doctor", "--json"]).run();
    assert!(doctor.out().contains("start-file-left"), "{doctor}");
    world.undo();
    assert_eq!(world.all(), before);
    chmod(&store, 0o755);
}
