//! yarn 1's configuration for a command: its layers in its own order, as a configuration of npm's.
//!
//! Highest first: flags; variables; the `.npmrc` of the project, of the user, of all users, and of
//! every folder above the project. A `.yarnrc` names the way to registries above them, and the
//! registries themselves below. The user's `.npmrc` stands where npm has its global file, because
//! what is handed over takes its place.

use super::environment;
use super::file;
use super::folders::Folders;
use super::words::Words;
use super::yarnrc::Yarnrc;
use crate::npmrc::{Config, Layer, LayerKind, Parts};
use crate::tool::as_npm::config::outer;
use crate::tool::call::Call;
use crate::trust::Finding;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// yarn's configuration.
pub(super) struct YarnConfig {
    /// Its layers.
    pub layers: Config,
    /// Where it was read.
    pub folders: Folders,
    /// What a `.yarnrc` holds against a hand-over, beside what is in the layers.
    pub findings: Vec<Finding>,
}

impl YarnConfig {
    /// Reads it.
    #[must_use]
    pub(super) fn load(call: &Call<'_>, words: &Words) -> Self {
        let (context, env) = (call.context, call.env);
        let folders = Folders::of(context, call.real, env, words);
        let named = environment::user_file(env);
        let user_path = match named {
            Some(named) => context.absolute(Path::new(&named)),
            None => folders.yarn_home.join(".npmrc"),
        };
        let yarnrcs = yarnrcs(&folders);
        let mut layers = vec![environment::flags(words)];
        // Among files yarn lets the user's flags win. Here the project's stand above them, which
        // only makes for a question more.
        layers.extend(yarnrcs.iter().map(|one| one.flags.clone()));
        layers.push(environment::ways(env));
        layers.extend(yarnrcs.iter().map(|one| one.ways.clone()));
        layers.push(environment::variables(env));
        for (kind, path) in npmrcs(&folders, &user_path, words) {
            layers.push(file::layer(kind, &path, env));
        }
        layers.extend(yarnrcs.iter().map(|one| one.registries.clone()));
        layers.retain(|layer| is_worth_a_word(layer, &user_path));
        let of_project = yarnrcs.into_iter().flat_map(|one| one.findings);
        let parts = Parts {
            layers,
            doubtful: Vec::new(),
            folder: folders.project.clone(),
            user_path,
        };
        Self {
            layers: Config::of_other_tool(parts, &outer(context)),
            folders,
            findings: of_project.collect(),
        }
    }
}

/// A file that is not there, in one of many places where it might be, is not told of.
fn is_worth_a_word(layer: &Layer, user_path: &Path) -> bool {
    let is_file = layer.path.is_some();
    (!is_file && layer.kind != LayerKind::Project)
        || !layer.settings().is_empty()
        || layer.problem.is_some()
        || layer.path.as_deref() == Some(user_path)
}

/// The files of npm's form, highest first. In the folder of global packages there are none of a
/// project.
fn npmrcs(folders: &Folders, user_path: &Path, words: &Words) -> Vec<(LayerKind, PathBuf)> {
    let name = ".npmrc";
    let mut all = Vec::new();
    let project = folders.project.join(name);
    if !words.is_apart() && project != user_path {
        all.push((LayerKind::Project, project));
    }
    all.push((LayerKind::Global, user_path.to_owned()));
    let shared = folders.shared.as_ref().map(|etc| etc.join("npmrc"));
    all.extend(shared.map(|path| (LayerKind::Builtin, path)));
    if folders.yarn_home != folders.home {
        all.push((LayerKind::Builtin, folders.home.join(name)));
    }
    if !words.is_apart() {
        all.extend(above(folders, name));
    }
    let mut known = HashSet::new();
    all.retain(|(_, path)| known.insert(path.clone()));
    all
}

/// Those of the folders above the project.
fn above(folders: &Folders, name: &str) -> Vec<(LayerKind, PathBuf)> {
    let kind = |folder: &Path| {
        if folders.is_own(folder) {
            LayerKind::Builtin
        } else {
            LayerKind::Project
        }
    };
    let all = folders.above();
    all.map(|folder| (kind(folder), folder.join(name)))
        .collect()
}

/// The files of yarn's own form, highest first. What the user's own holds that is not known is
/// theirs.
fn yarnrcs(folders: &Folders) -> Vec<Yarnrc> {
    let name = ".yarnrc";
    let own = [&folders.yarn_home, &folders.home].map(|home| home.join(name));
    let inside = folders.start.ancestors();
    let inside = inside.take_while(|folder| *folder != folders.project);
    // Of these yarn takes the flags alone.
    let flags_alone: Vec<PathBuf> = inside.map(|folder| folder.join(name)).collect();
    let mut paths = vec![(LayerKind::Project, folders.project.join(name))];
    let of_project = |path: &PathBuf| (LayerKind::Project, path.clone());
    paths.extend(flags_alone.iter().map(of_project));
    paths.extend(own.iter().map(|path| (LayerKind::User, path.clone())));
    let shared = folders.shared.as_ref().map(|etc| etc.join("yarnrc"));
    paths.extend(shared.map(|path| (LayerKind::Builtin, path)));
    let mut known: Vec<PathBuf> = Vec::new();
    let mut found = Vec::new();
    for (kind, path) in paths.into_iter().chain(above(folders, name)) {
        if known.contains(&path) || (kind == LayerKind::Project && own.contains(&path)) {
            continue;
        }
        let mut yarnrc = Yarnrc::read(kind, &path);
        if kind != LayerKind::Project {
            yarnrc.findings.clear();
        }
        if flags_alone.contains(&path) {
            yarnrc.ways = Layer::new(kind, None);
            yarnrc.registries = Layer::new(kind, None);
        }
        found.push(yarnrc);
        known.push(path);
    }
    found
}
