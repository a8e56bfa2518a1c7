//! The shims that setup makes: which there are, where they lead, and whether they answer.
//!
//! They lead to the name on `PATH`, not to the file behind it, because an upgrade replaces that
//! file.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::symlink;

use crate::support::tools;
use crate::world::{NPM, World, contains, copy_npmcred};

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

/// Another place, or another version in the same place: the shims follow, and the way back is the
/// same.
#[test]
fn a_program_that_was_moved_finds_its_way() {
    let world = World::lived_in();
    let before = world.all();
    fs::create_dir(world.path("bin")).unwrap();
    let (old, new) = (world.path("bin/old"), world.path("bin/new"));
    copy_npmcred(&old);
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

/// From a folder of programs that is not on PATH, as a new `~/.local/bin` is: `npmcred` is found
/// all the same, beside the shims, and every way of asking finds all in place.
#[test]
fn a_program_that_path_does_not_lead_to_is_found_afterwards() {
    let world = World::lived_in();
    fs::create_dir_all(world.at(".local/bin")).unwrap();
    let program = world.at(".local/bin/npmcred");
    copy_npmcred(&program);
    let before = world.all();
    let link = world.at(".local/share/npmcred/bin/npmcred");
    world.run(program.as_os_str(), &["setup"]).run().expect(0);
    let npm = world.at(".local/share/npmcred/bin/npm");
    for link in [&link, &npm] {
        assert_eq!(fs::read_link(link).unwrap(), program);
    }
    let inside = world.all();
    for shell in ["/bin/sh", "/bin/bash"] {
        let script = ". \"$HOME/.profile\"; command -v npmcred && npmcred setup";
        let said = world.run(shell.as_ref(), &["-c", script]).run().expect(0);
        assert!(said.out().starts_with(link.to_str().unwrap()), "{said}");
        assert!(said.out().contains("in place already"), "{said}");
        assert_eq!(world.all(), inside);
    }
    // A name on PATH comes later: the link that is there stays.
    symlink(&program, world.path("tools/npmcred")).unwrap();
    world.run(program.as_os_str(), &["setup"]).run().expect(0);
    assert!(link.is_symlink());
    let undo = ". \"$HOME/.profile\"; npmcred setup --undo";
    let undo = world.run("/bin/sh".as_ref(), &["-c", undo]);
    undo.run().expect(0);
    assert_eq!(world.all(), before);
}

/// Another file under our name is the user's; the shims are made all the same.
#[test]
fn another_file_under_our_name_stays() {
    let world = World::lived_in();
    let mine = world.write(".local/share/npmcred/bin/npmcred", "mine");
    let said = world.npmcred(&["setup"]).run().expect(7);
    let told = "bin/npmcred exists and was not made by npmcred";
    assert!(said.err().contains(told), "{said}");
    world.undo();
    assert_eq!(fs::read(&mine).unwrap(), b"mine");
    // No PATH leads to npmcred, and the hint is what to type all the same.
    let err = said.err();
    let label = "hint: move it away: ";
    let hint = err.lines().find_map(|line| line.strip_prefix(label));
    let mut path = world.environment().remove(OsStr::new("PATH")).unwrap();
    path.push(":/bin:/usr/bin");
    let typed = ["-c", hint.expect("a hint")];
    let typed = world.run("/bin/sh".as_ref(), &typed).env("PATH", path);
    typed.run().expect(0);
    assert_eq!(fs::read_link(&mine).unwrap(), tools::program());
    let aside = world.at(".local/share/npmcred/bin/npmcred.old");
    assert_eq!(fs::read(aside).unwrap(), b"mine");
    world.undo();
    fs::write(&mine, "mine").unwrap();
    // Where PATH leads to npmcred, nobody needs the place.
    symlink(tools::program(), world.path("tools/npmcred")).unwrap();
    world.set_up();
}
