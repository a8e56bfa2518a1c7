//! Installing, and uninstalling.

use super::scene::{Scene, scene};
use super::worlds::{newcomer, settled};

const NEW: &str = "npm is there, and a token in ~/.npmrc";

pub(crate) const SCENES: &[Scene] = &[
    scene("dry-run", NEW, newcomer, |it| {
        it.types("npmcred setup --dry-run");
    }),
    scene("at-a-terminal", NEW, newcomer, |it| {
        it.answers("npmcred setup", &[("[Y/n]", "y\r")]);
    }),
    scene("from-a-folder-of-downloads", NEW, newcomer, |it| {
        it.move_to_downloads();
        it.answers("~/Downloads/npmcred setup", &[("[Y/n]", "n\r")]);
    }),
    scene("in-a-script", NEW, newcomer, |it| it.runs("npmcred setup")),
    scene("again", "set up, and nothing is stored", settled, |it| {
        it.answers("npmcred setup", &[("[y/N]", "\r")]);
    }),
    scene("undo", "set up, and nothing is stored", settled, |it| {
        it.types("npmcred setup --undo");
    }),
];
