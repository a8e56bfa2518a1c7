//! Finds the config key that authenticates a request (npm-registry-fetch `lib/auth.js`).
//!
//! Not the highest layer wins but the *longest path*. npm walks from the request's own URL up to
//! the host, and at each step asks all layers. A key with and without its last slash are two steps,
//! the one with the slash first.

use url::Url;

use super::auth_form::AuthForm;
use super::config::Config;
use super::layer::{LayerKind, Setting};
use crate::registry::NerfDart;

/// The credential that npm will use.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthMatch {
    /// The key before the colon, as it is spelled: `//host/path/` or `//host/path`.
    pub reg_key: String,
    /// The kind of credential there.
    pub form: AuthForm,
    /// The settings that form it, in the order of [`AuthForm::names`].
    pub settings: Vec<(LayerKind, Setting)>,
}

impl Config {
    /// The credential that npm sends to `uri`: by the longest key for it, otherwise, if the host is
    /// that of `registry`, by the longest key for that. Empty values do not count, though they hide
    /// lower layers.
    #[must_use]
    pub fn auth_for(&self, uri: &Url, registry: &Url) -> Option<AuthMatch> {
        let host = |url| NerfDart::of(url).host().to_owned();
        let same_host = || uri != registry && host(uri) == host(registry);
        self.auth_at(uri)
            .or_else(|| same_host().then(|| self.auth_at(registry)).flatten())
    }

    fn auth_at(&self, uri: &Url) -> Option<AuthMatch> {
        let whole = NerfDart::of_request(uri);
        self.auth_settings(&whole).find(|found| {
            found
                .settings
                .iter()
                .all(|(_, setting)| setting.value.is_truthy())
        })
    }

    /// Every setting that npm looks at for a credential below `dart`, in npm's order, including
    /// empty ones, which npm skips.
    pub fn auth_settings<'a>(&'a self, dart: &'a NerfDart) -> impl Iterator<Item = AuthMatch> + 'a {
        // Most registries have none, and a config may name thousands of them.
        let has_any = |key: &&str| self.layers.iter().any(|layer| layer.authenticates(key));
        dart.walk().filter(has_any).flat_map(move |key| {
            AuthForm::ALL
                .into_iter()
                .filter_map(move |form| self.auth_in(key, form))
        })
    }

    fn auth_in(&self, reg_key: &str, form: AuthForm) -> Option<AuthMatch> {
        let decide = |name: &&str| {
            let (layer, setting) = self.get(&format!("{reg_key}:{name}"))?;
            Some((layer.kind, setting.clone()))
        };
        let settings = form
            .names()
            .iter()
            .map(decide)
            .collect::<Option<Vec<_>>>()?;
        Some(AuthMatch {
            reg_key: reg_key.to_owned(),
            form,
            settings,
        })
    }
}
