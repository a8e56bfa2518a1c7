//! What a registry's token API knows of a token, kept beside it so that it can be replaced and
//! revoked later.
//!
//! Nothing here is secret. A token that was pasted in has none of it, and what is not known is left
//! out, not guessed.

use serde_json::{Map, Value};

/// A token as the registry that made it on our word knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    /// The name that was given to it.
    pub name: Option<String>,
    /// The key under which the registry lists it.
    pub key: Option<String>,
    /// The key of the token that it took the place of, until that one is revoked.
    pub replaces: Option<String>,
    /// What it may do, in the words of the request that made it.
    pub rights: Map<String, Value>,
}

impl Grant {
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

    /// What is of another type than expected is as unknown as what is missing.
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
