//! Which folders pnpm reads its configuration from.

use super::words::Words;
use crate::context::Context;
use npmcred_platform::{files, folders};
use std::path::{Path, PathBuf};

/// The manifest of a workspace.
pub(super) const WORKSPACE: &str = "pnpm-workspace.yaml";

/// What makes a folder a project (pnpm 11 `findLocalPrefix.js`).
const MARKS: [&str; 4] = [
    "package.json",
    "package.json5",
    "package.yaml",
    "node_modules",
];

/// The folders of a command.
#[derive(Debug, PartialEq)]
pub(super) struct Folders {
    /// Where the command works: `--dir`, or where it was typed.
    pub start: PathBuf,
    /// The root of the workspace, if there is one.
    pub workspace: Option<PathBuf>,
    /// The project: the workspace, or the nearest folder with a manifest. None for a global
    /// command.
    pub project: Option<PathBuf>,
    /// The folder of pnpm's own configuration.
    pub config: Option<PathBuf>,
}

impl Folders {
    /// Finds them.
    #[must_use]
    pub(super) fn of(context: &Context, words: &Words) -> Self {
        let typed = words.option(&["dir", "prefix"]).map(Path::new);
        let start = context.absolute(typed.unwrap_or(Path::new("")));
        let start = files::canonical(&start).unwrap_or(start);
        let is_global = words.is_on("global");
        let said = ["NPM_CONFIG_WORKSPACE_DIR", "npm_config_workspace_dir"];
        let said = said
            .iter()
            .find_map(|name| context.env.filled(name))
            .map(PathBuf::from);
        let is_root = |folder: &&Path| files::is_file(&folder.join(WORKSPACE));
        let above = || start.ancestors().find(is_root).map(Path::to_owned);
        let alone = is_global || words.is_on("ignore-workspace");
        let workspace = if alone { None } else { said.or_else(above) };
        let is_project = |folder: &&Path| {
            MARKS
                .iter()
                .map(|mark| folder.join(mark))
                .any(|path| files::is_file(&path) || files::is_dir(&path))
        };
        let nearest = || {
            start
                .ancestors()
                .find(is_project)
                .unwrap_or(&start)
                .to_owned()
        };
        let project = (!is_global).then(|| workspace.clone().unwrap_or_else(nearest));
        let config = folders::preferences(&context.env.lookup(), "pnpm");
        Self {
            start,
            workspace,
            project,
            config,
        }
    }
}
