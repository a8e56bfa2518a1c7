//! Modes, owners and special files.

use crate::exposure::Exposure;
use std::ffi::OsStr;
use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{
    DirBuilderExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown,
};
use std::path::{Path, PathBuf};

pub(crate) fn canonical(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize()
}

/// Never waits: without `O_NONBLOCK`, opening a FIFO waits for its writer.
pub(crate) fn open_for_reading(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY)
        .open(path)
}

pub(crate) fn is_null_device(found: &Metadata) -> bool {
    found.file_type().is_char_device()
        && std::fs::metadata("/dev/null").is_ok_and(|null| {
            (null.rdev(), true) == (found.rdev(), null.file_type().is_char_device())
        })
}

pub(crate) fn create_private_folders(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Opens for reading and writing. A missing file is made with mode 0600; a link is never followed.
pub(crate) fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(libc::O_NOFOLLOW);
    options.open(path)
}

/// How many names it has, and whether it is read-only: its mode forbids writing, which counts for
/// root too, or we may not write.
pub(crate) fn names_and_read_only(found: &Metadata) -> (u64, bool) {
    (found.nlink(), found.mode() & 0o222 == 0)
}

/// Gives a new file the owner and mode of the one that it will replace; the owner first, as that
/// clears mode bits.
pub(crate) fn take_over(fresh: &File, before: &Metadata) -> io::Result<()> {
    let now = fresh.metadata()?;
    if (now.uid(), now.gid()) != (before.uid(), before.gid()) {
        fchown(fresh, Some(before.uid()), Some(before.gid()))?;
    }
    fresh.set_permissions(PermissionsExt::from_mode(before.mode() & 0o7777))
}

/// Lets its owner write it, and everybody run it.
pub(crate) fn make_executable(file: &File) -> io::Result<()> {
    file.set_permissions(PermissionsExt::from_mode(0o755))
}

/// Makes a rename in the folder survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Whether the mode lets its owner write, and the system lets us. Root may write to anything, so
/// the mode is checked itself.
pub(crate) fn is_writable(path: &Path, found: &Metadata) -> bool {
    use rustix::fs::{Access, AtFlags, CWD, accessat};
    found.mode() & 0o200 != 0 && accessat(CWD, path, Access::WRITE_OK, AtFlags::EACCESS).is_ok()
}

pub(crate) fn names(found: &Metadata) -> u64 {
    found.nlink()
}

/// Makes a file that does not exist yet, for the user alone or with the umask's mode.
pub(crate) fn create_new(path: &Path, private: bool) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(if private { 0o600 } else { 0o666 })
        .open(path)
}

/// Gives a new file the extended attributes of another, including the access list. One that only
/// the system may set (a security label) is left as the system made it.
pub(crate) fn take_attributes(fresh: &File, before: &Path) -> io::Result<()> {
    use rustix::fs::{XattrFlags, fsetxattr, getxattr, listxattr};
    // Names and values are at most 64 KiB each on Linux.
    let (mut names, mut value) = (vec![0_u8; 1 << 16], vec![0_u8; 1 << 16]);
    let length = match listxattr(before, &mut names) {
        Ok(length) => length,
        Err(rustix::io::Errno::OPNOTSUPP) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    for name in names[..length]
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty())
    {
        let kept = getxattr(before, name, &mut value)
            .and_then(|length| fsetxattr(fresh, name, &value[..length], XattrFlags::empty()));
        if name.starts_with(b"user.") || name == b"system.posix_acl_access" {
            kept?;
        }
    }
    Ok(())
}

pub(crate) fn os_str(bytes: &[u8]) -> Option<&OsStr> {
    Some(OsStr::from_bytes(bytes))
}

/// Whether we are root and the folder is another user's.
pub(crate) fn is_roots_view_of_another(folder: &Path) -> bool {
    rustix::process::geteuid().is_root()
        && std::fs::metadata(folder).is_ok_and(|found| found.uid() != 0)
}

pub(crate) fn open_folder(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

pub(crate) fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

pub(crate) fn put_program_in_place(fresh: tempfile::TempPath, place: &Path) -> io::Result<()> {
    fresh.persist(place).map_err(|failed| failed.error)
}

/// A program that runs is removed like any file.
pub(crate) fn remove_running(_path: &Path, error: io::Error) -> io::Result<()> {
    Err(error)
}

pub(crate) fn close_to_others(folder: &Path) -> io::Result<()> {
    std::fs::set_permissions(folder, PermissionsExt::from_mode(0o700))
}

/// Whether other users may write to it. In a folder with the sticky bit they may not replace a
/// file; but if the folder is near and the file gets swept away, they may make it again.
pub(crate) fn lets_others_replace(found: &Metadata, is_near: bool) -> bool {
    let (mode, owner) = (found.mode(), found.uid());
    let group = mode & 0o020 != 0 && owner != 0 && found.gid() != owner;
    let is_sticky = found.is_dir() && mode & 0o1000 != 0;
    (mode & 0o002 != 0 || group) && (is_near || !is_sticky)
}

pub(crate) fn exposure(found: &Metadata) -> Option<Exposure> {
    let owner = found.uid();
    let is_strangers = owner != 0 && owner != rustix::process::geteuid().as_raw();
    let (others_read, others_write) = (found.mode() & 0o044 != 0, found.mode() & 0o022 != 0);
    Some(Exposure {
        is_strangers,
        others_read,
        others_write,
    })
}
