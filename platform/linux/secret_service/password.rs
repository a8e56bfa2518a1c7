//! Unlocking GNOME Keyring with a password, where no desktop can ask for one.
//!
//! The Secret Service API knows only prompts, and a prompt needs a desktop. GNOME Keyring has an
//! interface of its own for this, which its PAM module's tests and `gnome-keyring-daemon` use
//! (gnome-keyring `daemon/dbus/gkd-secret-service.c`). The alternative,
//! `gnome-keyring-daemon --unlock`, starts a second daemon where it does not find the first.

use super::SecretService;
use super::provider::takes_password;
use super::talk::Talk;
use crate::{Secret, StoreError};
use std::collections::HashMap;
use zbus::zvariant::{OwnedObjectPath, Value};

const SERVICE: &str = super::provider::SERVICE;
const ROOT: &str = "/org/freedesktop/secrets";
const OF_KEYRING: &str = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";
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
        if !takes_password(self.program().await.as_deref()) {
            return Err(StoreError::Other(
                "it takes no password from npmcred".to_owned(),
            ));
        }
        let session = self.bus.session.clone().await?;
        let (vector, sealed) = session.key.encrypt(password)?;
        let master = (&session.path, &vector[..], &sealed[..], "text/plain");
        if let Some(path) = self.bus.reader.default_collection().await? {
            let unlock = (&path, master);
            self.call(OF_KEYRING, "UnlockWithMasterPassword", &unlock)
                .await?;
            return Ok(());
        }
        let label = HashMap::from([(LABEL, Value::from("Login"))]);
        let made = self
            .call(OF_KEYRING, "CreateWithMasterPassword", &(label, master))
            .await?;
        let path: OwnedObjectPath = made.body().deserialize()?;
        let service = "org.freedesktop.Secret.Service";
        self.call(service, "SetAlias", &("default", &path)).await?;
        Ok(())
    }

    async fn call(
        &self,
        interface: &str,
        method: &str,
        body: &(impl zbus::export::serde::Serialize + zbus::zvariant::DynamicType),
    ) -> Result<zbus::Message, StoreError> {
        let connection = &self.bus.reader.0;
        let called = connection.call_method(Some(SERVICE), ROOT, Some(interface), method, body);
        called.await.map_err(|error| match error {
            zbus::Error::MethodError(name, ..) if name.ends_with(".Denied") => StoreError::Denied,
            other => other.into(),
        })
    }
}
