//! Logging in.

use super::scene::{Scene, scene};
use super::stage::Stage;
use super::support::fixture::{DIGITS, Endpoint, Fault};
use super::worlds::{dead_registry, no_keyring, nobody, session, session_and_token, token};

const NOBODY: &str = "nothing is stored";

fn by_password() -> Stage {
    let stage = nobody();
    stage
        .lab
        .registry
        .manners(|it| (it.web, it.login_otp) = (false, true));
    stage
}

/// Name, password and the digits of a second factor.
fn answer(it: &mut Stage, line: &str, password: &str) {
    let (name, keys) = (
        format!("{}\r", it.lab.registry.user.name),
        format!("{password}\r"),
    );
    let digits = format!("{DIGITS}\r");
    let mut answers = vec![("Username:", name.as_str()), ("Password:", &keys)];
    if *password == it.lab.registry.user.password {
        answers.push(("one-time password", &digits));
    }
    it.answers(line, &answers);
}

pub(crate) const SCENES: &[Scene] = &[
    scene("npm", NOBODY, nobody, |it| {
        it.types("npm login");
        it.types("npm whoami");
    }),
    scene("npmcred", NOBODY, nobody, |it| {
        it.types("npmcred login");
        it.types("npmcred list");
    }),
    scene("in-a-script", NOBODY, nobody, |it| it.runs("npm login")),
    scene("for-a-scope", NOBODY, nobody, |it| {
        it.types("npm login --scope=@acme --registry={url}");
    }),
    scene(
        "by-password",
        "a registry without web login",
        by_password,
        |it| {
            let password = it.lab.registry.user.password.clone();
            answer(it, "npm login", &password);
        },
    ),
    scene(
        "by-a-wrong-password",
        "a registry without web login",
        by_password,
        |it| {
            answer(it, "npm login", "wrong-password");
        },
    ),
    scene(
        "over-a-session",
        "somebody is logged in already",
        session,
        |it| {
            it.answers("npm login", &[("[Y/n]", "\r")]);
        },
    ),
    scene(
        "over-a-token",
        "a token that lasts is stored",
        token,
        |it| {
            it.answers("npm login", &[("[y/N]", "\r")]);
        },
    ),
    scene(
        "beside-a-token",
        "a session, and a token for reading",
        session_and_token,
        |it| {
            it.answers("npmcred login", &[("[Y/n]", "\r")]);
        },
    ),
    scene(
        "registry-fails",
        "the registry answers 503",
        dead_registry,
        |it| {
            it.types("npm login");
        },
    ),
    scene(
        "where-no-password-can-last",
        "a registry without web login, and no Secret Service",
        no_keyring,
        |it| {
            it.lab.registry.manners(|it| it.web = false);
            it.answers("npm login", &[("[y/N]", "\r")]);
        },
    ),
    scene(
        "captive-portal",
        "a hotel's page answers for the registry",
        nobody,
        |it| {
            it.lab.registry.fault(Endpoint::LoginStart, Fault::Html);
            it.types("npm login");
        },
    ),
    scene("token-piped", NOBODY, nobody, |it| {
        let token = it.lab.registry.user.token.clone();
        it.set("TOKEN", &token);
        it.types("printf %s \"$TOKEN\" | npmcred login --with-token");
    }),
    scene("wrong-token-piped", NOBODY, nobody, |it| {
        it.set("TOKEN", "npm_of0nobody0of0nobody0of0nobody0of0nob");
        it.types("printf %s \"$TOKEN\" | npmcred login --with-token");
    }),
];
