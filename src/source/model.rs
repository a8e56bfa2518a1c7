//! How a registry's tokens are made: the command, and the way its answer is read.

use crate::credential::Profile;
use crate::registry::Registry;
use serde_json::{Map, Value, json};

/// How long the command may take unless the user said otherwise, in seconds.
const DEADLINE: u64 = 60;

/// The command that makes a registry's tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSource {
    /// Whose tokens they are.
    pub profile: Profile,
    /// The registry that they are for; also for those below its path.
    pub registry: Registry,
    /// The program by its absolute path, and its arguments.
    pub command: Vec<String>,
    /// Where the token is in a JSON answer, member by member with a dot between; `None` for an
    /// answer that is the token.
    pub field: Option<String>,
    /// Where its end is in the same answer.
    pub end_field: Option<String>,
    /// How long a token is good for at most, in seconds, as far as the user knows.
    pub life: Option<u64>,
    /// The user name with which the token is sent as a password; `None` for a bearer token.
    pub basic: Option<String>,
    /// How long the command may take, in seconds.
    pub deadline: u64,
}

impl TokenSource {
    /// The entry of the record.
    pub(super) fn to_json(&self) -> Value {
        json!({
            "registry": self.registry.to_string(),
            "profile": self.profile.name(),
            "command": self.command,
            "field": self.field,
            "end_field": self.end_field,
            "life": self.life,
            "basic": self.basic,
            "deadline": self.deadline,
        })
    }

    /// Reads an entry; `None` for one that we did not write.
    pub(super) fn from_json(value: &Value) -> Option<Self> {
        let entry = value.as_object()?;
        let text = |name: &str| optional(entry, name, |it| it.as_str().map(str::to_owned));
        let seconds = |name: &str| optional(entry, name, Value::as_u64);
        let words = entry.get("command")?.as_array()?.iter();
        let command: Option<Vec<String>> =
            words.map(|word| word.as_str().map(str::to_owned)).collect();
        Some(Self {
            profile: match text("profile")? {
                Some(name) => name.parse().ok()?,
                None => Profile::DEFAULT,
            },
            registry: Registry::parse_any(&text("registry")??).ok()?,
            command: command.filter(|words| !words.is_empty())?,
            field: text("field")?,
            end_field: text("end_field")?,
            life: seconds("life")?,
            basic: text("basic")?,
            deadline: seconds("deadline")?.unwrap_or(DEADLINE),
        })
    }

    /// The name of the program, as it is said to people.
    #[must_use]
    pub fn program(&self) -> &str {
        let path = self.command.first().map_or("", String::as_str);
        path.rsplit(['/', '\\']).next().unwrap_or(path)
    }
}

/// A member that may be missing or null; the outer `None` says that it has another type.
fn optional<T>(
    entry: &Map<String, Value>,
    name: &str,
    read: impl FnOnce(&Value) -> Option<T>,
) -> Option<Option<T>> {
    match entry.get(name) {
        None | Some(Value::Null) => Some(None),
        Some(value) => read(value).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_is_damaged_is_not() {
        let all = TokenSource {
            profile: "work".parse().unwrap(),
            registry: Registry::parse("https://h/npm/").unwrap(),
            command: vec!["/usr/bin/aws".to_owned(), "a b".to_owned()],
            field: Some("a.b".to_owned()),
            end_field: Some("c".to_owned()),
            life: Some(60),
            basic: Some("me".to_owned()),
            deadline: 5,
        };
        assert_eq!(TokenSource::from_json(&all.to_json()), Some(all.clone()));
        assert_eq!(all.program(), "aws");
        let small = json!({ "registry": "https://h/", "command": ["/bin/x"] });
        let small = TokenSource::from_json(&small).unwrap();
        assert_eq!((small.deadline, small.field), (DEADLINE, None));
        for (name, wrong) in [
            ("registry", json!("not one")),
            ("registry", Value::Null),
            ("profile", json!("a b")),
            ("command", json!([])),
            ("command", json!("aws token")),
            ("command", json!([1])),
            ("field", json!(1)),
            ("life", json!("1h")),
            ("deadline", json!(-1)),
        ] {
            let mut entry = all.to_json();
            entry[name] = wrong;
            assert_eq!(TokenSource::from_json(&entry), None, "{entry}");
        }
    }
}
