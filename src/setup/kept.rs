//! Our folder in the PATH that the system keeps, and out of it again.
//!
//! Only our own entry moves: the kind of the value, its variables and its other entries stay as
//! they are, byte for byte. What was there before is on record, so that undo can put it back.

use super::shims;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::tool::is_npmcred;
use npmcred_platform::kept_path::{self, KeptPath, LONGEST, PathOwner, SEPARATOR};
use npmcred_platform::process;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

/// A change of a kept PATH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathChange {
    /// What was there without us. It may name our folder: somebody else put it there first.
    pub before: Option<KeptPath>,
    /// What is there with our folder in front.
    pub after: KeptPath,
}

/// The change that puts the folder first, and whether it is still to be made. `recorded` is that of
/// an earlier run.
///
/// # Errors
/// `File` if PATH cannot be read, or has no room left.
pub(super) fn change(
    owner: PathOwner,
    folder: &Path,
    recorded: Option<&PathChange>,
) -> Result<(PathChange, bool)> {
    let now = read(owner)?;
    let Some(name) = folder.to_str() else {
        let what = format!("{} is no text that PATH can hold", folder.display());
        return Err(Error::new(ErrorKind::File, what));
    };
    let change = changed(name, now.as_ref(), recorded);
    if change.after.text.encode_utf16().count() > LONGEST {
        let what = format!("PATH {} has no room for {name}", of(owner));
        return Err(Error::new(ErrorKind::File, what));
    }
    let is_wanting = now.as_ref() != Some(&change.after);
    Ok((change, is_wanting))
}

/// What an earlier run must have changed whose record was lost: each entry for our folder is ours.
///
/// # Errors
/// `File` if PATH cannot be read.
pub(super) fn of_lost_record(owner: PathOwner, folder: &Path) -> Result<Option<PathChange>> {
    let now = read(owner)?;
    let before = without(now.as_ref(), &folder.to_string_lossy(), None);
    Ok(now.map(|after| PathChange { before, after }))
}

fn changed(folder: &str, now: Option<&KeptPath>, recorded: Option<&PathChange>) -> PathChange {
    let before = match recorded {
        Some(change) => without(now, folder, Some(change)),
        None => now.cloned(),
    };
    let (text, is_expanded) = match &before {
        Some(value) => (&*value.text, value.is_expanded),
        // As Windows makes one (setx, and its settings).
        None => ("", true),
    };
    let mut after = folder.to_owned();
    let rest = taken_out(text, folder);
    if !rest.is_empty() {
        after.push(SEPARATOR);
        after.push_str(&rest);
    }
    let after = KeptPath {
        text: after,
        is_expanded,
    };
    PathChange { before, after }
}

/// The value without us: what was there before if nobody has changed it since, else what is there
/// now but for our entry. A value that setup made goes with it. Without a record each entry counts
/// as ours.
fn without(
    now: Option<&KeptPath>,
    folder: &str,
    recorded: Option<&PathChange>,
) -> Option<KeptPath> {
    let now = now?;
    if let Some(change) = recorded.filter(|change| change.after == *now) {
        return change.before.clone();
    }
    let before = recorded.and_then(|change| change.before.as_ref());
    // Nobody has written ours yet, or somebody has taken it back.
    if before == Some(now) {
        return Some(now.clone());
    }
    let text = match before {
        Some(before) => put_back(&now.text, folder, &before.text),
        None => taken_out(&now.text, folder),
    };
    let was_there = recorded.is_none_or(|change| change.before.is_some()) && *now.text != *folder;
    (was_there || !text.is_empty()).then_some(KeptPath {
        text,
        is_expanded: now.is_expanded,
    })
}

/// Whether an entry names this folder.
fn names(entry: &str, folder: &str) -> bool {
    entry.trim_end_matches('\\').eq_ignore_ascii_case(folder)
}

