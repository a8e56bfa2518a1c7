//! What is typed by those who look for something: tokens, help, words of other programs.

use super::scene::{Scene, scene};
use super::stage::Stage;
use super::support::fixture::{Endpoint, Fault};
use super::worlds::{nobody, session, session_and_token, token};

fn create(it: &mut Stage, line: &str) {
    let password = format!("{}\r", it.lab.registry.user.password);
    it.answers(line, &[("(not shown)", password.as_str())]);
}

/// A project whose `.npmrc` sets a proxy.
fn in_the_way() -> Stage {
    let stage = session();
    stage.write("app/.npmrc", "fund=false\nproxy=http://127.0.0.1:9/\n");
    stage
}

pub(crate) const SCENES: &[Scene] = &[
    scene("npm-token-create", "logged in", session, |it| {
        it.types("npm token create");
        it.answers(
            "npmcred exec -- npm token create --name ci",
            &[("assword", "x\r")],
        );
    }),
    scene("token-create", "logged in", session, |it| {
        create(it, "npmcred token create --name ci --use read");
    }),
    scene(
        "rotate",
        "a session, and a token for reading",
        session_and_token,
        |it| {
            create(it, "npmcred rotate --use read");
        },
    ),
    scene("alone", "logged in", session, |it| it.types("npmcred")),
    scene("alone-with-nothing", "nothing is stored", nobody, |it| {
        it.types("npmcred");
    }),
    scene("words-of-others", "nothing is stored", nobody, |it| {
        for word in ["uninstall", "version", "whoami", "mirgate", "--versoin"] {
            it.types(&format!("npmcred {word}"));
        }
    }),
    scene("help", "nothing is stored", nobody, |it| {
        it.types("npmcred login --help");
    }),
    scene("config", "nothing is stored", nobody, |it| {
        it.types("npmcred config");
        it.types("npmcred config renew maybe");
    }),
    scene("explain-publish", "logged in", session, |it| {
        it.types("npmcred explain npm publish");
    }),
    scene("explain-test", "logged in", session, |it| {
        it.types("npmcred explain npm test");
    }),
    scene("status", "a token that lasts is stored", token, |it| {
        it.types("npmcred status");
        it.types("npmcred status --check");
    }),
    scene(
        "status-of-a-silent-registry",
        "the registry does not answer",
        session,
        |it| {
            it.lab.registry.fault(Endpoint::Whoami, Fault::Silence);
            it.types("npmcred status --check");
        },
    ),
    scene(
        "project-in-the-way",
        "the project's .npmrc sets a proxy",
        in_the_way,
        |it| {
            it.runs("npm publish");
            it.answers("npmcred trust", &[("[y/N]", "n\r")]);
        },
    ),
    scene(
        "project-in-the-way-of-a-reader",
        "the project's .npmrc sets a proxy",
        in_the_way,
        |it| {
            it.set_fetch_retries();
            it.runs("npm view lodash version");
        },
    ),
    scene("exec", "logged in", session, |it| {
        it.types("npmcred exec -- npm whoami");
        it.types("npmcred exec -- no-such-tool");
    }),
];
