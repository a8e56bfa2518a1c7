//! npm's configuration as npm sees it: six layers, the higher hiding the lower key by key.
//!
//! A value that hides another need not be a credential. An *empty* token in a project file hides
//! the user's valid one, and so does a placeholder that names nothing. Within a file the last line
//! of a key counts, after `${…}` in the *key* has been replaced.

use std::path::PathBuf;

use super::layer::{DEFAULT_REGISTRY, Layer, LayerKind, Setting, scopes_of};
use super::npm8;
use super::origin::same::is_same;

/// npm's configuration for one command.
#[derive(Clone, Debug)]
pub struct Config {
    /// The six layers, highest first.
    pub layers: Vec<Layer>,
    /// The folder that npm takes for the project, where it looks for `.npmrc` and `package.json`.
    pub local_prefix: PathBuf,
    /// The workspace in which the command was typed, if `local_prefix` is its root.
    pub workspace: Option<PathBuf>,
    /// The prefix of `npm install -g`, after all layers.
    pub global_prefix: PathBuf,
    /// The user's config file.
    pub user_path: PathBuf,
    /// The global config file. Use this, not the key `globalconfig`: of all layers that set it, the
    /// first in npm's reading order (built-in, flag, variable, project, user) counts least.
    pub global_path: PathBuf,
    /// The layer that named it, if one did. A file (`Project`, `User`) wins over a variable of that
    /// name, unless a flag names it too.
    pub global_path_from: Option<LayerKind>,
    /// The project's config file, unless npm skips it (`--global`, or it is the user's).
    pub project_path: Option<PathBuf>,
    /// Config files that have settings and that npm may read instead of the project's; we cannot
    /// tell.
    pub doubtful: Vec<Layer>,
    /// In scripts: config files of the surrounding projects, whose lines npm may have passed on as
    /// variables.
    pub around: Vec<Layer>,
    /// The differences between the user's own configuration and what npm reads.
    pub(super) user_only: UserOnly,
}

/// npm's configuration without the settings of projects and scripts, as far as that differs.
#[derive(Clone, Debug, Default)]
pub(super) struct UserOnly {
    /// The layers that replace those of the same kind.
    pub(super) replaced: Vec<Layer>,
    /// The user's own file, if npm reads another.
    pub(super) user_path: Option<PathBuf>,
    /// The global file that the user named, if npm reads another.
    pub(super) global_path: Option<PathBuf>,
}

impl Config {
    /// The layer that decides a key, and its setting.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<(&Layer, &Setting)> {
        self.layers
            .iter()
            .find_map(|layer| layer.get(key).map(|setting| (layer, setting)))
    }

    /// Where a setting of this layer was written: its original layer and line. npm 8 moves the
    /// credential of the default registry into the user's layer, from whatever layer it is in.
    #[must_use]
    pub fn stands<'a>(
        &'a self,
        kind: LayerKind,
        setting: &'a Setting,
    ) -> (Option<&'a Layer>, Option<usize>) {
        let moved = (kind == LayerKind::User)
            .then(|| npm8::source(&self.layers, setting))
            .flatten();
        match moved {
            Some((layer, source)) => (Some(layer), source.line),
            None => (self.holding(kind, setting), setting.line),
        }
    }

    /// The layer of this kind that holds a setting: of another tool there may be several.
    fn holding(&self, kind: LayerKind, setting: &Setting) -> Option<&Layer> {
        let mut of_kind = self.layers.iter().filter(|layer| layer.kind == kind);
        let holds = |layer: &&Layer| layer.get(&setting.key) == Some(setting);
        of_kind.clone().find(holds).or_else(|| of_kind.next())
    }

    /// The value of a key if it is text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.1.value.as_text()
    }

    /// The line of a project here, or of a file that it names, with the same value as a setting: a
    /// variable may have come from there.
    #[must_use]
    pub fn line_of(&self, setting: &Setting) -> Option<(&Layer, &Setting)> {
        let of_project = |layer: &&Layer| layer.kind == LayerKind::Project;
        let projects = self
            .layers
            .iter()
            .filter(of_project)
            .chain(&self.doubtful)
            .chain(&self.around);
        let files = projects.chain(
            [LayerKind::User, LayerKind::Global]
                .into_iter()
                .filter_map(|kind| self.layer(kind)),
        );
        let mut lines = files.filter_map(|layer| Some((layer, layer.get(&setting.key)?)));
        lines.find(|(_, line)| is_same(&setting.key, Some(&line.value), Some(&setting.value)))
    }

    /// One layer.
    #[must_use]
    pub fn layer(&self, kind: LayerKind) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.kind == kind)
    }

    /// The registry for packages of a scope (`@name`, with or without the sign), or for those
    /// without one (npm-registry-fetch `pickRegistry`). It is the scope's, that of the `scope`
    /// setting, the general one, or npm's default.
    ///
    /// A text that is not a URL is returned as it is (`true` for a key without a value): npm fails
    /// with it too.
    #[must_use]
    pub fn registry_of(&self, scope: Option<&str>) -> String {
        let of_scope = |scope: String| {
            self.truthy(&format!(
                "@{}:registry",
                scope.strip_prefix('@').unwrap_or(&scope)
            ))
        };
        scope
            .and_then(|scope| of_scope(scope.to_owned()))
            .or_else(|| self.truthy("scope").and_then(of_scope))
            .unwrap_or_else(|| self.default_registry())
    }

    /// The registry of requests that concern no package, such as `whoami`: the general one, or
    /// npm's default.
    #[must_use]
    pub fn default_registry(&self) -> String {
        self.truthy("registry")
            .unwrap_or_else(|| DEFAULT_REGISTRY.to_owned())
    }

    /// The value of a key if npm takes it for an address: any that JavaScript takes for true, as
    /// text.
    #[must_use]
    pub fn truthy(&self, key: &str) -> Option<String> {
        let value = &self.get(key)?.1.value;
        value.is_truthy().then(|| value.to_text())
    }

    /// Every scope that has a registry of its own: `@scope` and the URL, as the deciding layer
    /// gives it.
    #[must_use]
    pub fn scopes(&self) -> Vec<(String, String)> {
        scopes_of(self.layers.iter())
    }
}
