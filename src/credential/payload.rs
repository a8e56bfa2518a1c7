//! The bytes of a stored item: one JSON object with a version.
//!
//! Version 1 has the members `v`, `registry`, `secret`, `kind`, `use`, `owner`, `issued`,
//! `expires`, `profile` and `grant`. `expires` counts seconds since 1970, and is null if unknown.
//! `profile` is absent for the default one, and `grant` if the token API was not asked. Unknown
//! members are ignored, so that a later version may add some. Another version is an error, not a
//! guess.

use super::expiry::Expiry;
use super::fit::Unfit;
use super::grant::TokenDescription;
use super::kind::CredentialKind;
use super::model::Credential;
use super::profile::Profile;
use super::purpose::Use;
use super::wipe::wipe;
use crate::registry::Registry;
use npmcred_platform::Secret;
use serde_json::{Map, Value, json};
use std::fmt;

/// Why an item's bytes are not a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayloadError {
    /// Not ours, or damaged.
    Damaged(ItemDamage),
    /// Written by a newer npmcred.
    Newer,
    /// It holds a secret that npm would not read back unchanged, so it must not be handed over.
    Unfit(Unfit),
}

/// What is wrong with a damaged item. It holds nothing of the item's bytes, which may be a secret:
/// so `serde_json`'s own error, which quotes what it does not expect, is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemDamage {
    /// It is not a JSON object, as can be seen at this byte, counted from one.
    NotAnObject(usize),
    /// This member is missing or has another form.
    Member(&'static str),
}

impl fmt::Display for ItemDamage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject(at) => write!(f, "it is no JSON object from byte {at} on"),
            Self::Member(name) => write!(f, "its member `{name}` is missing or has another form"),
        }
    }
}

impl std::error::Error for ItemDamage {}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(_) => {
                f.write_str("the stored item is damaged or was written by another program")
            }
            Self::Newer => f.write_str("the stored item was written by a newer npmcred"),
            Self::Unfit(why) => write!(f, "the stored secret cannot be handed to npm: {why}"),
        }
    }
}

impl std::error::Error for PayloadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Damaged(damage) => Some(damage),
            Self::Newer => None,
            Self::Unfit(unfit) => Some(unfit),
        }
    }
}

impl From<ItemDamage> for PayloadError {
    fn from(damage: ItemDamage) -> Self {
        Self::Damaged(damage)
    }
}

impl Credential {
    /// The item's bytes; `None` if the secret is not text, because no registry could be sent it.
    #[must_use]
    pub fn to_payload(&self) -> Option<Secret> {
        let expires = match self.expires {
            Expiry::At(moment) => json!(moment),
            Expiry::Unknown => Value::Null,
        };
        let mut object = Map::new();
        object.insert("v".into(), json!(1));
        object.insert("registry".into(), json!(self.registry.to_string()));
        object.insert("secret".into(), json!(self.secret.expose_str()?));
        object.insert("kind".into(), json!(self.kind.as_str()));
        object.insert("use".into(), json!(self.purpose.as_str()));
        object.insert("owner".into(), json!(self.owner));
        object.insert("issued".into(), json!(self.issued));
        object.insert("expires".into(), expires);
        if let Some(name) = self.profile.name() {
            object.insert("profile".into(), json!(name));
        }
        let grant = self.grant.as_ref().map(TokenDescription::to_json);
        let room = 512 + grant.as_ref().map_or(0, |grant| grant.to_string().len());
        if let Some(grant) = grant {
            object.insert("grant".into(), grant);
        }
        // Reserve all of it: a buffer that grows would leave pieces of the secret behind.
        let mut bytes = Vec::with_capacity(
            room + 6 * self.secret.expose().len() + self.registry.url().as_str().len(),
        );
        let written = serde_json::to_writer(&mut bytes, &object);
        object.values_mut().for_each(wipe);
        let payload = Secret::new(bytes);
        written.is_ok().then_some(payload)
    }

