//! Logging out.

use super::scene::{Scene, scene};
use super::worlds::{dead_registry, nobody, session, session_and_token};

const TWO: &str = "a session, and a token for reading that was made with `npmcred token create`";

pub(crate) const SCENES: &[Scene] = &[
    scene("npm-of-a-session", "logged in", session, |it| {
        it.types("npm logout");
    }),
    scene("npmcred-of-a-session", "logged in", session, |it| {
        it.types("npmcred logout");
    }),
    scene("npm-of-two", TWO, session_and_token, |it| {
        it.types("npm logout");
    }),
    scene("npmcred-of-two", TWO, session_and_token, |it| {
        it.types("npmcred logout");
        it.types("npmcred logout");
    }),
    scene("of-all", TWO, session_and_token, |it| {
        it.types("npmcred logout --all");
    }),
    scene("npm-of-nobody", "nothing is stored", nobody, |it| {
        it.types("npm logout");
    }),
    scene("npmcred-of-nobody", "nothing is stored", nobody, |it| {
        it.types("npmcred logout");
    }),
    scene(
        "registry-fails",
        "the registry answers 503",
        dead_registry,
        |it| {
            it.types("npmcred logout");
            it.types("npmcred list");
        },
    ),
    scene(
        "without-npm",
        "logged in; there is no npm on PATH",
        session,
        |it| {
            it.without_npm();
            it.types("~/.local/bin/npmcred logout");
        },
    ),
];
