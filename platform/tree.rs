//! Makes and removes a folder in one step with the record file in it.
//!
//! If a folder were made before its record was written, after a `kill -9` it could not be told from
//! the user's own. So one rename makes the folder appear with the record in it, together with
//! missing parents. Removal works the same way.

use crate::files;
use crate::shared_file;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The ancestors of `path` that do not exist, the outermost first.
#[must_use]
pub fn missing_above(path: &Path) -> Vec<PathBuf> {
    let is_missing = |above: &&Path| {
        fs::symlink_metadata(above).is_err_and(|error| error.kind() == ErrorKind::NotFound)
    };
    let mut missing: Vec<PathBuf> = path
        .ancestors()
        .skip(1)
        .take_while(is_missing)
        .map(Path::to_owned)
        .collect();
    missing.reverse();
    missing
}

/// Writes the file `name` in `folder`. A missing folder appears with the file in it, and so do its
/// parents. `fresh` is as for [`shared_file::replace`].
///
/// # Errors
/// Those of each step; nothing has changed then.
pub fn make_with(folder: &Path, name: &str, contents: &[u8], fresh: &str) -> io::Result<()> {
    let file = folder.join(name);
    let missing = missing_above(&file);
    let Some(top) = missing.first() else {
        return shared_file::replace(&file, contents, fresh);
    };
    let above = files::parent(top);
    let beside = above.join(fresh);
    clear(above, name, fresh)?;
    let made = imp::create_private_folders(&inside(&beside, top, folder))
        .and_then(|()| shared_file::replace(&inside(&beside, top, &file), contents, fresh))
        .and_then(|()| fs::rename(&beside, top));
    if made.is_err() {
        // The first error is the one to report.
        drop(unmake(&beside, &[name, fresh]));
    }
    made?;
    imp::sync_folder(above)
}

/// Removes the file `name` from `folder`; then the folder, if nothing else is in it, and those of
/// its parents in `ours` that are then empty. It is not an error if they do not exist.
///
/// # Errors
/// Those of each step.
pub fn remove_with(folder: &Path, name: &str, ours: &[PathBuf], fresh: &str) -> io::Result<()> {
    let file = folder.join(name);
    let above = |folder: &Path| files::parent(folder).to_owned();
    let alone = |folder: &Path, name: &OsStr| {
        !files::is_link(folder)
            && files::list_dir(folder).is_ok_and(|names| names.iter().all(|other| other == name))
    };
    if !files::is_dir(folder) {
        return Ok(());
    }
    if !alone(folder, OsStr::new(name)) {
        return files::remove(&file);
    }
    let mut top = folder.to_owned();
    while ours.contains(&above(&top))
        && top
            .file_name()
            .is_some_and(|name| alone(&above(&top), name))
    {
        top = above(&top);
    }
    let beside = above(&top).join(fresh);
    clear(&above(&top), name, fresh)?;
    fs::rename(&top, &beside)?;
    unmake(&beside, &[name, fresh]).inspect_err(|_| {
        // Another process put something there just now: it goes back with the folder.
        drop(fs::rename(&beside, &top));
    })
}

