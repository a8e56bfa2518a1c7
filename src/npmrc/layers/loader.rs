//! The layers while they are read: each may decide where the next one is.

use std::io;
use std::path::{Path, PathBuf};

use super::config::Config;
use super::default_prefix::default_prefix;
use super::inputs::Inputs;
use super::layer::{Layer, LayerKind, Setting};
use super::origin::keys::PATHS;
use super::origin::outer::Outer;
use super::roots::FoundRoots;
use super::variables::{has_config_prefix, key_of, variable};
use crate::npmrc::file::expand::expand;
use crate::npmrc::file::ini::Document;
use crate::npmrc::file::value::Value;
use crate::npmrc::version::NpmVersion;
use crate::npmrc::words::paths;
use crate::npmrc::words::types::{Surroundings, clean};

/// The largest file that is read, in bytes. npm has no limit, but no real configuration is larger,
/// and one of short lines already takes a third of a GiB.
const LARGEST: u64 = 4 << 20;

/// The layers of flags and variables alone, with their values in npm's types.
pub(super) fn flags_and_variables(inputs: &Inputs) -> Vec<Layer> {
    let env = |name: &str| variable(inputs, name);
    let mut loader = Loader::new(inputs, &env);
    loader.layers = vec![loader.flags(), loader.variables()];
    loader.validate();
    loader.layers
}

pub(super) struct Loader<'a> {
    inputs: &'a Inputs<'a>,
    around: Surroundings<'a>,
    /// The layers read so far, highest first.
    pub(super) layers: Vec<Layer>,
    /// The first layer to set each of [`FALLING_KEYS`].
    fallen: Vec<(&'static str, LayerKind)>,
    default_prefix: PathBuf,
}

/// Keys whose default npm computes when asked, by a property with a setter. The first layer that
/// sets such a key calls that setter: its value becomes the *default*, below all layers. Of a flag
/// and a variable for `globalconfig` the variable wins; of a variable and the user's file, the
/// file.
const FALLING_KEYS: &[(&str, NpmVersion, NpmVersion)] = &[
    ("globalconfig", NpmVersion::Npm8, NpmVersion::Npm12),
    ("metrics-registry", NpmVersion::Npm8, NpmVersion::Npm9),
    ("global-ignore-file", NpmVersion::Npm12, NpmVersion::Npm12),
];

impl<'a> Loader<'a> {
    pub(super) fn new(inputs: &'a Inputs<'a>, env: &'a dyn Fn(&str) -> Option<String>) -> Self {
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

    pub(super) fn built_in(&self) -> Layer {
        match self.inputs.npm_dir {
            Some(folder) => self.file(
                LayerKind::Builtin,
                paths::resolve(self.inputs.cwd, folder).join("npmrc"),
            ),
            None => Layer::new(LayerKind::Builtin, None),
        }
    }

    pub(super) fn is_global(&self) -> bool {
        self.get("global")
            .is_some_and(|setting| setting.value == Value::Bool(true))
            || self.is_location_global()
    }

    /// The config file of a project's folder, unless it is the user's.
    pub(super) fn project_file(&self, folder: &Path) -> Option<PathBuf> {
        let file = paths::resolve(self.inputs.cwd, folder).join(".npmrc");
        (file != self.user_path()).then_some(file)
    }

    pub(super) fn global_path(&self) -> PathBuf {
        self.path("globalconfig")
            .unwrap_or_else(|| self.prefix().join("etc/npmrc"))
    }

    /// The config files of these folders, as if they were the project's; those without settings are
    /// left out.
    pub(super) fn project_files(&self, folders: &[PathBuf]) -> Vec<Layer> {
        let files = folders
            .iter()
            .filter_map(|folder| self.project_file(folder));
        let layers = files.map(|file| self.cleaned(self.file(LayerKind::Project, file)));
        layers
            .filter(|layer| !layer.settings().is_empty() || layer.is_open_to_npm())
            .collect()
    }

    /// In scripts: the config files of every folder whose project lines may have come here as
    /// variables.
    pub(super) fn around_scripts(&self, place: &FoundRoots) -> Vec<Layer> {
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

    /// Reads a file as a layer. If it was read before, only the keys that decide where the next
    /// file is are kept.
    pub(super) fn file_unless_read(&self, kind: LayerKind, path: &Path, read: &Config) -> Layer {
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

    pub(super) fn add(&mut self, layer: Layer) {
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

    /// The highest layer that sets a key; a value that became a default is the lowest.
    pub(super) fn deciding(&self, key: &str) -> Option<(LayerKind, &Setting)> {
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

    pub(super) fn prefix(&self) -> PathBuf {
        self.path("prefix")
            .unwrap_or_else(|| self.default_prefix.clone())
    }

    pub(super) fn user_path(&self) -> PathBuf {
        let default =
            || paths::resolve(&paths::resolve(self.inputs.cwd, self.inputs.home), ".npmrc");
        self.path("userconfig").unwrap_or_else(default)
    }

    fn is_location_global(&self) -> bool {
        self.get("location")
            .is_some_and(|setting| setting.value.as_text() == Some("global"))
    }

    /// Puts one key into a layer as npm's `loadObject` does.
    fn put(&self, layer: &mut Layer, mut key: String, value: Value, line: Option<usize>) {
        let raw = value.to_text();
        if key.contains("${") {
            key = expand(&key, self.inputs.npm, self.around.env).text;
        }
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

    pub(super) fn flags(&self) -> Layer {
        let mut layer = Layer::new(LayerKind::Cli, None);
        for (key, value) in &self.inputs.command_line.options {
            // The parser resolves paths before placeholders are replaced, and again afterwards.
            let Some(typed) = clean(value.clone(), key, self.inputs.npm, Some(&self.around)) else {
                continue;
            };
            self.put(&mut layer, key.clone(), typed, None);
        }
        layer
    }

    /// `npm_config_…` in any case; empty ones do not count, and a nerf dart keeps its spelling.
    pub(super) fn variables(&self) -> Layer {
        let mut layer = Layer::new(LayerKind::Env, None);
        for (name, value) in self.inputs.env {
            if value.is_empty() || !has_config_prefix(name) {
                continue;
            }
            let key = key_of(&name.to_string_lossy());
            self.put(
                &mut layer,
                key,
                Value::Text(value.to_string_lossy().into_owned()),
                None,
            );
        }
        layer
    }

    pub(super) fn file(&self, kind: LayerKind, path: PathBuf) -> Layer {
        let read = self.inputs.files.read_at_most(&path, LARGEST);
        let mut layer = Layer::new(kind, Some(path));
        match read {
            Ok(None) => {}
            Ok(Some(bytes)) => {
                let document = Document::parse(&bytes, self.inputs.npm);
                layer.problem = document
                    .fatal_line()
                    .map(|line| format!("npm cannot read line {line}"));
                for (key, value, line) in document.into_settings() {
                    self.put(&mut layer, key, value, line);
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
    pub(super) fn local_prefix(&self) -> FoundRoots {
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
            return FoundRoots::given(prefix.into());
        }
        let alone = flag("workspaces") == Some(&Value::Bool(false))
            || self
                .get("global")
                .is_some_and(|setting| setting.value.is_truthy())
            || self.is_location_global();
        FoundRoots::find(
            &paths::resolve(self.inputs.cwd, ""),
            alone,
            self.inputs.npm,
            self.inputs.files,
        )
    }

    /// `nopt.clean` over the values that were not cleaned on parsing: npm does not check its own
    /// file, nor the flags again.
    pub(super) fn validate(&mut self) {
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
