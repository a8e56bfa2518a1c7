//! A sighting together with its secret. It is dropped as soon as no decision needs it.

use crate::credential::Credential;
use crate::migrate::sighting::{Fingerprint, Sighting, SightingForm};
use npmcred_platform::Secret;

/// A sighting, with the secret itself.
pub(crate) struct SecretSighting {
    pub sighting: Sighting,
    /// The bytes to look for in copies.
    pub raw: Option<Secret>,
    /// The credential for the store.
    pub credential: Option<Credential>,
    /// The lines that leave the file together.
    pub lines: Vec<usize>,
}

impl SecretSighting {
    /// One that makes no credential and is never taken out of its file.
    pub(crate) fn without_credential(sighting: Sighting, raw: Secret) -> Self {
        Self {
            sighting,
            raw: Some(raw),
            credential: None,
            lines: Vec::new(),
        }
    }

    /// Identifies the secret: the same for user and password in one key or in two.
    pub(crate) fn fingerprint(&self) -> Option<Fingerprint> {
        let value = self.credential.as_ref().map(Credential::config_value);
        value.as_ref().or(self.raw.as_ref()).map(Fingerprint::of)
    }

    /// Whether it is an entry that npm reads.
    pub(crate) fn is_entry(&self) -> bool {
        matches!(
            self.sighting.kind,
            SightingForm::Token | SightingForm::Auth | SightingForm::Password
        )
    }
}
