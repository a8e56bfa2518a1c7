//! Files of the user's own to which we add something: examined first, and changed without changing
//! anything else about them.
//!
//! A file that is marked read-only is left alone, because the mark is there on purpose. Renaming a
//! new file over it would work, and root may write to anything, but neither is a reason.

use crate::files;
use std::ffi::OsStr;
use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Why a file must not be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileObstacle {
    /// Its mode forbids it, or we may not write to it.
    ReadOnly,
    /// Its folder's mode forbids it, or we may not write there.
    FolderReadOnly,
    /// A folder is in the file's place.
    Folder,
    /// A FIFO, a device, a socket.
    Special,
    /// It has several names (hard links), which a rename would separate.
    SeveralNames,
    /// It is a link into a folder that does not exist, or below a file.
    Nowhere,
    /// We may not read it.
    Unreadable,
}

/// The file behind a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// The path that the name leads to, links followed; it need not exist.
    pub target: PathBuf,
    /// The contents; `None` if there is no file, or none that can be read.
    pub contents: Option<Vec<u8>>,
    /// Why it must not be changed.
    pub obstacle: Option<FileObstacle>,
}

impl fmt::Display for FileObstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ReadOnly => "is read-only",
            Self::FolderReadOnly => "lies in a folder that is read-only",
            Self::Folder => "is a folder",
            Self::Special => "is no regular file",
            Self::SeveralNames => "has several names (hard links)",
            Self::Nowhere => "leads to a folder that is not there",
            Self::Unreadable => "cannot be read",
        })
    }
}

/// Examines the file at `path`. It never waits, whatever is there.
///
/// # Errors
/// Those of looking at a file, except each [`FileObstacle`].
pub fn look(path: &Path) -> io::Result<NamedFile> {
    let target = match files::final_target(path) {
        Ok(target) => target,
        Err(error) => {
            let obstacle = Some(obstacle_of(error)?);
            return Ok(NamedFile {
                target: path.to_owned(),
                contents: None,
                obstacle,
            });
        }
    };
    let mut seen = NamedFile {
        target,
        contents: None,
        obstacle: None,
    };
    match std::fs::symlink_metadata(&seen.target) {
        Ok(found) if found.is_dir() => seen.obstacle = Some(FileObstacle::Folder),
        Ok(found) if !found.is_file() => seen.obstacle = Some(FileObstacle::Special),
        Ok(found) => {
            match files::read(&seen.target) {
                Ok(contents) => seen.contents = contents,
                Err(error) => seen.obstacle = Some(obstacle_of(error)?),
            }
            seen.obstacle = seen.obstacle.or_else(|| obstacle(&seen.target, &found));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            seen.obstacle = way_is_barred(path, &seen.target);
        }
        Err(error) => seen.obstacle = Some(obstacle_of(error)?),
    }
    Ok(seen)
}

fn obstacle_of(error: io::Error) -> io::Result<FileObstacle> {
    match error.kind() {
        ErrorKind::PermissionDenied => Ok(FileObstacle::Unreadable),
        ErrorKind::NotADirectory | ErrorKind::NotFound | ErrorKind::InvalidInput => {
            Ok(FileObstacle::Nowhere)
        }
        _ => Err(error),
    }
}

fn obstacle(target: &Path, found: &std::fs::Metadata) -> Option<FileObstacle> {
    if !imp::is_writable(target, found) {
        return Some(FileObstacle::ReadOnly);
    }
    if imp::names(found) > 1 {
        return Some(FileObstacle::SeveralNames);
    }
    (!is_open(files::parent(target))).then_some(FileObstacle::FolderReadOnly)
}

/// Why a missing file cannot be made. Missing folders are made, but not behind a link: it may lead
/// to a disk that is not mounted.
fn way_is_barred(path: &Path, target: &Path) -> Option<FileObstacle> {
    let folder = files::parent(target);
    if target != path && !folder.is_dir() {
        return Some(FileObstacle::Nowhere);
    }
    let nearest = target
        .ancestors()
        .skip(1)
        .find(|above| std::fs::symlink_metadata(above).is_ok());
    let nearest = nearest.unwrap_or(folder);
    if !nearest.is_dir() {
        return Some(FileObstacle::Nowhere);
    }
    (!is_open(nearest)).then_some(FileObstacle::FolderReadOnly)
}

fn is_open(folder: &Path) -> bool {
    std::fs::metadata(folder).is_ok_and(|found| imp::is_writable(folder, &found))
}

/// Replaces the contents of a file as a whole or not at all. An existing file keeps mode, owner,
/// access list and extended attributes (not its times). A new one gets the mode of the user's
/// umask. `fresh` is the temporary name. A file that a killed process left there is removed, so
/// only one process may do this at a time.
///
/// # Errors
/// Those of each step; the file is then unchanged.
pub fn replace(target: &Path, contents: &[u8], fresh: &str) -> io::Result<()> {
    write(target, contents, fresh, true)
}

/// [`replace`] for a file that can be written again at any time. It does not wait for the disk, so
/// a power cut may damage the file.
///
/// # Errors
/// Those of [`replace`].
pub fn replace_quickly(target: &Path, contents: &[u8], fresh: &str) -> io::Result<()> {
    write(target, contents, fresh, false)
}

