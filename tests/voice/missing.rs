//! Nothing is stored, or a file waits for a variable that is not set.

use super::scene::{Scene, scene};
use super::stage::Stage;
use super::worlds::{fresh_clone, needs_private, nobody};

const CLONE: &str = "a fresh clone: its .npmrc names a registry for @priv, where nothing is stored";
const UNSET: &str = "the project's .npmrc has ${NODE_AUTH_TOKEN}, which is not set";

fn unset() -> Stage {
    let stage = nobody();
    needs_private(&stage);
    let nerf = stage.lab.registry.nerf().to_owned();
    let line = format!("{nerf}:_authToken=${{NODE_AUTH_TOKEN}}\n");
    stage.write("app/.npmrc", &line);
    stage
}

pub(crate) const SCENES: &[Scene] = &[
    scene("clone-install", CLONE, fresh_clone, |it| {
        it.types("npm install");
    }),
    scene("clone-ci-in-a-script", CLONE, fresh_clone, |it| {
        it.runs("npm ci");
    }),
    scene("clone-install-again", CLONE, fresh_clone, |it| {
        it.lab.registry.manners(|it| it.closed = true);
        it.types("npm install");
        it.waits_for_answers();
        it.types("npm install");
    }),
    scene("clone-explain", CLONE, fresh_clone, |it| {
        it.types("npmcred explain npm install");
    }),
    scene("clone-login", CLONE, fresh_clone, |it| {
        it.types("npm login --scope=@priv");
        it.types("npm install");
    }),
    scene("unset-ci", UNSET, unset, |it| it.types("npm ci")),
    scene("unset-ci-in-a-script", UNSET, unset, |it| {
        it.runs("npm ci");
    }),
    scene("unset-publish-in-a-script", UNSET, unset, |it| {
        it.runs("npm publish");
    }),
    scene("unset-whoami", UNSET, unset, |it| it.types("npm whoami")),
    scene("unset-explain", UNSET, unset, |it| {
        it.types("npmcred explain npm ci");
    }),
    scene("publish", "nothing is stored", nobody, |it| {
        it.types("npm publish");
    }),
    scene("publish-in-a-script", "nothing is stored", nobody, |it| {
        it.runs("npm publish");
    }),
    scene("whoami", "nothing is stored", nobody, |it| {
        it.types("npm whoami");
    }),
];
