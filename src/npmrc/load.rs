//! The order in which npm finds its config files, for each may say where the next one is.
//!
//! Built-in, flags, variables; then the project, whose folder the flags may set and whose file may
//! move the user's; then the user's file, whose `prefix` moves the global one. Only when all are
//! read does npm check the values (`validate`): a path that an invalid value pointed to has been
//! used by then.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use super::ini::Document;
use super::layers::{Config, Inputs, Layer, LayerKind, Setting};
use super::origin::{Outer, PATHS, Theirs};
use super::roots::Place;
use super::types::{Surroundings, clean};
use super::value::Value;
use super::{NpmVersion, expand, npm8, paths};

/// The largest file that is read, in bytes. npm has no limit, but nobody's configuration is larger,
/// and of short lines this one already takes a third of a GiB.
const LARGEST: u64 = 4 << 20;

/// See [`Config::load`].
pub(super) fn load(inputs: &Inputs) -> Config {
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
    let mut config = Config {
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
        theirs: Theirs::default(),
    };
    config.theirs = theirs(inputs, &config, is_global);
    if inputs.npm == NpmVersion::Npm8 {
        npm8::promote_credentials(&mut config.layers);
    }
    config
}

/// The layers of flags and variables alone, with their values in npm's types.
pub(super) fn spoken(inputs: &Inputs) -> Vec<Layer> {
    let env = |name: &str| variable(inputs, name);
    let mut loader = Loader::new(inputs, &env);
    loader.layers = vec![loader.flags(), loader.variables()];
    loader.validate();
    loader.layers
}

/// Whether a flag or a variable may set a key that this test accepts: a look at the names, which
/// nearly always is all.
pub(super) fn may_speak_of(inputs: &Inputs, test: impl Fn(&str) -> bool) -> bool {
    // A placeholder in a key may make any key of it.
    let may_be = |key: &str| key.contains("${") || test(key);
    let is_variable = |(name, _): &(OsString, OsString)| {
        has_config_prefix(name) && may_be(&key_of(&name.to_string_lossy()))
    };
    inputs
        .command_line
        .options
        .iter()
        .any(|(key, _)| may_be(key))
        || inputs.env.iter().any(is_variable)
}

/// What npm would read without the project and without what a script said. Files that it reads
/// anyway are not read again.
fn theirs(inputs: &Inputs, config: &Config, is_global: bool) -> Theirs {
    let is_line = |setting: &Setting| config.line_of(setting).is_some();
    // A folder that a flag names is the project's, and so is a global config in it.
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
        return Theirs::default();
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
    Theirs {
        replaced: own.layers.into_iter().filter(is_replaced).collect(),
        user_path: is_user_moved.then_some(user_path),
        global_path: is_global_moved.then_some(global_path),
    }
}

struct Loader<'a> {
    inputs: &'a Inputs<'a>,
    around: Surroundings<'a>,
    /// Those read so far, highest first.
    layers: Vec<Layer>,
    /// Which layer was the first to set each of [`FALLING_KEYS`].
    fallen: Vec<(&'static str, LayerKind)>,
    default_prefix: PathBuf,
}

/// Keys whose default npm computes when asked. It does so with a property that has a setter, and
/// the first layer that sets such a key hits that setter: its value becomes the *default*, below
/// all layers. Of a flag and a variable for `globalconfig` the variable wins; of a variable and the
/// user's file, the file.
const FALLING_KEYS: &[(&str, NpmVersion, NpmVersion)] = &[
    ("globalconfig", NpmVersion::Npm8, NpmVersion::Npm12),
    ("metrics-registry", NpmVersion::Npm8, NpmVersion::Npm9),
    ("global-ignore-file", NpmVersion::Npm12, NpmVersion::Npm12),
];

