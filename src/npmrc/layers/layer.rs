//! One source of settings and its keys; npm holds a layer as one object.
//!
//! Within a file the last line of a key counts, after `${…}` in the *key* has been replaced.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;

use super::auth_form::authenticated_by;
use crate::npmrc::file::value::Value;

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

impl LayerKind {
    /// The name that npm's documentation has for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cli => "cli",
            Self::Env => "env",
            Self::Project => "project",
            Self::User => "user",
            Self::Global => "global",
            Self::Builtin => "builtin",
        }
    }
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
    /// Why the file could not be read, if that is the problem. npm may be able to read it.
    pub unread: Option<io::ErrorKind>,
    settings: Vec<Setting>,
    index: HashMap<String, usize>,
    /// The keys of registries for which it names a credential, up to their last colon.
    authenticated: HashSet<String>,
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
    /// Names in the value that are not set: left literally, or replaced with nothing by `${NAME?}`.
    pub unresolved: Vec<String>,
}

impl Setting {
    /// What another tool's flags, variables or files say under npm's name for it: a switch, or a
    /// text as it stands.
    #[must_use]
    pub fn said(key: &str, value: &str, line: Option<usize>) -> Self {
        Self {
            key: key.to_owned(),
            value: match value {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                text => Value::Text(text.to_owned()),
            },
            raw: value.to_owned(),
            line,
            unresolved: Vec::new(),
        }
    }
}

impl Layer {
    /// Whether npm may read a file that we did not: it waits for a FIFO, and has no size limit. It
    /// skips a folder, or a file without permission, as we do.
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
            authenticated: HashSet::new(),
        }
    }

    /// Whether any part of a credential is set for this key of a registry.
    pub(super) fn authenticates(&self, reg_key: &str) -> bool {
        self.authenticated.contains(reg_key)
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

    /// Sets a key, in the place of an earlier setting of it.
    pub fn set(&mut self, setting: Setting) {
        match self.index.entry(setting.key.clone()) {
            Entry::Occupied(at) => self.settings[*at.get()] = setting,
            Entry::Vacant(place) => {
                if let Some(reg_key) = authenticated_by(&setting.key) {
                    self.authenticated.insert(reg_key.to_owned());
                }
                place.insert(self.settings.len());
                self.settings.push(setting);
            }
        }
    }

    /// Removes a key.
    pub fn remove(&mut self, key: &str) {
        self.retain_map(|setting| (setting.key != key).then_some(setting));
    }

    /// Keeps or drops each setting, or changes its value.
    pub(super) fn retain_map(&mut self, keep: impl FnMut(Setting) -> Option<Setting>) {
        let count = self.settings.len();
        self.settings = std::mem::take(&mut self.settings)
            .into_iter()
            .filter_map(keep)
            .collect();
        // Keys stay what they are, so that only what is gone moves the others.
        if self.settings.len() == count {
            return;
        }
        let keys = self.settings.iter().map(|setting| setting.key.as_str());
        self.authenticated = keys
            .clone()
            .filter_map(authenticated_by)
            .map(str::to_owned)
            .collect();
        self.index = keys.map(str::to_owned).zip(0..).collect();
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
        // The highest layer decides, even if it unsets the registry.
        if known.insert(scope) && setting.value.is_truthy() {
            scopes.push((scope.to_owned(), setting.value.to_text()));
        }
    }
    scopes
}
