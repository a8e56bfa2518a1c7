//! Logins in the browser, with registries that refuse them or answer nonsense.
//!
//! A registry that knows no web login sends npm on to the password, so some of these end there.

use serde_json::json;

use super::{
    Case, Circumstance, ENDS, MODERN, NAME_AND_PASSWORD, NAME_PASSWORD_MAIL, OLD, Person, case,
};
use crate::support::fixture::{Approval, Endpoint, Fault, Reply};

pub(super) fn web() -> Vec<Case> {
    vec![
        case(&["login"]),
        case(&["login", "--auth-type=web"]).majors(ENDS),
        case(&["login"]).when("agreed to after one poll", |registry| {
            registry.manners(|it| it.approval = Approval::AfterPolls(1));
        }),
        case(&["login"])
            .majors(ENDS)
            .when("no retry-after", |registry| {
                registry
                    .manners(|it| (it.approval, it.retry_after) = (Approval::AfterPolls(2), None));
            }),
        case(&["login"])
            .majors(ENDS)
            .when("with a notice", |registry| {
                registry.manners(|it| it.notice = Some("Your code is 12-34".to_owned()));
            }),
        case(&["login", "--json"]).majors(&[8, 9]),
        case(&["login", "--json"])
            .majors(&[10, 11, 12])
            .differs("the address comes first; npm prints it when all is over"),
        case(&["login"])
            .signed_in()
            .when("already logged in", |_| {}),
        case(&["login", "--scope=@acme"]),
        case(&["login", "--scope", "acme"]).majors(ENDS),
        case(&["login", "--scope=@acme"])
            .config("@acme:registry={below}\n")
            .when("scope mapped", |_| {}),
        case(&["login", "--scope=@acme", "--registry={url}"])
            .majors(ENDS)
            .config("@acme:registry={below}\n")
            .when("scope mapped", |_| {}),
        case(&["login", "--registry", "{below}"]),
        case(&["--registry={below}", "logi"]),
        case(&["adduser"]).majors(&[8, 9, 10, 11]),
        case(&["add-user", "--auth-type", "web"]).majors(&[8, 11]),
        case(&["adduser"]).majors(&[12]).fails(),
        case(&["login"])
            .person(Person::Types(&[]))
            .when("at a terminal", |registry| {
                registry.manners(|it| it.approval = Approval::AfterPolls(1));
            }),
    ]
}

/// Where npm turns to the password, and where it does not.
pub(super) fn refused() -> Vec<Case> {
    let mut all = Vec::new();
    let turned_away: [Circumstance; 5] = [
        ("POST 401", |registry| {
            registry.fault(Endpoint::LoginStart, Fault::Status(401));
        }),
        ("POST 403", |registry| {
            registry.fault(Endpoint::LoginStart, Fault::Status(403));
        }),
        ("POST 404", |registry| registry.manners(|it| it.web = false)),
        ("POST 429", |registry| {
            registry.fault(Endpoint::LoginStart, Fault::Status(429));
        }),
        ("POST 500", |registry| {
            registry.fault(Endpoint::LoginStart, Fault::Status(500));
        }),
    ];
    for (when, registry) in turned_away {
        all.push(
            case(&["login"])
                .majors(OLD)
                .person(NAME_PASSWORD_MAIL)
                .when(when, registry),
        );
        let majors = if when == "POST 404" { MODERN } else { &[12] };
        all.push(
            case(&["login"])
                .majors(majors)
                .person(NAME_AND_PASSWORD)
                .when(when, registry),
        );
    }
    // Not at a terminal: there npm leaves the question for ENTER open, and nobody can answer the
    // next one.
    all.push(case(&["login"]).fails().when("done 404", |registry| {
        registry.fault(Endpoint::Done, Fault::Status(404));
    }));
    all
}

pub(super) fn broken() -> Vec<Case> {
    let failing: [Circumstance; 13] = [
        ("POST 502", |registry| {
            registry.fault(Endpoint::LoginStart, Fault::Status(502));
        }),
        ("POST 503", |registry| {
            registry.fault(Endpoint::LoginStart, Fault::Status(503));
        }),
        ("POST answered by a page", |registry| {
            registry.fault(Endpoint::LoginStart, Fault::Html);
        }),
        ("POST answered by half of a JSON", |registry| {
            registry.fault(Endpoint::LoginStart, Fault::BadJson);
        }),
        ("POST cut", |registry| {
            registry.fault(Endpoint::LoginStart, Fault::Cut);
        }),
        ("a control character in a header", |registry| {
            registry.manners(|it| it.notice = Some("\u{1b}[31mred".to_owned()));
        }),
        ("doneUrl of no use", |registry| {
            registry.fault(Endpoint::LoginStart, Fault::DoneUrl("nonsense".into()));
        }),
        ("doneUrl ftp:", |registry| {
            registry.fault(
                Endpoint::LoginStart,
                Fault::DoneUrl("ftp://127.0.0.1/".into()),
            );
        }),
        ("done 502", |registry| {
            registry.fault(Endpoint::Done, Fault::Status(502));
        }),
        ("done answered by a page", |registry| {
            registry.fault(Endpoint::Done, Fault::Html);
        }),
        ("done answered by half of a JSON", |registry| {
            registry.fault(Endpoint::Done, Fault::BadJson);
        }),
        ("done without a token", |registry| {
            registry.fault(
                Endpoint::Done,
                Fault::Reply(Reply::json(200, &json!({ "ok": true }))),
            );
        }),
        ("done 201", |registry| {
            registry.fault(
                Endpoint::Done,
                Fault::Reply(Reply::json(201, &json!({ "token": "npm_x" }))),
            );
        }),
    ];
    failing
        .into_iter()
        .map(|(when, registry)| case(&["login"]).majors(ENDS).fails().when(when, registry))
        .collect()
}
