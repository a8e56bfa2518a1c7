//! The command lines, each in its circumstances. The same list serves every npm that knows the
//! command.

use serde_json::json;

use super::support::fixture::{Approval, Endpoint, Fault, Fixture, Otp, Reply};

/// One command line.
pub(crate) struct Case {
    /// What is typed. `{url}`, `{below}`, `{nerf}`, `{token}`, `{user}`, `{password}` and
    /// `{digits}` are filled in, here and below.
    pub(crate) args: &'static [&'static str],
    /// What makes it different from the last one with these words.
    pub(crate) when: &'static str,
    pub(crate) majors: &'static [u32],
    /// More lines of `~/.npmrc`.
    pub(crate) config: &'static str,
    /// Whether the user has logged in before: for npm a line in `~/.npmrc`, for us an item in the
    /// store.
    pub(crate) signed_in: bool,
    /// What kind of registry it is.
    pub(crate) registry: fn(&Fixture),
    pub(crate) person: Person,
    /// Whether npm itself succeeds, so that a case keeps testing what it was written for.
    pub(crate) done: bool,
    /// Why we do not do as npm does, where we do not.
    pub(crate) differs: Option<&'static str>,
}

/// Who is there.
#[derive(Clone, Copy)]
pub(crate) enum Person {
    /// No terminal, and nothing on standard input.
    Nobody,
    /// No terminal, but these lines on standard input.
    Piped(&'static str),
    /// Somebody at a terminal, who waits for a text and then types.
    Types(&'static [(&'static str, &'static str)]),
}

/// What a registry does, in words and in deed.
type Circumstance = (&'static str, fn(&Fixture));

/// Its own code for all of this.
const OLD: &[u32] = &[8];
/// One code with small differences.
const MODERN: &[u32] = &[9, 10, 11, 12];
/// For what meets the same lines of code in all of the modern ones: the last of them is enough.
const ENDS: &[u32] = &[8, 12];

const NAME_AND_PASSWORD: Person =
    Person::Types(&[("Username:", "{user}\r"), ("Password:", "{password}\r")]);
const NAME_PASSWORD_MAIL: Person = Person::Types(&[
    ("Username:", "{user}\r"),
    ("Password:", "{password}\r"),
    ("Email:", "me@example.invalid\r"),
]);

fn case(args: &'static [&'static str]) -> Case {
    Case {
        args,
        when: "",
        majors: &[8, 9, 10, 11, 12],
        config: "",
        signed_in: false,
        registry: |_| {},
        person: Person::Nobody,
        done: true,
        differs: None,
    }
}

impl Case {
    fn when(mut self, when: &'static str, registry: fn(&Fixture)) -> Case {
        self.when = when;
        self.registry = registry;
        self
    }

    fn majors(mut self, majors: &'static [u32]) -> Case {
        self.majors = majors;
        self
    }

    fn config(mut self, lines: &'static str) -> Case {
        self.config = lines;
        self
    }

    fn signed_in(mut self) -> Case {
        self.signed_in = true;
        self
    }

    fn person(mut self, person: Person) -> Case {
        self.person = person;
        self
    }

    fn fails(mut self) -> Case {
        self.done = false;
        self
    }

    fn differs(mut self, why: &'static str) -> Case {
        self.differs = Some(why);
        self
    }
}

/// All of them.
pub(crate) fn cases() -> Vec<Case> {
    [web(), refused(), broken(), password(), logout(), others()]
        .into_iter()
        .flatten()
        .collect()
}

fn web() -> Vec<Case> {
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
fn refused() -> Vec<Case> {
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

fn broken() -> Vec<Case> {
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

fn password() -> Vec<Case> {
    const LEGACY: &[&str] = &["login", "--auth-type=legacy"];
    let modern = || case(LEGACY).majors(MODERN).person(NAME_AND_PASSWORD);
    let old = || {
        case(LEGACY)
            .majors(OLD)
            .person(NAME_PASSWORD_MAIL)
            .when("no web login", |registry| {
                registry.manners(|it| it.web = false);
            })
    };
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
        case(LEGACY)
            .majors(MODERN)
            .person(Person::Types(&[
                ("Username:", "{user}\r"),
                ("Password:", "{password}\r"),
                ("one-time password", "{digits}\r"),
            ]))
            .when("second factor", |registry| {
                registry.manners(|it| it.login_otp = true);
            }),
        case(&["login", "--otp={digits}"])
            .majors(MODERN)
            .person(NAME_AND_PASSWORD)
            .when("second factor", |registry| {
                registry.manners(|it| it.login_otp = true);
            }),
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
        // npm throws the second line away together with the first prompt.
        case(LEGACY)
            .majors(MODERN)
            .fails()
            .person(Person::Piped("{user}\n{password}\n"))
            .when("name and password piped", |_| {})
            .differs("we read both lines"),
    ]
}

fn logout() -> Vec<Case> {
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
fn others() -> Vec<Case> {
    let at_terminal = |typed| {
        case(&["publish"])
            .majors(ENDS)
            .signed_in()
            .person(Person::Types(typed))
    };
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
        case(&["publish"]).majors(ENDS).signed_in(),
        case(&["publish"])
            .majors(ENDS)
            .signed_in()
            .fails()
            .when("second factor", |registry| {
                registry.manners(|it| it.otp = Some(Otp::Classic));
            }),
        case(&["publish"]).majors(ENDS).signed_in().fails().when(
            "second factor by web",
            |registry| {
                registry.manners(|it| it.otp = Some(Otp::Web));
            },
        ),
        case(&["publish", "--otp={digits}"])
            .majors(ENDS)
            .signed_in()
            .when("second factor", |registry| {
                registry.manners(|it| it.otp = Some(Otp::Classic));
            }),
        at_terminal(&[("one-time password", "{digits}\r")]).when(
            "second factor, at a terminal",
            |registry| {
                registry.manners(|it| it.otp = Some(Otp::Classic));
            },
        ),
        at_terminal(&[]).when("second factor by web, at a terminal", |registry| {
            registry
                .manners(|it| (it.otp, it.approval) = (Some(Otp::Web), Approval::AfterPolls(1)));
        }),
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
                registry.manners(|it| it.otp = Some(Otp::Classic));
            })
            .fails(),
        case(&["token", "revoke", "key-of-one", "--otp={digits}"])
            .majors(ENDS)
            .signed_in()
            .when("second factor", |registry| {
                registry.grant("one");
                registry.manners(|it| it.otp = Some(Otp::Classic));
            }),
        case(&["profile", "get", "name"]).majors(ENDS).signed_in(),
    ]
}
