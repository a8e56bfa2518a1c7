//! The shape of the generated tables and the three look-ups that npm makes in them.
//!
//! A cut-short name is only good if no *other* name begins with it, and shorthands, flags and
//! commands are three separate spaces (`abbrev` over each). Sorted rows make that one binary
//! search, where npm builds a map of every possible prefix at each start.

use super::NpmVersion;
use super::flags::{FLAGS, SHORTHANDS, WORDS};

/// A config key: name, versions, types, and the words that it takes literally.
pub(super) struct Flag(
    pub &'static str,
    pub u8,
    pub u16,
    pub &'static [&'static str],
);

/// A short spelling: name, versions, and the arguments that it stands for.
pub(super) struct Shorthand(pub &'static str, pub u8, pub &'static [&'static str]);

/// A command word: name, versions, the command's own name, and whether it must be spelled out.
pub(super) struct Word(pub &'static str, pub u8, pub &'static str, pub bool);

/// The types of a config key, as bits of [`Flag`].
pub(super) mod kind {
    /// A JavaScript `String`.
    pub(crate) const STRING: u16 = 1;
    /// A JavaScript `Boolean`: takes no word but `true` and `false`.
    pub(crate) const BOOLEAN: u16 = 1 << 1;
    /// A number.
    pub(crate) const NUMBER: u16 = 1 << 2;
    /// A file path, made absolute.
    pub(crate) const PATH: u16 = 1 << 3;
    /// A URL, dropped if invalid.
    pub(crate) const URL: u16 = 1 << 4;
    /// A date.
    pub(crate) const DATE: u16 = 1 << 5;
    /// A file mode mask.
    pub(crate) const UMASK: u16 = 1 << 6;
    /// A full semantic version.
    pub(crate) const SEMVER: u16 = 1 << 7;
    /// May be given several times.
    pub(crate) const LIST: u16 = 1 << 8;
    /// `null` is a value of it.
    pub(crate) const NULL: u16 = 1 << 9;
    /// `false` is a value of it, though it is no boolean.
    pub(crate) const FALSE: u16 = 1 << 10;
    /// Declared as a list of types: npm's parser treats even `[null, String]` differently from
    /// `String`.
    pub(crate) const CHOICE: u16 = 1 << 11;
    /// An address of one of this machine's network cards: any word may be one.
    pub(crate) const ADDRESS: u16 = 1 << 12;
}

impl Flag {
    /// Whether any of the given type bits is set.
    pub(super) const fn is(&self, kinds: u16) -> bool {
        self.2 & kinds != 0
    }
}

/// The name of every command that some version has, in the order of the alphabet.
pub(super) fn commands() -> Vec<&'static str> {
    let mut names: Vec<&str> = WORDS.iter().map(|word| word.2).collect();
    names.sort_unstable();
    names.dedup();
    names
}

trait Row {
    fn name(&self) -> &'static str;
    fn versions(&self) -> u8;
}

macro_rules! row {
    ($($type:ty),*) => {$(impl Row for $type {
        fn name(&self) -> &'static str { self.0 }
        fn versions(&self) -> u8 { self.1 }
    })*};
}
row!(Flag, Shorthand, Word);

/// The row of exactly this name.
fn exact<R: Row>(rows: &'static [R], name: &str, npm: NpmVersion) -> Option<&'static R> {
    let start = rows.partition_point(|row| row.name() < name);
    rows[start..]
        .iter()
        .take_while(|row| row.name() == name)
        .find(|row| row.versions() & npm.bit() != 0)
}

/// The row of this name, or the only one that begins with it.
fn abbreviated<R: Row>(
    rows: &'static [R],
    name: &str,
    npm: NpmVersion,
    may_cut: impl Fn(&R) -> bool,
) -> Option<&'static R> {
    if name.is_empty() {
        return None;
    }
    let start = rows.partition_point(|row| row.name() < name);
    let mut found = None;
    for row in rows[start..]
        .iter()
        .take_while(|row| row.name().starts_with(name))
    {
        if row.versions() & npm.bit() == 0 || !may_cut(row) {
            continue;
        }
        if row.name() == name {
            return Some(row);
        }
        if found.is_some() {
            return None;
        }
        found = Some(row);
    }
    found
}

/// The config key of exactly this name.
pub(super) fn flag(name: &str, npm: NpmVersion) -> Option<&'static Flag> {
    exact(FLAGS, name, npm)
}

/// The config key that this name or abbreviation stands for.
pub(super) fn flag_abbreviated(name: &str, npm: NpmVersion) -> Option<&'static Flag> {
    abbreviated(FLAGS, name, npm, |_| true)
}

/// The shorthand of exactly this name.
pub(super) fn shorthand(name: &str, npm: NpmVersion) -> Option<&'static Shorthand> {
    exact(SHORTHANDS, name, npm)
}

/// The shorthand that this name or abbreviation stands for.
pub(super) fn shorthand_abbreviated(name: &str, npm: NpmVersion) -> Option<&'static Shorthand> {
    abbreviated(SHORTHANDS, name, npm, |_| true)
}

/// The command that a word stands for: exact, alias, or abbreviation (npm's
/// `lib/utils/cmd-list.js`, `deref`).
pub(super) fn command(typed: &str, npm: NpmVersion) -> Option<&'static str> {
    if typed.is_empty() {
        return None;
    }
    let mut name = String::new();
    let name = if typed.bytes().any(|b| b.is_ascii_uppercase()) {
        for c in typed.chars() {
            if c.is_ascii_uppercase() {
                name.push('-');
            }
            name.push(c.to_ascii_lowercase());
        }
        name.as_str()
    } else {
        typed
    };
    exact(WORDS, name, npm)
        .or_else(|| abbreviated(WORDS, name, npm, |word| !word.3))
        .map(|word| word.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_rows_of_a_name_do_not_overlap() {
        fn check<R: Row>(rows: &'static [R]) {
            for pair in rows.windows(2) {
                assert!(pair[0].name() <= pair[1].name(), "{}", pair[1].name());
            }
            for row in rows {
                let same = rows.iter().filter(|r| r.name() == row.name());
                assert_eq!(same.map(|r| r.versions().count_ones()).sum::<u32>(), {
                    let same = rows.iter().filter(|r| r.name() == row.name());
                    same.fold(0, |bits, r| bits | r.versions()).count_ones()
                });
            }
        }
        check(FLAGS);
        check(SHORTHANDS);
        check(WORDS);
    }

    #[test]
    fn commands_are_found_as_npm_finds_them() {
        for (typed, npm, command) in [
            ("logi", NpmVersion::Npm12, Some("login")),
            ("login", NpmVersion::Npm8, Some("adduser")),
            ("installTest", NpmVersion::Npm10, Some("install-test")),
            ("adduser", NpmVersion::Npm12, None),
            ("run", NpmVersion::Npm10, Some("run-script")),
            ("run-script", NpmVersion::Npm12, Some("run")),
            ("help-searc", NpmVersion::Npm8, None),
            ("help-searc", NpmVersion::Npm9, Some("help-search")),
            ("re", NpmVersion::Npm12, None),
            ("", NpmVersion::Npm12, None),
            ("nonsense", NpmVersion::Npm12, None),
        ] {
            assert_eq!(super::command(typed, npm), command, "{typed} {npm:?}");
        }
    }
}
