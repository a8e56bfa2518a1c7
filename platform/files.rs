//! Reads files that may be absent, and writes files so that nobody ever sees half a file or another
//! mode.
//!
//! A write to a link changes the file that it leads to. People keep their config files as links
//! into a dotfiles folder, and renaming over the link would replace it.

pub use crate::exposure::Exposure;
pub use crate::listing::{FolderEntry, entries, list_dir};
use std::borrow::Cow;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// How many links in a row are followed before a loop is assumed; Linux's own number.
const MOST_LINKS: usize = 40;

/// The contents of a file, or `None` if there is none (also if a parent is not a folder).
///
/// # Errors
/// `IsADirectory` for a folder; `InvalidInput` for a file that may block or be used up by reading,
/// such as a FIFO (a null device counts as an empty file); otherwise those of opening and reading.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    read_at_most(path, u64::MAX)
}

/// The contents of a file of at most `limit` bytes; of a larger one no more is read.
///
/// # Errors
/// `FileTooLarge` for a larger one; otherwise those of [`read`].
pub fn read_at_most(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let is_absent =
        |error: &io::Error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
    // Opening a FIFO may already wake the process that writes into it.
    match std::fs::metadata(path) {
        Ok(found) if !found.is_file() && !found.is_dir() && !imp::is_null_device(&found) => {
            return Err(not_regular());
        }
        Err(error) if is_absent(&error) => return Ok(None),
        Ok(_) | Err(_) => {}
    }
    let file = match imp::open_for_reading(path) {
        Ok(file) => file,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let found = file.metadata()?;
    if found.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !found.is_file() && !imp::is_null_device(&found) {
        return Err(not_regular());
    }
    let mut contents = Vec::with_capacity(usize::try_from(found.len().min(limit)).unwrap_or(0));
    // It may have grown since; a file of the system's own states a size of zero.
    file.take(limit.saturating_add(1))
        .read_to_end(&mut contents)?;
    if contents.len() as u64 > limit {
        Err(ErrorKind::FileTooLarge.into())
    } else {
        Ok(Some(contents))
    }
}

/// Whether there is a file that we may not read.
#[must_use]
pub fn is_closed(path: &Path) -> bool {
    matches!(imp::open_for_reading(path), Err(error) if error.kind() == ErrorKind::PermissionDenied)
}

fn not_regular() -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, "not a regular file")
}

/// Writes a file as a whole or not at all. Missing parents and a new file are made for the user
/// alone. An existing file keeps its mode and owner, and a link to it stays a link.
///
/// # Errors
/// Those of each step; the file is then unchanged.
pub fn write_private(path: &Path, contents: &[u8]) -> io::Result<()> {
    write(path, contents, ".npmcred-", |_| Ok(true)).map(drop)
}

/// Writes a file as [`write_private`] does, but only if it holds `before` at the moment of the
/// replacement; `false` if another process has changed it. The name of the temporary file, which a
/// `kill -9` leaves behind, begins with `prefix`.
///
/// # Errors
/// Those of [`write_private`].
pub fn replace(path: &Path, before: &[u8], after: &[u8], prefix: &str) -> io::Result<bool> {
    write(path, after, prefix, |target| {
        let now = zeroize::Zeroizing::new(read(target)?.unwrap_or_default());
        Ok(now.as_slice() == before)
    })
}

/// The facts that decide whether a file may be read whole, and replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// Whether it is a regular file.
    pub is_file: bool,
    /// Its size in bytes.
    pub size: u64,
    /// How many names it has: a file with several is replaced under one of them only.
    pub names: u64,
    /// Whether it is marked read-only; `shared_file` checks everything else that may forbid
    /// writing.
    pub is_read_only: bool,
}

/// The facts about a file, links followed; `None` if it does not exist or cannot be looked at.
#[must_use]
pub fn facts(path: &Path) -> Option<FileFacts> {
    let found = std::fs::metadata(path).ok()?;
    let (names, is_read_only) = imp::names_and_read_only(&found);
    Some(FileFacts {
        is_file: found.is_file(),
        size: found.len(),
        names,
        is_read_only,
    })
}

