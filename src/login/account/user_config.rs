//! npm's configuration as the user's own, for a login.

use super::darts::darts;
use super::named_by_project::is_set_by_user;
use super::request::{SPOKEN, request};
use super::{route, user_file};
use crate::context::Context;
use crate::credential::{Place, existing};
use crate::error::Result;
use crate::http::Route;
use crate::login::{Authorization, FileChange, LoginRequest, UserConfig};
use crate::npmrc::{AuthForm, Config, LayerKind, NpmVersion, decode_base64};
use crate::registry::Registry;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use npmcred_platform::Secret;
use std::path::Path;

/// npm's configuration for one command.
#[derive(Clone, Copy)]
pub struct NpmUserConfig<'a> {
    pub(super) context: &'a Context,
    pub(super) config: &'a Config,
    /// The version of npm whose rules the user's file follows.
    version: NpmVersion,
    /// Whether it says which settings it ignores.
    tells: bool,
}

impl<'a> NpmUserConfig<'a> {
    /// Wraps npm's configuration; `version` decides the rules of the user's file.
    #[must_use]
    pub fn new(context: &'a Context, config: &'a Config, version: NpmVersion) -> Self {
        Self {
            context,
            config,
            version,
            tells: true,
        }
    }

    /// The same, without a word about settings that are ignored: for a question that nobody asked
    /// for.
    #[must_use]
    pub fn silent(self) -> Self {
        Self {
            tells: false,
            ..self
        }
    }

    /// Whether a credential in the user's file may be another registry's. npm's keys name no
    /// scheme: those of a registry on plain HTTP are also those of the one on HTTPS.
    fn may_be_of_https(&self, registry: &Registry) -> bool {
        registry.is_cleartext() && !is_set_by_user(self.config, registry)
    }

    /// Whether it is about a credential that may be another registry's, which stays.
    fn leaves(&self, change: &FileChange<'_>) -> bool {
        matches!(change, FileChange::RemoveCredential(registry) if self.may_be_of_https(registry))
    }
}

impl UserConfig for NpmUserConfig<'_> {
    fn request(&self, registry: &Registry) -> Result<LoginRequest> {
        let mut config = self.config.clone();
        config
            .layers
            .iter_mut()
            .for_each(|layer| layer.remove("otp"));
        request(
            self.context,
            &config,
            SPOKEN.0,
            SPOKEN.1,
            registry.url().as_str(),
        )
    }

    fn route(&self, registry: &Registry) -> Result<Route> {
        let (route, notes) = route::route(self.context, self.config, registry)?;
        let told = notes.iter().filter(|_| self.tells);
        told.for_each(|note| self.context.report.note(note));
        Ok(route)
    }

    fn file(&self) -> &Path {
        self.config.own().user_path()
    }

    fn authorization(&self, registry: &Registry) -> Option<Authorization> {
        let dart = registry.nerf_dart();
        existing(self.config, registry, &dart).credential?;
        let below = registry.below("-/v1/login").ok()?;
        let found = self.config.auth_for(&below, registry.url())?;
        let value = |at: usize| {
            found
                .settings
                .get(at)
                .map(|(_, setting)| Secret::from(setting.value.to_text()))
        };
        let realm = registry.realm();
        match found.form {
            AuthForm::Token => Some(Authorization::bearer(realm, &value(0)?)),
            AuthForm::Auth => Some(Authorization::basic(realm, &value(0)?)),
            AuthForm::UserPassword => {
                let (name, encoded) = (value(0)?, value(1)?);
                // As node decodes it: it skips characters that are not base64.
                let password = Secret::new(decode_base64(encoded.expose_str()?));
                let text = Secret::from(String::from_utf8_lossy(password.expose()).into_owned());
                let pair = Secret::new([name.expose(), b":", text.expose()].concat());
                Some(Authorization::basic(
                    realm,
                    &Secret::from(STANDARD.encode(pair.expose())),
                ))
            }
            AuthForm::Certificate => None,
        }
    }

    fn token(&self, registry: &Registry) -> Option<Secret> {
        if self.may_be_of_https(registry) {
            return None;
        }
        let own = self.config.own();
        let mut layers = own.layers().iter();
        let user = layers.find(|layer| layer.kind == LayerKind::User)?;
        let found = darts(self.config, registry)
            .iter()
            .find_map(|dart| user.get(&format!("{dart}:_authToken")).cloned())?;
        let is_sound = found.value.is_truthy() && found.unresolved.is_empty();
        is_sound.then(|| Secret::from(found.value.to_text()))
    }

    fn winning(&self, registry: &Registry, removed: &[String]) -> Option<Place> {
        let mut left = self.config.clone();
        let is_own = self.config.own().is_layer(LayerKind::User);
        for layer in left
            .layers
            .iter_mut()
            .filter(|layer| is_own && layer.kind == LayerKind::User)
        {
            removed.iter().for_each(|key| layer.remove(key));
        }
        darts(self.config, registry)
            .iter()
            .find_map(|dart| existing(&left, registry, dart).credential)
    }

    fn check(&self, change: &FileChange<'_>) -> Result<()> {
        if self.leaves(change) {
            return Ok(());
        }
        user_file::check(self.context, self.config, self.version, change)
    }

    fn change(&self, change: &FileChange<'_>) -> Result<Vec<String>> {
        if self.leaves(change) {
            return Ok(Vec::new());
        }
        user_file::change(self.context, self.config, self.version, change)
    }
}

#[cfg(test)]
#[path = "user_config_tests.rs"]
mod tests;
