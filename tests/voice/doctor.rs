//! What is wrong with an installation, and how it is told.

use super::scene::{Scene, scene};
use super::stage::Stage;
use super::worlds::settled;

const SETTLED: &str = "set up, and nothing is stored";
const CANARY: &str = "npm_C4n4ryC4n4ryC4n4ryC4n4ryC4n4ryC4n4ry";

fn with_token_in(it: &mut Stage, file: &str, text: &str) {
    it.secrets.push(CANARY.to_owned());
    it.write(file, &text.replace("TOKEN", CANARY));
}

fn refused() -> Stage {
    let stage = settled();
    let token = stage.lab.registry.user.token.clone();
    stage.lab.store_ending(&stage.url(), &token, "any", 5450);
    stage.lab.registry.kill(&token);
    stage
}

pub(crate) const SCENES: &[Scene] = &[
    scene("well", SETTLED, settled, |it| it.types("npmcred doctor")),
    scene("plaintext", "a token in ~/.npmrc", settled, |it| {
        let nerf = it.lab.registry.nerf();
        let text = format!("{}{nerf}:_authToken=TOKEN\n", it.lab.user_config());
        with_token_in(it, ".npmrc", &text);
        it.types("npmcred doctor");
        it.answers("npmcred migrate", &[("[Y/n]", "y\r")]);
    }),
    scene("plaintext-elsewhere", "a token in .env", settled, |it| {
        with_token_in(it, "app/.env", "NPM_AUTH=TOKEN\n");
        it.types("npmcred doctor");
    }),
    scene(
        "refused-token",
        "the session was ended on another machine",
        refused,
        |it| {
            it.types("npmcred doctor");
        },
    ),
    scene(
        "damaged-files",
        "profiles.json and settings.json are damaged",
        settled,
        |it| {
            it.write(".config/npmcred/profiles.json", "{");
            it.write(".config/npmcred/settings.json", "nothing");
            it.types("npmcred doctor");
        },
    ),
    scene(
        "no-keyring",
        "no session bus, a token in ~/.npmrc",
        settled,
        |it| {
            let nerf = it.lab.registry.nerf();
            let text = format!("{}{nerf}:_authToken=TOKEN\n", it.lab.user_config());
            with_token_in(it, ".npmrc", &text);
            // What else is in the kernel keyring is this machine's.
            it.set("DBUS_SESSION_BUS_ADDRESS", "disabled:");
            it.types("npmcred migrate");
        },
    ),
    scene("locked", "the keyring is locked", settled, |it| {
        it.lab.bus().lock();
        it.types("npmcred doctor");
        it.answers("npmcred unlock", &[("assword", "wrong\r")]);
    }),
];
