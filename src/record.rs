//! Records: our JSON files that are read, changed and written as a whole, by one process at a time.
//!
//! Without the lock, two processes could read the same record, and the later one would overwrite
//! the other's change. A record of a newer npmcred is left as it is. The fate of a damaged one
//! depends on its owner: see [`Owner`].

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use npmcred_platform::lock::FileLock;
use npmcred_platform::{files, hint};
use serde_json::{Map, Value};
use std::path::Path;
use std::time::Duration;

/// The version that we write, as the member `v`.
const VERSION: u64 = 1;

/// How long a process waits for another that changes the record.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who needs a record, which decides what happens to a damaged one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// It holds a person's choices. A guess would do what nobody chose, so it stays, and is an
    /// error.
    Person,
    /// It is our own bookkeeping. It is moved aside, with a note, and work goes on without it.
    Ourselves,
}

/// Reads a record; `None` if there is none, or a damaged one of our own. `what` is its name in an
/// error. `parse` returns `None` for a damaged one.
///
/// # Errors
/// `File` if it cannot be read, was written by a newer npmcred, or is damaged and a person's.
pub fn read<T>(
    context: &Context,
    path: &Path,
    what: &str,
    owner: Owner,
    parse: impl FnOnce(&Map<String, Value>) -> Option<T>,
) -> Result<Option<T>> {
    let Some(bytes) = context.read(path)? else {
        return Ok(None);
    };
    let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let version = value.get("v").map_or(Some(VERSION), Value::as_u64);
    if version.is_some_and(|version| version > VERSION) {
        return Err(Error::new(
            ErrorKind::File,
            format!("{} was written by a newer npmcred", path.display()),
        ));
    }
    let parsed = value
        .as_object()
        .filter(|_| version == Some(VERSION))
        .and_then(parse);
    match (parsed, owner) {
        (Some(parsed), _) => Ok(Some(parsed)),
        (None, Owner::Person) => Err(Error::new(
            ErrorKind::File,
            format!("{} is not a {what} of npmcred", path.display()),
        )
        .cure("move it away", hint::move_aside(path).into())),
        (None, Owner::Ourselves) => {
            let aside =
                files::set_aside(path).map_err(|cause| Error::file("move away", path, &cause))?;
            context.report.note(&format!(
                "{} was damaged and is now {}",
                path.display(),
                aside.display()
            ));
            Ok(None)
        }
    }
}

/// Runs `change` while no other process changes the record. The lock is a file beside it.
///
/// # Errors
/// `File` if another process does not release it; those of `change`.
pub fn while_locked<T>(path: &Path, change: impl FnOnce() -> Result<T>) -> Result<T> {
    let lock = FileLock::exclusive(&path.with_extension("lock"), PATIENCE);
    match lock.map_err(|cause| Error::file("lock", path, &cause))? {
        Some(_lock) => change(),
        None => Err(Error::new(
            ErrorKind::File,
            format!("another process holds the lock of {}", path.display()),
        )),
    }
}

/// Writes a record in one step, readable by its owner alone.
///
/// # Errors
/// `File` if it cannot be written.
pub fn write(path: &Path, record: &Value) -> Result<()> {
    let text = format!("{record:#}\n");
    files::write_private(path, text.as_bytes()).map_err(|cause| Error::file("write", path, &cause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;
    use npmcred_platform::StoreError;

    #[test]
    fn one_policy_for_what_is_damaged_and_one_for_what_is_newer() {
        let home = tempfile::tempdir().unwrap();
        let context = Context::invented(
            Env::new(Vec::new()),
            Box::new(|_, _| Err(StoreError::Denied)),
            || 0,
        );
        let path = home.path().join("a.json");
        let aside = home.path().join("a.json.damaged");
        let read = |owner| {
            read(&context, &path, "record", owner, |record| {
                record.get("name")?.as_str().map(str::to_owned)
            })
        };
        assert_eq!(read(Owner::Person).unwrap(), None, "there is none");
        for text in [
            "",
            "{",
            "[]",
            "{}",
            r#"{"v":1}"#,
            r#"{"v":0,"name":"a"}"#,
            r#"{"v":"1","name":"a"}"#,
        ] {
            files::write_private(&path, text.as_bytes()).unwrap();
            assert_eq!(
                read(Owner::Person).unwrap_err().kind,
                ErrorKind::File,
                "{text}"
            );
            assert_eq!(
                files::read(&path).unwrap().unwrap(),
                text.as_bytes(),
                "it stays"
            );
            assert_eq!(read(Owner::Ourselves).unwrap(), None, "{text}");
            assert_eq!(
                (files::is_file(&path), files::read(&aside).unwrap().unwrap()),
                (false, text.as_bytes().to_vec())
            );
        }
        for owner in [Owner::Person, Owner::Ourselves] {
            files::write_private(&path, br#"{"v":2,"name":"a"}"#).unwrap();
            assert!(read(owner).unwrap_err().message.contains("newer"));
            assert!(files::is_file(&path));
            // Files that people write by hand have no version.
            for text in [r#"{"name":"a"}"#, r#"{"v":1,"name":"a"}"#] {
                files::write_private(&path, text.as_bytes()).unwrap();
                assert_eq!(read(owner).unwrap().as_deref(), Some("a"));
            }
        }
    }
}
