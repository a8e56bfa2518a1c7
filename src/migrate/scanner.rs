//! Reads one file at a time, with npm's configuration.

use super::config_file::{self, SecretSighting, View};
use super::copies::LARGEST;
use super::found::{LeftOut, Mention};
use super::other_files;
use super::sighting::PlaceKind;
use crate::context::Context;
use crate::login::account;
use crate::npmrc::{Config, NpmVersion};
use crate::registry::Registry;
use crate::tool::npm;
use npmcred_platform::files;
use std::path::Path;
use zeroize::Zeroizing;

/// npm's configuration, which decides how files are read.
pub(super) struct Scanner<'a> {
    context: &'a Context,
    pub config: Config,
    pub npm: NpmVersion,
    urls: Vec<String>,
    /// The same without the project's settings.
    own_urls: Vec<String>,
}

impl<'a> Scanner<'a> {
    pub(super) fn open(context: &'a Context) -> Self {
        let (config, npm) = npm::current_or_newest(context);
        let (urls, own_urls) = (urls(&config), urls(&config.own_config()));
        Self {
            context,
            config,
            npm,
            urls,
            own_urls,
        }
    }

    /// The secrets in a file; the reason if it cannot be searched.
    pub(super) fn look(
        &self,
        place: PlaceKind,
        path: &Path,
    ) -> Result<(Vec<SecretSighting>, Vec<Mention>), LeftOut> {
        let Some(facts) = files::facts(path) else {
            return Ok(Default::default());
        };
        let is_npms = !matches!(
            place,
            PlaceKind::Start | PlaceKind::Env | PlaceKind::Image | PlaceKind::Tool
        );
        if !is_npms {
            if !facts.is_file {
                return Ok(Default::default());
            }
            if facts.size > LARGEST {
                return Err(LeftOut::because(path, "larger than 1 MiB"));
            }
        }
        let bytes = self
            .context
            .read(path)
            .map_err(|error| LeftOut {
                path: Some(path.to_owned()),
                what: error.message,
            })?
            .unwrap_or_default();
        let bytes = Zeroizing::new(bytes);
        Ok(if is_npms {
            self.see(&bytes, place, path)
        } else {
            other_files::secrets(&bytes, place, path)
        })
    }

    /// The secrets in the bytes of a config file.
    pub(super) fn see(
        &self,
        bytes: &[u8],
        place: PlaceKind,
        path: &Path,
    ) -> (Vec<SecretSighting>, Vec<Mention>) {
        let env = |name: &str| {
            self.context
                .env
                .get(name)
                .map(|value| value.to_string_lossy().into_owned())
        };
        let setting = |key: &str| self.config.text(key).map(str::to_owned);
        let project_line = |registry: &Registry, dart: &str| {
            account::key_only_by_project(&self.config, registry, dart)
                .map(|place| place.to_string())
        };
        let (urls, own_urls, now) = (&self.urls[..], &self.own_urls[..], self.context.now());
        let view = View {
            npm: self.npm,
            env: &env,
            urls,
            own_urls,
            project_line: &project_line,
            setting: &setting,
            now,
        };
        config_file::see(bytes, &view, path, place)
    }
}

/// The registries that a configuration names, the default one first.
fn urls(config: &Config) -> Vec<String> {
    let scopes = config.scopes().into_iter().map(|(_, url)| url);
    std::iter::once(config.default_registry())
        .chain(scopes)
        .collect()
}
