//! A person at a terminal: what they see, what they type, and what is left when they give up.

use std::os::unix::process::ExitStatusExt;

use super::support::fixture::{Approval, DIGITS, Endpoint, Fixture};
use super::support::pty::Session;
use super::support::run::Run;
use super::world::{
    World, assert_logged_in, assert_no_leak, home, opened, signed_in, stored, with_browser, world,
};

/// Those that log in.
const PROGRAMS: [&str; 2] = ["npm", "npmcred"];

fn login(world: &World, program: &str) -> Run {
    match program {
        "npm" => world.npm(&world.path("work"), &["login"]),
        _ => world.npmcred(&["login"]),
    }
}

#[track_caller]
fn ended(session: Session, code: i32) -> String {
    let (status, shown) = session.finish_tidily();
    assert_eq!(status.code(), Some(code), "{shown}");
    shown
}

#[test]
fn enter_opens_the_browser_and_the_login_goes_on_by_itself() {
    for (major, program) in [(8, "npm"), (11, "npm"), (12, "npm"), (12, "npmcred")] {
        let world = world(major);
        world
            .registry
            .manners(|it| it.approval = Approval::WhenTold);
        let run = login(&world, program);
        let mut session = Session::start(&with_browser(&world, run));
        session.wait_for("ENTER");
        session.type_in("\r");
        let url = opened(&world);
        assert!(
            url.starts_with(&format!("{}login/cli/", world.registry.url)),
            "{url}"
        );
        assert!(
            session.shown().contains(&url),
            "the address is shown as well:\n{}",
            session.shown()
        );
        world.registry.approve();
        let shown = ended(session, 0);
        if program == "npm" {
            assert!(
                shown.contains(&format!("Logged in on {}.", world.registry.url)),
                "{shown}"
            );
        }
        assert_eq!(stored(&world).len(), 1);
        assert_logged_in(&world);
        assert_no_leak(&world, &shown);
    }
}

/// As over SSH: no display, so no browser is offered, and the address is all that there is.
#[test]
fn without_a_desktop_the_address_is_shown_and_nothing_is_asked() {
    for program in PROGRAMS {
        let world = world(12);
        world
            .registry
            .manners(|it| it.approval = Approval::WhenTold);
        let run = login(&world, program);
        let session = Session::start(&run);
        session.wait_for("login/cli/sitting-1");
        world.registry.wait_asked(Endpoint::Done, 1);
        assert!(!session.shown().contains("ENTER"), "{}", session.shown());
        world.registry.approve();
        let shown = ended(session, 0);
        assert_logged_in(&world);
        assert_no_leak(&world, &shown);
    }
}

#[test]
fn name_and_password_where_there_is_no_web_login() {
    for program in PROGRAMS {
        let world = world(12);
        world
            .registry
            .manners(|it| (it.web, it.login_otp) = (false, true));
        let run = login(&world, program);
        let mut session = Session::start(&run);
        session.wait_for("Username:");
        session.type_in(&format!("{}\r", world.registry.user.name));
        session.wait_for("Password:");
        session.type_in(&format!("{}\r", world.registry.user.password));
        session.wait_for("one-time password");
        session.type_in(&format!("{DIGITS}\r"));
        let shown = ended(session, 0);
        assert_logged_in(&world);
        assert_no_leak(&world, &shown);
    }
}

/// npm does not take every name for a login by password (`npm-user-validate`), says why, and asks
/// again.
#[test]
fn a_name_that_npm_does_not_take_is_asked_for_again() {
    for program in PROGRAMS {
        let world = world(12);
        world.registry.manners(|it| it.web = false);
        let mut session = Session::start(&login(&world, program));
        for (name, complaint) in [
            ("Kim", "no capital letters"),
            ("kim@example.com", "only letters, digits and"),
        ] {
            session.wait_for("Username:");
            session.type_in(&format!("{name}\r"));
            session.wait_for(complaint);
        }
        session.type_in(&format!("{}\r", world.registry.user.name));
        session.wait_for("Password:");
        session.type_in(&format!("{}\r", world.registry.user.password));
        ended(session, 0);
        assert_logged_in(&world);
    }
}

