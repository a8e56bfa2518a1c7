//! Which folders bun works in, and reads a project's settings from.

use super::words::Words;
use crate::context::Context;
use crate::tool::as_npm::packages::patterns;
use npmcred_platform::files;
use std::path::{Path, PathBuf};

/// The folders of a command.
#[derive(Debug, PartialEq)]
pub(super) struct Folders {
    /// Where the command works: `--cwd`, or where it was typed.
    pub start: PathBuf,
    /// The nearest folder with a manifest, or else the first.
    pub package: PathBuf,
    /// Where the project's settings are: the root of the workspace, or that package. None for a
    /// command that reads none.
    pub project: Option<PathBuf>,
}

impl Folders {
    /// Finds them.
    #[must_use]
    pub(super) fn of(context: &Context, words: &Words) -> Self {
        let typed = words.option("cwd").map(Path::new);
        let start = context.absolute(typed.unwrap_or(Path::new("")));
        let start = files::canonical(&start).unwrap_or(start);
        let has_manifest = |folder: &&Path| files::is_file(&folder.join("package.json"));
        let nearest = start.ancestors().find(has_manifest);
        let package = nearest.unwrap_or(&start).to_owned();
        // The one that is meant may be a nearer one, whose patterns have this package in them: its
        // files are looked at as well (see `config`).
        let root = package.ancestors().skip(1).filter(has_manifest);
        let root = root.filter(|folder| !patterns(folder).is_empty()).last();
        let project = root.map_or_else(|| package.clone(), Path::to_owned);
        Self {
            project: (!words.is_apart()).then_some(project),
            start,
            package,
        }
    }

    /// Folders whose settings bun may read in the place of the project's.
    pub(super) fn doubtful(&self) -> impl Iterator<Item = &Path> {
        let project = self.project.as_deref();
        let between = self
            .package
            .ancestors()
            .take_while(move |it| Some(*it) != project);
        between
            .filter(move |folder| project.is_some() && files::is_file(&folder.join("package.json")))
    }
}
