//! The file system access that reading npm's configuration needs.

pub use npmcred_platform::files::FolderEntry;
use std::io;
use std::path::Path;

/// Gives the layers access to a file system.
pub trait Files {
    /// The contents, or `None` if there is no such file.
    ///
    /// # Errors
    /// A file that exists and cannot be read.
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>>;
    /// The contents of a file of at most this size, in bytes.
    ///
    /// # Errors
    /// `FileTooLarge` for a larger one, and those of [`Files::read`].
    fn read_at_most(&self, path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let bytes = self.read(path)?;
        let is_larger = bytes
            .as_ref()
            .is_some_and(|bytes| bytes.len() as u64 > limit);
        if is_larger {
            Err(io::ErrorKind::FileTooLarge.into())
        } else {
            Ok(bytes)
        }
    }
    /// Whether this is a file, links followed.
    fn is_file(&self, path: &Path) -> bool;
    /// Whether this is a folder, links followed.
    fn is_dir(&self, path: &Path) -> bool;
    /// The entries of a folder, in any order; none if it cannot be read.
    fn list_dir(&self, path: &Path) -> Vec<FolderEntry>;
}