/// The text without the entries that name this folder.
fn taken_out(text: &str, folder: &str) -> String {
    if !text.split(SEPARATOR).any(|entry| names(entry, folder)) {
        return text.to_owned();
    }
    let others: Vec<&str> = text
        .split(SEPARATOR)
        .filter(|entry| !names(entry, folder))
        .collect();
    others.join(&SEPARATOR.to_string())
}

/// The text with the entries for this folder that there were before us, each behind the one that it
/// stood behind. Where that one is gone, it comes first.
fn put_back(text: &str, folder: &str, before: &str) -> String {
    let is_there = text.split(SEPARATOR).any(|entry| names(entry, folder));
    let earlier: Vec<&str> = before.split(SEPARATOR).collect();
    // Whoever took our entry out meant it.
    if !is_there || !earlier.iter().any(|entry| names(entry, folder)) {
        return taken_out(text, folder);
    }
    let entries = text.split(SEPARATOR);
    let mut entries: Vec<&str> = entries.filter(|entry| !names(entry, folder)).collect();
    for (at, theirs) in earlier.iter().enumerate() {
        if names(theirs, folder) {
            let place = behind(&entries, &earlier[..at]);
            entries.insert(place, theirs);
        }
    }
    entries.join(&SEPARATOR.to_string())
}

/// The place behind the last of these, which may be one of several that are the same; the first
/// place if it is gone.
fn behind(entries: &[&str], above: &[&str]) -> usize {
    let Some(last) = above.last() else { return 0 };
    let is_last = |entry: &&&str| *entry == last;
    let which = above.iter().filter(is_last).count();
    let found = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| *entry == last);
    found.take(which).last().map_or(0, |(place, _)| place + 1)
}

/// What undo has to write, if anything: the value without our folder, or none. `recorded` is `None`
/// where there is no record at all.
pub(super) fn undone(
    owner: PathOwner,
    folder: &Path,
    recorded: Option<&PathChange>,
) -> Result<Option<Option<KeptPath>>> {
    let (now, folder) = (read(owner)?, folder.to_string_lossy());
    let value = without(now.as_ref(), &folder, recorded);
    Ok((value != now).then_some(value))
}

/// Writes a kept PATH, and tells the programs that start others.
///
/// # Errors
/// `File` if it cannot be written.
pub(super) fn write(owner: PathOwner, value: Option<&KeptPath>) -> Result<()> {
    kept_path::write(owner, value).map_err(|cause| failed("change", owner, &cause))?;
    kept_path::announce();
    Ok(())
}

fn read(owner: PathOwner) -> Result<Option<KeptPath>> {
    kept_path::read(owner).map_err(|cause| failed("read", owner, &cause))
}

fn failed(what: &str, owner: PathOwner, cause: &io::Error) -> Error {
    let what = format!("cannot {what} PATH {}: {cause}", of(owner));
    Error::new(ErrorKind::File, what).caused_by_io(cause)
}

/// Whose PATH it is, as a person says it.
#[must_use]
pub fn of(owner: PathOwner) -> &'static str {
    match owner {
        PathOwner::User => "of this user",
        PathOwner::Machine => "of this machine",
    }
}

