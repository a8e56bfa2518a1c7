//! pnpm's configuration for a command: its layers in its own order, as a configuration of npm's.
//!
//! Those of pnpm 7 to 10 are in `older.rs`. The layers of 11 and 12, highest first:
//! * flags
//! * variables
//! * the registries and ways of `config.yaml`, where the workspace has no word of its own for them
//! * `pnpm-workspace.yaml`
//! * the project's `.npmrc`
//! * `auth.ini`
//! * the user's `.npmrc`
//!
//! The last one stands where npm has its global file, because what is handed over takes its place.

use super::environment;
use super::file::{self, FileRules};
use super::folders::{Folders, WORKSPACE};
use super::words::Words;
use super::workspace::Yaml;
use crate::context::{Context, Env};
use crate::npmrc::{Config, Layer, LayerKind, Parts};
use crate::tool::as_npm::config::outer;
use crate::tool::call::Call;
use npmcred_platform::folders;
use std::path::{Path, PathBuf};

/// pnpm's configuration.
pub(super) struct PnpmConfig {
    /// Its layers.
    pub layers: Config,
    /// Where it was read.
    pub folders: Folders,
    /// What the workspace says.
    pub workspace: Option<Yaml>,
    /// What the user's own file of settings says.
    pub own: Option<Yaml>,
    /// The global file, which pnpm 7 to 10 alone read.
    pub global_path: Option<PathBuf>,
}

impl PnpmConfig {
    /// Reads it.
    #[must_use]
    pub(super) fn load(call: &Call<'_>, words: &Words) -> Self {
        let (context, env) = (call.context, call.env);
        let folders = Folders::of(context, words);
        let workspace = workspace(&folders);
        let below = |folder: &PathBuf, name| folder.join(name);
        let own = folders.config.as_ref().map(|it| below(it, "config.yaml"));
        let own = own.map(|path| Yaml::read(LayerKind::User, &path));
        let user_path = user_path(context, env, words, own.as_ref());
        let rules = FileRules::of(words);
        let file = |kind, path: &Path| file::layer(kind, path, env, rules);
        let project_file = |folder: &PathBuf| {
            let path = folder.join(".npmrc");
            (path != user_path).then(|| file(LayerKind::Project, &path))
        };
        let mut variables = environment::variables(env);
        let auth_ini = folders.config.as_ref().map(|it| below(it, "auth.ini"));
        let mut auth = auth_ini.map_or_else(
            || Layer::new(LayerKind::User, None),
            |path| file(LayerKind::User, &path),
        );
        spread(own.as_ref(), workspace.as_ref(), &mut variables, &mut auth);
        let project = folders.project.as_ref().and_then(project_file);
        let is_doubtful = folders.workspace.is_none()
            && folders
                .project
                .as_ref()
                .is_some_and(|it| *it != folders.start);
        let doubtful = is_doubtful.then(|| project_file(&folders.start)).flatten();
        let of_yaml = workspace.as_ref().map(|yaml| yaml.layer.clone());
        let layers = [
            Some(environment::flags(words)),
            Some(variables),
            of_yaml,
            project,
            Some(auth),
        ]
        .into_iter()
        .flatten()
        .chain([file(LayerKind::Global, &user_path)]);
        let project_folder = folders.project.clone();
        let parts = Parts {
            layers: layers.collect(),
            doubtful: doubtful.into_iter().collect(),
            folder: project_folder.unwrap_or_else(|| folders.start.clone()),
            user_path,
        };
        Self {
            layers: Config::of_other_tool(parts, &outer(context)),
            folders,
            workspace,
            own,
            global_path: None,
        }
    }

    /// The layers of the project, those that pnpm may read included.
    pub(super) fn of_project(&self) -> impl Iterator<Item = &Layer> {
        let layers = self.layers.layers.iter().chain(&self.layers.doubtful);
        layers.filter(|layer| layer.kind == LayerKind::Project)
    }
}

/// What the workspace says.
pub(super) fn workspace(folders: &Folders) -> Option<Yaml> {
    let path = folders.workspace.as_ref()?.join(WORKSPACE);
    Some(Yaml::read(LayerKind::Project, &path))
}

/// Puts what the user's own file says above the workspace where that says nothing of it, and below
/// elsewhere.
fn spread(own: Option<&Yaml>, workspace: Option<&Yaml>, above: &mut Layer, below: &mut Layer) {
    let settings = own.into_iter().flat_map(|yaml| yaml.layer.settings());
    for setting in settings {
        let is_hidden = workspace.is_some_and(|yaml| yaml.layer.get(&setting.key).is_some());
        let place = if is_hidden { &mut *below } else { &mut *above };
        if place.get(&setting.key).is_none() {
            place.set(setting.clone());
        }
    }
}

/// The file that pnpm reads in the place of `~/.npmrc`.
fn user_path(context: &Context, env: &Env, words: &Words, own: Option<&Yaml>) -> PathBuf {
    // Never an empty path: the project's own file would then pass for the user's.
    let home = context.home().unwrap_or_else(|| folders::ROOT.into());
    let configured = own.and_then(|yaml| yaml.user_file.as_deref());
    let typed = words.option(&FLAGS).map(str::to_owned);
    match typed.or_else(|| environment::user_file(env, configured)) {
        Some(path) => match path.strip_prefix("~/") {
            Some(below) => home.join(below),
            None => context.absolute(Path::new(&path)),
        },
        None => home.join(".npmrc"),
    }
}

/// The flags that name the user's file.
pub(super) const FLAGS: [&str; 2] = ["npmrc-auth-file", "userconfig"];
