//! Which folders yarn works in, and reads its files from.

use super::words::Words;
use crate::context::{Context, Env};
use crate::tool::as_npm::packages::patterns;
use crate::tool::real::RealTool;
use npmcred_platform::{files, folders, session, system_paths};
use std::path::{Path, PathBuf};

/// The folders of a command.
#[derive(Debug, PartialEq)]
pub(super) struct Folders {
    /// Where the command works: `--cwd`, or where it was typed.
    pub start: PathBuf,
    /// The project: the nearest folder with a manifest, or else the first.
    pub project: PathBuf,
    /// Where the lockfile lies: the root of the workspace, or the project.
    pub root: PathBuf,
    /// What yarn takes for the user's home: another folder where root runs it.
    pub yarn_home: PathBuf,
    /// The user's home.
    pub home: PathBuf,
    /// The folder with the file for all users, where it is known.
    pub shared: Option<PathBuf>,
}

impl Folders {
    /// Finds them.
    #[must_use]
    pub(super) fn of(context: &Context, real: &RealTool, env: &Env, words: &Words) -> Self {
        let typed = words.option("cwd").map(Path::new);
        let start = context.absolute(typed.unwrap_or(Path::new("")));
        let start = files::canonical(&start).unwrap_or(start);
        let has_manifest = |folder: &&Path| files::is_file(&folder.join("package.json"));
        let project = start.ancestors().find(has_manifest).unwrap_or(&start);
        let mut roots = project.ancestors().filter(has_manifest);
        let root = roots.find(|folder| !patterns(folder).is_empty());
        // Never an empty path: the project's own file would then pass for the user's.
        let home = context.home().unwrap_or_else(|| folders::ROOT.into());
        let is_root = session::is_root() && env.get("FAKEROOTKEY").is_none();
        Self {
            root: root.unwrap_or(project).to_owned(),
            project: project.to_owned(),
            start,
            yarn_home: match system_paths::SHARED.filter(|_| is_root) {
                Some(shared) => shared.into(),
                None => home.clone(),
            },
            home,
            shared: prefix(context, real, env).map(|prefix| prefix.join("etc")),
        }
    }

    /// The folders above the project, nearest first. Each holds files that count least.
    pub(super) fn above(&self) -> impl Iterator<Item = &Path> {
        let all = self.project.ancestors().skip(1);
        all.filter(|folder| folder.parent().is_some())
    }

    /// Whether what lies in a folder above the project is the user's own, or the system's: their
    /// home is no project, and neither is what is above it.
    pub(super) fn is_own(&self, folder: &Path) -> bool {
        self.home.starts_with(folder)
    }
}

/// yarn 1.22 `registries/npm-registry.js`, `getGlobalPrefix`.
fn prefix(context: &Context, real: &RealTool, env: &Env) -> Option<PathBuf> {
    if let Some(named) = env.filled("PREFIX") {
        return Some(context.absolute(Path::new(named)));
    }
    let node = real.node(context, env).ok().flatten()?;
    let beside = node.parent()?;
    if npmcred_platform::IS_WINDOWS {
        return Some(beside.to_owned());
    }
    let prefix = beside.parent()?;
    Some(match env.filled("DESTDIR") {
        Some(above) => Path::new(above).join(prefix.strip_prefix("/").unwrap_or(prefix)),
        None => prefix.to_owned(),
    })
}
