//! Turns the secrets in npm's configuration into credentials.
//!
//! One of npm's keys names a host and a path but no scheme. A credential may need two keys
//! (`username` and `_password`), so pairs are only understood together.

use super::{Credential, CredentialKind, Expiry, Profile, Use, expiry_for, registry_of};
use crate::npmrc::{self, Config};
use crate::registry::Registry;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use npmcred_platform::Secret;
use zeroize::Zeroize;

/// One of npm's keys with its value.
pub type Pair = (String, String);

/// A credential, the keys that it was made of, and those that belong to it.
pub type Made = (Credential, Vec<String>);

/// Keys that are useless to npm without a credential, and that it would complain about. npm 12 ends
/// with an error at an `email` without a registry, and npm 11 and 12 warn of `always-auth`
/// anywhere.
pub const COMPANIONS: [&str; 2] = ["email", "always-auth"];

/// The result of reading a list of pairs.
#[derive(Debug, Default)]
pub struct Understood {
    /// The credentials.
    pub credentials: Vec<Made>,
    /// Keys with a secret that makes no credential.
    pub left: Vec<String>,
}

/// Whether npm would have a secret under this key. A placeholder is not a secret: npm saves it as
/// it is written.
#[must_use]
pub fn is_secret(key: &str, value: &str) -> bool {
    let placeholder = value.starts_with("${") && value.ends_with('}');
    is_secret_key(key) && !value.is_empty() && !placeholder
}

/// Whether npm would look for a secret under this key.
#[must_use]
pub fn is_secret_key(key: &str) -> bool {
    matches!(name(key), "_authToken" | "_auth" | "_password")
}

/// The registry part of a key, `//host/path/`; `None` for a key without a registry.
#[must_use]
pub fn dart(key: &str) -> &str {
    key.rsplit_once(':').map_or("", |(dart, _)| dart)
}

/// The last part of a key, after the registry's.
#[must_use]
pub fn name(key: &str) -> &str {
    key.rsplit(':').next().unwrap_or(key)
}

/// The key of this name for the same registry.
#[must_use]
pub fn sibling(key: &str, name: &str) -> String {
    match dart(key) {
        "" => name.to_owned(),
        dart => format!("{dart}:{name}"),
    }
}

/// Makes credentials of the secrets among the pairs. The user name of a password may already be in
/// the configuration.
#[must_use]
pub fn understand(now: u64, config: &Config, pairs: &[Pair]) -> Understood {
    let mut found = Understood::default();
    for (key, value) in pairs.iter().filter(|(key, value)| is_secret(key, value)) {
        let made = registry_of(config, dart(key)).and_then(|registry| {
            // npm prefers a token to a password at the same key, and the store holds one credential
            // for it.
            let taken = found
                .credentials
                .iter()
                .any(|(other, _)| other.registry == registry);
            (!taken).then(|| credential(now, config, pairs, registry, (key, value)))?
        });
        match made {
            Some(made) => found.credentials.push(made),
            None => found.left.push(key.clone()),
        }
    }
    found
}

fn credential(
    now: u64,
    config: &Config,
    pairs: &[Pair],
    registry: Registry,
    (key, value): (&str, &str),
) -> Option<Made> {
    let mut keys = vec![key.to_owned()];
    let user_key = sibling(key, "username");
    let user = match pairs.iter().find(|(key, _)| *key == user_key) {
        _ if name(key) != "_password" => None,
        Some((key, user)) => {
            keys.push(key.clone());
            Some(user.clone())
        }
        None => config.text(&user_key).map(str::to_owned),
    };
    let companions = COMPANIONS.map(|name| sibling(key, name));
    keys.extend(
        pairs
            .iter()
            .map(|(key, _)| key)
            .filter(|key| companions.contains(key))
            .cloned(),
    );
    Some((make(now, registry, name(key), value, user)?, keys))
}

/// A password without its user name, which is still to come.
#[must_use]
pub fn password(now: u64, config: &Config, key: &str, value: &str) -> Option<Credential> {
    let registry = (name(key) == "_password").then(|| registry_of(config, dart(key)))??;
    make(now, registry, name(key), value, Some(String::new())).filter(Credential::awaits_user)
}

/// The credential that npm makes of one of its keys. `name` is `_authToken`, `_auth` or
/// `_password`; `user` is the user name that belongs to a password.
#[must_use]
pub fn make(
    now: u64,
    registry: Registry,
    name: &str,
    value: &str,
    user: Option<String>,
) -> Option<Credential> {
    let (owner, secret) = match name {
        // npm would replace a variable in it each time it is used.
        _ if value.contains("${") => return None,
        "_authToken" => (None, Secret::from(value.to_owned())),
        "_auth" => {
            user_and_password(value).unwrap_or_else(|| (None, Secret::from(value.to_owned())))
        }
        _ => of_password(user.filter(|user| !user.contains("${"))?, value),
    };
    let is_token = name == "_authToken";
    let expires = Some(expiry_for(&registry, value, now))
        .filter(|end| is_token && !end.is_past(now))
        .unwrap_or(Expiry::Unknown);
    let kind = match &owner {
        _ if is_token => CredentialKind::of_token(expires, now),
        Some(_) => CredentialKind::Basic,
        None => CredentialKind::Auth,
    };
    // The profile is decided when it is stored.
    let profile = Profile::DEFAULT;
    Some(Credential {
        profile,
        registry,
        kind,
        purpose: Use::Any,
        owner,
        issued: now,
        expires,
        grant: None,
        secret,
    })
}

