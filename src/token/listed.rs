//! A token in a registry's list, and the choice of one by its id (npm 12 `lib/commands/token.js`,
//! `generateTokenIds`, `rm`).
//!
//! The list shows the beginning of each token's text. It is compared and never printed, because a
//! registry may show more of it.

use crate::error::{Error, ErrorKind, Result};
use npmcred_platform::Secret;
use serde_json::{Map, Value, json};

/// A shorter beginning of a key is refused: with few tokens, nearly anything would match.
const SHORTEST_ID: usize = 6;

/// The beginning of every token of the public registry.
const COMMON_BEGINNING: &[u8] = b"npm_";

/// The fewest characters of its own by which a token is recognised.
const SHORTEST_OWN: usize = 4;

/// One entry of the list.
pub struct Listed {
    /// The registry's key for it.
    pub key: String,
    /// The beginning of the key that no other token shares.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// All other members of the entry.
    pub fields: Map<String, Value>,
    /// The beginning of the token.
    shown: Secret,
}

impl Listed {
    /// The entry as JSON: everything but the beginning of the token, and the id.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut fields = self.fields.clone();
        fields.insert("id".into(), json!(self.id));
        Value::Object(fields)
    }

    /// The entry for a person: id, name, and further facts.
    #[must_use]
    pub fn line(&self) -> String {
        let text = |name: &str| {
            self.fields
                .get(name)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        let day = |name: &str| text(name).map(|text| text.chars().take(10).collect::<String>());
        let mut line = format!(
            "{}  {}",
            self.id,
            self.name.as_deref().unwrap_or("(no name)")
        );
        if let Some(read_only) = self.fields.get("readonly").and_then(Value::as_bool) {
            line += if read_only {
                "  read-only"
            } else {
                "  read-write"
            };
        }
        line += &day("created").map_or_else(String::new, |day| format!("  made {day}"));
        line += &day("expires").map_or_else(String::new, |day| format!("  until {day}"));
        match self
            .fields
            .get("cidr_whitelist")
            .and_then(Value::as_array)
            .filter(|ranges| !ranges.is_empty())
        {
            Some(ranges) => {
                line + "  from "
                    + &ranges
                        .iter()
                        .filter_map(Value::as_str)
                        .collect::<Vec<_>>()
                        .join(", ")
            }
            None => line,
        }
    }

    /// Whether this is the entry of that token, as far as the list shows. The beginning that all
    /// tokens share proves nothing.
    #[must_use]
    pub fn may_be(&self, token: &Secret) -> bool {
        let shown = self.shown.expose();
        let own = shown.strip_prefix(COMMON_BEGINNING).unwrap_or(shown);
        own.len() >= SHORTEST_OWN && token.expose().starts_with(shown)
    }
}

/// The entries on the pages of a list. An entry without a key cannot be revoked and is left out.
#[must_use]
pub(super) fn read(objects: Vec<Value>) -> Vec<Listed> {
    let mut list: Vec<Listed> = objects.into_iter().filter_map(entry).collect();
    let keys: Vec<String> = list.iter().map(|listed| listed.key.clone()).collect();
    for (at, listed) in list.iter_mut().enumerate() {
        let is_shared = |id: &str| {
            keys.iter()
                .enumerate()
                .any(|(other, key)| other != at && key.starts_with(id))
        };
        let ids = listed
            .key
            .char_indices()
            .map(|(end, _)| &listed.key[..end])
            .skip(SHORTEST_ID);
        listed.id = ids
            .into_iter()
            .find(|id| !is_shared(id))
            .unwrap_or(&listed.key)
            .to_owned();
    }
    list
}

fn entry(object: Value) -> Option<Listed> {
    let Value::Object(mut fields) = object else {
        return None;
    };
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let key = text(fields.get("key")).filter(|key| !key.is_empty())?;
    let shown = match fields.remove("token") {
        Some(Value::String(text)) => Secret::from(text),
        Some(_) | None => Secret::new(Vec::new()),
    };
    Some(Listed {
        id: String::new(),
        name: text(fields.get("name")).filter(|name| !name.is_empty()),
        key,
        fields,
        shown,
    })
}

