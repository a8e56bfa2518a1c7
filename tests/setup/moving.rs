//! Moving in, living there, moving out.

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;

use crate::support::tools;
use crate::world::{NPM, World, contains};

#[test]
fn the_home_is_as_it_was_when_all_is_taken_back() {
    for world in [World::new(), World::lived_in()] {
        let before = world.all();
        let said = world.set_up();
        assert!(
            said.out().lines().count() <= 6 && said.out().contains("npm --version says 11.0.0"),
            "{said}"
        );
        assert!(
            said.out().contains("bash") && said.out().contains("exec $SHELL"),
            "{said}"
        );
        for name in [
            ".bashrc",
            ".zshrc",
            ".profile",
            ".config/fish/conf.d/npmcred.fish",
        ] {
            assert!(world.has_our_lines(name), "{name}");
        }
        assert!(
            world
                .at(".local/share/npmcred/man/man1/npmcred.1")
                .is_file()
        );
        world.undo();
        assert_eq!(world.all(), before);
        let again = world.undo();
        assert!(again.out().contains("is not set up here"), "{again}");
        assert_eq!(world.all(), before);
    }
}

#[test]
fn the_shim_is_found_and_answers_as_a_real_npm_does() {
    for major in [8, 12] {
        let world = World::new();
        let before = world.all();
        let path = std::env::join_paths([tools::npm(major).join("bin"), "/bin".into()]).unwrap();
        let said = world.npmcred(&["setup"]).env("PATH", path).run().expect(0);
        let version = format!("npm --version says {major}.");
        assert!(said.out().contains(&version), "{said}");
        assert!(
            !world.at(".npm").exists(),
            "the proof leaves nothing behind"
        );
        world.undo();
        assert_eq!(world.all(), before, "npm {major}");
    }
}

#[test]
fn looking_changes_nothing_and_shows_every_line() {
    let world = World::lived_in();
    let (before, times) = (world.all(), world.times());
    let shown = world.npmcred(&["setup", "--dry-run"]).run().expect(0);
    assert_eq!((world.all(), world.times()), (before, times));
    for piece in [
        "add to ",
        ".bashrc, for bash:\n  | # >>> npmcred >>>",
        "| if [ -x ",
        "bin/npm -> ",
        "man1/npmcred.1 (",
    ] {
        assert!(shown.out().contains(piece), "{piece}: {shown}");
    }
    world.set_up();
    let (inside, times) = (world.all(), world.times());
    let shown = world
        .npmcred(&["setup", "--undo", "--dry-run"])
        .run()
        .expect(0);
    assert!(
        shown.out().contains("remove npmcred's lines from "),
        "{shown}"
    );
    assert_eq!((world.all(), world.times()), (inside, times));
    let nothing = world.npmcred(&["setup", "--dry-run"]).run().expect(0);
    assert_eq!(nothing.out(), "nothing: all is in place\n");
}

#[test]
fn a_second_time_changes_not_a_byte_and_not_a_minute() {
    let world = World::lived_in();
    world.set_up();
    let (inside, times) = (world.all(), world.times());
    let said = world.set_up();
    assert!(said.out().contains("in place already"), "{said}");
    assert_eq!((world.all(), world.times()), (inside, times));
}

#[test]
fn a_new_start_file_follows_the_umask_and_an_old_one_keeps_its_mode() {
    let world = World::lived_in();
    let script = "umask 027; exec \"$0\" setup";
    world
        .run("/bin/sh".as_ref(), &["-c", script])
        .args([tools::program()])
        .run()
        .expect(0);
    let mode = |name: &str| fs::metadata(world.at(name)).unwrap().mode() & 0o777;
    assert_eq!((mode(".zprofile"), mode(".profile")), (0o640, 0o640));
    assert_eq!(mode(".local/share/npmcred"), 0o700);
}

/// What the marks in the files say is enough.
#[test]
fn a_lost_or_damaged_receipt_keeps_nobody_from_moving_out() {
    for damage in [None, Some("{"), Some("{\"v\":1}")] {
        let world = World::lived_in();
        // What a receipt alone knows is whose folders they were.
        for folder in [
            ".local/share",
            ".config/environment.d",
            ".config/fish/conf.d",
            ".config/elvish",
        ] {
            fs::create_dir_all(world.at(folder)).unwrap();
        }
        let before = world.all();
        world.set_up();
        let receipt = world.at(".local/share/npmcred/receipt.json");
        match damage {
            None => fs::remove_file(&receipt).unwrap(),
            Some(text) => fs::write(&receipt, text).unwrap(),
        }
        world.undo();
        assert_eq!(world.all(), before, "{damage:?}");
    }
}

