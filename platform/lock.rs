//! A lock on a file: for one process alone, or shared by many that only show that they are running.
//!
//! The system releases it when its holder ends, however it ends, so no lock is ever left behind.
//! The file stays, and may pass a few words from one holder to the next. A file whose mere
//! existence is the lock lost: after a `kill -9` nobody knows whether its owner still lives.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// How often a lock that another process holds is tried again.
const INTERVAL: Duration = Duration::from_millis(50);

/// A held lock; dropping it releases it.
#[derive(Debug)]
pub struct FileLock(File);

impl FileLock {
    /// Locks the file for this process alone. A missing file is made, private like its folder.
    /// `None` if other processes still hold the lock when `patience` ends.
    ///
    /// # Errors
    /// Those of making the folder and the file; `Unsupported` if the file system has no locks.
    pub fn exclusive(path: &Path, patience: Duration) -> io::Result<Option<Self>> {
        take(path, patience, File::try_lock)
    }

    /// Locks the file together with all other processes that do so; only [`Self::exclusive`] has to
    /// wait.
    ///
    /// # Errors
    /// Those of [`Self::exclusive`].
    pub fn shared(path: &Path, patience: Duration) -> io::Result<Option<Self>> {
        take(path, patience, File::try_lock_shared)
    }

    /// Locks a folder itself for this process alone, so that no file has to be made for it. `None`
    /// if other processes still hold the lock when `patience` ends.
    ///
    /// # Errors
    /// Those of opening and locking it: not every system, and not every network's file system, can
    /// lock a folder.
    pub fn of_folder(folder: &Path, patience: Duration) -> io::Result<Option<Self>> {
        wait(imp::open_folder(folder)?, patience, File::try_lock)
    }

    /// The words that a holder left in the file, up to 4 KiB.
    ///
    /// # Errors
    /// Those of reading.
    pub fn words(&mut self) -> io::Result<Vec<u8>> {
        self.0.rewind()?;
        let mut words = Vec::new();
        (&self.0).take(4096).read_to_end(&mut words)?;
        Ok(words)
    }

    /// Leaves words in the file in place of its contents. They need not survive a power cut.
    ///
    /// # Errors
    /// Those of writing.
    pub fn leave(&mut self, words: &[u8]) -> io::Result<()> {
        self.0.set_len(0)?;
        self.0.rewind()?;
        self.0.write_all(words)
    }
}

fn take(
    path: &Path,
    patience: Duration,
    attempt: impl Fn(&File) -> Result<(), TryLockError>,
) -> io::Result<Option<FileLock>> {
    if let Some(folder) = path.parent() {
        imp::create_private_folders(folder)?;
    }
    wait(imp::open_private(path)?, patience, attempt)
}

fn wait(
    file: File,
    patience: Duration,
    attempt: impl Fn(&File) -> Result<(), TryLockError>,
) -> io::Result<Option<FileLock>> {
    let begun = Instant::now();
    loop {
        match attempt(&file) {
            Ok(()) => return Ok(Some(FileLock(file))),
            Err(TryLockError::WouldBlock) if begun.elapsed() >= patience => return Ok(None),
            Err(TryLockError::WouldBlock) => std::thread::sleep(INTERVAL),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

#[cfg(unix)]
use crate::unix::files as imp;
#[cfg(windows)]
use crate::windows::files as imp;

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::ZERO;

    #[test]
    fn one_alone_or_many_together() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a/lock");
        let alone = FileLock::exclusive(&path, NOW).unwrap().unwrap();
        assert!(
            FileLock::exclusive(&path, NOW).unwrap().is_none()
                && FileLock::shared(&path, NOW).unwrap().is_none()
        );
        drop(alone);
        let (one, two) = (
            FileLock::shared(&path, NOW).unwrap(),
            FileLock::shared(&path, NOW).unwrap(),
        );
        assert!(
            one.is_some() && two.is_some() && FileLock::exclusive(&path, NOW).unwrap().is_none()
        );
        drop((one, two));
        assert!(FileLock::exclusive(&path, NOW).unwrap().is_some());
    }

    #[test]
    fn who_waits_gets_it_and_reads_what_was_left() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("lock");
        let mut first = FileLock::exclusive(&path, NOW).unwrap().unwrap();
        let waiting = {
            let path = path.clone();
            std::thread::spawn(move || {
                FileLock::exclusive(&path, Duration::from_secs(60))
                    .unwrap()
                    .unwrap()
                    .words()
            })
        };
        first.leave(b"something long").unwrap();
        first.leave(b"short").unwrap();
        drop(first);
        assert_eq!(waiting.join().unwrap().unwrap(), b"short");
    }

    #[test]
    #[cfg(unix)]
    fn a_folder_carries_a_lock_and_gets_no_file() {
        let root = tempfile::tempdir().unwrap();
        let alone = FileLock::of_folder(root.path(), NOW).unwrap().unwrap();
        assert!(FileLock::of_folder(root.path(), NOW).unwrap().is_none());
        drop(alone);
        assert!(FileLock::of_folder(root.path(), NOW).unwrap().is_some());
        assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    #[cfg(unix)]
    fn file_and_folder_are_the_users_alone() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a/lock");
        drop(FileLock::exclusive(&path, NOW).unwrap());
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }
}