/// A user's password, as npm reads it from `_password`. npm decodes anything as base64, and turns
/// bytes that are not text into text (npm-registry-fetch `lib/auth.js`). Without a password npm
/// sends the name alone.
fn of_password(user: String, value: &str) -> (Option<String>, Secret) {
    let bytes = Secret::new(npmrc::decode_base64(value));
    if bytes.expose().is_empty() {
        return (None, Secret::from(STANDARD.encode(format!("{user}:"))));
    }
    (
        Some(user),
        Secret::from(String::from_utf8_lossy(bytes.expose()).into_owned()),
    )
}

/// User and password of an `_auth`, if no other text means these two. npm sends the text of an
/// `_auth` unchanged, so any other spelling must be kept.
fn user_and_password(value: &str) -> Option<(Option<String>, Secret)> {
    let mut bytes = STANDARD.decode(value).ok()?;
    let colon = bytes
        .iter()
        .position(|byte| *byte == b':')
        .filter(|colon| *colon > 0);
    let parts = colon.and_then(|colon| {
        let user = std::str::from_utf8(bytes.get(..colon)?).ok()?.to_owned();
        Some((Some(user), Secret::new(bytes.get(colon + 1..)?.to_vec())))
    });
    bytes.zeroize();
    parts.filter(|(_, password)| {
        password
            .expose_str()
            .is_some_and(|password| !password.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::{self, NpmVersion};

    fn understood(user: &str, pairs: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let config = npmrc::testing::config("", user, NpmVersion::Npm12);
        let pairs: Vec<Pair> = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        let found = understand(100, &config, &pairs);
        let tell = |(one, keys): &(Credential, Vec<String>)| {
            let owner = one.owner.as_deref().unwrap_or("-");
            format!(
                "{} {owner} {} {}",
                one.registry,
                one.secret.expose_str().unwrap(),
                keys.join(" ")
            )
        };
        (found.credentials.iter().map(tell).collect(), found.left)
    }

    /// The user's file, the pairs, the credentials expected, the keys left over.
    type Case<'a> = (&'a str, Pairs<'a>, &'a [&'a str], &'a [&'a str]);
    type Pairs<'a> = &'a [(&'a str, &'a str)];

    const TOKEN: &str = "//h/a/:_authToken";
    const AUTH: &str = "//h/:_auth";
    const PASSWORD: &str = "//h/:_password";
    const LOCAL: Pairs<'_> = &[("//localhost/:_authToken", "x")];
    const WITH_USER: Pairs<'_> = &[("//h/:username", "me"), ("//h/:_password", "cHc=")];

    const FORMS: [Case<'_>; 18] = [
        (
            "",
            &[(TOKEN, "x")],
            &["https://h/a/ - x //h/a/:_authToken"],
            &[],
        ),
        (
            "",
            LOCAL,
            &["http://localhost/ - x //localhost/:_authToken"],
            &[],
        ),
        (
            "@s:registry=https://localhost/",
            LOCAL,
            &["https://localhost/ - x //localhost/:_authToken"],
            &[],
        ),
        (
            "",
            &[(AUTH, "bWU6czpw")],
            &["https://h/ me s:p //h/:_auth"],
            &[],
        ),
        (
            "",
            &[(AUTH, "npm_not-base64")],
            &["https://h/ - npm_not-base64 //h/:_auth"],
            &[],
        ),
        (
            "",
            &[(AUTH, "bWU6czpwCg")],
            &["https://h/ - bWU6czpwCg //h/:_auth"],
            &[],
        ),
        (
            "",
            &[(AUTH, "OnB3")],
            &["https://h/ - OnB3 //h/:_auth"],
            &[],
        ),
        (
            "",
            &[(AUTH, "cHc6")],
            &["https://h/ - cHc6 //h/:_auth"],
            &[],
        ),
        (
            "//h/:username=me",
            &[(PASSWORD, "w6E_")],
            &["https://h/ me á? //h/:_password"],
            &[],
        ),
        (
            "//h/:username=me",
            &[(PASSWORD, "=")],
            &["https://h/ - bWU6 //h/:_password"],
            &[],
        ),
        (
            "",
            WITH_USER,
            &["https://h/ me pw //h/:_password //h/:username"],
            &[],
        ),
        (
            "//h/:username=me",
            &[(PASSWORD, "cHc=")],
            &["https://h/ me pw //h/:_password"],
            &[],
        ),
        ("", &[(PASSWORD, "cHc=")], &[], &[PASSWORD]),
        (
            "registry=https://r/",
            &[("_authToken", "x")],
            &["https://r/ - x _authToken"],
            &[],
        ),
        (
            "registry=https://r/",
            &[("_password", "cHc="), ("username", "me")],
            &["https://r/ me pw _password username"],
            &[],
        ),
        (
            "",
            &[("//h/:email", "a@b"), (TOKEN, "x"), (AUTH, "x")],
            &[
                "https://h/a/ - x //h/a/:_authToken",
                "https://h/ - x //h/:_auth //h/:email",
            ],
            &[],
        ),
        (
            "",
            &[(AUTH, "bWU6cA=="), (PASSWORD, "cHc=")],
            &["https://h/ me p //h/:_auth"],
            &[PASSWORD],
        ),
        (
            "",
            &[(TOKEN, "${NPM_TOKEN}"), ("fund", "x"), (AUTH, "")],
            &[],
            &[],
        ),
    ];

    #[test]
    fn every_form_becomes_a_credential_or_is_named() {
        for (user, pairs, credentials, left) in FORMS {
            assert_eq!(
                understood(user, pairs),
                (owned(credentials), owned(left)),
                "{pairs:?}"
            );
        }
    }

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }
}
