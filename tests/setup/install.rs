//! Install the shims and shell integration: what is shown beforehand, what is written, and that it
//! is written once.
//!
//! Where no real npm is found there is nothing to set up, and that is an error.

use std::fs;
use std::os::unix::fs::MetadataExt;

use crate::support::tools;
use crate::world::{World, contains};

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
        "npmcred/man/man1\n",
        "\nbefore a start file is changed, run npm --version through the shim as a proof\n",
        "\nnothing was changed\n",
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
        shown.out().contains("remove npmcred's lines from ")
            && shown.out().ends_with("\nnothing was changed\n"),
        "{shown}"
    );
    assert_eq!((world.all(), world.times()), (inside, times));
    let nothing = world.npmcred(&["setup", "--dry-run"]).run().expect(0);
    let proof = "run npm --version through the shim as a proof\n";
    let first = format!("all is in place\n{proof}");
    let out = nothing.out();
    assert!(
        out.starts_with(&first) && out.ends_with("\nnothing was changed\n"),
        "{nothing}"
    );
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