#[test]
fn a_receipt_of_the_future_is_left_alone() {
    let world = World::lived_in();
    world.set_up();
    let receipt = world.write(".local/share/npmcred/receipt.json", "{\"v\":2}");
    let inside = world.all();
    for words in [&["setup"][..], &["setup", "--undo"]] {
        let said = world.npmcred(words).run().expect(6);
        assert!(said.err().contains("newer npmcred"), "{said}");
    }
    assert_eq!(
        (world.all(), fs::read(receipt).unwrap()),
        (inside, b"{\"v\":2}".to_vec())
    );
}

/// Another place, or another version in the same place: the shims follow, and the way back is the
/// same.
#[test]
fn a_program_that_was_moved_finds_its_way() {
    let world = World::lived_in();
    let before = world.all();
    let (old, new) = (world.path("old"), world.path("new"));
    fs::copy(tools::program(), &old).unwrap();
    world.run(old.as_os_str(), &["setup"]).run().expect(0);
    fs::rename(&old, &new).unwrap();
    let inside = world.read(".bashrc");
    assert!(contains(&inside, old.as_os_str().as_encoded_bytes()));
    world.run(new.as_os_str(), &["setup"]).run().expect(0);
    let renewed = world.read(".bashrc");
    assert!(contains(&renewed, new.as_os_str().as_encoded_bytes()));
    assert!(!contains(&renewed, old.as_os_str().as_encoded_bytes()));
    assert_eq!(
        fs::read_link(world.at(".local/share/npmcred/bin/npm")).unwrap(),
        new
    );
    fs::rename(&new, &old).unwrap();
    world
        .run(old.as_os_str(), &["setup", "--undo"])
        .run()
        .expect(0);
    assert_eq!(world.all(), before);
}

/// The name on PATH outlives an upgrade; the file that it leads to does not.
#[test]
fn the_shims_lead_to_the_name_on_path() {
    let world = World::new();
    symlink(tools::program(), world.path("tools/npmcred")).unwrap();
    world.set_up();
    assert_eq!(
        fs::read_link(world.at(".local/share/npmcred/bin/npm")).unwrap(),
        world.path("tools/npmcred")
    );
}

#[test]
fn only_what_is_there_gets_a_shim() {
    let world = World::new();
    fs::remove_file(world.path("tools/npx")).unwrap();
    world.set_up();
    assert!(world.at(".local/share/npmcred/bin/npm").is_symlink());
    assert!(!world.at(".local/share/npmcred/bin/npx").is_symlink());
    world.tool("npx", NPM);
    world.set_up();
    assert!(world.at(".local/share/npmcred/bin/npx").is_symlink());
}

#[test]
fn without_npm_there_is_nothing_to_do() {
    let world = World::lived_in();
    for name in ["npm", "npx"] {
        fs::remove_file(world.path("tools").join(name)).unwrap();
    }
    let before = world.all();
    let said = world.npmcred(&["setup"]).run().expect(127);
    assert!(said.err().contains("hint: install node"), "{said}");
    assert_eq!(world.all(), before);
}

/// A shim that does not answer as npm does is told loudly, and no start file leads to it.
#[test]
fn a_shim_that_does_not_answer_is_no_success() {
    for (script, said) in [
        (
            "#!/bin/sh\necho 11.${NPMCRED_DEPTH-0}\n",
            "it says 11.1, npm itself says 11.0",
        ),
        (
            "#!/bin/sh\ntest -z \"$NPMCRED_DEPTH\" && echo 1 || exit 3\n",
            "it ended with 3",
        ),
        (
            "#!/bin/sh\ntest -z \"$NPMCRED_DEPTH\" && echo 1 || kill -9 $$\n",
            "it ended with 137",
        ),
        (
            "#!/bin/sh\nexit 5\n",
            "npm itself does not answer: it ended with 5",
        ),
        (
            "#!/bin/sh\n",
            "npm itself does not answer: it printed nothing",
        ),
    ] {
        let world = World::lived_in();
        let before = world.all();
        world.tool("npm", script);
        let failed = world.npmcred(&["setup"]).run().expect(126);
        assert!(failed.err().contains(said), "{script}: {failed}");
        assert!(!world.has_our_lines(".bashrc") && !world.has_our_lines(".zshrc"));
        world.undo();
        assert_eq!(world.all(), before);
    }
}