impl<'a> Loader<'a> {
    fn new(inputs: &'a Inputs<'a>, env: &'a dyn Fn(&str) -> Option<String>) -> Self {
        let Inputs {
            npm,
            cwd,
            home,
            windows,
            ..
        } = *inputs;
        let around = Surroundings {
            npm,
            env,
            cwd,
            home,
            windows,
        };
        let layers = Vec::with_capacity(6);
        Self {
            inputs,
            around,
            layers,
            fallen: Vec::new(),
            default_prefix: default_prefix(inputs),
        }
    }

    fn built_in(&self) -> Layer {
        match self.inputs.npm_dir {
            Some(folder) => self.file(
                LayerKind::Builtin,
                paths::resolve(self.inputs.cwd, folder).join("npmrc"),
            ),
            None => Layer::new(LayerKind::Builtin, None),
        }
    }

    fn is_global(&self) -> bool {
        self.get("global")
            .is_some_and(|setting| setting.value == Value::Bool(true))
            || self.is_location_global()
    }

    /// The config file of a project's folder, unless it is the user's.
    fn project_file(&self, folder: &Path) -> Option<PathBuf> {
        let file = paths::resolve(self.inputs.cwd, folder).join(".npmrc");
        (file != self.user_path()).then_some(file)
    }

    fn global_path(&self) -> PathBuf {
        self.path("globalconfig")
            .unwrap_or_else(|| self.prefix().join("etc/npmrc"))
    }

    /// The config files of these folders, as if they were the project's; those that say nothing are
    /// left out.
    fn project_files(&self, folders: &[PathBuf]) -> Vec<Layer> {
        let files = folders
            .iter()
            .filter_map(|folder| self.project_file(folder));
        let layers = files.map(|file| self.cleaned(self.file(LayerKind::Project, file)));
        layers
            .filter(|layer| !layer.settings().is_empty() || layer.is_open_to_npm())
            .collect()
    }

    /// Inside scripts: the config files of every folder from which the lines of a project may have
    /// come as variables.
    fn around_scripts(&self, place: &Place) -> Vec<Layer> {
        if *self.inputs.outer == Outer::Nothing {
            return Vec::new();
        }
        let named = ["INIT_CWD", "npm_config_local_prefix"]
            .map(|name| variable(self.inputs, name).map(PathBuf::from));
        let manifest = variable(self.inputs, "npm_package_json").map(PathBuf::from);
        let folder = manifest
            .as_deref()
            .and_then(Path::parent)
            .map(Path::to_path_buf);
        let starts = [Some(self.inputs.cwd.to_path_buf())]
            .into_iter()
            .chain(named)
            .chain([folder])
            .flatten();
        let mut folders: Vec<PathBuf> = Vec::new();
        for start in starts.filter(|start| start.is_absolute()) {
            for ancestor in start.ancestors() {
                if ancestor != place.prefix && !folders.iter().any(|known| known == ancestor) {
                    folders.push(ancestor.to_path_buf());
                }
            }
        }
        self.project_files(&folders)
    }

    /// A file as a layer; of one that was read already, only what decides where the next one is.
    fn file_unless_read(&self, kind: LayerKind, path: &Path, read: &Config) -> Layer {
        let Some(known) = read
            .layer(kind)
            .filter(|layer| layer.path.as_deref() == Some(path))
        else {
            return self.file(kind, path.to_path_buf());
        };
        let mut layer = Layer::new(kind, Some(path.to_path_buf()));
        PATHS
            .iter()
            .filter_map(|key| known.get(key))
            .for_each(|setting| layer.set(setting.clone()));
        layer
    }

    fn add(&mut self, layer: Layer) {
        for (key, since, until) in FALLING_KEYS {
            let has_fallen = self.fallen.iter().any(|(fallen, _)| fallen == key);
            if !has_fallen
                && (since..=until).contains(&&self.inputs.npm)
                && layer.get(key).is_some()
            {
                self.fallen.push((key, layer.kind));
            }
        }
        let at = self.layers.partition_point(|other| other.kind < layer.kind);
        self.layers.insert(at, layer);
    }