fn write(
    path: &Path,
    contents: &[u8],
    prefix: &str,
    may: impl FnOnce(&Path) -> io::Result<bool>,
) -> io::Result<bool> {
    let target = final_target(path)?;
    let folder = parent(&target);
    imp::create_private_folders(folder)?;
    let before = match std::fs::symlink_metadata(&target) {
        Ok(found) if !found.is_file() => {
            return Err(io::Error::new(
                ErrorKind::InvalidInput,
                "not a regular file",
            ));
        }
        Ok(found) => Some(found),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    // The crate makes it with O_EXCL and mode 0600, and removes it if a later step fails.
    let mut fresh = tempfile::Builder::new()
        .prefix(prefix)
        .tempfile_in(folder)?;
    if let Some(before) = before {
        imp::take_over(fresh.as_file(), &before)?;
    }
    fresh.write_all(contents)?;
    fresh.as_file().sync_all()?;
    if !may(&target)? {
        return Ok(false);
    }
    match fresh.persist(&target) {
        Ok(_) => imp::sync_folder(folder).map(|()| true),
        // A mount point, such as a single file in a container, cannot be replaced: it is written in
        // place.
        Err(failed) if failed.error.kind() == ErrorKind::ResourceBusy => {
            write_in_place(&target, contents).map(|()| true)
        }
        Err(failed) => Err(failed.error),
    }
}

/// Writes the new contents first and sets the length last, so that an interrupted write loses
/// nothing at the beginning.
fn write_in_place(target: &Path, contents: &[u8]) -> io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).open(target)?;
    file.write_all(contents)?;
    file.set_len(contents.len() as u64)?;
    file.sync_all()
}

/// Adds to the end of a file that is there.
///
/// # Errors
/// Those of opening and writing it.
pub fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    Write::write_all(
        &mut std::fs::OpenOptions::new().append(true).open(path)?,
        bytes,
    )
}

/// Removes a file; a missing one is not an error.
///
/// # Errors
/// Those of removing it.
pub fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The name that [`set_aside`] gives a file.
#[must_use]
pub fn aside(path: &Path) -> PathBuf {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".damaged");
    aside.into()
}

/// Moves a damaged file out of the way: its name gets `.damaged` added, in place of an earlier one.
/// Returns the new path.
///
/// # Errors
/// Those of renaming.
pub fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = aside(path);
    std::fs::rename(path, &aside)?;
    Ok(aside)
}

/// The first `limit` bytes of a file, to be read piece by piece.
///
/// # Errors
/// Those of opening a file.
pub fn head(path: &Path, limit: u64) -> io::Result<impl Read> {
    Ok(Read::take(std::fs::File::open(path)?, limit))
}

/// Whether a file begins with these bytes; false also if it cannot be read.
#[must_use]
pub fn begins_with(path: &Path, bytes: &[u8]) -> bool {
    use std::io::Read;
    let mut head = vec![0; bytes.len()];
    std::fs::File::open(path)
        .and_then(|mut file| file.read_exact(&mut head))
        .is_ok()
        && head == bytes
}

/// Whether the path leads to a regular file.
#[must_use]
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether the path leads to a folder.
#[must_use]
pub fn is_dir(path: &Path) -> bool {
    path.is_dir()
}

/// When a file was last written, links followed, in seconds since 1970; `None` if it cannot be
/// told.
#[must_use]
pub fn changed_at(path: &Path) -> Option<u64> {
    let changed = std::fs::metadata(path).ok()?.modified().ok()?;
    let since = changed.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(since.as_secs())
}

/// Whether this name is itself a link.
#[must_use]
pub fn is_link(path: &Path) -> bool {
    path.symlink_metadata()
        .is_ok_and(|found| found.is_symlink())
}

/// The path that a link names, whether or not it exists; `None` if this is not a link.
#[must_use]
pub fn link_target(path: &Path) -> Option<PathBuf> {
    std::fs::read_link(path).ok()
}

