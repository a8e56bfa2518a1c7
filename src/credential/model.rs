//! A credential, and the form in which npm takes it.

use super::expiry::Expiry;
use super::fit::{Unfit, check_registry, check_value};
use super::grant::TokenDescription;
use super::kind::CredentialKind;
use super::profile::Profile;
use super::purpose::Use;
use crate::registry::Registry;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use npmcred_platform::{Secret, StoreKey};

/// A credential with everything that is known about it.
#[derive(Debug)]
pub struct Credential {
    /// The profile that it belongs to.
    pub profile: Profile,
    /// The registry that it was stored for.
    pub registry: Registry,
    /// The kind of its secret.
    pub kind: CredentialKind,
    /// The commands that it may be used for.
    pub purpose: Use,
    /// The account that it belongs to; for a basic credential, the user name.
    pub owner: Option<String>,
    /// When it was stored, in seconds since 1970.
    pub issued: u64,
    /// When it expires.
    pub expires: Expiry,
    /// What the registry's token API says about it.
    pub grant: Option<TokenDescription>,
    /// The token; the password of a basic credential; the text of an `_auth`.
    pub secret: Secret,
}

impl Credential {
    /// The same once more, for a question about it.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self {
            profile: self.profile.clone(),
            registry: self.registry.clone(),
            kind: self.kind,
            purpose: self.purpose,
            owner: self.owner.clone(),
            issued: self.issued,
            expires: self.expires,
            grant: None,
            secret: Secret::new(self.secret.expose().to_vec()),
        }
    }

    /// Its key in the store.
    #[must_use]
    pub fn store_key(&self) -> StoreKey {
        store_key(&self.profile, &self.registry, self.purpose)
    }

    /// The label that the system's own key manager shows.
    #[must_use]
    pub fn label(&self) -> String {
        format!(
            "npm registry {} ({}{})",
            self.registry,
            self.purpose,
            self.profile.aside()
        )
    }

    /// Whether it is a password without its user name, for which npm would send nothing yet.
    #[must_use]
    pub fn awaits_user(&self) -> bool {
        self.kind == CredentialKind::Basic && self.owner.as_deref().is_none_or(str::is_empty)
    }

    /// npm's name for the form of the hand-over: `_authToken` or `_auth`.
    #[must_use]
    pub fn config_name(&self) -> &'static str {
        match self.kind {
            CredentialKind::Session | CredentialKind::Granular => "_authToken",
            CredentialKind::Basic | CredentialKind::Auth => "_auth",
        }
    }

    /// Checks that it can be handed over. Everything that enters or leaves the store is checked.
    ///
    /// # Errors
    /// The reason why not.
    pub fn check(&self) -> Result<(), Unfit> {
        if self.secret.expose().is_empty() {
            return Err(Unfit::Empty);
        }
        self.secret.expose_str().ok_or(Unfit::NotText)?;
        check_value(self.config_value().expose())?;
        check_registry(&self.registry)
    }

    /// The value for [`Self::config_name`]: the token, or user and password as HTTP Basic encodes
    /// them.
    #[must_use]
    pub fn config_value(&self) -> Secret {
        match self.kind {
            CredentialKind::Session | CredentialKind::Granular | CredentialKind::Auth => {
                Secret::new(self.secret.expose().to_vec())
            }
            CredentialKind::Basic => {
                let owner = self.owner.as_deref().unwrap_or_default();
                let mut pair = Vec::with_capacity(owner.len() + 1 + self.secret.expose().len());
                pair.extend_from_slice(owner.as_bytes());
                pair.push(b':');
                pair.extend_from_slice(self.secret.expose());
                let pair = Secret::new(pair);
                Secret::from(STANDARD.encode(pair.expose()))
            }
        }
    }
}

/// The key of this profile's credential for this registry and this use.
#[must_use]
pub fn store_key(profile: &Profile, registry: &Registry, purpose: Use) -> StoreKey {
    StoreKey {
        realm: registry.realm().as_str().to_owned(),
        path: registry.path().to_owned(),
        purpose: purpose.as_str().to_owned(),
        profile: profile.name().unwrap_or_default().to_owned(),
    }
}
