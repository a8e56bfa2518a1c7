//! A token that the registry does not take any more: revoked, or logged out on another machine.

use super::scene::{Scene, scene};
use super::stage::Stage;
use super::worlds::{needs_private, refused};

const REFUSED: &str = "the session was ended on another machine";

fn refused_and_private() -> Stage {
    let stage = refused();
    needs_private(&stage);
    stage
}

pub(crate) const SCENES: &[Scene] = &[
    scene("ci", REFUSED, refused_and_private, |it| it.types("npm ci")),
    scene("ci-in-a-script", REFUSED, refused_and_private, |it| {
        it.runs("npm ci");
    }),
    scene("ci-again", REFUSED, refused_and_private, |it| {
        it.types("npm ci");
        it.waits_for_answers();
        it.answers("npm ci", &[("[Y/n]", "\r")]);
    }),
    scene("ci-again-in-a-script", REFUSED, refused_and_private, |it| {
        it.runs("npm ci");
        it.waits_for_answers();
        it.runs("npm ci");
    }),
    scene(
        "ci-where-private-packages-hide",
        "the session was ended on another machine; the registry answers 404 for what is private",
        refused_and_private,
        |it| {
            it.lab.registry.manners(|it| it.closed = false);
            it.types("npm ci");
        },
    ),
    scene("publish", REFUSED, refused, |it| it.types("npm publish")),
    scene("publish-in-a-script", REFUSED, refused, |it| {
        it.runs("npm publish");
    }),
    scene("whoami", REFUSED, refused, |it| it.types("npm whoami")),
    scene("status-check", REFUSED, refused, |it| {
        it.types("npmcred status --check");
    }),
    scene("login-again", REFUSED, refused, |it| {
        it.answers("npm login", &[("[Y/n]", "\r")]);
    }),
    scene("logout", REFUSED, refused, |it| it.types("npm logout")),
];
