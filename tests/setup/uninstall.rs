//! Uninstall: the home is as it was before, but for what the user changed meanwhile.
//!
//! What is unfinished at a registry stays on record, because only a later command can end it.

use std::fs;
use std::path::Path;

use crate::world::World;

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
