//! Reads npm's config files in npm's order, because each may say where the next one is.
//!
//! First come the built-in file, flags and variables. Then comes the project, whose folder the
//! flags may set, and whose file may move the user's. Then comes the user's file, whose `prefix`
//! moves the global one. npm checks the values (`validate`) only after reading all of them. By then
//! it has used a path from an invalid value.

use super::config::{Config, UserOnly};
use super::inputs::Inputs;
use super::layer::{Layer, LayerKind, Setting};
use super::loader::Loader;
use super::npm8;
use super::origin::keys::PATHS;
use super::variables::variable;
use crate::npmrc::version::NpmVersion;

impl Config {
    /// Reads all layers as npm's `config.load()` and `config.validate()` do. Nothing fails: a file
    /// that cannot be read is an empty layer with a [`problem`](Layer::problem), as for npm.
    #[must_use]
    pub fn load(inputs: &Inputs) -> Self {
        let env = |name: &str| variable(inputs, name);
        let mut loader = Loader::new(inputs, &env);
        loader.add(loader.built_in());
        loader.add(loader.flags());
        loader.add(loader.variables());

        let place = loader.local_prefix();
        let is_global = loader.is_global();
        let project_path = (!is_global)
            .then(|| loader.project_file(&place.prefix))
            .flatten();
        let project = match &project_path {
            Some(path) => loader.file(LayerKind::Project, path.clone()),
            None => Layer::new(LayerKind::Project, None),
        };
        loader.add(project);

        let user_path = loader.user_path();
        loader.add(loader.file(LayerKind::User, user_path.clone()));
        let global_path_from = loader.deciding("globalconfig").map(|(kind, _)| kind);
        let global_path = loader.global_path();
        loader.add(loader.file(LayerKind::Global, global_path.clone()));
        let global_prefix = loader.prefix();

        let doubtful = if is_global {
            Vec::new()
        } else {
            loader.project_files(&place.doubtful)
        };
        let around = loader.around_scripts(&place);
        loader.validate();
        let mut config = Self {
            layers: loader.layers,
            local_prefix: place.prefix,
            workspace: place.workspace,
            global_prefix,
            user_path,
            global_path,
            global_path_from,
            project_path,
            doubtful,
            around,
            user_only: UserOnly::default(),
        };
        config.user_only = user_only(inputs, &config, is_global);
        if inputs.npm == NpmVersion::Npm8 {
            npm8::promote_credentials(&mut config.layers);
        }
        config
    }
}

/// What npm would read without the settings of projects and scripts. Files that it reads anyway are
/// not read again.
fn user_only(inputs: &Inputs, config: &Config, is_global: bool) -> UserOnly {
    let is_line = |setting: &Setting| config.line_of(setting).is_some();
    // A folder that a flag names belongs to the project, and so does a global config in it.
    let is_elsewhere = |kind, key: &str| kind == LayerKind::Cli && key == "prefix" && !is_global;
    let is_own = |kind: LayerKind, setting: &Setting| {
        !is_elsewhere(kind, &setting.key) && inputs.outer.is_own(setting, is_line)
    };
    let is_spoken = |kind: &LayerKind| {
        let layer = config.layer(*kind);
        layer.is_some_and(|layer| {
            layer
                .settings()
                .iter()
                .any(|setting| !is_own(*kind, setting))
        })
    };
    let replaced: Vec<LayerKind> = [LayerKind::Cli, LayerKind::Env]
        .into_iter()
        .filter(is_spoken)
        .collect();
    let moves = |layer: &Layer| PATHS.iter().any(|key| layer.get(key).is_some());
    if replaced.is_empty() && !config.layer(LayerKind::Project).is_some_and(moves) {
        return UserOnly::default();
    }
    let env = |name: &str| variable(inputs, name);
    let mut own = Loader::new(inputs, &env);
    own.add(own.built_in());
    for (kind, mut layer) in [
        (LayerKind::Cli, own.flags()),
        (LayerKind::Env, own.variables()),
    ] {
        let read = config.layer(kind);
        layer.retain_map(|setting| {
            let is_kept = read
                .and_then(|read| read.get(&setting.key))
                .is_some_and(|read| is_own(kind, read));
            is_kept.then_some(setting)
        });
        own.add(layer);
    }
    let user_path = own.user_path();
    let is_user_moved = user_path != config.user_path;
    own.add(own.file_unless_read(LayerKind::User, &user_path, config));
    let global_path = own.global_path();
    let is_global_moved = global_path != config.global_path;
    own.add(own.file_unless_read(LayerKind::Global, &global_path, config));
    own.validate();
    let is_replaced = |layer: &Layer| match layer.kind {
        LayerKind::Cli | LayerKind::Env => replaced.contains(&layer.kind),
        LayerKind::User => is_user_moved,
        LayerKind::Global => is_global_moved,
        LayerKind::Project | LayerKind::Builtin => false,
    };
    UserOnly {
        replaced: own.layers.into_iter().filter(is_replaced).collect(),
        user_path: is_user_moved.then_some(user_path),
        global_path: is_global_moved.then_some(global_path),
    }
}