/// The npm that a new program finds before any shim of the user's: one on the machine's PATH, where
/// node's own installer puts it.
#[must_use]
pub fn before_the_users(context: &Context) -> Option<PathBuf> {
    if !kept_path::IS_KEPT {
        return None;
    }
    let path = kept_path::filled_in(PathOwner::Machine);
    let npm = process::find_on_path(OsStr::new("npm"), &path, context.cwd(), &|_| false)?;
    let is_ours = shims::look(&npm) == shims::Shim::InPlace || is_npmcred(&npm);
    (!is_ours).then_some(npm)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOLDER: &str = r"C:\Users\me\npmcred\bin";

    fn list(entries: &[&str]) -> String {
        entries.join(&SEPARATOR.to_string())
    }

    fn value(entries: &[&str], is_expanded: bool) -> Option<KeptPath> {
        let text = list(entries);
        Some(KeptPath { text, is_expanded })
    }

    fn change_of(now: Option<&KeptPath>, recorded: Option<&PathChange>) -> PathChange {
        changed(FOLDER, now, recorded)
    }

    #[test]
    fn our_folder_comes_first_and_undo_puts_every_byte_back() {
        let odd = FOLDER.to_uppercase() + "\\";
        for before in [
            None,
            value(&[""], true),
            value(&["a"], false),
            value(&["%x%", "", "\"b c\"", ""], true),
            value(&["a", FOLDER, "b"], true),
            value(&["a", &odd, "b", FOLDER], false),
            value(&[FOLDER, "a"], true),
            value(&["a", "b", "a", FOLDER, "c"], true),
        ] {
            let change = change_of(before.as_ref(), None);
            let entries: Vec<&str> = change.after.text.split(SEPARATOR).collect();
            let ours = |entry: &&&str| entry.trim_end_matches('\\').eq_ignore_ascii_case(FOLDER);
            assert_eq!(
                (entries[0], entries.iter().filter(ours).count()),
                (FOLDER, 1)
            );
            let kind = before.as_ref().is_none_or(|value| value.is_expanded);
            assert_eq!(change.after.is_expanded, kind);
            let after = Some(change.after.clone());
            assert_eq!(without(after.as_ref(), FOLDER, Some(&change)), before);
            // A second run finds nothing to do, and undoes the same.
            assert_eq!(change_of(after.as_ref(), Some(&change)), change);
        }
    }

    #[test]
    fn what_others_changed_since_stays_changed() {
        let first = change_of(value(&["a", "b"], true).as_ref(), None);
        let since = value(&["new", FOLDER, "b"], false);
        let left = without(since.as_ref(), FOLDER, Some(&first));
        assert_eq!(left, value(&["new", "b"], false));
        let again = change_of(since.as_ref(), Some(&first));
        assert_eq!(again.after.text, list(&[FOLDER, "new", "b"]));
        assert_eq!(again.before, value(&["new", "b"], false));
        // The value that setup made goes, unless it holds something by now.
        let made = change_of(None, None);
        let more = value(&[FOLDER, "x"], true);
        assert_eq!(
            without(more.as_ref(), FOLDER, Some(&made)),
            value(&["x"], true)
        );
        assert_eq!(without(None, FOLDER, Some(&made)), None);
        // Without a record as well.
        let alone = value(&[FOLDER], true);
        assert_eq!(without(alone.as_ref(), FOLDER, None), None);
        assert_eq!(
            without(since.as_ref(), FOLDER, None),
            value(&["new", "b"], false)
        );
    }

    #[test]
    fn an_entry_that_was_there_before_us_stays_where_it_was() {
        for (before, now, left) in [
            // Somebody else had put our folder first.
            (&[FOLDER, "a"][..], &[FOLDER, "a"][..], &[FOLDER, "a"][..]),
            (&[FOLDER, "a"], &["new", FOLDER, "a"], &[FOLDER, "new", "a"]),
            (&[FOLDER], &[FOLDER, "new"], &[FOLDER, "new"]),
            // Or elsewhere; then another program added its own.
            (
                &["a", FOLDER, "b"],
                &[FOLDER, "a", "b", "x"],
                &["a", FOLDER, "b", "x"],
            ),
            (
                &["a", FOLDER, "b"],
                &["x", FOLDER, "b"],
                &[FOLDER, "x", "b"],
            ),
            // One of two that are the same stands above it.
            (
                &["a", "b", "a", FOLDER, "c"],
                &[FOLDER, "a", "b", "a", "c", "x"],
                &["a", "b", "a", FOLDER, "c", "x"],
            ),
            // It was taken out by hand.
            (&[FOLDER, "a"], &["a", "x"], &["a", "x"]),
        ] {
            let change = change_of(value(before, true).as_ref(), None);
            let undone = without(value(now, true).as_ref(), FOLDER, Some(&change));
            assert_eq!(undone, value(left, true), "{before:?} {now:?}");
            let again = change_of(value(now, true).as_ref(), Some(&change));
            assert_eq!(again.before, value(left, true), "{before:?} {now:?}");
        }
    }
}