/// What the user wrote around our lines stays, and so does what he decided.
#[test]
fn what_the_user_did_meanwhile_stays() {
    let world = World::lived_in();
    world.set_up();
    let text = world.read(".bashrc");
    world.write(".bashrc", [b"first\n", &text[..], b"last"].concat());
    world.write(
        ".zprofile",
        [&world.read(".zprofile")[..], b"mine\n"].concat(),
    );
    world.write(".config/fish/conf.d/mine.fish", "mine\n");
    world.npmcred(&["config", "renew", "never"]).run().expect(0);
    let said = world.undo();
    assert!(
        said.out().contains("settings.json (your settings)"),
        "{said}"
    );
    assert_eq!(world.read(".bashrc"), b"first\nalias ll='ls -l'\nlast");
    assert_eq!(world.read(".zprofile"), b"mine\n");
    assert!(
        world.at(".config/fish/conf.d/mine.fish").is_file()
            && world.at(".config/npmcred/settings.json").is_file()
    );
    assert!(!world.at(".config/npmcred/profiles.lock").exists() && !world.at(".local").exists());
}

/// What a registry has not confirmed may still be told by `npmcred`, so it is not thrown away.
#[test]
fn what_is_unfinished_at_a_registry_stays() {
    let world = World::lived_in();
    world.set_up();
    let entry = r#"{"what":"logout","registry":"https://h/","profile":null,"use":"any","token":null,"since":1}"#;
    let journal = world.write(
        ".local/share/npmcred/journal.json",
        format!("{{\"v\":1,\"unfinished\":[{entry}]}}"),
    );
    let said = world.undo();
    assert!(
        said.out()
            .contains("journal.json (unfinished operations at registries)"),
        "{said}"
    );
    let ours = Path::new(".local/share/npmcred");
    let left: Vec<_> = world
        .all()
        .into_keys()
        .filter(|name| name.starts_with(ours) && name != ours)
        .collect();
    assert_eq!(left, [ours.join("journal.json")]);
    fs::remove_file(journal).unwrap();
    world.undo();
    assert!(!world.at(".local/share/npmcred").exists());
}

/// What killed commands of other sorts left in our folders goes as well.
#[test]
fn what_others_left_in_our_folders_goes() {
    let world = World::lived_in();
    let before = world.all();
    world.set_up();
    for name in [
        "scratch-x/project/file",
        "logins/x",
        "journal.lock",
        "journal.busy",
        "receipt.json.damaged",
        "bin/.npmcred-x",
    ] {
        world.write(Path::new(".local/share/npmcred").join(name), "");
    }
    world.write(".config/npmcred/profiles.lock", "");
    world.undo();
    assert_eq!(world.all(), before);
}

#[test]
fn two_at_once_are_as_good_as_one() {
    let (alone, together) = (World::lived_in(), World::lived_in());
    let before = together.all();
    alone.set_up();
    let runs: Vec<_> = (0..4)
        .map(|_| {
            (
                together.npmcred(&["setup"]),
                together.npmcred(&["setup"]).begin(),
            )
        })
        .collect();
    for (run, child) in runs {
        run.collect(child, std::time::Instant::now()).expect(0);
    }
    let names = |world: &World| world.all().into_keys().collect::<Vec<_>>();
    assert_eq!(names(&together), names(&alone));
    let text = String::from_utf8(together.read(".bashrc")).unwrap();
    assert_eq!(text.matches(">>> npmcred >>>").count(), 1, "{text}");
    together.undo();
    assert_eq!(together.all(), before);
}

