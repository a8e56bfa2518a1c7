//! A `${NAME}` that nothing sets, in every place where it can stand in for a credential.
//!
//! npm sends its text as it is. The stored credential is to arrive all the same.

use std::fmt::Write as _;

use serde_json::json;

use super::stub::Heard;
use super::support::Front;
use super::support::tools::takes_part;
use super::world::{World, fresh, front, token, world};

/// Where the registry of a case is, and for which key of its host the placeholder stands.
const PLACES: [(&str, &str); 4] = [
    ("/", ""),
    ("/below/path/", "/below/path"),
    ("/below/path/", ""),
    ("/below/path", "/below/path"),
];

/// How the key ends.
const FORMS: [(&str, &[&str]); 3] = [
    ("with its slash", &["/"]),
    ("without", &[""]),
    ("both", &["/", ""]),
];

/// What is typed.
const COMMANDS: [&str; 3] = ["view x version", "whoami", "publish"];

/// What nothing can be done about: npm reads, and every key that it would try is taken. The key at
/// the host hides nothing of a registry below a path, whose own key is longer.
fn is_hopeless(command: &str, (path, at): (&str, &str), form: &str) -> bool {
    command.starts_with("view") && at.is_empty() && form == "both" && path == "/"
}

#[test]
fn npm_8_sends_the_stored_credential_in_place_of_each_placeholder() {
    walk(8);
}

#[test]
fn npm_9_sends_the_stored_credential_in_place_of_each_placeholder() {
    walk(9);
}

#[test]
fn npm_10_sends_the_stored_credential_in_place_of_each_placeholder() {
    walk(10);
}

#[test]
fn npm_11_sends_the_stored_credential_in_place_of_each_placeholder() {
    walk(11);
}

#[test]
fn npm_12_sends_the_stored_credential_in_place_of_each_placeholder() {
    walk(12);
}

fn walk(major: u32) {
    let lab = world(major);
    let mut wrong = String::new();
    let cases = ["project", "user"].into_iter().flat_map(|file| {
        let of_file = move |place| FORMS.map(move |(form, ends)| (file, place, form, ends));
        PLACES.into_iter().flat_map(of_file)
    });
    for (_, case) in cases.enumerate().filter(|(at, _)| takes_part(major, *at)) {
        wrong += &served_wrongly(&lab, major, case);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What of one case the registry heard otherwise than it should.
fn served_wrongly(
    lab: &World,
    major: u32,
    (file, place, form, ends): (&str, (&'static str, &'static str), &'static str, &[&str]),
) -> String {
    let mut wrong = String::new();
    let (path, at) = place;
    let host = lab.registry.c.host();
    let keys: String = ends
        .iter()
        .map(|end| format!("//{host}{at}{end}:_authToken=${{NOT_SET}}\n"))
        .collect();
    let laid_out = || lay_out(lab, &format!("http://{host}{path}"), file, &keys);
    laid_out();
    let nested = typed(lab, "run all");
    for command in COMMANDS {
        laid_out();
        let direct = typed(lab, command);
        for (way, (heard, told)) in [("typed", &direct), ("in a script", &nested)] {
            if is_served(command, heard) == is_hopeless(command, place, form) {
                let _ = writeln!(
                    wrong,
                    "npm {major} {command}, {way}: {file}, {path}, {at:?} {form}: {heard:?} {told}"
                );
            }
        }
    }
    wrong
}

/// The placeholder, in the project's or in the user's file; and a project whose script types all of
/// the commands.
fn lay_out(lab: &World, url: &str, file: &str, keys: &str) {
    front(lab, Front::Shim, "");
    let user = format!("registry={url}\nfetch-retries=0\nupdate-notifier=false\n");
    let scripts = json!({ "all": COMMANDS.map(|command| format!("npm {command}")).join("; ") });
    let manifest = json!({ "name": "here", "version": "3.0.0", "scripts": scripts });
    lab.write(
        "home/.npmrc",
        if file == "user" {
            user.clone() + keys
        } else {
            user
        },
    );
    lab.write("work/project/package.json", manifest.to_string());
    lab.write(
        "work/project/.npmrc",
        if file == "project" { keys } else { "" },
    );
}

/// What was asked, and what was said.
fn typed(lab: &World, typed: &str) -> (Vec<(char, Heard)>, String) {
    lab.registry.take();
    let words: Vec<&str> = typed.split(' ').collect();
    let outcome = fresh(lab, lab.npm(&lab.path("work/project"), &words));
    (lab.registry.take(), outcome.err())
}

/// Whether every request of this command bears the stored token.
fn is_served(command: &str, heard: &[(char, Heard)]) -> bool {
    let bearer = format!("Bearer {}", token('C'));
    let of_view = |one: &Heard| one.target.ends_with("/x");
    let of_whoami = |one: &Heard| one.target.ends_with("/-/whoami");
    let is_its = |one: &Heard| match command {
        "whoami" => of_whoami(one),
        "publish" => !of_view(one) && !of_whoami(one),
        _ => of_view(one),
    };
    let its: Vec<&Heard> = heard
        .iter()
        .map(|(_, one)| one)
        .filter(|one| is_its(one))
        .collect();
    !its.is_empty()
        && its
            .iter()
            .all(|one| one.authorization.as_ref() == Some(&bearer))
}