/// The token that the text names: by its key, by the beginning of its key, or by its name.
///
/// # Errors
/// `Usage` if there is none, or more than one.
pub fn find<'a>(list: &'a [Listed], asked: &str) -> Result<&'a Listed> {
    let one = |mut found: Vec<&'a Listed>| match found.len() {
        0 => None,
        1 => found.pop().map(Ok),
        _ => Some(Err(Error::new(
            ErrorKind::Usage,
            "several tokens begin or are called like this",
        ))),
    };
    let all = |test: &dyn Fn(&Listed) -> bool| {
        list.iter()
            .filter(|listed| test(listed))
            .collect::<Vec<_>>()
    };
    one(all(&|listed| listed.key == asked))
        .or_else(|| {
            one(all(&|listed| {
                asked.len() >= SHORTEST_ID && listed.key.starts_with(asked)
            }))
        })
        .or_else(|| one(all(&|listed| listed.name.as_deref() == Some(asked))))
        .unwrap_or_else(|| {
            Err(Error::new(
                ErrorKind::Usage,
                "no token has this key, this id or this name",
            )
            .note(format!("an id has at least {SHORTEST_ID} characters")))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(entries: &[(&str, &str, &str)]) -> Vec<Listed> {
        let object = |(key, name, token): &(&str, &str, &str)| json!({ "key": key, "name": name, "token": token, "x": 1 });
        read(entries.iter().map(object).collect())
    }

    #[test]
    fn an_id_is_the_shortest_beginning_that_is_its_own() {
        let list = list(&[
            ("aaaaaaab", "", ""),
            ("aaaaaaac", "", ""),
            ("bbbbbbbbbb", "", ""),
            ("short", "", ""),
        ]);
        let ids: Vec<_> = list.iter().map(|listed| listed.id.as_str()).collect();
        assert_eq!(ids, ["aaaaaaab", "aaaaaaac", "bbbbbb", "short"]);
    }

    #[test]
    fn what_is_meant_is_one_token_or_none() {
        let list = list(&[
            ("aaaaaa1", "one", ""),
            ("aaaaaa2", "twice", ""),
            ("bbbbbb3", "twice", ""),
            ("aaaaaa", "", ""),
        ]);
        let found = |asked: &str| {
            find(&list, asked)
                .map(|listed| listed.key.clone())
                .map_err(|error| error.kind)
        };
        assert_eq!(found("aaaaaa1"), Ok("aaaaaa1".into()));
        assert_eq!(
            found("aaaaaa"),
            Ok("aaaaaa".into()),
            "a whole key before its like"
        );
        assert_eq!(found("bbbbbb"), Ok("bbbbbb3".into()));
        assert_eq!(found("one"), Ok("aaaaaa1".into()));
        for none in ["bbbbb", "twice", "", "cccccc"] {
            assert_eq!(found(none), Err(ErrorKind::Usage), "{none}");
        }
    }

    #[test]
    fn no_text_of_a_token_is_among_the_fields() {
        let list = list(&[("k1", "", "npm_abcd")]);
        assert_eq!(
            json!(list[0].fields).to_string(),
            r#"{"key":"k1","name":"","x":1}"#
        );
        assert!(list[0].may_be(&Secret::from("npm_abcdefgh".to_owned())));
        assert!(!list[0].may_be(&Secret::from("npm_xbcdefgh".to_owned())));
        // One token in 3,844 shares two characters of its own.
        assert!(
            !self::list(&[("k1", "", "npm_ab")])[0]
                .may_be(&Secret::from("npm_abcdefgh".to_owned()))
        );
        assert!(
            read(vec![
                json!({ "name": "no key" }),
                json!(7),
                json!({ "key": "" })
            ])
            .is_empty()
        );
        assert!(
            !read(vec![json!({ "key": "k" })])[0].may_be(&Secret::from("npm_abcdefgh".to_owned()))
        );
    }
}
