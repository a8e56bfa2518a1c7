//! npm's configuration as npm sees it: six layers, the higher hiding the lower key by key.
//!
//! A value that hides another need not be a credential: an *empty* token in a project file, or a
//! placeholder that names nothing, hides the user's good one. And a layer is one object: within a
//! file the last line of a key counts, after `${…}` in the *key* has been replaced.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use super::command_line::CommandLine;
use super::origin::{Outer, Own, Theirs, is_same};
use super::value::Value;
use super::{NpmVersion, load, npm8};

/// npm's own default, from its `definitions.js`.
pub(super) const DEFAULT_REGISTRY: &str = "https://registry.npmjs.org/";

/// Where a setting comes from; the order is npm's, highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LayerKind {
    /// A flag.
    Cli,
    /// An `npm_config_…` variable.
    Env,
    /// `.npmrc` of the project or the workspace root.
    Project,
    /// The user's `.npmrc`.
    User,
    /// `etc/npmrc` under the global prefix.
    Global,
    /// `npmrc` inside npm's own package.
    Builtin,
}

/// One source of settings.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Which of the six.
    pub kind: LayerKind,
    /// The file, for the four that are files; `None` also for a project file that npm skips.
    pub path: Option<PathBuf>,
    /// Why npm got nothing, or would stop: an unreadable file, a line on which it throws.
    pub problem: Option<String>,
    /// How the file could not be read, where that is the problem. npm may find in it what we did
    /// not.
    pub unread: Option<io::ErrorKind>,
    settings: Vec<Setting>,
    index: HashMap<String, usize>,
}

/// A key with its value, as npm holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The key, placeholders replaced.
    pub key: String,
    /// The value, placeholders replaced and its declared type applied.
    pub value: Value,
    /// The value as written, as text.
    pub raw: String,
    /// The line that decided it, from 1; `None` for a flag or variable.
    pub line: Option<usize>,
    /// Names in the value that are not set: left as they stand, or emptied by `${NAME?}`.
    pub unresolved: Vec<String>,
}

impl Layer {
    /// Whether npm may read what we did not: it waits for a FIFO, and knows no limit. A folder, or
    /// a file that is closed to us, it passes over as we do.
    #[must_use]
    pub fn is_open_to_npm(&self) -> bool {
        !matches!(
            self.unread,
            None | Some(io::ErrorKind::IsADirectory | io::ErrorKind::PermissionDenied)
        )
    }

    /// An empty layer.
    #[must_use]
    pub fn new(kind: LayerKind, path: Option<PathBuf>) -> Self {
        Self {
            kind,
            path,
            problem: None,
            unread: None,
            settings: Vec::new(),
            index: HashMap::new(),
        }
    }

    /// The settings, each key once.
    #[must_use]
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// The setting of this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Setting> {
        self.index.get(key).map(|&at| &self.settings[at])
    }

    /// Sets a key; an earlier setting of it is gone, and its place taken.
    pub fn set(&mut self, setting: Setting) {
        match self.index.get(&setting.key) {
            Some(&at) => self.settings[at] = setting,
            None => {
                self.index.insert(setting.key.clone(), self.settings.len());
                self.settings.push(setting);
            }
        }
    }

    /// Forgets a key.
    pub fn remove(&mut self, key: &str) {
        self.retain_map(|setting| (setting.key != key).then_some(setting));
    }

    /// Keeps, drops or changes each setting.
    pub(super) fn retain_map(&mut self, keep: impl FnMut(Setting) -> Option<Setting>) {
        self.settings = std::mem::take(&mut self.settings)
            .into_iter()
            .filter_map(keep)
            .collect();
        self.index = self
            .settings
            .iter()
            .enumerate()
            .map(|(at, setting)| (setting.key.clone(), at))
            .collect();
    }
}

/// What the layers need of a file system.
pub trait Files {
    /// The contents, or `None` where there is no such file.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>>;
    /// The same of a file that is at most so large, in bytes.
    ///
    /// # Errors
    /// `FileTooLarge` for a larger one, and those of reading it.
    fn read_at_most(&self, path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let bytes = self.read(path)?;
        let is_larger = bytes
            .as_ref()
            .is_some_and(|bytes| bytes.len() as u64 > limit);
        if is_larger {
            Err(io::ErrorKind::FileTooLarge.into())
        } else {
            Ok(bytes)
        }
    }
    /// Whether this is a file, links followed.
    fn is_file(&self, path: &Path) -> bool;
    /// Whether this is a folder, links followed.
    fn is_dir(&self, path: &Path) -> bool;
    /// What is in a folder, in any order; nothing where it cannot be read.
    fn list_dir(&self, path: &Path) -> Vec<FolderEntry>;
}

/// A name in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderEntry {
    /// The name alone.
    pub name: OsString,
    /// Whether it is a folder, links followed.
    pub is_dir: bool,
    /// Whether it is a link.
    pub is_link: bool,
}

