//! A session that is over, or soon will be.

use super::scene::{Scene, scene};
use super::worlds::{
    five_minutes, four_scopes, needs_private, one_minute, over, over_and_open, public_over,
};

const FOUR: &str = "four scopes in ~/.npmrc, where all sessions are over";
const OVER: &str = "the session is over";

pub(crate) const SCENES: &[Scene] = &[
    scene("npx-of-a-public-tool", FOUR, four_scopes, |it| {
        it.types("npx -y semver");
    }),
    scene(
        "install-without-private-packages",
        FOUR,
        four_scopes,
        |it| {
            it.types("npm install semver");
        },
    ),
    scene("install-of-two-private-packages", FOUR, four_scopes, |it| {
        let wants = r#"{ "name": "app", "dependencies": { "@acme/x": "1", "@blue/y": "1" } }"#;
        it.write("app/package.json", wants);
        it.set_fetch_retries();
        it.answers("npm install", &[("[Y/n]", "n\r")]);
    }),
    scene(
        "public-install",
        "two hours after the login to the public registry",
        public_over,
        |it| it.types("npm install"),
    ),
    scene("publish", OVER, over, |it| it.types("npm publish")),
    scene("publish-in-a-script", OVER, over, |it| {
        it.runs("npm publish");
    }),
    scene("publish-json-in-a-script", OVER, over, |it| {
        it.runs("npm publish --json");
    }),
    scene("publish-never-renewed", OVER, over, |it| {
        it.set("NPMCRED_RENEW", "never");
        it.types("npm publish");
    }),
    scene("view-logged-in-first", OVER, over, |it| {
        it.lab.registry.add_package("lodash", "lodash");
        it.answers("npm view lodash version", &[("[Y/n]", "\r")]);
    }),
    scene("view-declined", OVER, over, |it| {
        it.answers("npm view lodash version", &[("[Y/n]", "n\r")]);
    }),
    scene(
        "view-of-a-private-package-in-a-script",
        "the session is over; the registry hides what is private",
        over_and_open,
        |it| it.runs("npm view @priv/lib version"),
    ),
    scene("view-silent-in-a-script", OVER, over_and_open, |it| {
        it.lab.registry.add_package("lodash", "lodash");
        it.runs("npm view lodash version --silent");
    }),
    scene("whoami-in-a-script", OVER, over, |it| it.runs("npm whoami")),
    scene("ci-before-the-end", "a minute is left", one_minute, |it| {
        needs_private(it);
        it.types("npm ci");
    }),
    scene(
        "ci-in-a-script",
        "five minutes are left",
        five_minutes,
        |it| {
            needs_private(it);
            it.runs("npm ci");
        },
    ),
];
