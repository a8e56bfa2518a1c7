//! The order in which npm finds its config files, for each may say where the next one is.
//!
//! Built-in, flags, variables; then the project, whose folder the flags may set and whose file may move the user's;
//! then the user's file, whose `prefix` moves the global one. Only when all are read does npm check the values
//! (`validate`): a path that an invalid value pointed to has been used by then.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::ini::Document;
use super::layers::{Config, Inputs, Layer, LayerKind, Setting};
use super::types::{Surroundings, clean};
use super::value::Value;
use super::workspaces::is_workspace_of;
use super::{NpmVersion, expand, npm8, paths};

/// See [`Config::load`].
pub(super) fn load(inputs: &Inputs) -> Config {
    let env = |name: &str| variable(inputs, name);
    let Inputs { npm, cwd, home, windows, .. } = *inputs;
    let around = Surroundings { npm, env: &env, cwd, home, windows };
    let mut loader = Loader {
        inputs,
        around,
        layers: Vec::with_capacity(6),
        fallen: Vec::new(),
        default_prefix: default_prefix(inputs),
    };

    let builtin = match inputs.npm_dir {
        Some(folder) => loader.file(LayerKind::Builtin, paths::resolve(cwd, folder).join("npmrc")),
        None => Layer::new(LayerKind::Builtin, None),
    };
    loader.add(builtin);
    loader.add(loader.flags());
    loader.add(loader.variables());

    let place = loader.local_prefix();
    let is_global =
        loader.get("global").is_some_and(|setting| setting.value == Value::Bool(true)) || loader.is_location_global();
    let file = paths::resolve(cwd, &place.prefix).join(".npmrc");
    let project_path = (!is_global && file != loader.user_path()).then_some(file);
    let project = match &project_path {
        Some(path) => loader.file(LayerKind::Project, path.clone()),
        None => Layer::new(LayerKind::Project, None),
    };
    loader.add(project);

    let user_path = loader.user_path();
    loader.add(loader.file(LayerKind::User, user_path.clone()));
    let global_path_from = loader.deciding("globalconfig").map(|(kind, _)| kind);
    let global_path = loader.path("globalconfig").unwrap_or_else(|| loader.prefix().join("etc/npmrc"));
    loader.add(loader.file(LayerKind::Global, global_path.clone()));
    let global_prefix = loader.prefix();

    loader.validate();
    if npm == NpmVersion::Npm8 {
        npm8::promote_credentials(&mut loader.layers);
    }
    Config {
        layers: loader.layers,
        local_prefix: place.prefix,
        workspace: place.workspace,
        global_prefix,
        user_path,
        global_path,
        global_path_from,
        project_path,
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

/// Keys whose default npm computes when asked. It does so with a property that has a setter, and the first layer that
/// sets such a key hits that setter: its value becomes the *default*, below all layers. Of a flag and a variable for
/// `globalconfig` the variable wins; of a variable and the user's file, the file.
const FALLING_KEYS: &[(&str, NpmVersion, NpmVersion)] = &[
    ("globalconfig", NpmVersion::Npm8, NpmVersion::Npm12),
    ("metrics-registry", NpmVersion::Npm8, NpmVersion::Npm9),
    ("global-ignore-file", NpmVersion::Npm12, NpmVersion::Npm12),
];

struct Place {
    prefix: PathBuf,
    workspace: Option<PathBuf>,
}

impl Loader<'_> {
    fn add(&mut self, layer: Layer) {
        for (key, since, until) in FALLING_KEYS {
            let has_fallen = self.fallen.iter().any(|(fallen, _)| fallen == key);
            if !has_fallen && (since..=until).contains(&&self.inputs.npm) && layer.get(key).is_some() {
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
        let sunk = self.fallen.iter().find(|(fallen, _)| *fallen == key).map(|(_, kind)| *kind);
        let mut set = self.layers.iter().filter_map(|layer| Some((layer.kind, layer.get(key)?)));
        set.clone().find(|(kind, _)| Some(*kind) != sunk).or_else(|| set.next())
    }

    fn path(&self, key: &str) -> Option<PathBuf> {
        let text = self.get(key)?.value.as_text().filter(|text| !text.is_empty())?;
        Some(paths::resolve(self.inputs.cwd, text))
    }

    fn prefix(&self) -> PathBuf {
        self.path("prefix").unwrap_or_else(|| self.default_prefix.clone())
    }

    fn user_path(&self) -> PathBuf {
        let default = || paths::resolve(&paths::resolve(self.inputs.cwd, self.inputs.home), ".npmrc");
        self.path("userconfig").unwrap_or_else(default)
    }

    fn is_location_global(&self) -> bool {
        self.get("location").is_some_and(|setting| setting.value.as_text() == Some("global"))
    }

    /// Puts one key into a layer as npm's `loadObject` does.
    fn put(&self, layer: &mut Layer, key: &str, value: Value, line: Option<usize>) {
        let raw = value.to_text();
        let key = expand(key, self.inputs.npm, self.around.env).text;
        let mut unresolved = Vec::new();
        let value = self.around.parse_field(value, &key, &mut unresolved);
        layer.set(Setting { key, value, raw, line, unresolved });
    }

    fn flags(&self) -> Layer {
        let mut layer = Layer::new(LayerKind::Cli, None);
        for (key, value) in &self.inputs.command_line.options {
            // The parser resolves paths before placeholders are replaced, and again afterwards.
            let Some(typed) = clean(value.clone(), key, self.inputs.npm, Some(&self.around)) else { continue };
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
            let name = name.to_string_lossy();
            let key = &name[CONFIG_PREFIX.len()..];
            let key = if key.starts_with("//") { key.to_owned() } else { normalized(key) };
            self.put(&mut layer, &key, Value::Text(value.to_string_lossy().into_owned()), None);
        }
        layer
    }

    fn file(&self, kind: LayerKind, path: PathBuf) -> Layer {
        let read = self.inputs.files.read(&path);
        let mut layer = Layer::new(kind, Some(path));
        match read {
            Ok(None) => {}
            Ok(Some(bytes)) => {
                let document = Document::parse(&bytes, self.inputs.npm);
                layer.problem = document.fatal_line().map(|line| format!("npm cannot read line {line}"));
                for (key, value, line) in document.settings() {
                    self.put(&mut layer, &key, value, line);
                }
            }
            Err(error) => layer.problem = Some(error.to_string()),
        }
        layer
    }

    /// The folder of the project: `--prefix`; or the first one upwards with a `package.json` or `node_modules`; or the
    /// root above it that has that one as a workspace; or the working folder.
    fn local_prefix(&self) -> Place {
        let cli = self.layers.iter().find(|layer| layer.kind == LayerKind::Cli);
        let flag = |key: &str| cli.and_then(|layer| layer.get(key)).map(|setting| &setting.value);
        if let Some(prefix) = flag("prefix").and_then(Value::as_text).filter(|prefix| !prefix.is_empty()) {
            return Place { prefix: prefix.into(), workspace: None };
        }
        let alone = flag("workspaces") == Some(&Value::Bool(false))
            || self.get("global").is_some_and(|setting| setting.value.is_truthy())
            || self.is_location_global();
        let cwd = paths::resolve(self.inputs.cwd, "");
        let files = self.inputs.files;
        let mut found: Option<PathBuf> = None;
        for folder in cwd.ancestors() {
            let has_package = files.is_file(&folder.join("package.json"));
            match &found {
                None if has_package || files.is_dir(&folder.join("node_modules")) => {
                    if alone {
                        return Place { prefix: folder.into(), workspace: None };
                    }
                    found = Some(folder.into());
                }
                Some(inner) if has_package && is_workspace_of(inner, folder, self.inputs.npm, files) => {
                    return Place { prefix: folder.into(), workspace: found };
                }
                None | Some(_) => {}
            }
        }
        Place { prefix: found.unwrap_or(cwd), workspace: None }
    }

    /// `nopt.clean` over what was not cleaned on parsing: npm checks neither its own file nor, again, the flags.
    fn validate(&mut self) {
        let (npm, around) = (self.inputs.npm, &self.around);
        for layer in &mut self.layers {
            if matches!(layer.kind, LayerKind::Cli | LayerKind::Builtin) {
                continue;
            }
            layer.retain_map(|setting| {
                let Setting { key, value, raw, line, unresolved } = setting;
                let value = clean(value, &key, npm, Some(around))?;
                Some(Setting { key, value, raw, line, unresolved })
            });
        }
    }
}

const CONFIG_PREFIX: &str = "npm_config_";

fn has_config_prefix(name: &OsStr) -> bool {
    let start = name.as_encoded_bytes().get(..CONFIG_PREFIX.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(CONFIG_PREFIX.as_bytes()))
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
    let prefix = given("PREFIX").map_or_else(|| prefix_of_node(inputs, given("DESTDIR")), PathBuf::from);
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
        Some(destination) => Path::new(&destination).join(prefix.strip_prefix("/").unwrap_or(prefix)),
        None => prefix.into(),
    }
}