/// What the registry has to say comes before the login is over: it may be the code that the browser
/// asks for.
#[test]
fn notices_are_shown_while_the_login_waits() {
    let world = world(12);
    world.registry.manners(|it| {
        it.approval = Approval::WhenTold;
        it.notice = Some("your code is 47-11".to_owned());
    });
    let session = Session::start(&login(&world, "npm"));
    session.wait_for("your code is 47-11");
    world.registry.approve();
    ended(session, 0);
}

/// One way to be asked something: what the registry is like, what to type until then, and the
/// question.
struct Question {
    what: &'static str,
    registry: fn(&Fixture),
    typed: &'static [(&'static str, &'static str)],
    asked: &'static str,
}

const QUESTIONS: [Question; 5] = [
    Question {
        what: "ENTER",
        registry: |it| it.manners(|it| it.approval = Approval::WhenTold),
        typed: &[],
        asked: "ENTER",
    },
    Question {
        what: "the wait",
        registry: |it| it.manners(|it| it.approval = Approval::WhenTold),
        typed: &[("ENTER", "\r")],
        asked: "login/cli",
    },
    Question {
        what: "name",
        registry: |it| it.manners(|it| it.web = false),
        typed: &[],
        asked: "Username:",
    },
    Question {
        what: "password",
        registry: |it| it.manners(|it| it.web = false),
        typed: &[("Username:", "fixture-user\r")],
        asked: "Password:",
    },
    Question {
        what: "second factor",
        registry: |it| it.manners(|it| (it.web, it.login_otp) = (false, true)),
        typed: &[
            ("Username:", "fixture-user\r"),
            ("Password:", "{password}\r"),
        ],
        asked: "one-time password",
    },
];

#[test]
fn ctrl_c_at_any_question_leaves_nothing() {
    for program in PROGRAMS {
        let world = world(12);
        // Whatever the program keeps for itself is there before.
        stored(&world);
        let before = home(&world);
        for question in &QUESTIONS {
            world.registry.reset();
            (question.registry)(&world.registry);
            let run = login(&world, program);
            let mut session = Session::start(&with_browser(&world, run));
            for (text, keys) in question.typed {
                session.wait_for(text);
                session.type_in(&keys.replace("{password}", &world.registry.user.password));
            }
            session.wait_for(question.asked);
            if question.what == "the wait" {
                opened(&world);
            }
            session.type_in("\x03");
            let (status, shown) = session.finish_tidily();
            let by_signal = status.signal() == Some(2);
            assert!(
                by_signal || status.code() == Some(130),
                "{program}, {}: {status:?}\n{shown}",
                question.what
            );
            assert_eq!(world.registry.logins(), 0, "{program}, {}", question.what);
            assert_eq!(stored(&world).len(), 0, "{program}, {}", question.what);
            assert_eq!(home(&world), before, "{program}, {}", question.what);
            assert_no_leak(&world, &shown);
        }
    }
}

/// Questions for a secret: nothing that was typed is shown, kept, or sent.
#[test]
fn ctrl_c_at_a_hidden_question_leaves_nothing() {
    for (args, asked) in [
        (&["login", "--with-token"][..], "(not shown)"),
        (&["store"], "(not shown)"),
        (&["token", "create", "--name", "ci"], "(not shown)"),
        (&["rotate", "--use", "read"], "(not shown)"),
    ] {
        let world = signed_in(12);
        if args[0] == "rotate" {
            let password = world.registry.user.password.clone();
            let words = ["token", "create", "--name", "ci", "--use", "read"];
            world.npmcred(&words).stdin(password).run().expect(0);
        }
        let (stored_before, made_before) = (stored(&world), world.registry.tokens().len());
        let mut session = Session::start(&world.npmcred(args));
        session.wait_for(asked);
        session.type_in(&world.registry.user.password[..20]);
        session.type_in("\x03");
        let (status, shown) = session.finish_tidily();
        assert!(
            status.signal() == Some(2) || status.code() == Some(130),
            "{args:?}: {status:?}\n{shown}"
        );
        assert_eq!(stored(&world), stored_before, "{args:?}");
        assert_eq!(world.registry.tokens().len(), made_before, "{args:?}");
        assert!(
            !world
                .npmcred(&["list"])
                .run()
                .expect(0)
                .err()
                .contains("did not finish"),
            "{args:?}"
        );
        assert_no_leak(&world, &shown);
    }
}