fn write(target: &Path, contents: &[u8], fresh: &str, lasts: bool) -> io::Result<()> {
    let folder = files::parent(target);
    imp::create_private_folders(folder)?;
    let path = folder.join(fresh);
    files::remove(&path)?;
    let before = match std::fs::symlink_metadata(target) {
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
    let done = write_beside(&path, target, contents, before.as_ref(), lasts);
    if done.is_err() {
        // The first error is the one to report.
        drop(files::remove(&path));
    }
    done
}

fn write_beside(
    path: &Path,
    target: &Path,
    contents: &[u8],
    before: Option<&std::fs::Metadata>,
    lasts: bool,
) -> io::Result<()> {
    let mut file = imp::create_new(path, before.is_some())?;
    if let Some(before) = before {
        imp::take_over(&file, before)?;
        imp::take_attributes(&file, target)?;
    }
    file.write_all(contents)?;
    if lasts {
        file.sync_all()?;
    }
    std::fs::rename(path, target)?;
    if lasts {
        imp::sync_folder(files::parent(target))
    } else {
        Ok(())
    }
}

/// A path as bytes, for a record that need not be text.
#[must_use]
pub fn path_bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}

/// The path of which [`path_bytes`] made these bytes.
///
/// # Errors
/// `InvalidData` if this system has no such path.
pub fn path_of_bytes(bytes: &[u8]) -> io::Result<PathBuf> {
    imp::os_str(bytes)
        .map(OsStr::new)
        .map(PathBuf::from)
        .ok_or_else(|| ErrorKind::InvalidData.into())
}

#[cfg(unix)]
use crate::unix::files as imp;
#[cfg(windows)]
use crate::windows::files as imp;

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    const FRESH: &str = ".fresh";

    fn chmod(path: &Path, mode: u32) {
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    }

    fn obstacle_at(path: &Path) -> Option<FileObstacle> {
        look(path).unwrap().obstacle
    }

    #[test]
    fn what_stands_in_the_way_is_named() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        std::fs::write(at("plain"), "x").unwrap();
        std::fs::write(at("marked"), "x").unwrap();
        chmod(&at("marked"), 0o444);
        std::fs::create_dir_all(at("closed/below")).unwrap();
        std::fs::write(at("closed/file"), "x").unwrap();
        chmod(&at("closed"), 0o555);
        std::fs::write(at("one"), "x").unwrap();
        std::fs::hard_link(at("one"), at("two")).unwrap();
        assert!(
            std::process::Command::new("mkfifo")
                .arg(at("fifo"))
                .status()
                .unwrap()
                .success()
        );
        for (link, to) in [
            ("a", "plain"),
            ("b", "marked"),
            ("c", "new"),
            ("d", "gone/new"),
            ("e", "e"),
            ("f", "closed/new"),
        ] {
            symlink(to, at(link)).unwrap();
        }
        let cases = [
            ("plain", None),
            ("missing", None),
            ("deep/er/missing", None),
            ("a", None),
            ("c", None),
            ("marked", Some(FileObstacle::ReadOnly)),
            ("b", Some(FileObstacle::ReadOnly)),
            ("closed", Some(FileObstacle::Folder)),
            ("closed/file", Some(FileObstacle::FolderReadOnly)),
            ("closed/new", Some(FileObstacle::FolderReadOnly)),
            ("f", Some(FileObstacle::FolderReadOnly)),
            ("one", Some(FileObstacle::SeveralNames)),
            ("fifo", Some(FileObstacle::Special)),
            ("d", Some(FileObstacle::Nowhere)),
            ("e", Some(FileObstacle::Nowhere)),
            ("plain/below", Some(FileObstacle::Nowhere)),
        ];
        for (name, want) in cases {
            assert_eq!(obstacle_at(&at(name)), want, "{name}");
        }
        let seen = look(&at("a")).unwrap();
        assert_eq!(
            (seen.target, seen.contents.as_deref()),
            (at("plain"), Some(&b"x"[..]))
        );
        chmod(&at("closed"), 0o755);
    }

    #[test]
    fn a_new_file_follows_the_umask_and_an_old_one_keeps_its_mode() {
        let root = tempfile::tempdir().unwrap();
        let (new, old) = (root.path().join("new"), root.path().join("old"));
        std::fs::write(root.path().join("by-hand"), "").unwrap();
        std::fs::write(&old, "old").unwrap();
        chmod(&old, 0o640);
        std::fs::write(root.path().join(FRESH), "left by one who was killed").unwrap();
        replace(&new, b"a", FRESH).unwrap();
        replace(&old, b"b", FRESH).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().mode() & 0o7777;
        assert_eq!(
            (mode(&new), mode(&old)),
            (mode(&root.path().join("by-hand")), 0o640)
        );
        assert_eq!(
            files::list_dir(root.path()).unwrap(),
            ["by-hand", "new", "old"]
        );
        assert!(replace(root.path(), b"x", FRESH).is_err());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn extended_attributes_are_kept_where_the_file_system_has_them() {
        use rustix::fs::{XattrFlags, getxattr, setxattr};
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        std::fs::write(&file, "x").unwrap();
        match setxattr(&file, "user.npmcred", b"kept", XattrFlags::empty()) {
            // A file system without attributes, such as an old tmpfs, has none to lose.
            Err(rustix::io::Errno::OPNOTSUPP) => return,
            other => other.unwrap(),
        }
        replace(&file, b"y", FRESH).unwrap();
        let mut value = [0_u8; 16];
        let length = getxattr(&file, "user.npmcred", &mut value).unwrap();
        assert_eq!(&value[..length], b"kept");
    }

    #[test]
    fn a_path_survives_as_bytes() {
        use std::os::unix::ffi::OsStrExt;
        let odd = Path::new(OsStr::from_bytes(b"/a\n\xff"));
        assert_eq!(path_of_bytes(&path_bytes(odd)).unwrap(), odd);
    }
}
