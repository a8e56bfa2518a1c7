//! The entries of a config file that hold a credential, as they are seen and taken out.

use super::*;
use crate::npmrc::NpmVersion;
use std::path::PathBuf;

const GRANULAR: &str = "npm_0123456789abcdefghijABCDEFGHIJ012345";
const CLASSIC: &str = "01234567-89ab-4cde-8f01-23456789abcd";

/// The result for a file, one text for each sighting: line, key, registry or `-`, action; and the
/// asides.
fn seen_in(text: &str, place: PlaceKind) -> (Vec<String>, Vec<String>) {
    let env = |name: &str| (name == "HOST").then(|| "h".to_owned());
    let urls = [
        "https://registry.npmjs.org/".to_owned(),
        "http://far.example/".to_owned(),
    ];
    let lookup = |key: &str| (key == "//else/:username").then(|| "me".to_owned());
    let view = View {
        npm: NpmVersion::Npm12,
        env: &env,
        urls: &urls,
        own_urls: &urls,
        project_line: &|_, _| None,
        setting: &lookup,
        now: 100,
    };
    let (seen, asides) = see(text.as_bytes(), &view, &PathBuf::from("/p/.npmrc"), place);
    let tell = |one: &SecretSighting| {
        let registry = one
            .sighting
            .registry
            .as_ref()
            .map_or("-".to_owned(), ToString::to_string);
        let owner = one
            .sighting
            .owner
            .as_ref()
            .map_or(String::new(), |owner| format!(" of {owner}"));
        let action = match one.sighting.action {
            Action::Move => "move",
            Action::Remove => "drop",
            Action::Keep(_) => "keep",
            Action::Tell => "tell",
        };
        let name = one
            .sighting
            .placeholder
            .as_ref()
            .map_or(String::new(), |name| format!(" as {name}"));
        format!(
            "{:?} {} {registry}{owner} {action}{name}",
            one.lines, one.sighting.key
        )
    };
    (
        seen.iter().map(tell).collect(),
        asides
            .iter()
            .map(|one| format!("{} {}", one.line, one.key))
            .collect(),
    )
}

/// A file, and what is seen in it.
const FORMS: [(&str, &[&str]); 29] = [
    (
        "//h/:_authToken=x",
        &["[1] //h/:_authToken https://h/ move"],
    ),
    (
        "; c\r\n\"//h/a/:_authToken\"='x'\r\n",
        &["[2] //h/a/:_authToken https://h/a/ move"],
    ),
    (
        "//h/:_auth=bWU6cHc=",
        &["[1] //h/:_auth https://h/ of me move"],
    ),
    ("//h/:_auth=x", &["[1] //h/:_auth https://h/ move"]),
    (
        "//h/:_authToken=\"a\\nb\"",
        &["[1] //h/:_authToken https://h/ keep"],
    ),
    (
        "//h/a'b\\;c/:_authToken=a",
        &["[1] //h/a'b;c/:_authToken https://h/a'b;c/ keep"],
    ),
    (
        "//h/:username=me\n//h/:_password=cHc=",
        &["[2, 1] //h/:_password https://h/ of me move"],
    ),
    (
        "//else/:_password=cHc=",
        &["[1] //else/:_password https://else/ of me move"],
    ),
    (
        "//h/:_password=cHc=",
        &["[1] //h/:_password https://h/ keep"],
    ),
    (
        "//h/:email=a@b\n//h/:_password=cHc=\n//h/:always-auth=true\n//h/:username=me\nemail=c@d\n//i/:email=e@f",
        &["[2, 4, 1, 3] //h/:_password https://h/ of me move"],
    ),
    (
        "email=a@b\n_auth=bWU6cHc=\nusername=me",
        &["[2, 1, 3] _auth https://registry.npmjs.org/ of me move"],
    ),
    (
        "_authToken=x",
        &["[1] _authToken https://registry.npmjs.org/ move"],
    ),
    (
        "registry=https://r/\n_auth=bWU6cHc=",
        &["[2] _auth https://r/ of me move"],
    ),
    (
        "//registry.npmjs.org/:_authToken=01234567-89ab-4cde-8f01-23456789abcd",
        &["[1] //registry.npmjs.org/:_authToken https://registry.npmjs.org/ drop"],
    ),
    (
        "//h/:_authToken=01234567-89ab-4cde-8f01-23456789abcd",
        &["[1] //h/:_authToken https://h/ move"],
    ),
    (
        "//h/:_authToken=eyJhIjoxfQ.eyJleHAiOjUwfQ.s",
        &["[1] //h/:_authToken https://h/ drop"],
    ),
    (
        "//h/:_authToken=eyJhIjoxfQ.eyJleHAiOjUwMH0.s",
        &["[1] //h/:_authToken https://h/ move"],
    ),
    ("//h/:_authToken=", &[]),
    ("//h/:_authToken", &[]),
    (
        "//far.example/:_authToken=x",
        &["[1] //far.example/:_authToken http://far.example/ keep"],
    ),
    (
        "//127.0.0.1:4873/:_authToken=x",
        &["[1] //127.0.0.1:4873/:_authToken http://127.0.0.1:4873/ move"],
    ),
    ("//h/:_authToken[]=x", &["[1] //h/:_authToken - tell"]),
    ("[s]\n//h/:_authToken=x", &["[2] //h/:_authToken - tell"]),
    (
        "https://h/:_authToken=x",
        &["[1] https://h/:_authToken - tell"],
    ),
    ("//H/:_authToken=x", &["[1] //H/:_authToken - tell"]),
    ("//h:443/:_authToken=x", &["[1] //h:443/:_authToken - tell"]),
    (
        "//h/a:_authToken=x",
        &["[1] //h/a:_authToken https://h/a/ move"],
    ),
    (
        "//${HOST}/:_authToken=x",
        &["[1] //${HOST}/:_authToken https://h/ move"],
    ),
    (
        "//h/:_authToken=x\n//h/:_authToken=y",
        &[
            "[1] //h/:_authToken https://h/ drop",
            "[2] //h/:_authToken https://h/ move",
        ],
    ),
];