    fn get(&self, key: &str) -> Option<&Setting> {
        self.deciding(key).map(|(_, setting)| setting)
    }

    /// The highest layer that sets a key, one that has sunk being the lowest.
    fn deciding(&self, key: &str) -> Option<(LayerKind, &Setting)> {
        let sunk = self
            .fallen
            .iter()
            .find(|(fallen, _)| *fallen == key)
            .map(|(_, kind)| *kind);
        let mut set = self
            .layers
            .iter()
            .filter_map(|layer| Some((layer.kind, layer.get(key)?)));
        set.clone()
            .find(|(kind, _)| Some(*kind) != sunk)
            .or_else(|| set.next())
    }

    fn path(&self, key: &str) -> Option<PathBuf> {
        let text = self
            .get(key)?
            .value
            .as_text()
            .filter(|text| !text.is_empty())?;
        Some(paths::resolve(self.inputs.cwd, text))
    }

    fn prefix(&self) -> PathBuf {
        self.path("prefix")
            .unwrap_or_else(|| self.default_prefix.clone())
    }

    fn user_path(&self) -> PathBuf {
        let default =
            || paths::resolve(&paths::resolve(self.inputs.cwd, self.inputs.home), ".npmrc");
        self.path("userconfig").unwrap_or_else(default)
    }

    fn is_location_global(&self) -> bool {
        self.get("location")
            .is_some_and(|setting| setting.value.as_text() == Some("global"))
    }

    /// Puts one key into a layer as npm's `loadObject` does.
    fn put(&self, layer: &mut Layer, key: &str, value: Value, line: Option<usize>) {
        let raw = value.to_text();
        let key = expand(key, self.inputs.npm, self.around.env).text;
        let mut unresolved = Vec::new();
        let value = self.around.parse_field(value, &key, &mut unresolved);
        layer.set(Setting {
            key,
            value,
            raw,
            line,
            unresolved,
        });
    }

    fn flags(&self) -> Layer {
        let mut layer = Layer::new(LayerKind::Cli, None);
        for (key, value) in &self.inputs.command_line.options {
            // The parser resolves paths before placeholders are replaced, and again afterwards.
            let Some(typed) = clean(value.clone(), key, self.inputs.npm, Some(&self.around)) else {
                continue;
            };
            self.put(&mut layer, key, typed, None);
        }
        layer
    }

    /// `npm_config_…` in any case; empty ones do not count, and a nerf dart keeps its spelling.
    fn variables(&self) -> Layer {
        let mut layer = Layer::new(LayerKind::Env, None);
        for (name, value) in self.inputs.env {
            if value.is_empty() || !has_config_prefix(name) {
                continue;
            }
            let key = key_of(&name.to_string_lossy());
            self.put(
                &mut layer,
                &key,
                Value::Text(value.to_string_lossy().into_owned()),
                None,
            );
        }
        layer
    }

    fn file(&self, kind: LayerKind, path: PathBuf) -> Layer {
        let read = self.inputs.files.read_at_most(&path, LARGEST);
        let mut layer = Layer::new(kind, Some(path));
        match read {
            Ok(None) => {}
            Ok(Some(bytes)) => {
                let document = Document::parse(&bytes, self.inputs.npm);
                layer.problem = document
                    .fatal_line()
                    .map(|line| format!("npm cannot read line {line}"));
                for (key, value, line) in document.settings() {
                    self.put(&mut layer, &key, value, line);
                }
            }
            Err(error) => {
                layer.unread = Some(error.kind());
                layer.problem = Some(match error.kind() {
                    io::ErrorKind::FileTooLarge => format!("larger than {} MiB", LARGEST >> 20),
                    _ => error.to_string(),
                });
            }
        }
        layer
    }

