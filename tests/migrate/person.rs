//! A person at the terminal.

use super::support::pty::Session;
use super::world::*;

fn asked(world: &World, answers: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut session = Session::start(&world.npmcred(&["migrate"]));
    for (question, answer) in answers {
        session.wait_for(question);
        session.type_in(&format!("{answer}\r"));
    }
    let (status, shown) = session.finish_tidily();
    assert_eq!(needles().find(shown.as_bytes()), None, "{shown}");
    (status.code(), shown)
}

#[test]
fn they_are_shown_the_plan_and_asked_once() {
    let world = world();
    let text = format!("//one.example/:_authToken={TOKEN}\n");
    world.write("home/.npmrc", &text);
    let (status, shown) = asked(&world, &[("do this? [Y/n]", "n")]);
    assert_eq!(
        (status, read(&world, "home/.npmrc")),
        (Some(0), text),
        "{shown}"
    );
    assert!(shown.contains("nothing was changed"), "{shown}");
    let (status, shown) = asked(&world, &[("do this? [Y/n]", "")]);
    assert_eq!(
        (status, read(&world, "home/.npmrc").as_str()),
        (Some(0), ""),
        "{shown}"
    );
}

#[test]
fn another_one_in_the_store_is_asked_about() {
    let mut world = world();
    world
        .npmcred(&["store", "--registry", "https://one.example/"])
        .stdin(OTHER)
        .run()
        .expect(0);
    let text = format!("//one.example/:_authToken={TOKEN}\n");
    world.write("home/.npmrc", &text);
    let question = "replace it with the one in ~/.npmrc:1? [y/N]";
    asked(&world, &[(question, "")]);
    assert_eq!(
        (
            read(&world, "home/.npmrc"),
            secret(&mut world, "https://one.example").as_deref()
        ),
        (text, Some(OTHER))
    );
    asked(
        &world,
        &[
            (question, "y"),
            ("do this? [Y/n]", "y"),
            ("revoke it there? [y/N]", ""),
        ],
    );
    assert_eq!(
        (
            read(&world, "home/.npmrc").as_str(),
            secret(&mut world, "https://one.example").as_deref()
        ),
        ("", Some(TOKEN))
    );
}

/// The one that was stored is gone then, and goes on working at its registry.
#[test]
fn what_was_replaced_in_the_store_is_offered_to_be_revoked() {
    for answer in ["y", ""] {
        let world = world();
        let (url, old) = (&world.registry.url, world.registry.user.token.clone());
        world.store(url, &world.registry.user, &[]);
        let text = format!("{}:_authToken={TOKEN}\n", world.registry.nerf());
        world.write("home/.npmrc", &text);
        let (status, shown) = asked(
            &world,
            &[
                ("replace it with the one in ~/.npmrc:1? [y/N]", "y"),
                ("do this? [Y/n]", "y"),
                ("revoke it there? [y/N]", answer),
            ],
        );
        assert_eq!(status, Some(0), "{shown}");
        let fact = "it replaces the token, which may still work at";
        assert!(shown.contains(fact), "{shown}");
        let is_alive = world.registry.alive().contains(&old);
        assert_eq!(is_alive, answer.is_empty(), "{shown}");
        assert_eq!(stored(&world).len(), 1, "{shown}");
        assert_eq!(world.registry.needles().find(shown.as_bytes()), None);
        assert_eq!(world.files_with(&world.registry.needles()), []);
    }
}

/// The public registry's token can be replaced at once; whoever says no is told how to do it later.
#[test]
fn what_somebody_else_may_have_is_offered_to_be_replaced() {
    let world = world();
    world.write("home/.bashrc", format!("export NPM_TOKEN={TOKEN}\n"));
    world.write(
        "home/.npmrc",
        format!("//registry.npmjs.org/:_authToken={TOKEN}\n"),
    );
    let (status, shown) = asked(
        &world,
        &[
            ("do this? [Y/n]", "y"),
            ("and revoke the old one? [y/N]", "n"),
        ],
    );
    assert!(
        status == Some(0)
            && shown.contains("npmcred rotate --registry https://registry.npmjs.org/"),
        "{shown}"
    );
}
