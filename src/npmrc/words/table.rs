//! The shape of the generated tables, and the three look-ups that npm makes in them.
//!
//! An abbreviated name is only valid if no *other* name begins with it. Shorthands, flags and
//! commands are three separate spaces (`abbrev` over each). Sorted rows make that one binary
//! search; npm builds a map of every possible prefix at each start.

use super::flags::{COMMANDS, FLAGS, SHORTHANDS};
use super::rows::{CommandWord, Flag, Shorthand};
use crate::npmrc::version::NpmVersion;

/// The name of every command of any version, in alphabetical order.
pub(super) fn commands() -> Vec<&'static str> {
    let mut names: Vec<&str> = COMMANDS.iter().map(|word| word.2).collect();
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
row!(Flag, Shorthand, CommandWord);

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
    exact(COMMANDS, name, npm)
        .or_else(|| abbreviated(COMMANDS, name, npm, |word| !word.3))
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
        check(COMMANDS);
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
