//! Unlocking GNOME Keyring with a password, where no desktop can ask for one.
//!
//! The Secret Service API knows only prompts, and a prompt needs a desktop. GNOME Keyring has an
//! interface of its own for this (gnome-keyring `daemon/dbus/gkd-secret-service.c`). The
//! alternative, `gnome-keyring-daemon --unlock`, starts a second daemon where it does not find the
//! first.

use super::SecretService;
use super::provider::takes_password;
use super::talk::Talk;
use crate::secret::Secret;
use crate::secret_store::StoreError;
use std::collections::HashMap;
use zbus::zvariant::{OwnedObjectPath, Value};

const LABEL: &str = "org.freedesktop.Secret.Collection.Label";

impl SecretService {
    /// Unlocks the default collection with its password, or makes it with this one.
    pub(crate) fn unlock_with(&self, password: &Secret) -> Result<(), StoreError> {
        let password = Secret::new(password.expose().to_vec());
        self.ask(async move |talk| talk.unlock_with(&password).await)
    }
}

impl Talk<'_> {
    async fn unlock_with(&self, password: &Secret) -> Result<(), StoreError> {
        if !takes_password(self.program().await) {
            return Err(StoreError::Other(
                "it takes no password from npmcred".to_owned(),
            ));
        }
        let session = self.bus.session.clone().await?;
        let (vector, sealed) = session.key.encrypt(password)?;
        let master = (&session.path, &vector[..], &sealed[..], "text/plain");
        let reader = &self.bus.reader;
        if let Some(path) = reader.default_collection().await? {
            reader
                .call_gnome_keyring("UnlockWithMasterPassword", &(&path, master))
                .await?;
            return Ok(());
        }
        let label = HashMap::from([(LABEL, Value::from("Login"))]);
        let made = reader
            .call_gnome_keyring("CreateWithMasterPassword", &(label, master))
            .await?;
        let path: OwnedObjectPath = made.body().deserialize()?;
        reader.call_service("SetAlias", &("default", &path)).await?;
        Ok(())
    }
}
