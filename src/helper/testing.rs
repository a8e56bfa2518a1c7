//! Each protocol by its own documentation.

use super::*;
use crate::credential::{Expiry, Profile};

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
fn told(protocol: Protocol, typed: &str, input: &str, stored: &Credential) -> (String, bool) {
    let words: Vec<String> = typed.split_whitespace().map(str::to_owned).collect();
    let answer = match protocol.request(&words, input) {
        None => return ("no question".to_owned(), true),
        Some(Request::Other(answer)) => answer,
        Some(Request::Get(wanted)) => {
            let found = Some(stored).filter(|one| protocol.may_answer(&wanted, one));
            protocol.answer(&wanted, found)
        }
    };
    (answer.text.to_string(), answer.fails)
}

#[test]
fn each_protocol_has_its_own_answer() {
    let token = stored("https://h/a/", CredentialKind::Granular, None, "t");
    let (bazel, cargo) = (r#"{"uri":"https://h/a/x.tgz"}"#, "sparse+https://h/a/");
    let cargo = |kind, operation, index: &str| {
        format!(r#"{{"v":1,"registry":{{"index-url":"{index}"}},"kind":"{kind}","operation":"{operation}"}}"#)
            .replace("INDEX", cargo)
    };
    let read = cargo("get", "read", "INDEX");
    let (login, of_git) = (
        cargo("login", "", "INDEX"),
        cargo("get", "read", "https://h/a/"),
    );
    let ask = "protocol=https\nhost=h\npath=a\n\n";
    for (protocol, typed, input, want, fails) in [
        (Protocol::Pnpm, "https://h/a/", "", "Bearer t\n", false),
        (Protocol::Pnpm, "https://h/a", "", "Bearer t\n", false),
        (Protocol::Pnpm, "https://h/", "", "", true),
        (Protocol::Pnpm, "https://h/a/b/", "", "", true),
        (Protocol::Pnpm, "http://h/a/", "", "", true),
        (Protocol::Pnpm, "", "", "no question", true),
        (
            Protocol::Git,
            "get",
            ask,
            "username=token\npassword=t\n",
            false,
        ),
        (Protocol::Git, "get", "protocol=https\nhost=h\n", "", false),
        (Protocol::Git, "erase", ask, "", false),
        (
            Protocol::Docker,
            "get",
            "h/a",
            "{\"ServerURL\":\"https://h/a/\",\"Username\":\"token\",\"Secret\":\"t\"}\n",
            false,
        ),
        (Protocol::Docker, "list", "", "{}\n", false),
        (
            Protocol::Docker,
            "get",
            "h",
            "credentials not found in native keychain\n",
            true,
        ),
        (
            Protocol::Bazel,
            "get",
            bazel,
            "{\"headers\":{\"Authorization\":[\"Bearer t\"]}}\n",
            false,
        ),
        (Protocol::Bazel, "put", bazel, "no question", true),
        (
            Protocol::Cargo,
            "--cargo-plugin",
            &read,
            "{\"Ok\":{\"kind\":\"get\",\"token\":\"t\",\"cache\":\"session\",\"operation_independent\":false}}\n",
            false,
        ),
        (
            Protocol::Cargo,
            "",
            &login,
            "{\"Err\":{\"kind\":\"operation-not-supported\"}}\n",
            false,
        ),
        (
            Protocol::Cargo,
            "",
            &of_git,
            "{\"Err\":{\"kind\":\"url-not-supported\"}}\n",
            false,
        ),
    ] {
        let found = told(protocol, typed, input, &token);
        assert_eq!(found, (want.to_owned(), fails), "{protocol:?} {typed}");
    }
}

#[test]
fn a_password_has_its_user() {
    let ask = |user: &str| format!("protocol=https\nhost=h\nusername={user}\n");
    for (kind, owner, secret) in [
        (CredentialKind::Basic, Some("u"), "p:x"),
        (CredentialKind::Auth, None, "dTpwOng="),
    ] {
        let one = stored("https://h/", kind, owner, secret);
        let git = |input: &str| told(Protocol::Git, "get", input, &one).0;
        let both = "username=u\npassword=p:x\n";
        assert_eq!(git("protocol=https\nhost=h\n"), both);
        assert_eq!(git(&ask("u")), both);
        if owner.is_some() {
            assert_eq!(git(&ask("other")), "");
        }
        let pnpm = told(Protocol::Pnpm, "https://h/", "", &one).0;
        assert_eq!(pnpm, "Basic dTpwOng=\n");
    }
}
