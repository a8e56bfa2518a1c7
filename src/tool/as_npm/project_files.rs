//! The files of a project that name packages and the addresses of packages.

use crate::npmrc::Files;
use crate::tool::files::ContextFiles;
use crate::tool::target::{Part, Target};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};

/// Such files, read when somebody first asks for them.
pub(in crate::tool) struct ProjectFiles {
    paths: Vec<PathBuf>,
    contents: OnceCell<Vec<Vec<u8>>>,
}

impl ProjectFiles {
    /// Those of a folder; of none there are none.
    #[must_use]
    pub(in crate::tool) fn of(folder: Option<&Path>, names: &[&str]) -> Self {
        let paths = folder.map(|folder| names.iter().map(|name| folder.join(name)).collect());
        Self {
            paths: paths.unwrap_or_default(),
            contents: OnceCell::new(),
        }
    }

    /// What those that are there hold.
    pub(in crate::tool) fn contents(&self) -> &[Vec<u8>] {
        let read = |path: &PathBuf| ContextFiles.read(path).ok().flatten();
        let all = || self.paths.iter().filter_map(read).collect();
        self.contents.get_or_init(all)
    }

    /// Whether they, or words that were typed, name a package of one of the scopes of a registry.
    pub(in crate::tool) fn name(&self, target: &Target, typed: &[String]) -> bool {
        let names = |scope: &str| {
            let has = |text: &Vec<u8>| memchr::memmem::find(text, scope.as_bytes()).is_some();
            typed.iter().any(|word| word.contains(scope)) || self.contents().iter().any(has)
        };
        let mut scopes = target.scopes.iter();
        target.part != Part::Beside && scopes.any(|scope| names(&format!("{scope}/")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{Registry, Scope};

    #[test]
    fn a_scope_is_named_by_a_word_or_a_file_and_never_one_that_is_beside() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("lock");
        npmcred_platform::files::write_private(&lock, b"\"@locked/x@1.0.0\"").unwrap();
        let files = ProjectFiles::of(Some(folder.path()), &["absent", "lock"]);
        let none = ProjectFiles::of(None, &["lock"]);
        let typed = ["@typed/x@1".to_owned()];
        for (scope, is_named, is_without_files) in [
            ("@typed", true, true),
            ("@locked", true, false),
            ("@lock", false, false),
            ("@other", false, false),
        ] {
            let registry = Registry::parse("https://npm.acme.example/").unwrap();
            let beside = Target {
                scopes: vec![Scope::parse(scope).unwrap()],
                ..Target::beside(registry)
            };
            let main = Target {
                part: Part::Main,
                ..beside.clone()
            };
            assert_eq!(files.name(&main, &typed), is_named, "{scope}");
            assert_eq!(none.name(&main, &typed), is_without_files, "{scope}");
            assert!(!files.name(&beside, &typed), "{scope}");
        }
        assert_eq!(files.contents().len(), 1);
    }
}
