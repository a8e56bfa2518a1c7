//! Our records: JSON files that are read, changed and written as a whole, by one process at a time.
//!
//! Without the lock, of two that read the same record the later one writes the other's change away.

use crate::error::{Error, ErrorKind, Result};
use npmcred_platform::files;
use npmcred_platform::lock::FileLock;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

/// How long one who reads and rewrites a record waits for another who does.
const PATIENCE: Duration = Duration::from_secs(5);

/// Does this while nobody else changes the record. The lock is a file beside it.
///
/// # Errors
/// `File` where another process does not let go; what `change` said.
pub fn while_locked<T>(path: &Path, change: impl FnOnce() -> Result<T>) -> Result<T> {
    let lock = FileLock::exclusive(&path.with_extension("lock"), PATIENCE);
    match lock.map_err(|cause| Error::file("lock", path, &cause))? {
        Some(_lock) => change(),
        None => Err(Error::new(ErrorKind::File, format!("another process does not let go of {}", path.display()))),
    }
}

/// Writes a record in one step, for its owner alone.
///
/// # Errors
/// `File` where it cannot be written.
pub fn write(path: &Path, record: &Value) -> Result<()> {
    let text = format!("{record:#}\n");
    files::write_private(path, text.as_bytes()).map_err(|cause| Error::file("write", path, &cause))
}
