//! The configuration of pnpm 7 to 10: npm's layers, and below them pnpm's own `rc` (pnpm 10
//! `@pnpm/npm-conf` and `config/config`).
//!
//! The project is found in another way than by npm, and a workspace has a second file. A flag for
//! the folder moves the global file of pnpm 7 to 9.

use super::config::{PnpmConfig, workspace};
use super::environment;
use super::file::{self, FileRules};
use super::folders::Folders;
use super::words::Words;
use crate::context::{Context, Env};
use crate::npmrc::{Config, Layer, LayerKind, Parts};
use crate::tool::as_npm::config::outer;
use crate::tool::call::Call;
use npmcred_platform::{files, folders};
use std::path::{Path, PathBuf};

/// The flags that name pnpm's folder.
pub(super) const FOLDER_FLAGS: [&str; 2] = ["dir", "prefix"];

/// Reads it.
#[must_use]
pub(super) fn load(call: &Call<'_>, words: &Words) -> PnpmConfig {
    let (context, env) = (call.context, call.env);
    let folders = Folders::of(context, words);
    let workspace = workspace(&folders);
    let rules = FileRules::of(words);
    let read = |kind, path: &Path| file::layer(kind, path, env, rules);
    let variables = environment::variables_of_npm(env);
    let user_path = user_path(context, words, &variables);
    let user = read(LayerKind::User, &user_path);
    let global_path = global_path(call, words, &folders, Some(&user));
    let mut layers = vec![environment::flags(words), variables];
    layers.extend(workspace.as_ref().map(|yaml| yaml.layer.clone()));
    let mut doubtful = Vec::new();
    for folder in project_folders(words, &folders) {
        let path = folder.join(".npmrc");
        if path == user_path {
            continue;
        }
        let layer = read(LayerKind::Project, &path);
        if layer.settings().is_empty() && layer.problem.is_some() {
            // A launcher, or pnpm itself, may set what it names.
            let whole = FileRules {
                drops_file: false,
                ..rules
            };
            doubtful.push(file::layer(LayerKind::Project, &path, env, whole));
        }
        layers.push(layer);
    }
    layers.push(user);
    layers.push(read(LayerKind::Global, &global_path));
    let rc = folders.config.as_ref().map(|folder| folder.join("rc"));
    layers.extend(rc.map(|path| read(LayerKind::Builtin, &path)));
    let parts = Parts {
        layers,
        doubtful,
        folder: folders.project.clone().unwrap_or(folders.start.clone()),
        user_path,
    };
    PnpmConfig {
        layers: Config::of_other_tool(parts, &outer(context)),
        folders,
        workspace,
        own: None,
        global_path: Some(global_path),
    }
}

/// The folders whose `.npmrc` is the project's, the higher first.
fn project_folders(words: &Words, folders: &Folders) -> Vec<PathBuf> {
    if folders.project.is_none() {
        return Vec::new();
    }
    let is_named = words.option(&FOLDER_FLAGS).is_some();
    let nearest = if is_named {
        folders.start.clone()
    } else {
        folders.nearest()
    };
    let workspace = folders.workspace.clone().filter(|it| *it != nearest);
    [Some(nearest), workspace].into_iter().flatten().collect()
}

fn user_path(context: &Context, words: &Words, variables: &Layer) -> PathBuf {
    // Never an empty path: the project's own file would then pass for the user's.
    let home = context.home().unwrap_or_else(|| folders::ROOT.into());
    let typed = words.option(&["userconfig"]);
    match typed.or_else(|| text(variables, "userconfig")) {
        Some(path) => resolved(context, path),
        None => home.join(".npmrc"),
    }
}

/// The global file that pnpm 7 to 10 read, without a project's word about it. `user` is the user's
/// own file.
#[must_use]
pub(super) fn global_path(
    call: &Call<'_>,
    words: &Words,
    folders: &Folders,
    user: Option<&Layer>,
) -> PathBuf {
    let (context, env) = (call.context, call.env);
    let variables = environment::variables_of_npm(env);
    let said = |key| {
        let of_user = || text(user?, key);
        text(&variables, key).or_else(of_user)
    };
    if let Some(path) = said("globalconfig") {
        return resolved(context, path);
    }
    // Of pnpm 10 the flag moves it no more.
    let is_moved = words.is_before([10, 0, 0]) && words.option(&FOLDER_FLAGS).is_some();
    let prefix = if is_moved {
        folders.start.clone()
    } else if let Some(path) = said("prefix") {
        resolved(context, path)
    } else {
        default_prefix(call, env)
    };
    prefix.join("etc").join("npmrc")
}

fn default_prefix(call: &Call<'_>, env: &Env) -> PathBuf {
    let context = call.context;
    if let Some(prefix) = env.filled("PREFIX") {
        return context.absolute(Path::new(prefix));
    }
    let node = call.real.node(context, env).ok().flatten();
    // Of a pnpm that is a program by itself, that program is the node.
    let node = node.or_else(|| files::canonical(&call.real.path).ok());
    let prefix = node.as_deref().and_then(|node| node.parent()?.parent());
    let prefix = prefix.unwrap_or(Path::new(folders::ROOT));
    match env.filled("DESTDIR") {
        // Joined, not resolved: the prefix is absolute, and pnpm still puts it below this folder.
        Some(below) => {
            let inside = prefix.strip_prefix(folders::ROOT).unwrap_or(prefix);
            context.absolute(&Path::new(below).join(inside))
        }
        None => prefix.to_owned(),
    }
}

fn text<'a>(layer: &'a Layer, key: &str) -> Option<&'a str> {
    layer.get(key)?.value.as_text().filter(|it| !it.is_empty())
}

fn resolved(context: &Context, path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), context.home()) {
        (Some(below), Some(home)) => home.join(below),
        _ => context.absolute(Path::new(path)),
    }
}