    /// Reads an item's bytes.
    ///
    /// # Errors
    /// [`PayloadError`]; it never guesses.
    pub fn from_payload(bytes: &Secret) -> Result<Self, PayloadError> {
        let mut object: Map<String, Value> = serde_json::from_slice(bytes.expose())
            .map_err(|error| ItemDamage::NotAnObject(error.column()))?;
        let secret = match object.remove("secret") {
            Some(Value::String(text)) => Some(Secret::from(text)),
            Some(_) | None => None,
        };
        match object.get("v").and_then(Value::as_u64) {
            Some(1) => {}
            Some(2..) => return Err(PayloadError::Newer),
            Some(0) | None => return Err(ItemDamage::Member("v").into()),
        }
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        let number = |name: &str| object.get(name).and_then(Value::as_u64);
        let profile = match object.get("profile") {
            None => Some(Profile::DEFAULT),
            Some(name) => name.as_str().and_then(|name| name.parse().ok()),
        };
        let registry = text("registry").and_then(|url| Registry::parse_any(url).ok());
        let secret = secret.filter(|secret| !secret.expose().is_empty());
        let credential = Self {
            profile: profile.ok_or(ItemDamage::Member("profile"))?,
            registry: registry.ok_or(ItemDamage::Member("registry"))?,
            kind: (text("kind").and_then(CredentialKind::parse))
                .ok_or(ItemDamage::Member("kind"))?,
            purpose: (text("use").and_then(Use::parse)).ok_or(ItemDamage::Member("use"))?,
            owner: text("owner").map(str::to_owned),
            issued: number("issued").ok_or(ItemDamage::Member("issued"))?,
            expires: number("expires").map_or(Expiry::Unknown, Expiry::at),
            grant: object.get("grant").map(TokenDescription::from_json),
            secret: secret.ok_or(ItemDamage::Member("secret"))?,
        };
        match credential.check() {
            Ok(()) => Ok(credential),
            Err(unfit) => Err(PayloadError::Unfit(unfit)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use std::error::Error;

    fn sample(secret: &str) -> Credential {
        Credential {
            profile: Profile::DEFAULT,
            registry: Registry::parse("https://h.example/a/").unwrap(),
            kind: CredentialKind::Granular,
            purpose: Use::Read,
            owner: Some("zoë \"quoted\"".into()),
            issued: 1_764_000_000,
            expires: Expiry::At(1_771_000_000),
            grant: None,
            secret: Secret::from(secret.to_owned()),
        }
    }

    fn damaged(text: &str) -> PayloadError {
        Credential::from_payload(&Secret::from(text.to_owned())).expect_err(text)
    }

    fn damaged_by(credential: &Credential) -> PayloadError {
        let bytes = credential.to_payload().unwrap();
        Credential::from_payload(&bytes).expect_err("it must not be read")
    }

    #[test]
    fn a_round_trip_keeps_everything() {
        for secret in ["npm_abc", "ünï", "a\"b\\c", "=", &"x".repeat(60_000)] {
            let before = sample(secret);
            let bytes = before.to_payload().unwrap();
            let after = Credential::from_payload(&bytes).unwrap();
            assert!(after.secret.same_as(&before.secret));
            assert_eq!(format!("{after:?}"), format!("{before:?}"));
            assert!(after.to_payload().unwrap().same_as(&bytes), "byte for byte");
        }
    }

    #[test]
    fn the_default_profile_leaves_no_trace_and_another_does() {
        let plain = concat!(
            r#"{"v":1,"registry":"https://h.example/a/","secret":"s","kind":"granular","use":"read","#,
            r#""owner":"zoë \"quoted\"","issued":1764000000,"expires":1771000000}"#
        );
        assert_eq!(sample("s").to_payload().unwrap().expose_str(), Some(plain));
        let named = Credential {
            profile: "work".parse().unwrap(),
            ..sample("s")
        };
        let bytes = named.to_payload().unwrap();
        assert_eq!(
            Credential::from_payload(&bytes).unwrap().profile,
            named.profile
        );
        for wrong in ["null", "1", "\"\"", "\"a b\""] {
            let text = bytes.expose_str().unwrap().replace("\"work\"", wrong);
            assert_eq!(
                damaged(&text),
                ItemDamage::Member("profile").into(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn what_the_registry_knows_is_kept() {
        let rights = json!({ "packages": ["a"], "expires": 30 })
            .as_object()
            .cloned()
            .unwrap();
        let grant = TokenDescription {
            name: Some("ci".into()),
            key: Some("k1".into()),
            replaces: None,
            rights,
        };
        let bytes = Credential {
            grant: Some(grant.clone()),
            ..sample("s")
        }
        .to_payload()
        .unwrap();
        assert_eq!(Credential::from_payload(&bytes).unwrap().grant, Some(grant));
        let odd = r#"{"v":1,"registry":"https://h/","secret":"s","kind":"granular","use":"read","issued":1,"grant":[7]}"#;
        let odd = Credential::from_payload(&Secret::from(odd.to_owned())).unwrap();
        assert_eq!(odd.grant, Some(TokenDescription::default()));
    }

    #[test]
    fn the_text_of_an_auth_is_told_from_a_password() {
        let raw = Credential {
            kind: CredentialKind::Auth,
            ..sample("bWU6cw")
        };
        let bytes = raw.to_payload().unwrap();
        let read = Credential::from_payload(&bytes).unwrap();
        assert_eq!(
            (read.config_name(), read.config_value().expose_str()),
            ("_auth", Some("bWU6cw"))
        );
        let basic = bytes
            .expose_str()
            .unwrap()
            .replace(r#""kind":"auth""#, r#""kind":"basic""#);
        let basic = Credential::from_payload(&Secret::from(basic)).unwrap();
        assert_eq!(
            basic.config_value().expose(),
            STANDARD.encode("zoë \"quoted\":bWU6cw").as_bytes()
        );
    }

    #[test]
    fn other_versions_are_not_guessed_at() {
        assert_eq!(damaged(r#"{"v":2,"token":"x"}"#), PayloadError::Newer);
        for (text, damage) in [
            ("", ItemDamage::NotAnObject(0)),
            ("{", ItemDamage::NotAnObject(1)),
            ("[]", ItemDamage::NotAnObject(0)),
            ("null", ItemDamage::NotAnObject(4)),
            (r#"{"v":0}"#, ItemDamage::Member("v")),
            (r#"{"v":"1"}"#, ItemDamage::Member("v")),
            (r#"{"v":1}"#, ItemDamage::Member("registry")),
            ("npm_plain_token", ItemDamage::NotAnObject(2)),
        ] {
            assert_eq!(damaged(text), damage.into(), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_kept_and_no_byte_of_the_item() {
        for text in [
            "npm_canary",
            r#""npm_canary""#,
            r#"{"v":1,"secret":"npm_canary"}"#,
            r#"{"v":1,"npm_canary":"#,
        ] {
            let error = damaged(text);
            let cause = error.source().unwrap().to_string();
            let told = format!("{error} {cause} {error:?}");
            assert!(!told.contains("canary"), "{told}");
        }
        let unfit = damaged_by(&sample("${HOME}"));
        assert_eq!(
            unfit.source().unwrap().to_string(),
            Unfit::Variable.to_string()
        );
        assert!(
            unfit
                .to_string()
                .ends_with(": the secret holds ${, which npm would take for a variable")
        );
    }

    #[test]
    fn a_secret_that_nobody_could_be_handed_is_told_apart() {
        for (secret, unfit) in [
            ("a\nregistry=http://e/", Unfit::Control),
            ("${HOME}", Unfit::Variable),
            ("null", Unfit::Word),
            (" a", Unfit::Blank),
            ("a\u{2028}", Unfit::Foreign),
        ] {
            assert_eq!(damaged_by(&sample(secret)), PayloadError::Unfit(unfit));
        }
    }

    #[test]
    fn unknown_members_are_ignored_and_missing_ones_are_not() {
        let whole = String::from_utf8(sample("s").to_payload().unwrap().expose().to_vec()).unwrap();
        let more = whole.replacen('{', r#"{"later":[1],"#, 1);
        assert!(Credential::from_payload(&Secret::from(more)).is_ok());
        for name in ["registry", "secret", "kind", "use", "issued"] {
            let renamed = whole.replace(&format!("\"{name}\""), "\"gone\"");
            assert_eq!(damaged(&renamed), ItemDamage::Member(name).into(), "{name}");
        }
    }

    /// Every truncation and many corruptions of a good item give an error or a credential, never a
    /// panic.
    #[test]
    fn damaged_bytes_never_panic() {
        let whole = sample("npm_canary").to_payload().unwrap();
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for cut in 0..whole.expose().len() {
            assert!(
                Credential::from_payload(&Secret::new(whole.expose()[..cut].to_vec())).is_err(),
                "cut at {cut}"
            );
        }
        for _ in 0..20_000 {
            let mut bytes = whole.expose().to_vec();
            for _ in 0..3 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let at = usize::try_from(state >> 33).unwrap() % bytes.len();
                bytes[at] = state.to_le_bytes()[0];
            }
            if let Ok(credential) = Credential::from_payload(&Secret::new(bytes)) {
                assert!(credential.to_payload().is_some());
            }
        }
    }
}