/// Everything that is on record is there, and everything that is there is on record.
#[test]
fn the_receipt_names_every_byte() {
    let world = World::lived_in();
    let before = world.all();
    world.set_up();
    let receipt: serde_json::Value =
        serde_json::from_slice(&world.read(".local/share/npmcred/receipt.json")).unwrap();
    assert_eq!(
        (&receipt["v"], &receipt["complete"]),
        (&1.into(), &true.into())
    );
    let mut named: Vec<String> = Vec::new();
    for list in ["folders", "links"] {
        named.extend(
            receipt[list]
                .as_array()
                .unwrap()
                .iter()
                .map(|path| path.as_str().unwrap().to_owned()),
        );
    }
    for file in receipt["files"].as_array().unwrap() {
        named.push(file["path"].as_str().unwrap().to_owned());
    }
    for lines in receipt["lines"].as_array().unwrap() {
        let (path, bytes) = (
            lines["path"].as_str().unwrap(),
            lines["bytes"].as_str().unwrap(),
        );
        assert!(
            contains(&fs::read(path).unwrap(), bytes.as_bytes()),
            "{path}"
        );
        named.push(path.to_owned());
    }
    named.push(
        world
            .at(".local/share/npmcred/receipt.json")
            .to_str()
            .unwrap()
            .to_owned(),
    );
    let fresh = world
        .all()
        .into_keys()
        .filter(|path| !before.contains_key(path));
    for path in fresh.map(|path| world.at(path)) {
        assert!(
            named.iter().any(|name| Path::new(name) == path),
            "{} is not on record",
            path.display()
        );
    }
}

/// A snap gives what is started in its terminal an XDG folder of its own, of one revision: it is
/// nobody's choice.
#[test]
fn a_snaps_terminal_is_no_other_home() {
    let world = World::lived_in();
    let before = world.all();
    let snap = |name: &str| world.at(format!("snap/code/143/{name}"));
    let in_terminal = |args: &[&str]| {
        let run = world
            .npmcred(args)
            .env("XDG_DATA_HOME", snap(".local/share"));
        run.env("XDG_CONFIG_HOME", snap(".config"))
            .env("XDG_STATE_HOME", snap(".local/state"))
    };
    in_terminal(&["setup"]).run().expect(0);
    let inside = world.all();
    assert!(!world.at("snap").exists() && world.at(".local/share/npmcred/bin/npm").exists());
    assert!(world.at(".config/fish/conf.d/npmcred.fish").exists());
    for file in inside.keys().filter(|file| world.at(file).is_file()) {
        assert!(
            !contains(&fs::read(world.at(file)).unwrap(), b"/snap/"),
            "{}",
            file.display()
        );
    }
    let again = world.set_up();
    assert!(again.out().contains("in place already"), "{again}");
    assert_eq!(world.all(), inside, "one set, wherever it is asked for");
    let env = in_terminal(&["env", "--json"]).run().expect(0);
    assert!(
        env.out()
            .contains(world.at(".local/share/npmcred/bin").to_str().unwrap()),
        "{env}"
    );
    in_terminal(&["setup", "--undo"]).run().expect(0);
    assert_eq!(world.all(), before);
}

/// Who moves out may have other variables than who moved in: a login without them, a job, another
/// desktop.
#[test]
fn what_was_put_elsewhere_is_found_when_it_is_taken_back() {
    for (inside, outside) in [
        (Some("chosen/data"), None),
        (None, Some("chosen/data")),
        (Some("a"), Some("b")),
        (Some("a"), Some("a")),
    ] {
        let world = World::lived_in();
        let before = world.all();
        let run = |args: &[&str], data: Option<&str>| {
            let run = world.npmcred(args);
            data.map_or(run.clone(), |data| run.env("XDG_DATA_HOME", world.at(data)))
        };
        run(&["setup"], inside).run().expect(0);
        assert!(
            world
                .at(inside.unwrap_or(".local/share"))
                .join("npmcred/bin/npm")
                .exists()
        );
        let again = run(&["setup"], inside).run().expect(0);
        assert!(again.out().contains("in place already"), "{again}");
        let shown = run(&["setup", "--undo", "--dry-run"], outside)
            .run()
            .expect(0);
        assert!(
            shown.out().contains("npmcred/bin/npm"),
            "{inside:?} {outside:?}: {shown}"
        );
        run(&["setup", "--undo"], outside).run().expect(0);
        assert_eq!(world.all(), before, "{inside:?} {outside:?}");
        let nothing = run(&["setup", "--undo"], outside).run().expect(0);
        assert!(nothing.out().contains("is not set up here"), "{nothing}");
    }
}
