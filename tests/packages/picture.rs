//! Everything below a folder, to compare.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

pub(crate) type Picture = BTreeMap<PathBuf, String>;

/// Each entry below a folder but those that begin with `leave_out`: what it is, its mode, and what
/// is in it.
pub(crate) fn of(root: &Path, leave_out: &[&str]) -> Picture {
    let mut picture = Picture::new();
    look(root, root, leave_out, &mut picture);
    picture
}

fn look(root: &Path, folder: &Path, leave_out: &[&str], picture: &mut Picture) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let inside = path.strip_prefix(root).unwrap().to_owned();
        if leave_out.iter().any(|left| inside.starts_with(left)) {
            continue;
        }
        let about = fs::symlink_metadata(&path).unwrap();
        let mode = about.permissions().mode() & 0o7777;
        let what = if about.is_symlink() {
            format!("link to {}", fs::read_link(&path).unwrap().display())
        } else if about.is_dir() {
            look(root, &path, leave_out, picture);
            format!("folder {mode:o}")
        } else {
            let contents = fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&contents[..contents.len().min(2000)]);
            format!("file {mode:o}, {} bytes: {text}", contents.len())
        };
        picture.insert(inside, what);
    }
}

/// That nothing came, went or changed.
#[track_caller]
pub(crate) fn assert_same(before: &Picture, after: &Picture, what: &str) {
    let differs: Vec<_> = before
        .keys()
        .chain(after.keys())
        .filter(|path| before.get(*path) != after.get(*path))
        .map(|path| (path, before.get(path), after.get(path)))
        .collect();
    assert!(differs.is_empty(), "{what}: {differs:#?}");
}
