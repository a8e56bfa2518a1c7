//! Logins by name and password, with and without a second factor.
//!
//! npm 8 asks for them by default; from npm 9 on only `--auth-type=legacy` does, or a registry
//! without a web login.

use serde_json::json;

use super::{Case, MODERN, NAME_AND_PASSWORD, NAME_PASSWORD_MAIL, OLD, Person, case};
use crate::support::fixture::{Endpoint, Fault, Reply};

const LEGACY: &[&str] = &["login", "--auth-type=legacy"];

pub(super) fn password() -> Vec<Case> {
    let mut cases = accepted();
    cases.extend(second_factor());
    cases.extend(refused());
    // npm throws the second line away together with the first prompt.
    cases.push(
        case(LEGACY)
            .majors(MODERN)
            .fails()
            .person(Person::Piped("{user}\n{password}\n"))
            .when("name and password piped", |_| {})
            .differs("we read both lines"),
    );
    cases
}

fn modern() -> Case {
    case(LEGACY).majors(MODERN).person(NAME_AND_PASSWORD)
}

fn old() -> Case {
    case(LEGACY)
        .majors(OLD)
        .person(NAME_PASSWORD_MAIL)
        .when("no web login", |registry| {
            registry.manners(|it| it.web = false);
        })
}

fn accepted() -> Vec<Case> {
    vec![
        modern(),
        old(),
        modern().when("user known", |registry| {
            registry.manners(|it| it.conflict = true);
        }),
        old().when("user known, no web login", |registry| {
            registry.manners(|it| (it.conflict, it.web) = (true, false));
        }),
        modern()
            .majors(&[12])
            .signed_in()
            .when("already logged in", |_| {}),
    ]
}

fn second_factor() -> Vec<Case> {
    let cases = [
        case(LEGACY).majors(MODERN).person(Person::Types(&[
            ("Username:", "{user}\r"),
            ("Password:", "{password}\r"),
            ("one-time password", "{digits}\r"),
        ])),
        case(&["login", "--otp={digits}"])
            .majors(MODERN)
            .person(NAME_AND_PASSWORD),
    ];
    let cases = cases.map(|case| {
        case.when("second factor", |registry| {
            registry.manners(|it| it.login_otp = true);
        })
    });
    cases.into()
}

fn refused() -> Vec<Case> {
    vec![
        case(LEGACY)
            .majors(&[12])
            .person(Person::Types(&[
                ("Username:", "{user}\r"),
                ("Password:", "wrong\r"),
            ]))
            .fails()
            .when("wrong password", |_| {}),
        case(LEGACY)
            .majors(&[12])
            .person(Person::Types(&[
                ("Username:", "somebody\r"),
                ("Password:", "{password}\r"),
            ]))
            .fails()
            .when("no such user", |_| {}),
        modern()
            .majors(&[12])
            .fails()
            .when("answer without a token", |registry| {
                registry.fault(
                    Endpoint::CouchPut,
                    Fault::Reply(Reply::json(201, &json!({ "ok": true }))),
                );
            }),
        modern().majors(&[12]).fails().when("PUT 503", |registry| {
            registry.fault(Endpoint::CouchPut, Fault::Status(503));
        }),
    ]
}
