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
        let nearest = || nearest(&start, &MARKS);
        let project = (!is_global).then(|| workspace.clone().unwrap_or_else(nearest));
        let config = folders::preferences(&context.env.lookup(), "pnpm");
        Self {
            start,
            workspace,
            project,
            config,
        }
    }

    /// The folder that pnpm 7 to 10 take for the project, whatever the workspace is
    /// (`@pnpm/npm-conf` `lib/util.js`, `findPrefix`).
    #[must_use]
    pub(super) fn nearest(&self) -> PathBuf {
        let is_modules = |folder: &&Path| folder.ends_with("node_modules");
        let mut above = self.start.ancestors().skip_while(is_modules);
        let start = above.next().unwrap_or(&self.start);
        if start != self.start {
            return start.to_owned();
        }
        let [a, b, c, d] = MARKS;
        nearest(start, &[a, b, c, d, WORKSPACE])
    }
}

/// The nearest folder with one of these, or the one to start from.
fn nearest(start: &Path, marks: &[&str]) -> PathBuf {
    let is_project = |folder: &&Path| {
        let mut places = marks.iter().map(|mark| folder.join(mark));
        places.any(|path| files::is_file(&path) || files::is_dir(&path))
    };
    let found = start.ancestors().find(is_project);
    found.unwrap_or(start).to_owned()
}
