//! Two accounts, and folders that use the other one.

use super::scene::{Scene, scene};
use super::worlds::{bound, bound_and_public, session, two_profiles};

const BOUND: &str = "the folder uses the profile work, which has a credential for @work alone";
const TWO: &str = "two accounts: the default one, and one in the profile work";

pub(crate) const SCENES: &[Scene] = &[
    scene("bound-view", BOUND, bound, |it| {
        it.types("npm view lodash version");
    }),
    scene("bound-public-install", BOUND, bound_and_public, |it| {
        it.types("npm install");
    }),
    scene("bound-publish-in-a-script", BOUND, bound, |it| {
        it.runs("npm publish");
    }),
    scene("bound-status", BOUND, bound, |it| {
        it.types("npmcred status");
    }),
    scene("use", TWO, two_profiles, |it| {
        it.types("npmcred use work");
        it.types("npmcred use");
        it.types("npmcred use --forget");
    }),
    scene("use-misspelt", TWO, two_profiles, |it| {
        it.types("npmcred use wrok");
        it.runs("npm publish");
    }),
    scene("list", TWO, two_profiles, |it| {
        it.types("npmcred list");
        it.types("npmcred status");
    }),
    scene("no-such-choice", "logged in", session, |it| {
        it.set("NPMCRED", "of");
        it.runs("npm view lodash version");
    }),
    scene("off", "logged in", session, |it| {
        it.set("NPMCRED", "off");
        it.runs("npm whoami");
    }),
];
