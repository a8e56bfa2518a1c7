//! Each protocol by its own documentation.

use super::*;
use crate::credential::{CredentialKind, Expiry, Profile, Use};
use crate::registry::Registry;
use npmcred_platform::Secret;

fn stored(url: &str, kind: CredentialKind, owner: Option<&str>, secret: &str) -> Credential {
    Credential {
        profile: Profile::DEFAULT,
        registry: Registry::parse_any(url).unwrap(),
        kind,
        purpose: Use::Any,
        owner: owner.map(str::to_owned),
        issued: 0,
        expires: Expiry::Unknown,
        grant: None,
        secret: Secret::from(secret.to_owned()),
    }
}

/// What the program reads, where this is stored; nothing where it asked nothing.
fn told(protocol: HelperProtocol, typed: &str, input: &str, stored: &Credential) -> (String, bool) {
    let words: Vec<String> = typed.split_whitespace().map(str::to_owned).collect();
    let answer = match protocol.request(&words, input) {
        None => return ("no question".to_owned(), true),
        Some(HelperQuestion::Other(answer)) => answer,
        Some(HelperQuestion::Get(wanted)) => {
            let found = Some(stored).filter(|one| protocol.may_answer(&wanted, one));
            protocol.answer(&wanted, found)
        }
    };
    (answer.text.to_string(), answer.fails)
}

/// Each case: what is typed, the input, what the program reads, whether it is told of a failure.
#[track_caller]
fn all_are_told(protocol: HelperProtocol, cases: &[(&str, &str, &str, bool)]) {
    let token = stored("https://h/a/", CredentialKind::Granular, None, "t");
    for (typed, input, want, fails) in cases {
        let found = told(protocol, typed, input, &token);
        assert_eq!(found, ((*want).to_owned(), *fails), "{protocol:?} {typed}");
    }
}

#[test]
fn pnpm_is_told_a_header() {
    let cases = [
        ("https://h/a/", "", "Bearer t\n", false),
        ("https://h/a", "", "Bearer t\n", false),
        ("https://h/", "", "", true),
        ("https://h/a/b/", "", "", true),
        ("http://h/a/", "", "", true),
        ("", "", "no question", true),
    ];
    all_are_told(HelperProtocol::Pnpm, &cases);
}

#[test]
fn git_docker_and_bazel_are_told_in_their_own_form() {
    let ask = "protocol=https\nhost=h\npath=a\n\n";
    let cases = [
        ("get", ask, "username=token\npassword=t\n", false),
        ("get", "protocol=https\nhost=h\n", "", false),
        ("erase", ask, "", false),
    ];
    all_are_told(HelperProtocol::Git, &cases);
    let found = "{\"ServerURL\":\"https://h/a/\",\"Username\":\"token\",\"Secret\":\"t\"}\n";
    let none = "credentials not found in native keychain\n";
    let cases = [
        ("get", "h/a", found, false),
        ("list", "", "{}\n", false),
        ("get", "h", none, true),
    ];
    all_are_told(HelperProtocol::Docker, &cases);
    let file = r#"{"uri":"https://h/a/x.tgz"}"#;
    let header = "{\"headers\":{\"Authorization\":[\"Bearer t\"]}}\n";
    let cases = [
        ("get", file, header, false),
        ("put", file, "no question", true),
    ];
    all_are_told(HelperProtocol::Bazel, &cases);
}

#[test]
fn cargo_is_told_a_token_without_a_scheme() {
    let ask = |kind: &str, operation: &str, index: &str| {
        format!(
            r#"{{"v":1,"registry":{{"index-url":"{index}"}},"kind":"{kind}","operation":"{operation}"}}"#
        )
    };
    let sparse = "sparse+https://h/a/";
    let (read, login) = (ask("get", "read", sparse), ask("login", "", sparse));
    let of_git = ask("get", "read", "https://h/a/");
    let token = "{\"Ok\":{\"kind\":\"get\",\"token\":\"t\",\"cache\":\"session\",\"operation_independent\":false}}\n";
    let failed = |kind: &str| format!("{{\"Err\":{{\"kind\":\"{kind}\"}}}}\n");
    let unable = failed("operation-not-supported");
    let elsewhere = failed("url-not-supported");
    let cases = [
        ("--cargo-plugin", read.as_str(), token, false),
        ("", &login, &unable, false),
        ("", &of_git, &elsewhere, false),
    ];
    all_are_told(HelperProtocol::Cargo, &cases);
}

#[test]
fn a_password_has_its_user() {
    let ask = |user: &str| format!("protocol=https\nhost=h\nusername={user}\n");
    for (kind, owner, secret) in [
        (CredentialKind::Basic, Some("u"), "p:x"),
        (CredentialKind::Auth, None, "dTpwOng="),
    ] {
        let one = stored("https://h/", kind, owner, secret);
        let git = |input: &str| told(HelperProtocol::Git, "get", input, &one).0;
        let both = "username=u\npassword=p:x\n";
        assert_eq!(git("protocol=https\nhost=h\n"), both);
        assert_eq!(git(&ask("u")), both);
        if owner.is_some() {
            assert_eq!(git(&ask("other")), "");
        }
        let pnpm = told(HelperProtocol::Pnpm, "https://h/", "", &one).0;
        assert_eq!(pnpm, "Basic dTpwOng=\n");
    }
}
