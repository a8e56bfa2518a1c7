//! Runs one case with npm itself and through the shim, and compares what the registry was asked and
//! how it ended.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::{Value, json};

use super::cases::{Case, Person};
use super::support::fixture::{DIGITS, Fixture};
use super::support::pty::Session;
use super::support::run::Run;
use super::support::{Front, Lab};

/// How a run ended, and what it asked: all that a script or a registry can see of it, and what it
/// left behind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) status: Option<i32>,
    /// What a pipe got; nothing where there was a terminal.
    stdout: String,
    /// The lines of `~/.npmrc` that hold no credential.
    config: BTreeSet<String>,
    pub(crate) asked: Vec<Asked>,
}

/// One request without what differs from one run to the next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    line: String,
    headers: BTreeMap<String, String>,
    body: String,
}

/// A run with its screen, for messages.
pub(crate) struct Played {
    pub(crate) seen: Seen,
    pub(crate) shown: String,
}

/// Plays a case from the start.
pub(crate) fn play(lab: &mut Lab<Fixture>, case: &Case, front: Front) -> Played {
    let folder = fresh(lab, case, front);
    (case.registry)(&lab.registry);
    let args: Vec<String> = case.args.iter().map(|word| filled(lab, word)).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    // What npmcred asks itself is a matter of `flows::refused`.
    let run = lab.npm(&folder, &words).env("NPMCRED_CHECK", "off");
    let (status, stdout, shown) = match case.person {
        Person::Nobody => ended(&run),
        Person::Piped(lines) => ended(&run.stdin(filled(lab, lines))),
        Person::Types(lines) => {
            // What a login replaces in the store is a question of ours.
            let replaces = front == Front::Shim && case.signed_in && case.args[0] == "login";
            let ours = [("revoke it there? [y/N]", "\r")];
            typed(lab, &run, &[lines, &ours[..usize::from(replaces)]].concat())
        }
    };
    let stdout = even(&lab.registry, &stdout);
    let mut asked = asked(&lab.registry);
    // After a login we ask whose the token is, after a logout whether it is really over. npm asks
    // neither.
    let is_of_login = |word: &&str| word.starts_with("log") || word.starts_with("add");
    let is_ours = case.args.iter().any(is_of_login);
    let is_last = |one: &Asked| is_ours && one.line.ends_with("/-/whoami");
    asked.pop_if(|one| front == Front::Shim && is_last(one));
    Played {
        seen: Seen {
            status,
            stdout,
            config: harmless(lab),
            asked,
        },
        shown,
    }
}

fn ended(run: &Run) -> (Option<i32>, String, String) {
    let outcome = run.run();
    (outcome.status.code(), outcome.out(), outcome.to_string())
}

/// npm sorts and rewrites its file, so lines are compared without their order.
fn harmless(lab: &Lab<Fixture>) -> BTreeSet<String> {
    let text = std::fs::read_to_string(lab.path("home/.npmrc")).unwrap_or_default();
    let is_secret = |line: &str| {
        [":_authToken", ":_password", ":username", ":email"]
            .iter()
            .any(|key| line.contains(key))
    };
    text.lines()
        .filter(|line| !line.is_empty() && !is_secret(line))
        .map(str::to_owned)
        .collect()
}

fn typed(lab: &Lab<Fixture>, run: &Run, lines: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let mut session = Session::start(run);
    let mut from = 0;
    for (text, keys) in lines {
        from = session.wait_for_next(from, text);
        session.type_in(&filled(lab, keys));
    }
    let (status, shown) = session.finish();
    (status.code(), String::new(), shown)
}

/// A home as before the first login, the shim or npm in front, and a package to publish.
fn fresh(lab: &mut Lab<Fixture>, case: &Case, front: Front) -> PathBuf {
    lab.put(front);
    for stale in ["home", "work", "tmp"] {
        std::fs::remove_dir_all(lab.path(stale)).unwrap();
        std::fs::create_dir(lab.path(stale)).unwrap();
    }
    lab.registry.reset();
    let mut config = format!(
        "{}fetch-retries=0\n{}",
        lab.user_config(),
        filled(lab, case.config)
    );
    if front == Front::Bare && case.signed_in {
        config.push_str(&filled(lab, "{nerf}:_authToken={token}\n"));
    }
    lab.write("home/.npmrc", config);
    if front == Front::Shim {
        lab.bus().empty();
        if case.signed_in {
            lab.store(&lab.registry.url, &lab.registry.user, &[]);
        }
    }
    lab.project(
        "package",
        &json!({ "name": "compared", "version": "1.0.0" }),
    )
}

fn filled(lab: &Lab<Fixture>, text: &str) -> String {
    let registry = &lab.registry;
    let values = [
        ("{url}", registry.url.as_str()),
        ("{below}", &registry.below()),
        ("{nerf}", registry.nerf()),
        ("{token}", &registry.user.token),
        ("{user}", &registry.user.name),
        ("{password}", &registry.user.password),
        ("{digits}", DIGITS),
    ];
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(name, value)
    })
}

/// What the registry was asked. Evened out are: the version and system that a client names, tokens
/// given out during the run, names of logins, the moment in a password login's document, and the
/// cases of header names, which mean nothing.
fn asked(registry: &Fixture) -> Vec<Asked> {
    let one = |request: super::support::fixture::Request| Asked {
        line: even(registry, &format!("{} {}", request.method, request.target)),
        headers: request
            .headers
            .iter()
            .map(|(name, value)| (name.to_lowercase(), even(registry, value)))
            .filter(|(name, _)| name != "user-agent")
            .collect(),
        body: even(registry, &undated(&request.body)),
    };
    registry
        .seen()
        .into_iter()
        .map(|seen| one(seen.request))
        .collect()
}

/// Without the tokens that were given out on the way, and without the beginnings by which lists
/// show them.
fn even(registry: &Fixture, text: &str) -> String {
    let given = registry
        .tokens()
        .into_iter()
        .skip(1)
        .map(|issued| issued.text)
        .chain(registry.one_time_passwords());
    given.fold(text.to_owned(), |text, token| {
        [&token[..], &token[..8], &token[..6]]
            .iter()
            .fold(text, |text, part| text.replace(part, "GIVEN"))
    })
}

fn undated(body: &[u8]) -> String {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(body) else {
        return String::from_utf8_lossy(body).into_owned();
    };
    if let Some(date) = fields.get_mut("date") {
        assert!(
            date.as_str()
                .is_some_and(|text| text.len() == 24 && text.ends_with('Z')),
            "{date}"
        );
        *date = "DATE".into();
    }
    Value::Object(fields).to_string()
}

/// Where a secret of the registry's is to be seen: on the screen, or in a file of this world.
pub(crate) fn leak(lab: &Lab<Fixture>, shown: &str) -> Option<String> {
    let needles = lab.registry.needles();
    let on_screen = needles
        .find(shown.as_bytes())
        .map(|shape| format!("on the screen, {shape}"));
    on_screen.or_else(|| {
        lab.files_with(&needles)
            .first()
            .map(|(file, shape)| format!("{}, {shape}", file.display()))
    })
}