#[test]
fn every_form_of_a_credential_is_seen() {
    for (text, want) in FORMS {
        assert_eq!(seen_in(text, PlaceKind::User).0, want, "{text}");
    }
}

#[test]
fn what_npm_does_not_read_is_seen_as_well() {
    let cases = [
        (
            format!("; //h/:_authToken={GRANULAR}\n"),
            "[1] //h/:_authToken - tell",
        ),
        (
            format!("//h/:_authToken=${{T}} ; was {GRANULAR}"),
            "[1] a token - tell",
        ),
        (format!("NPM_TOKEN={GRANULAR}"), "[1] NPM_TOKEN - tell"),
        (format!("{GRANULAR}\n"), "[1] a token - tell"),
        (
            "registry=https://me:pw@h/".to_owned(),
            "[1] registry https://h/ tell",
        ),
        (
            format!("a=1\r\n#{CLASSIC}\r\n# _authToken={CLASSIC}\r\n"),
            "[3] _authToken - tell",
        ),
    ];
    for (text, want) in cases {
        assert_eq!(seen_in(&text, PlaceKind::User).0, [want], "{text}");
    }
}

#[test]
fn what_npm_complains_of_is_named_where_no_credential_takes_it_along() {
    let asides = |text: &str| seen_in(text, PlaceKind::User).1;
    assert_eq!(
        asides(
            "email=a@b\n//h/:email=a@b\n//h/:always-auth=true\nusername=me\n//i/:_authToken=x\n"
        ),
        ["1 email", "3 //h/:always-auth", "4 username"]
    );
    assert_eq!(
        asides(
            "_auth=bWU6cHc=\nemail=a@b\nalways-auth=true\n//h/:always-auth=1\n//h/:_authToken=x"
        ),
        [""; 0]
    );
}

#[test]
fn placeholders_and_certificates_are_beside() {
    let text = "//h/:_authToken=${NPM_TOKEN}\n//h/:certfile=/c\nkey=x\nfund=false\n";
    let (seen, asides) = seen_in(text, PlaceKind::User);
    assert_eq!(
        (seen.len(), asides),
        (
            0,
            vec![
                "1 //h/:_authToken".into(),
                "2 //h/:certfile".into(),
                "3 key".into()
            ]
        )
    );
}

#[test]
fn a_shared_file_keeps_placeholders_whose_names_do_not_depend_on_the_turn() {
    let both = "//h/:_authToken=x\n//i:1/a/:_authToken=y\n//i:1/a/:_auth=bWU6cHc=\n";
    let names = |text: &str| -> Vec<String> {
        let (seen, _) = seen_in(text, PlaceKind::Project);
        seen.iter()
            .map(|one| one.rsplit_once(' ').unwrap().1.to_owned())
            .collect()
    };
    assert_eq!(
        names(both),
        ["NPM_TOKEN", "NPM_TOKEN_I_1_A", "NPM_AUTH_I_1_A"]
    );
    assert_eq!(
        names(&both.replace("=x", "=${NPM_TOKEN}")),
        ["NPM_TOKEN_I_1_A", "NPM_AUTH_I_1_A"]
    );
    assert_eq!(
        names(&both.replace("=y", "=${NPM_TOKEN}")),
        ["NPM_TOKEN_H", "NPM_AUTH_I_1_A"]
    );
}
