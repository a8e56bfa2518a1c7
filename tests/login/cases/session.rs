//! Commands for a session that is there, or is not: logout, whoami, publish, token and profile.
//!
//! Who is logged in has for npm a line in `~/.npmrc`, and for us an item in the store.

use super::{Case, ENDS, Person, case};
use crate::support::fixture::{Approval, Fixture, Otp};

pub(super) fn logout() -> Vec<Case> {
    vec![
        case(&["logout"]).signed_in(),
        case(&["logout", "--registry={url}"])
            .majors(ENDS)
            .signed_in(),
        case(&["logout", "--scope=@acme"])
            .signed_in()
            .config("@acme:registry={url}\n")
            .when("scope mapped", |_| {}),
        case(&["logout"]).fails().when("not logged in", |_| {}),
        case(&["logout", "--registry={below}"])
            .majors(ENDS)
            .fails()
            .when("not logged in", |_| {}),
        case(&["logo"]).majors(ENDS).signed_in(),
    ]
}

/// What npm does itself, with a session that we hand it.
pub(super) fn others() -> Vec<Case> {
    let mut cases = whoami();
    cases.extend(publish());
    cases.extend(token());
    cases.push(case(&["profile", "get", "name"]).majors(ENDS).signed_in());
    cases
}

fn whoami() -> Vec<Case> {
    vec![
        case(&["whoami"]).signed_in(),
        case(&["whoami"])
            .majors(ENDS)
            .fails()
            .when("not logged in", |_| {}),
        case(&["whoami"])
            .majors(ENDS)
            .signed_in()
            .fails()
            .when("token dead: 401", |it| it.kill(&it.user.token)),
        // npm 8 prints "undefined".
        case(&["whoami"])
            .signed_in()
            .majors(&[9, 12])
            .fails()
            .when("token dead: 200 {}", |it| {
                it.manners(|it| it.polite_whoami = true);
                it.kill(&it.user.token);
            }),
    ]
}

fn publish() -> Vec<Case> {
    let publish = || case(&["publish"]).majors(ENDS).signed_in();
    let at_terminal = |typed| publish().person(Person::Types(typed));
    vec![
        publish(),
        publish().fails().when("second factor", classic),
        publish().fails().when("second factor by web", |registry| {
            registry.manners(|it| it.otp = Some(Otp::Web));
        }),
        case(&["publish", "--otp={digits}"])
            .majors(ENDS)
            .signed_in()
            .when("second factor", classic),
        at_terminal(&[("one-time password", "{digits}\r")])
            .when("second factor, at a terminal", classic),
        at_terminal(&[]).when("second factor by web, at a terminal", |registry| {
            registry
                .manners(|it| (it.otp, it.approval) = (Some(Otp::Web), Approval::AfterPolls(1)));
        }),
    ]
}

fn token() -> Vec<Case> {
    vec![
        case(&["token", "list"])
            .majors(ENDS)
            .signed_in()
            .when("two pages", |registry| {
                registry.grant("one");
                registry.grant("two");
                registry.grant("three");
            }),
        case(&["token", "revoke", "key-of-one"])
            .majors(&[12])
            .signed_in()
            .when("second factor", |registry| {
                registry.grant("one");
                classic(registry);
            })
            .fails(),
        case(&["token", "revoke", "key-of-one", "--otp={digits}"])
            .majors(ENDS)
            .signed_in()
            .when("second factor", |registry| {
                registry.grant("one");
                classic(registry);
            }),
    ]
}

/// The registry asks for a one-time password, as registries did before the web did it.
fn classic(registry: &Fixture) {
    registry.manners(|it| it.otp = Some(Otp::Classic));
}
