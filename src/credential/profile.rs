//! The name of an account's set of credentials.
//!
//! The default profile has no name in any store, so its items look as they did before there were
//! profiles. A name is folded to lower case: the Credential Manager of Windows does not tell `Work`
//! from `work`, and a person should not have to.

use std::fmt;
use std::str::FromStr;

/// The word for the profile without a name.
const DEFAULT: &str = "default";

/// The longest name, in bytes.
const LONGEST: usize = 64;

/// A profile: the default one, or one with a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Profile(Option<String>);

/// A text that names no profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAProfile;

impl fmt::Display for NotAProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "not a profile: its name is 1 to 64 letters, digits, dots, dashes and underscores, no dot or dash first",
        )
    }
}

impl std::error::Error for NotAProfile {}

impl Profile {
    /// The default profile, which has no name.
    pub const DEFAULT: Self = Self(None);

    /// Whether it is the default one.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.0.is_none()
    }

    /// Its name in payloads and stores; `None` for the default one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The profile that a store's key names; `None` if npmcred could not have written that name.
    #[must_use]
    pub fn of_key(name: &str) -> Option<Self> {
        if name.is_empty() {
            Some(Self::DEFAULT)
        } else {
            name.parse().ok()
        }
    }

    /// Text about the profile, to follow the name of a registry or a use; empty for the default
    /// one.
    #[must_use]
    pub fn aside(&self) -> String {
        self.name()
            .map_or_else(String::new, |name| format!(", profile {name}"))
    }
}

impl FromStr for Profile {
    type Err = NotAProfile;

    fn from_str(text: &str) -> Result<Self, NotAProfile> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let begins_well = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        if text.len() > LONGEST
            || !text.bytes().all(allowed)
            || !text.as_bytes().first().is_some_and(begins_well)
        {
            return Err(NotAProfile);
        }
        let name = text.to_ascii_lowercase();
        Ok(Self((name != DEFAULT).then_some(name)))
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name().unwrap_or(DEFAULT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        for (text, shown) in [
            ("work", "work"),
            ("Work", "work"),
            ("a.b-c_9", "a.b-c_9"),
            ("_x", "_x"),
            ("default", "default"),
        ] {
            assert_eq!(text.parse::<Profile>().unwrap().to_string(), shown);
        }
        assert_eq!(
            "x".repeat(64)
                .parse::<Profile>()
                .unwrap()
                .name()
                .map(str::len),
            Some(64)
        );
        let long = "x".repeat(65);
        for text in [
            "",
            "-x",
            ".x",
            "a b",
            "a/b",
            "a|b",
            "ü",
            "a\n",
            "${X}",
            long.as_str(),
        ] {
            assert_eq!(text.parse::<Profile>(), Err(NotAProfile), "{text}");
        }
    }

    #[test]
    fn the_default_has_no_name() {
        for text in ["default", "DEFAULT"] {
            assert_eq!(text.parse::<Profile>(), Ok(Profile::DEFAULT));
        }
        assert!(Profile::default().is_default() && Profile::DEFAULT.name().is_none());
    }
}