    /// The folder of the project: `--prefix`, or what the walk upwards finds.
    fn local_prefix(&self) -> Place {
        let cli = self
            .layers
            .iter()
            .find(|layer| layer.kind == LayerKind::Cli);
        let flag = |key: &str| {
            cli.and_then(|layer| layer.get(key))
                .map(|setting| &setting.value)
        };
        if let Some(prefix) = flag("prefix")
            .and_then(Value::as_text)
            .filter(|prefix| !prefix.is_empty())
        {
            return Place::given(prefix.into());
        }
        let alone = flag("workspaces") == Some(&Value::Bool(false))
            || self
                .get("global")
                .is_some_and(|setting| setting.value.is_truthy())
            || self.is_location_global();
        Place::find(
            &paths::resolve(self.inputs.cwd, ""),
            alone,
            self.inputs.npm,
            self.inputs.files,
        )
    }

    /// `nopt.clean` over what was not cleaned on parsing: npm checks neither its own file nor,
    /// again, the flags.
    fn validate(&mut self) {
        let layers = std::mem::take(&mut self.layers);
        let is_clean = |layer: &Layer| matches!(layer.kind, LayerKind::Cli | LayerKind::Builtin);
        self.layers = layers
            .into_iter()
            .map(|layer| {
                if is_clean(&layer) {
                    layer
                } else {
                    self.cleaned(layer)
                }
            })
            .collect();
    }

    fn cleaned(&self, mut layer: Layer) -> Layer {
        layer.retain_map(|setting| {
            let Setting {
                key,
                value,
                raw,
                line,
                unresolved,
            } = setting;
            let value = clean(value, &key, self.inputs.npm, Some(&self.around))?;
            Some(Setting {
                key,
                value,
                raw,
                line,
                unresolved,
            })
        });
        layer
    }
}

const CONFIG_PREFIX: &str = "npm_config_";

fn has_config_prefix(name: &OsStr) -> bool {
    let start = name.as_encoded_bytes().get(..CONFIG_PREFIX.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(CONFIG_PREFIX.as_bytes()))
}

/// The key that a variable with npm's prefix sets.
fn key_of(name: &str) -> String {
    let key = &name[CONFIG_PREFIX.len()..];
    if key.starts_with("//") {
        key.to_owned()
    } else {
        normalized(key)
    }
}

/// `_` is `-`, save at the very beginning (`_auth`), and case does not count.
fn normalized(key: &str) -> String {
    let mut chars = key.chars();
    let first: String = chars.next().into_iter().collect();
    (first + &chars.as_str().replace('_', "-")).to_lowercase()
}

fn variable(inputs: &Inputs, name: &str) -> Option<String> {
    let matches = |key: &OsStr| {
        let key = key.as_encoded_bytes();
        key == name.as_bytes() || (inputs.windows && key.eq_ignore_ascii_case(name.as_bytes()))
    };
    let found = inputs.env.iter().find(|(key, _)| matches(key));
    found.map(|(_, value)| value.to_string_lossy().into_owned())
}

/// `PREFIX`, or where node is; `DESTDIR` before it, but not on Windows.
fn default_prefix(inputs: &Inputs) -> PathBuf {
    let given = |name| variable(inputs, name).filter(|value| !value.is_empty());
    let prefix =
        given("PREFIX").map_or_else(|| prefix_of_node(inputs, given("DESTDIR")), PathBuf::from);
    paths::resolve(inputs.cwd, prefix)
}

fn prefix_of_node(inputs: &Inputs, destination: Option<String>) -> PathBuf {
    let parent = inputs.node.and_then(Path::parent).unwrap_or(Path::new(""));
    if inputs.windows {
        return parent.into();
    }
    let prefix = parent.parent().unwrap_or(parent);
    match destination {
        // Joined, not resolved: the prefix is absolute and goes below all the same.
        Some(destination) => {
            Path::new(&destination).join(prefix.strip_prefix("/").unwrap_or(prefix))
        }
        None => prefix.into(),
    }
}
