//! The user's own settings: npm's layers without those of projects and scripts.

use std::path::Path;

use super::super::config::{Config, UserOnly};
use super::super::layer::{DEFAULT_REGISTRY, Layer, LayerKind, Setting, scopes_of};
use crate::npmrc::file::value::Value;

impl Config {
    /// The user's own settings among the given ones, in the same order.
    #[must_use]
    pub fn own(&self) -> Own<'_> {
        Own::new(self)
    }

    /// The user's own settings as a configuration: what npm would have without projects and
    /// scripts.
    #[must_use]
    pub fn own_config(&self) -> Self {
        let own = self.own();
        let layers = own.layers().iter().map(|&layer| layer.clone()).collect();
        let (user_path, global_path) = (own.user_path().to_owned(), own.global_path().to_owned());
        Self {
            layers,
            user_path,
            global_path,
            user_only: UserOnly::default(),
            ..self.clone()
        }
    }
}

/// The user's own settings. Use them for every decision on where a secret goes, how it travels,
/// under which registry it is stored, and which file is written.
pub struct Own<'a> {
    config: &'a Config,
    layers: Vec<&'a Layer>,
}

impl<'a> Own<'a> {
    fn new(config: &'a Config) -> Self {
        let own = |layer: &'a Layer| {
            config
                .user_only
                .replaced
                .iter()
                .find(|own| own.kind == layer.kind)
                .unwrap_or(layer)
        };
        let layers = config
            .layers
            .iter()
            .filter(|layer| layer.kind != LayerKind::Project)
            .map(own)
            .collect();
        Self { config, layers }
    }

    /// The user's own layers, highest first; there is no project among them.
    #[must_use]
    pub fn layers(&self) -> &[&'a Layer] {
        &self.layers
    }

    /// The layer that decides a key, and its setting.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<(&'a Layer, &'a Setting)> {
        self.layers
            .iter()
            .find_map(|&layer| layer.get(key).map(|setting| (layer, setting)))
    }

    /// The value of a key.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&'a Value> {
        self.get(key).map(|(_, setting)| &setting.value)
    }

    /// The value of a key if it is text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.value(key)?.as_text()
    }

    /// The general registry that the user chose, or npm's default.
    #[must_use]
    pub fn default_registry(&self) -> String {
        let named = self.value("registry").filter(|value| value.is_truthy());
        named.map_or_else(|| DEFAULT_REGISTRY.to_owned(), Value::to_text)
    }

    /// Every scope that the user gave a registry: `@scope` and the URL.
    #[must_use]
    pub fn scopes(&self) -> Vec<(String, String)> {
        scopes_of(self.layers.iter().copied())
    }

    /// The user's own config file, which a login or a migration may write to.
    #[must_use]
    pub fn user_path(&self) -> &'a Path {
        self.config
            .user_only
            .user_path
            .as_deref()
            .unwrap_or(&self.config.user_path)
    }

    /// The global config file that the user chose.
    #[must_use]
    pub fn global_path(&self) -> &'a Path {
        self.config
            .user_only
            .global_path
            .as_deref()
            .unwrap_or(&self.config.global_path)
    }

    /// Whether all of a layer that npm reads is the user's own; for flags and variables, ask for
    /// the [key](Self::is_of).
    #[must_use]
    pub fn is_layer(&self, kind: LayerKind) -> bool {
        kind != LayerKind::Project
            && self
                .config
                .user_only
                .replaced
                .iter()
                .all(|own| own.kind != kind)
    }

    /// Whether a setting that npm reads in this layer is the user's own.
    #[must_use]
    pub fn is_of(&self, kind: LayerKind, key: &str) -> bool {
        let replaced = self
            .config
            .user_only
            .replaced
            .iter()
            .find(|own| own.kind == kind);
        match (kind, replaced) {
            (LayerKind::Project, _) => false,
            (_, None) => true,
            (LayerKind::Cli | LayerKind::Env, Some(own)) => own.get(key).is_some(),
            (LayerKind::User | LayerKind::Global | LayerKind::Builtin, Some(_)) => false,
        }
    }
}
