//! What is printed for a shell, for the Tab key and for a program.

use super::scene::{Scene, scene};
use super::worlds::{nobody, session, session_and_token};

pub(crate) const SCENES: &[Scene] = &[
    scene("env", "nothing is stored", nobody, |it| {
        it.reads_code("npmcred env");
        it.runs("eval $(npmcred env); command -v npm");
        it.runs("eval \"$(npmcred env)\"; command -v npm");
    }),
    scene("tab", "logged in", session, |it| {
        it.presses_tab("npmcred log", "logout");
        it.presses_tab("npmcred store --use ", "write");
        it.presses_tab("npmcred explain npm st", "stars");
    }),
    scene(
        "json",
        "a session, and a token for reading",
        session_and_token,
        |it| {
            it.runs("npmcred list --json");
            it.runs("npmcred status --json");
        },
    ),
];
