//! Tells the shim from everything else that a shell or a PATH may find for `npm`.

use super::entry_point::Finds;
use super::question::ShellAnswer;
use crate::doctor::ourselves::Ourselves;
use npmcred_platform::process;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Resolves the name `npm`.
pub(super) struct Resolver<'a> {
    pub ourselves: &'a Ourselves,
    pub cwd: &'a Path,
}

impl Resolver<'_> {
    /// The npm that this PATH leads to.
    pub(super) fn on_path(&self, path: &OsStr) -> Finds {
        self.name_on_path("npm", path)
    }

    /// What this PATH leads to by another name of npm's.
    pub(super) fn name_on_path(&self, name: &str, path: &OsStr) -> Finds {
        match process::find_on_path(OsStr::new(name), path, self.cwd, &|_| false) {
            Some(found) => self.file(found, path),
            None => Finds::Nothing,
        }
    }

    /// The npm that a shell named.
    pub(super) fn named(&self, answer: Result<ShellAnswer, String>) -> Finds {
        answer.map_or_else(Finds::NoAnswer, |answer| self.answer(&answer))
    }

    fn answer(&self, answer: &ShellAnswer) -> Finds {
        match &answer.npm {
            None => self.on_path(&answer.path),
            Some(npm) if Path::new(npm).is_absolute() => self.file(npm.into(), &answer.path),
            Some(npm) if npm.is_empty() => Finds::Nothing,
            Some(word) => self.name(word, answer),
        }
    }

    /// An alias stands for something else. A function was called once, and the program that it
    /// leads to afterwards counts.
    fn name(&self, word: &OsStr, answer: &ShellAnswer) -> Finds {
        let is_function = word == "npm";
        let called = answer
            .called
            .as_deref()
            .map(Path::new)
            .filter(|called| called.is_absolute());
        let after = match called {
            Some(called) => self.file(called.to_owned(), &answer.path),
            None => self.on_path(&answer.path),
        };
        match after {
            Finds::Other { path, .. } if is_function => Finds::LazyFunction(path),
            Finds::Shim(_) if is_function && called.is_some() => after,
            _ => Finds::Alias(word.to_string_lossy().into_owned()),
        }
    }

    fn file(&self, found: PathBuf, path: &OsStr) -> Finds {
        if self.ourselves.is_shim(&found) {
            let real = process::find_on_path(OsStr::new("npm"), path, self.cwd, &|id| {
                self.ourselves.id.as_ref() == Some(id)
            });
            return Finds::Shim(real);
        }
        let behind = std::env::split_paths(path)
            .any(|folder| Some(&folder) == self.ourselves.folder.as_ref());
        Finds::Other {
            path: found,
            behind,
        }
    }
}