/// What other users may do with it, links followed; `None` if it does not exist, or if this system
/// expresses permissions differently.
#[must_use]
pub fn exposure(path: &Path) -> Option<Exposure> {
    imp::exposure(&std::fs::metadata(path).ok()?)
}

/// The folder, or the file itself, that lets other users replace this file; links followed. A group
/// with the owner's own number counts as the owner's alone, and permissions on root's folders as
/// root's choice.
#[must_use]
pub fn open_to_others(file: &Path) -> Option<PathBuf> {
    let real = canonical(file).ok()?;
    let named = [file, &real]
        .into_iter()
        .flat_map(Path::ancestors)
        .filter(|path| !path.as_os_str().is_empty());
    let is_near =
        |path: &Path| path == real || Some(path) == real.parent() || Some(path) == file.parent();
    let is_open = |path: &&Path| {
        std::fs::metadata(path).is_ok_and(|found| imp::lets_others_replace(&found, is_near(path)))
    };
    named.into_iter().find(is_open).map(Path::to_owned)
}

/// How the names of our temporary files beside programs begin.
pub const TEMPORARY: &str = ".npmcred-";

/// Makes `link` a link to the program `target`, in one step even if `link` exists: it is never
/// missing. On Windows it is another name of the file, or a copy of it on another disk.
///
/// # Errors
/// Those of making and renaming a link.
pub fn link_program(target: &Path, link: &Path) -> io::Result<()> {
    let folder = parent(link);
    imp::create_private_folders(folder)?;
    let fresh = tempfile::Builder::new()
        .prefix(TEMPORARY)
        .make_in(folder, |path| imp::link(target, path))?;
    imp::put_program_in_place(fresh.into_temp_path(), link)
}

/// Removes a program or a link; a missing one is not an error. It may be running, even as this very
/// process.
///
/// # Errors
/// Those of removing it.
pub fn remove_program(path: &Path) -> io::Result<()> {
    match remove(path) {
        Err(error) => imp::remove_running(path, error),
        done => done,
    }
}

/// Puts a program in its place as a whole or not at all, for its owner to write and for all to run.
/// One that is running there goes on as it was.
///
/// # Errors
/// Those of each step; the file is then as it was.
pub fn put_program(contents: &[u8], place: &Path) -> io::Result<()> {
    let folder = parent(place);
    imp::create_private_folders(folder)?;
    let mut fresh = tempfile::Builder::new()
        .prefix(TEMPORARY)
        .tempfile_in(folder)?;
    fresh.write_all(contents)?;
    imp::make_executable(fresh.as_file())?;
    fresh.as_file().sync_all()?;
    // Closed before it can be started: a file that is open for writing cannot be.
    imp::put_program_in_place(fresh.into_temp_path(), place)
}

/// A path that leads to nothing: it reads as empty, and no file can be below it.
pub const NOTHING: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

/// The path as text with `/` between its names, whatever separator the system uses.
#[must_use]
pub fn slashed(path: &Path) -> Cow<'_, str> {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/").into()
    } else {
        text
    }
}

/// The absolute path without links and dots.
///
/// # Errors
/// Those of looking each part up.
pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    imp::canonical(path)
}

pub(crate) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The end of a chain of links; the last link may lead to nothing.
pub(crate) fn final_target(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        match std::fs::read_link(&target) {
            Ok(next) => target = parent(&target).join(next),
            // EINVAL: it exists, and is not a link.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidInput) => {
                return Ok(target);
            }
            Err(error) if !cfg!(unix) && std::fs::symlink_metadata(&target).is_ok() => {
                drop(error);
                return Ok(target);
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(ErrorKind::InvalidInput, "too many links"))
}

#[cfg(unix)]
use crate::unix::files as imp;
#[cfg(windows)]
use crate::windows::files as imp;

#[cfg(test)]
#[cfg(unix)]
#[path = "files_tests.rs"]
mod tests;
