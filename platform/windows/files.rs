//! Files on Windows. Those in a user's profile are already closed to other users by the access
//! lists that they inherit.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

pub(crate) fn open_for_reading(path: &Path) -> io::Result<File> {
    File::open(path)
}

pub(crate) fn is_null_device(_found: &Metadata) -> bool {
    false
}

pub(crate) fn create_private_folders(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}

/// Here a program is known by its name.
#[allow(clippy::unnecessary_wraps, reason = "as on other systems")]
pub(crate) fn make_executable(_file: &File) -> io::Result<()> {
    Ok(())
}

pub(crate) fn open_private(path: &Path) -> io::Result<File> {
    File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

/// The number of names is not checked: editors do not make several on Windows.
pub(crate) fn names_and_read_only(found: &Metadata) -> (u64, bool) {
    (1, found.permissions().readonly())
}

/// Only the read-only mark is kept: the access list of the replaced file is lost, and that of its
/// folder applies.
pub(crate) fn take_over(fresh: &File, before: &Metadata) -> io::Result<()> {
    fresh.set_permissions(before.permissions())
}

/// A rename needs nothing more here.
pub(crate) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Only the read-only mark is checked; the access list takes effect when the file is written.
pub(crate) fn is_writable(_path: &Path, found: &Metadata) -> bool {
    found.is_dir() || !found.permissions().readonly()
}

/// Stable Rust does not tell how many there are.
pub(crate) fn names(_found: &Metadata) -> u64 {
    1
}

pub(crate) fn create_new(path: &Path, _private: bool) -> io::Result<File> {
    File::options().write(true).create_new(true).open(path)
}

/// None are copied: the access list becomes that of the folder.
pub(crate) fn take_attributes(_fresh: &File, _before: &Path) -> io::Result<()> {
    Ok(())
}

/// A path that is not Unicode cannot be made from bytes here.
pub(crate) fn os_str(bytes: &[u8]) -> Option<&OsStr> {
    std::str::from_utf8(bytes).ok().map(OsStr::new)
}

/// There is no root.
pub(crate) fn is_roots_view_of_another(_folder: &Path) -> bool {
    false
}

pub(crate) fn open_folder(_folder: &Path) -> io::Result<File> {
    Err(crate::unsupported::not_yet("a lock on a folder"))
}

pub(crate) fn link(_target: &Path, _link: &Path) -> io::Result<()> {
    Err(crate::unsupported::not_yet("a program under another name"))
}

/// The folder that it is in has an access list to inherit.
pub(crate) fn close_to_others(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Access lists decide this here, and they are not read yet.
pub(crate) fn lets_others_replace(_found: &Metadata, _is_near: bool) -> bool {
    false
}

pub(crate) fn exposure(_found: &Metadata) -> Option<crate::exposure::Exposure> {
    None
}
