//! The file system as npm's configuration reader wants it.

use crate::npmrc::Files;
use crate::npmrc::layers::FolderEntry;
use npmcred_platform::files;
use std::io;
use std::path::Path;

/// The file system as `npmrc` wants it.
pub struct ContextFiles;

impl Files for ContextFiles {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        files::read(path)
    }

    fn read_at_most(&self, path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
        files::read_at_most(path, limit)
    }

    fn is_file(&self, path: &Path) -> bool {
        files::is_file(path)
    }

    fn is_dir(&self, path: &Path) -> bool {
        files::is_dir(path)
    }

    fn list_dir(&self, path: &Path) -> Vec<FolderEntry> {
        files::entries(path).unwrap_or_default()
    }
}
