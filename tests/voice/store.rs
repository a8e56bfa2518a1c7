//! Storing a token or a password, and where it must not be stored.

use super::scene::{Scene, scene};
use super::stage::Stage;
use super::worlds::{frozen, locked, no_keyring, nobody, session};

const MINE: &str = "npm_C4n4ryC4n4ryC4n4ryC4n4ryC4n4ryC4n4ry";
const OF_GITHUB: &str = "ghp_C4n4ryC4n4ryC4n4ryC4n4ryC4n4ryC4n4ry";

/// The line, with this secret in `$TOKEN`.
fn pipe(it: &mut Stage, secret: &str, line: &str) {
    it.secrets.push(secret.to_owned());
    it.set("TOKEN", secret);
    it.types(&format!("printf %s \"$TOKEN\" | {line}"));
}

fn with_keys(it: &mut Stage, line: &str, keys: &[(&str, &str)]) {
    it.secrets.push(MINE.to_owned());
    let hidden = format!("{MINE}\r");
    let answers = [&[("(not shown)", hidden.as_str())], keys].concat();
    it.answers(line, &answers);
}

pub(crate) const SCENES: &[Scene] = &[
    scene("typed", "nothing is stored", nobody, |it| {
        with_keys(it, "npmcred store", &[]);
        it.types("npmcred list");
    }),
    scene("piped", "nothing is stored", nobody, |it| {
        pipe(it, MINE, "npmcred store --use read --expires 90d");
    }),
    scene(
        "scope-without-a-registry",
        "npm has no registry for @octo",
        nobody,
        |it| {
            pipe(it, OF_GITHUB, "npmcred store --scope @octo");
        },
    ),
    scene("of-another-host", "nothing is stored", nobody, |it| {
        pipe(
            it,
            OF_GITHUB,
            "npmcred store --registry https://registry.npmjs.org/",
        );
    }),
    scene("of-another-host-typed", "nothing is stored", nobody, |it| {
        let line = "npmcred store --registry https://npm.pkg.github.com/";
        with_keys(it, line, &[("[y/N]", "\r")]);
    }),
    scene("host-without-a-scheme", "nothing is stored", nobody, |it| {
        pipe(it, MINE, "npmcred store --registry npm.example.com");
    }),
    scene("over-a-session-typed", "logged in", session, |it| {
        with_keys(it, "npmcred store", &[("[y/N]", "n\r")]);
    }),
    scene("over-a-session-piped", "logged in", session, |it| {
        pipe(it, MINE, "npmcred store");
    }),
    scene("over-a-session-piped-yes", "logged in", session, |it| {
        pipe(it, MINE, "npmcred store --yes");
    }),
    scene("config-set", "logged in", session, |it| {
        it.secrets.push(MINE.to_owned());
        it.set("TOKEN", MINE);
        let nerf = it.lab.registry.nerf().to_owned();
        let line = format!("npm config set {nerf}:_authToken \"$TOKEN\"");
        it.answers(&line, &[("[Y/n]", "\r")]);
    }),
    scene("password", "nothing is stored", nobody, |it| {
        with_keys(it, "npmcred store --basic --username kim", &[]);
    }),
    scene(
        "without-a-keyring",
        "no Secret Service runs",
        no_keyring,
        |it| {
            pipe(it, MINE, "npmcred store");
        },
    ),
    scene(
        "locked-publish-in-a-script",
        "the keyring is locked",
        locked,
        |it| {
            it.runs("npm publish");
        },
    ),
    scene(
        "locked-view-in-a-script",
        "the keyring is locked",
        locked,
        |it| {
            it.lab.registry.add_package("lodash", "lodash");
            it.runs("npm view lodash version");
        },
    ),
    scene(
        "locked-list-in-a-script",
        "the keyring is locked",
        locked,
        |it| {
            it.runs("npmcred list");
        },
    ),
    scene(
        "hanging-publish",
        "the keyring does not answer",
        frozen,
        |it| {
            it.types("npm publish");
        },
    ),
    scene(
        "hanging-list",
        "the keyring does not answer",
        frozen,
        |it| {
            it.types("npmcred list");
        },
    ),
    scene("remove", "logged in", session, |it| {
        it.types("npmcred remove --registry {url}");
        it.types("npmcred remove --registry {url}");
    }),
];
