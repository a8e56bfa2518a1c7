//! Worlds in which something stands in the way. Nothing is lost, the rest is done, and what to do
//! is said.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::Path;
use std::process::Command;

use crate::support::run::Outcome;
use crate::world::{World, contains, odd_name};

/// What makes a file awkward, what setup says of it, and what it needs.
type Obstacle = (fn(&World), &'static str);

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}

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

#[test]
fn a_home_may_have_any_name() {
    for name in [
        "a home".as_ref(),
        OsStr::new("it's \"$HOME\" `x`"),
        OsStr::new("a\nb"),
        &odd_name(),
    ] {
        let world = World::named(name);
        world.write(".bashrc", "mine");
        let before = world.all();
        let said = world.npmcred(&["setup"]).run();
        // A shell that cannot write such a name is told of; sh and bash can write any.
        assert!(matches!(said.status.code(), Some(0 | 6)), "{said}");
        let script = ". \"$HOME/.bashrc\"; command -v npm";
        let npm = world
            .run("/bin/bash".as_ref(), &["--norc", "-c", script])
            .run()
            .expect(0);
        let want = world.at(".local/share/npmcred/bin/npm");
        assert_eq!(
            npm.stdout,
            [want.as_os_str().as_encoded_bytes(), b"\n"].concat(),
            "{npm}"
        );
        let inside = world.all();
        world.npmcred(&["setup"]).run();
        assert_eq!(world.all(), inside);
        world.undo();
        assert_eq!(world.all(), before);
    }
}

/// No shell could find it there.
#[test]
fn a_home_that_cannot_stand_on_path_is_refused() {
    let world = World::named("a:b");
    let before = world.all();
    let said = world.npmcred(&["setup"]).run().expect(7);
    assert!(said.err().contains("cannot be on PATH"), "{said}");
    assert_eq!(world.all(), before);
    let aside = world.path("aside");
    world
        .npmcred(&["setup"])
        .env("XDG_DATA_HOME", &aside)
        .run()
        .expect(0);
    world
        .npmcred(&["setup", "--undo"])
        .env("XDG_DATA_HOME", &aside)
        .run()
        .expect(0);
    assert_eq!(world.all(), before);
    assert!(!aside.exists());
}

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

/// What the shims lead to is handed credentials, so nobody else may put another program there.
#[test]
fn a_program_that_others_could_replace_is_not_set_up() {
    let world = World::lived_in();
    let shared = world.path("shared");
    fs::create_dir(&shared).unwrap();
    let program = shared.join("npmcred");
    fs::copy(crate::support::tools::program(), &program).unwrap();
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
    fs::copy(crate::support::tools::program(), &program).unwrap();
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
