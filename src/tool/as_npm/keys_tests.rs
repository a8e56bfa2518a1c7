//! Settings in the way and the keys that lead around them.

use super::*;
use crate::credential::{CredentialKind, Expiry, Place, Profile, Use};
use crate::registry::NerfDart;
use crate::registry::Registry;
use crate::tool::target::Part;
use npmcred_platform::Secret;
use url::Url;

fn in_play(text: &str) -> Target {
    Target {
        registry: Registry::parse_any(text).unwrap(),
        nerf: NerfDart::of(&Url::parse(text).unwrap()),
        scopes: Vec::new(),
        is_default: true,
        part: Part::Main,
    }
}

fn credential(kind: CredentialKind) -> Credential {
    Credential {
        profile: Profile::DEFAULT,
        registry: Registry::parse_any("https://h/").unwrap(),
        kind,
        purpose: Use::Any,
        owner: Some("me".into()),
        issued: 0,
        expires: Expiry::Unknown,
        grant: None,
        secret: Secret::from("s".to_owned()),
    }
}

fn placeholder(key: &str, why: Vacancy) -> Placeholder {
    Placeholder {
        place: Place {
            layer: "project",
            file: None,
            line: Some(1),
            key: key.into(),
        },
        why,
    }
}

fn chosen(
    url: &str,
    hiding: &[(AuthForm, Vacancy)],
    way: WayRound,
    kind: CredentialKind,
) -> Result<Keys, Placeholder> {
    let one = in_play(url);
    let hiding = hiding
        .iter()
        .map(|(form, why)| {
            let name = if *form == AuthForm::Token {
                "_authToken"
            } else {
                "_auth"
            };
            (
                *form,
                placeholder(&format!("{}:{name}", one.nerf), why.clone()),
            )
        })
        .collect();
    let existing = Existing {
        hiding,
        ..Existing::default()
    };
    let all = [one.clone()];
    let checks_first = way == WayRound::LongerKeys;
    let packages = ["@s/p", "q", "zzz\nuser-agent=", "a=b", "../x", ""];
    let request = KeyRequest {
        one: &one,
        all: &all,
        existing: &existing,
        way,
        checks_first,
        packages: &packages,
    };
    keys(&request, &credential(kind))
}

fn unset() -> Vacancy {
    Vacancy::Unresolved(vec!["NPM_TOKEN".into()])
}

#[test]
fn usually_it_is_the_nerf_dart_alone() {
    for way in [WayRound::Flag, WayRound::LongerKeys, WayRound::Variable] {
        let keys = chosen("https://h/a/", &[], way, CredentialKind::Session).unwrap();
        assert_eq!(
            (keys.names, keys.flags.len(), keys.emptied.len()),
            (vec!["//h/a/:_authToken".to_owned()], 0, 0)
        );
    }
    let basic = chosen("https://h/", &[], WayRound::Flag, CredentialKind::Basic).unwrap();
    assert_eq!(basic.names, ["//h/:_auth"]);
}

#[test]
fn a_registry_without_its_last_slash_gets_npms_key_only_where_npm_insists() {
    let read = chosen("https://h/a", &[], WayRound::Flag, CredentialKind::Session).unwrap();
    assert_eq!(read.names, ["//h/a/:_authToken"]);
    let write = chosen(
        "https://h/a",
        &[],
        WayRound::LongerKeys,
        CredentialKind::Session,
    )
    .unwrap();
    assert_eq!(write.names, ["//h/a/:_authToken", "//h/:_authToken"]);
}

#[test]
fn a_placeholder_is_stepped_around_in_three_ways() {
    let hiding = [(AuthForm::Token, unset())];
    let read = chosen(
        "https://h/",
        &hiding,
        WayRound::Flag,
        CredentialKind::Granular,
    )
    .unwrap();
    assert_eq!(
        (read.names, read.flags),
        (
            vec!["//h:_authToken".into()],
            vec!["--//h/:_authToken=".to_owned()]
        )
    );
    let write = chosen(
        "https://h/",
        &hiding,
        WayRound::LongerKeys,
        CredentialKind::Granular,
    )
    .unwrap();
    assert_eq!(
        write.names,
        [
            "//h/-/:_authToken",
            "//h/@s%2fp:_authToken",
            "//h/q:_authToken"
        ]
    );
    let foreign = chosen(
        "https://h/",
        &hiding,
        WayRound::Variable,
        CredentialKind::Granular,
    )
    .unwrap();
    assert_eq!(
        (foreign.flags.len(), foreign.emptied),
        (0, vec!["NPM_TOKEN".to_owned()])
    );
    let other = [(
        AuthForm::Token,
        Vacancy::Unresolved(vec!["HTTPS_PROXY=http://e/".into()]),
    )];
    assert!(
        chosen(
            "https://h/",
            &other,
            WayRound::Variable,
            CredentialKind::Granular
        )
        .is_err(),
        "another variable"
    );
}

#[test]
fn what_cannot_be_stepped_around_is_named() {
    let empty = [(AuthForm::Token, Vacancy::Empty)];
    assert_eq!(
        chosen(
            "https://h/",
            &empty,
            WayRound::Flag,
            CredentialKind::Granular
        )
        .unwrap()
        .flags
        .len(),
        0
    );
    let write = chosen(
        "https://h/",
        &empty,
        WayRound::LongerKeys,
        CredentialKind::Granular,
    )
    .unwrap();
    assert_eq!(write.flags, ["--//h/:_authToken=npmcred"]);
    let classic = [(AuthForm::Token, Vacancy::Classic)];
    assert!(
        chosen(
            "https://h/",
            &classic,
            WayRound::Variable,
            CredentialKind::Granular
        )
        .is_err()
    );
}

#[test]
fn a_form_that_npm_ranks_lower_hides_nothing() {
    let hiding = [(AuthForm::Auth, unset())];
    let token = chosen(
        "https://h/",
        &hiding,
        WayRound::Flag,
        CredentialKind::Granular,
    )
    .unwrap();
    assert_eq!(
        (token.names, token.hiding.len()),
        (vec!["//h/:_authToken".to_owned()], 0)
    );
    let basic = chosen("https://h/", &hiding, WayRound::Flag, CredentialKind::Basic).unwrap();
    assert_eq!(basic.flags, ["--//h/:_auth="]);
}
