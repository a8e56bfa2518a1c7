//! What is in a folder.

use std::ffi::OsString;
use std::io;
use std::path::Path;

/// The names in a folder, sorted.
///
/// # Errors
/// Those of reading the folder.
pub fn list_dir(path: &Path) -> io::Result<Vec<OsString>> {
    let mut names = std::fs::read_dir(path)?
        .map(|entry| Ok(entry?.file_name()))
        .collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

/// What a folder holds, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderEntry {
    /// Its name.
    pub name: OsString,
    /// Whether it is a folder, or a link to one.
    pub is_dir: bool,
    /// Whether it is a link.
    pub is_link: bool,
}

/// What is in a folder, sorted by name. Most file systems tell the kind beside the name, so that
/// only links are looked at.
///
/// # Errors
/// Those of reading the folder.
pub fn entries(path: &Path) -> io::Result<Vec<FolderEntry>> {
    let entry = |entry: std::fs::DirEntry| {
        let kind = entry.file_type();
        let is_link = kind.as_ref().is_ok_and(std::fs::FileType::is_symlink);
        FolderEntry {
            is_dir: if is_link {
                entry.path().is_dir()
            } else {
                kind.is_ok_and(|kind| kind.is_dir())
            },
            is_link,
            name: entry.file_name(),
        }
    };
    let mut entries = std::fs::read_dir(path)?
        .map(|found| Ok(entry(found?)))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_link_is_what_it_leads_to_and_a_link() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("folder")).unwrap();
        std::fs::write(root.path().join("a"), "").unwrap();
        for (to, link) in [
            ("folder", "to folder"),
            ("a", "to file"),
            ("gone", "dangling"),
        ] {
            symlink(to, root.path().join(link)).unwrap();
        }
        let found = entries(root.path()).unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|entry| (entry.name.to_str().unwrap(), entry.is_dir, entry.is_link))
            .collect();
        let expected = [
            ("a", false, false),
            ("dangling", false, true),
            ("folder", true, false),
            ("to file", false, true),
            ("to folder", true, true),
        ];
        assert_eq!(told, expected);
        assert!(entries(&root.path().join("a")).is_err());
    }
}
