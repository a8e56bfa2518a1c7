//! What a registry's token API says about a token, stored with it so that it can be replaced and
//! revoked later.
//!
//! Nothing here is secret. A token that was pasted in has no such facts, and unknown facts are left
//! out, not guessed.

use serde_json::{Map, Value};

/// A token as described by the registry that made it for us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenDescription {
    /// The name that was given to it.
    pub name: Option<String>,
    /// The key under which the registry lists it.
    pub key: Option<String>,
    /// The key of the token that it replaces, until that one is revoked.
    pub replaces: Option<String>,
    /// Its rights, in the words of the request that made it.
    pub rights: Map<String, Value>,
}

impl TokenDescription {
    pub(super) fn to_json(&self) -> Value {
        let texts = [
            ("name", &self.name),
            ("key", &self.key),
            ("replaces", &self.replaces),
        ];
        let texts = texts
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), text.clone()?.into())));
        let rights = Some(("rights".to_owned(), Value::Object(self.rights.clone())));
        Value::Object(
            texts
                .chain(rights.filter(|_| !self.rights.is_empty()))
                .collect(),
        )
    }

    /// A member of an unexpected type counts as missing.
    pub(super) fn from_json(value: &Value) -> Self {
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let rights = value
            .get("rights")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        Self {
            name: text("name"),
            key: text("key"),
            replaces: text("replaces"),
            rights,
        }
    }
}
