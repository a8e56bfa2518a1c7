//! Finds credentials in npm's own files that override a stored one here, and can ask their
//! registries about them. The stored one may be valid, but every command here fails if the other is
//! not.

use super::user_config::NpmUserConfig;
use crate::credential::{Credential, Place, existing, literal};
use crate::login::{InventoryItem, RegistryStatus, ask_now};
use crate::npmrc::AuthForm;
use crate::registry::{NerfDart, Registry, without_secret};
use url::Url;

/// A credential that overrides a stored one.
pub struct Overruled {
    /// The registry.
    pub registry: Registry,
    /// Where the overriding credential is.
    pub place: Place,
    /// The registry's answer about it, if it was asked.
    pub status: Option<RegistryStatus>,
}

/// The overriding credentials for configured registries that have a stored one; asks the registries
/// only if `asks` is set.
#[must_use]
pub fn overruled(tool: &NpmUserConfig<'_>, kept: &[InventoryItem], asks: bool) -> Vec<Overruled> {
    let mut found: Vec<Overruled> = Vec::new();
    let config = tool.config;
    for text in std::iter::once(config.default_registry())
        .chain(config.scopes().into_iter().map(|(_, url)| url))
    {
        let (Ok(registry), Ok(url)) = (
            Registry::parse_any(&text),
            Url::parse(without_secret(&text).trim()),
        ) else {
            continue;
        };
        let is_kept = || {
            kept.iter()
                .filter_map(|one| one.item.1.as_ref().ok())
                .any(|one| one.registry.covers(&registry))
        };
        if found.iter().any(|known| known.registry == registry) || !is_kept() {
            continue;
        }
        let Some(place) = existing(config, &registry, &NerfDart::of(&url)).credential else {
            continue;
        };
        let status = asks.then(|| said(tool, &registry));
        found.push(Overruled {
            registry,
            place,
            status,
        });
    }
    found
}

fn said(tool: &NpmUserConfig<'_>, registry: &Registry) -> RegistryStatus {
    match winner(tool, registry).map(|credential| ask_now(tool, &credential)) {
        Some(Ok((status, _))) => status,
        Some(Err(error)) => RegistryStatus::of_error(error),
        None => RegistryStatus::Silent("it is none that could be asked about".to_owned()),
    }
}

/// The credential that npm would send.
fn winner(tool: &NpmUserConfig<'_>, registry: &Registry) -> Option<Credential> {
    let found = tool
        .config
        .auth_for(&registry.below("-/whoami").ok()?, registry.url())?;
    let value = |at: usize| Some(found.settings.get(at)?.1.value.to_text());
    let (name, value, user) = match found.form {
        AuthForm::Token | AuthForm::Auth => (found.form.names()[0], value(0)?, None),
        AuthForm::UserPassword => (found.form.names()[1], value(1)?, value(0)),
        AuthForm::Certificate => return None,
    };
    literal::make(tool.context.now(), registry.clone(), name, &value, user)
}
