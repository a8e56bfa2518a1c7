//! What becomes of each credential that was found.

use super::*;
use crate::migrate::config_file::{View, see};
use crate::npmrc::NpmVersion;
use std::path::PathBuf;

/// Places with their texts.
type TextsByPlace<'a> = &'a [(PlaceKind, String)];

/// The decision for each entry of these files: `key action`.
fn decided(files: &[(PlaceKind, &str)], shut: &str) -> Vec<String> {
    let view = View {
        npm: NpmVersion::Npm12,
        env: &|name| (name == "H").then(|| "h".to_owned()),
        urls: &["https://h/".to_owned()],
        own_urls: &["https://h/".to_owned()],
        project_line: &|_, _| None,
        setting: &|_| None,
        now: 100,
    };
    let mut seen = Vec::new();
    for (at, (place, text)) in files.iter().enumerate() {
        seen.extend(
            see(
                text.as_bytes(),
                &view,
                &PathBuf::from(format!("/{at}/.npmrc")),
                *place,
            )
            .0,
        );
    }
    let obstacle = |path: &Path| {
        (path == Path::new(shut)).then(|| ("shut".to_owned(), Hint::fixed("open it")))
    };
    decide(&mut seen, &obstacle, None);
    let tell = |one: &SecretSighting| {
        let action = match one.sighting.action {
            Action::Move => "move",
            Action::Remove => "drop",
            Action::Keep(ErrorKind::File) => "shut",
            Action::Keep(_) => "keep",
            Action::Tell => "tell",
        };
        format!("{} {action}", one.sighting.key)
    };
    seen.iter().map(tell).collect()
}

/// The value of an `_auth`.
const BASIC: &str = "bWU6cHc=";

fn borrowed(files: TextsByPlace<'_>) -> Vec<(PlaceKind, &str)> {
    let files = files.iter();
    files.map(|(place, text)| (*place, text.as_str())).collect()
}

#[test]
fn of_several_for_one_registry_the_one_that_npm_takes_moves() {
    use PlaceKind::{Folder, Global, Project, User};
    let (token, bare, auth) = ("//h/:_authToken", "//h:_authToken", "//h/:_auth");
    let line = |key: &str, value: &str| format!("{key}={value}\n");
    let cases: [(TextsByPlace<'_>, &[&str]); 9] = [
        // In one file: with its slash first, a token before a password; entries that npm never used
        // are removed too.
        (
            &[(
                User,
                line(auth, BASIC) + &line(bare, "x") + &line(token, "y"),
            )],
            &[
                "//h/:_auth drop",
                "//h:_authToken drop",
                "//h/:_authToken move",
            ],
        ),
        (
            &[(User, line(auth, BASIC) + &line(bare, "x"))],
            &["//h/:_auth move", "//h:_authToken drop"],
        ),
        // The same one twice.
        (
            &[(User, line(bare, "x") + &line(token, "x"))],
            &["//h:_authToken move", "//h/:_authToken move"],
        ),
        // One key spelled twice: the later line counts.
        (
            &[(User, line("//${H}/:_authToken", "x") + &line(token, "y"))],
            &["//${H}/:_authToken drop", "//h/:_authToken move"],
        ),
        // In several files: the user's before the global one, and a project's still overrides.
        (
            &[(Global, line(token, "x")), (User, line(token, "y"))],
            &["//h/:_authToken keep", "//h/:_authToken move"],
        ),
        (
            &[(Project, line(token, "x")), (User, line(token, "y"))],
            &["//h/:_authToken keep", "//h/:_authToken move"],
        ),
        (
            &[(Project, line(token, "x")), (Folder, line(token, "y"))],
            &["//h/:_authToken move", "//h/:_authToken keep"],
        ),
        (
            &[(Project, line(token, "x")), (User, line(token, "x"))],
            &["//h/:_authToken move", "//h/:_authToken move"],
        ),
        // Different registries have nothing to do with each other.
        (
            &[(User, line(token, "x") + &line("//i/:_authToken", "y"))],
            &["//h/:_authToken move", "//i/:_authToken move"],
        ),
    ];
    for (files, want) in cases {
        assert_eq!(decided(&borrowed(files), ""), want, "{files:?}");
    }
}

#[test]
fn a_file_that_is_shut_keeps_what_it_has() {
    let files = [
        (PlaceKind::User, "//h/:_authToken=x\n"),
        (PlaceKind::Project, "//i/:_authToken=y\n"),
    ];
    assert_eq!(
        decided(&files, "/0/.npmrc"),
        ["//h/:_authToken shut", "//i/:_authToken move"]
    );
    // The user's still overrides from there, so no other one replaces it.
    let files = [
        (PlaceKind::User, "//h/:_authToken=x\n"),
        (PlaceKind::Project, "//h/:_authToken=y\n"),
    ];
    assert_eq!(
        decided(&files, "/0/.npmrc"),
        ["//h/:_authToken shut", "//h/:_authToken keep"]
    );
}
