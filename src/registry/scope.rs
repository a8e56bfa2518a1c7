//! A package scope: `@name`.

use std::fmt;

/// The `@name` in front of a package's name, always with its `@`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Scope(String);

/// The longest name of a package, in bytes (`validate-npm-package-name`).
const LONGEST: usize = 214;

/// The characters that `encodeURIComponent` leaves alone: npm allows no others in a name
/// (`validate-npm-package-name`). So a scope needs no quoting as a key in a config file.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte)
}

impl Scope {
    /// Takes `@name` or `name`, as npm's `scope` setting does (npm 12 `@npmcli/config`
    /// `definitions.js`, `scope`). `None` if nothing, or more than a scope, is left.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.strip_prefix('@').unwrap_or(text);
        let sound = (1..=LONGEST).contains(&name.len()) && name.bytes().all(is_letter);
        sound.then(|| Self(format!("@{name}")))
    }

    /// The scope of a package name, if it has one: `@s/name` gives `@s`.
    #[must_use]
    pub fn of_package(name: &str) -> Option<Self> {
        let (scope, rest) = name.strip_prefix('@')?.split_once('/')?;
        if rest.is_empty() {
            None
        } else {
            Self::parse(scope)
        }
    }

    /// `@name`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_as_npm_reads_them() {
        let text = |scope: Option<Scope>| scope.map(|scope| scope.to_string());
        assert_eq!(text(Scope::parse("acme")), Some("@acme".into()));
        assert_eq!(text(Scope::parse("@acme")), Some("@acme".into()));
        assert_eq!(text(Scope::parse("@")), None);
        assert_eq!(text(Scope::parse("@acme/pkg")), None);
        assert_eq!(text(Scope::parse("@A.c-m_e~9")), Some("@A.c-m_e~9".into()));
        for hostile in [
            "@a\nb",
            "a=b",
            "@a b",
            "@a;b",
            "@a#b",
            "@a\"",
            "@a[]",
            "@a\u{2028}b",
            "@a\u{0}",
            "@a:b",
            "@${A}",
            "@@a",
        ] {
            assert_eq!(Scope::parse(hostile), None, "{hostile:?}");
        }
        assert_eq!(Scope::parse(&"a".repeat(215)), None);
        assert_eq!(text(Scope::of_package("@acme/pkg")), Some("@acme".into()));
        assert_eq!(text(Scope::of_package("pkg")), None);
    }
}
