//! The command lines of logins, logouts and all that needs one, each in its circumstances.
//!
//! The same list serves every npm that knows the command, so a case says for which it is.

mod password;
mod session;
mod web;

use self::password::password;
use self::session::{logout, others};
use self::web::{broken, refused, web};
use super::support::fixture::Fixture;

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