/// Everything that decides npm's configuration.
pub struct Inputs<'a> {
    /// Whose rules.
    pub npm: NpmVersion,
    /// The parsed command line.
    pub command_line: &'a CommandLine,
    /// The environment, in its order.
    pub env: &'a [(OsString, OsString)],
    /// The working folder, absolute.
    pub cwd: &'a Path,
    /// The home folder: `HOME`, or what the system says.
    pub home: &'a Path,
    /// node's own file (`process.execPath`, links resolved); decides the global prefix.
    pub node: Option<&'a Path>,
    /// npm's package folder, for its built-in `npmrc`.
    pub npm_dir: Option<&'a Path>,
    /// The file system.
    pub files: &'a dyn Files,
    /// What is known of the calls around this one.
    pub outer: &'a Outer,
    /// Whether npm runs on Windows: `~\`, names of variables without case, the prefix beside node.
    pub windows: bool,
}

/// npm's configuration for one command.
#[derive(Clone, Debug)]
pub struct Config {
    /// The six layers, highest first.
    pub layers: Vec<Layer>,
    /// The folder that npm takes for the project: where its `.npmrc` and `package.json` are looked
    /// for.
    pub local_prefix: PathBuf,
    /// The workspace in which the command was typed, if `local_prefix` is its root for that reason.
    pub workspace: Option<PathBuf>,
    /// The prefix of `npm install -g`, after all layers.
    pub global_prefix: PathBuf,
    /// The user's config file.
    pub user_path: PathBuf,
    /// The global config file. Ask this, not the key `globalconfig`: of all that set it, the first
    /// in npm's reading order (built-in, flag, variable, project, user) counts least.
    pub global_path: PathBuf,
    /// The layer that named it, if one did. A file here (`Project`, `User`) stands above a variable
    /// of that name unless a flag names it, too.
    pub global_path_from: Option<LayerKind>,
    /// The project's config file, unless npm skips it (`--global`, or it is the user's).
    pub project_path: Option<PathBuf>,
    /// Config files that npm may read in place of the project's, where it cannot be told; each says
    /// something.
    pub doubtful: Vec<Layer>,
    /// Inside scripts: config files of projects around, whose lines npm may have passed on as
    /// variables.
    pub around: Vec<Layer>,
    /// Where the user's own word differs from what npm reads.
    pub(super) theirs: Theirs,
}

impl Config {
    /// Reads all layers as npm's `config.load()` and `config.validate()` do. Nothing fails: a file
    /// that cannot be read is an empty layer with a [`problem`](Layer::problem), as for npm.
    #[must_use]
    pub fn load(inputs: &Inputs) -> Self {
        load::load(inputs)
    }

    /// The layer that decides a key, and its setting.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<(&Layer, &Setting)> {
        self.layers
            .iter()
            .find_map(|layer| layer.get(key).map(|setting| (layer, setting)))
    }

    /// Where a setting of this layer stands: the layer whose word it is, and its line. npm 8 moves
    /// the credential of the default registry into the user's layer, whoever gave it.
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
            None => (self.layer(kind), setting.line),
        }
    }

    /// The value of a key if it is text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.1.value.as_text()
    }

    /// The settings that are the user's own word, in the same order.
    #[must_use]
    pub fn own(&self) -> Own<'_> {
        Own::new(self)
    }

    /// The same as a configuration of its own: what npm would have if no project and no script had
    /// said anything.
    #[must_use]
    pub fn own_config(&self) -> Self {
        let own = self.own();
        let layers = own.layers().iter().map(|&layer| layer.clone()).collect();
        let (user_path, global_path) = (own.user_path().to_owned(), own.global_path().to_owned());
        Self {
            layers,
            user_path,
            global_path,
            theirs: Theirs::default(),
            ..self.clone()
        }
    }

    /// The line of a project here, or of a file that it names, that says the same as a setting: as
    /// a variable it may have come from there.
    #[must_use]
    pub fn line_of(&self, setting: &Setting) -> Option<(&Layer, &Setting)> {
        let projects = self
            .layer(LayerKind::Project)
            .into_iter()
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
    /// without one (npm-registry-fetch `pickRegistry`): the scope's, that of the `scope` setting,
    /// the general one, npm's default.
    ///
    /// What is no URL at all comes back as it is (`true` for a key without a value): npm fails with
    /// it, too.
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

    /// The registry of requests that are about no package, such as `whoami`: the general one, npm's
    /// default.
    #[must_use]
    pub fn default_registry(&self) -> String {
        self.truthy("registry")
            .unwrap_or_else(|| DEFAULT_REGISTRY.to_owned())
    }

    /// The value of a key as npm takes it for an address: any that JavaScript takes for true, as
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

/// The scopes of these layers, the highest first.
pub(super) fn scopes_of<'a>(layers: impl Iterator<Item = &'a Layer>) -> Vec<(String, String)> {
    let (mut scopes, mut known) = (Vec::new(), HashSet::new());
    for setting in layers.flat_map(Layer::settings) {
        let Some(scope) = setting
            .key
            .strip_suffix(":registry")
            .filter(|scope| scope.starts_with('@'))
        else {
            continue;
        };
        // The highest layer decides, also where it says that there is none.
        if known.insert(scope) && setting.value.is_truthy() {
            scopes.push((scope.to_owned(), setting.value.to_text()));
        }
    }
    scopes
}
