//! `path.resolve` without the file system.
//!
//! It is lexical on purpose: node does not follow links when it resolves `..`, so we must not
//! either.

use std::path::{Component, Path, PathBuf};

/// An absolute path without `.`, `..`, doubled or trailing separators; `path` may be absolute
/// itself.
pub(crate) fn resolve(base: &Path, path: impl AsRef<Path>) -> PathBuf {
    let mut out = PathBuf::new();
    for part in base.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => out.push(part),
        }
    }
    out
}

/// The text of a path setting made absolute; `~/` is the home folder.
pub(crate) fn resolve_setting(text: &str, cwd: &Path, home: &Path, windows: bool) -> String {
    let in_home = text
        .strip_prefix("~/")
        .or_else(|| windows.then(|| text.strip_prefix("~\\")).flatten());
    let path = match in_home {
        // A second slash would make the rest absolute, as it does for node.
        Some(rest) => resolve(&resolve(cwd, home), rest),
        None => resolve(cwd, text),
    };
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_and_slashes_go_away_and_the_root_is_the_end() {
        for (path, expected) in [
            ("a/./b/../c/", "/w/a/c"),
            ("/x//y", "/x/y"),
            ("../../../..", "/"),
            ("", "/w"),
            ("~/a", "/h/a"),
            ("~//a", "/a"),
            ("~a", "/w/~a"),
        ] {
            assert_eq!(
                resolve_setting(path, Path::new("/w"), Path::new("/h"), false),
                expected,
                "{path}"
            );
        }
    }
}
