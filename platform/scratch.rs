//! A temporary folder that is removed after use.
//!
//! It carries a lock, so that a later process can tell a folder in use from one that a killed
//! process left.

use crate::lock::FileLock;
use std::io;
use std::path::Path;
use std::time::Duration;

const PREFIX: &str = "scratch-";

/// A folder of the user's alone; dropping this removes it with everything in it.
pub struct Scratch {
    folder: tempfile::TempDir,
    /// `None` if the file system cannot lock folders.
    _lock: Option<FileLock>,
}

impl Scratch {
    /// Makes a temporary folder in `folder`, which is made too if it is missing, and removes those
    /// that killed processes left there.
    ///
    /// # Errors
    /// Those of making folders.
    pub fn begin(folder: &Path) -> io::Result<Self> {
        imp::create_private_folders(folder)?;
        sweep(folder);
        let scratch = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder)?;
        imp::close_to_others(scratch.path())?;
        let lock = FileLock::of_folder(scratch.path(), Duration::ZERO)
            .ok()
            .flatten();
        Ok(Self {
            folder: scratch,
            _lock: lock,
        })
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the folders that killed processes left in `folder`. One that cannot be locked is in use
/// and stays, as does one that cannot be removed.
pub fn sweep(folder: &Path) {
    for name in crate::files::list_dir(folder).unwrap_or_default() {
        let path = folder.join(&name);
        let is_ours =
            name.as_encoded_bytes().starts_with(PREFIX.as_bytes()) && !crate::files::is_link(&path);
        if is_ours && let Ok(Some(_nobody_works_there)) = FileLock::of_folder(&path, Duration::ZERO)
        {
            let _ = std::fs::remove_dir_all(&path);
        }
    }
}

#[cfg(unix)]
use crate::unix::files as imp;
#[cfg(windows)]
use crate::windows::files as imp;

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;

    #[test]
    fn it_is_private_and_goes_with_what_is_in_it() {
        let root = tempfile::tempdir().unwrap();
        let home = root.path().join("a");
        let scratch = Scratch::begin(&home).unwrap();
        crate::files::write_private(&scratch.path().join("b/c"), b"x").unwrap();
        assert_eq!(
            std::fs::metadata(scratch.path()).unwrap().mode() & 0o777,
            0o700
        );
        drop(scratch);
        assert_eq!(std::fs::read_dir(&home).unwrap().count(), 0);
    }

    #[test]
    fn what_was_left_goes_and_what_is_in_use_stays() {
        let root = tempfile::tempdir().unwrap();
        let in_use = Scratch::begin(root.path()).unwrap();
        for other in ["scratch-left/b", "mine"] {
            std::fs::create_dir_all(root.path().join(other)).unwrap();
        }
        let next = Scratch::begin(root.path()).unwrap();
        assert!(
            in_use.path().exists() && next.path().exists() && root.path().join("mine").exists()
        );
        assert!(!root.path().join("scratch-left").exists());
    }
}
