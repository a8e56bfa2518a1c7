//! Homes of every name, also one that is no text.
//!
//! A home whose name cannot stand on `PATH` is refused, because no shell would find the shims
//! there.

use std::ffi::OsStr;

use crate::world::{World, odd_name};

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