/// Removes from `folder` the files that a process killed in [`make_with`], [`remove_with`] or
/// [`shared_file::replace`] left there.
///
/// # Errors
/// Those of removing them; `DirectoryNotEmpty` if there is anything else in it.
pub fn clear(folder: &Path, name: &str, fresh: &str) -> io::Result<()> {
    let left = folder.join(fresh);
    match fs::symlink_metadata(&left) {
        Ok(found) if found.is_dir() => unmake(&left, &[name, fresh]),
        Ok(_) => files::remove(&left),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Removes a folder if it is empty, and returns whether it did. A missing folder is not an error,
/// and a link is left alone.
///
/// # Errors
/// Those of removing it.
pub fn remove_if_empty(folder: &Path) -> io::Result<bool> {
    match fs::remove_dir(folder) {
        Ok(()) => Ok(true),
        Err(error) => match error.kind() {
            ErrorKind::DirectoryNotEmpty | ErrorKind::NotFound | ErrorKind::NotADirectory => {
                Ok(false)
            }
            _ => Err(error),
        },
    }
}

/// The path of `path`, which is below `top`, after `top` was renamed to `beside`.
fn inside(beside: &Path, top: &Path, path: &Path) -> PathBuf {
    match path.strip_prefix(top) {
        Ok(rest) if rest.as_os_str().is_empty() => beside.to_owned(),
        Ok(rest) => beside.join(rest),
        Err(_) => beside.to_owned(),
    }
}

/// Removes nested folders, of which the innermost may hold only these files.
fn unmake(top: &Path, names: &[&str]) -> io::Result<()> {
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.last() {
        let (files, others): (Vec<_>, Vec<_>) =
            files::list_dir(folder)?.into_iter().partition(|found| {
                names.iter().any(|name| found == name) && !folder.join(found).is_dir()
            });
        for file in files {
            files::remove(&folder.join(file))?;
        }
        match others.as_slice() {
            [] => break,
            [one] if folder.join(one).is_dir() => folders.push(folder.join(one)),
            _ => return Err(ErrorKind::DirectoryNotEmpty.into()),
        }
    }
    folders.iter().rev().try_for_each(fs::remove_dir)
}

#[cfg(unix)]
use crate::unix::files as imp;
#[cfg(windows)]
use crate::windows::files as imp;

#[cfg(test)]
mod tests {
    use super::*;

    const FRESH: &str = ".fresh";

    fn all(root: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for name in files::list_dir(root).unwrap() {
            let path = root.join(&name);
            found.push(name.to_string_lossy().into_owned());
            if path.is_dir() {
                found.extend(
                    all(&path)
                        .into_iter()
                        .map(|below| format!("{}/{below}", name.display())),
                );
            }
        }
        found
    }

    #[test]
    fn they_come_together_and_go_together() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a/b/c");
        let made = missing_above(&folder.join("record"));
        assert_eq!(
            made,
            ["a", "a/b", "a/b/c"].map(|name| root.path().join(name))
        );
        make_with(&folder, "record", b"one", FRESH).unwrap();
        make_with(&folder, "record", b"two", FRESH).unwrap();
        assert_eq!(
            files::read(&folder.join("record")).unwrap(),
            Some(b"two".to_vec())
        );
        assert_eq!(all(root.path()), ["a", "a/b", "a/b/c", "a/b/c/record"]);
        remove_with(&folder, "record", &made, FRESH).unwrap();
        remove_with(&folder, "record", &made, FRESH).unwrap();
        assert_eq!(all(root.path()), [""; 0]);
    }

    #[test]
    fn what_is_not_ours_stays_with_its_folders() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a/b/c");
        make_with(&folder, "record", b"one", FRESH).unwrap();
        fs::write(root.path().join("a/theirs"), "x").unwrap();
        remove_with(
            &folder,
            "record",
            &[root.path().join("a"), root.path().join("a/b")],
            FRESH,
        )
        .unwrap();
        assert_eq!(all(root.path()), ["a", "a/theirs"]);
        make_with(&folder, "record", b"one", FRESH).unwrap();
        fs::write(folder.join("theirs"), "x").unwrap();
        remove_with(&folder, "record", &[], FRESH).unwrap();
        assert_eq!(
            all(root.path()),
            ["a", "a/b", "a/b/c", "a/b/c/theirs", "a/theirs"]
        );
    }

    #[test]
    fn what_a_killed_one_left_is_cleared_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let left = root.path().join(FRESH);
        fs::create_dir_all(left.join("b/c")).unwrap();
        fs::write(left.join("b/c/record"), "x").unwrap();
        clear(root.path(), "record", FRESH).unwrap();
        clear(root.path(), "record", FRESH).unwrap();
        assert_eq!(all(root.path()), [""; 0]);
        fs::create_dir_all(left.join("b")).unwrap();
        fs::write(left.join("b/theirs"), "x").unwrap();
        assert_eq!(
            clear(root.path(), "record", FRESH).unwrap_err().kind(),
            ErrorKind::DirectoryNotEmpty
        );
        assert!(left.join("b/theirs").exists());
    }

    #[test]
    fn only_an_empty_folder_is_removed() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("a")).unwrap();
        fs::write(root.path().join("file"), "x").unwrap();
        assert!(
            !remove_if_empty(root.path()).unwrap()
                && !remove_if_empty(&root.path().join("none")).unwrap()
        );
        assert!(!remove_if_empty(&root.path().join("file")).unwrap());
        assert!(remove_if_empty(&root.path().join("a")).unwrap());
    }
}
