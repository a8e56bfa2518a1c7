//! Who asks a registry: of many commands that start at the same time, one.
//!
//! A claim is a line in the file of a lock: what is asked about, as a number, and since when.
//! Nothing waits for the lock or for the disk, because every command that reads would wait with it.
//! Whoever finds the lock held asks nobody, and the next command may.

use super::answers::{AnswerSubject, Asker, is_fresh};
use crate::context::Context;
use crate::error::{Error, Result};
use npmcred_platform::lock::FileLock;
use std::collections::hash_map::DefaultHasher;
use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::time::Duration;

/// So many claims are remembered: they fit into the 4 KiB that a lock's file passes on.
const MOST: usize = 100;

/// Leaves those of the subjects that no process asked about in the last ten minutes, and claims
/// them, so that no other does.
///
/// # Errors
/// `File` if that cannot be recorded.
pub fn claim(context: &Context, subjects: &mut Vec<AnswerSubject>) -> Result<()> {
    let path = context.data_folder()?.join("asking.lock");
    let failed = |cause| Error::file("lock", &path, &cause);
    let Some(mut lock) = FileLock::exclusive(&path, Duration::ZERO).map_err(failed)? else {
        subjects.clear();
        return Ok(());
    };
    let now = context.now();
    let mut claims = read(&lock.words().map_err(failed)?);
    claims.retain(|(_, since)| is_fresh(*since, now));
    subjects.retain(|subject| claims.iter().all(|(claimed, _)| *claimed != key(subject)));
    subjects.truncate(MOST.saturating_sub(claims.len()));
    if subjects.is_empty() {
        return Ok(());
    }
    claims.extend(subjects.iter().map(|subject| (key(subject), now)));
    lock.leave(&text(&claims)).map_err(failed)
}

/// A number for a registry and whom it is asked about. Another build of ours may number otherwise;
/// then one question is asked twice.
fn key(subject: &AnswerSubject) -> u64 {
    let mut hasher = DefaultHasher::new();
    subject.registry.to_string().hash(&mut hasher);
    if let Asker::Holder {
        profile,
        purpose,
        issued,
    } = &subject.asker
    {
        (profile.name(), purpose.as_str(), issued).hash(&mut hasher);
    }
    hasher.finish()
}

fn text(claims: &[(u64, u64)]) -> Vec<u8> {
    let mut text = String::new();
    for (claimed, since) in claims {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{claimed:x} {since}");
    }
    text.into_bytes()
}

/// The claims of a file; a line that is none is passed over.
fn read(text: &[u8]) -> Vec<(u64, u64)> {
    let claim = |line: &str| {
        let (claimed, since) = line.split_once(' ')?;
        Some((u64::from_str_radix(claimed, 16).ok()?, since.parse().ok()?))
    };
    String::from_utf8_lossy(text)
        .lines()
        .filter_map(claim)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;
    use crate::registry::Registry;
    use npmcred_platform::StoreError;
    use std::ffi::OsString;
    use std::path::Path;

    fn context(home: &Path, clock: fn() -> u64) -> Context {
        let env = Env::new(vec![("HOME".into(), OsString::from(home))]);
        Context::invented(env, Box::new(|_, _| Err(StoreError::Denied)), clock)
    }

    fn subjects(names: std::ops::Range<usize>) -> Vec<AnswerSubject> {
        let registry = |at| Registry::parse(&format!("https://h/{at}/")).unwrap();
        names
            .map(|at| AnswerSubject::stranger(&registry(at)))
            .collect()
    }

    #[test]
    fn each_is_claimed_once_in_ten_minutes() {
        let home = tempfile::tempdir().unwrap();
        let claimed = |clock: fn() -> u64, names| {
            let mut claimed = subjects(names);
            claim(&context(home.path(), clock), &mut claimed).unwrap();
            claimed
        };
        assert_eq!(claimed(|| 1000, 0..2), subjects(0..2));
        assert_eq!(claimed(|| 1001, 1..4), subjects(2..4));
        assert_eq!(claimed(|| 1599, 0..4), []);
        assert_eq!(claimed(|| 1600, 0..4), subjects(0..2));
        let path = context(home.path(), || 0).data_folder().unwrap();
        let path = path.join("asking.lock");
        let lock = || FileLock::exclusive(&path, Duration::ZERO).unwrap().unwrap();
        let held = lock();
        assert_eq!(claimed(|| 9000, 0..4), [], "another process claims");
        drop(held);
        assert_eq!(claimed(|| 9000, 0..300), subjects(0..MOST));
        assert!(std::fs::metadata(&path).unwrap().len() <= 4096);
        lock().leave(b"\xff\n1 2 3\nx 1\n\n").unwrap();
        assert_eq!(claimed(|| 9000, 0..4), subjects(0..4));
    }
}
