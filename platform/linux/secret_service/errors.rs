//! What an error of the service or of the bus means for a store.
//!
//! Only what says that nobody is there, or shows anything, is `Unavailable`. Another store is asked
//! only where nobody is there.
//! The texts come from the service and hold no secret; whoever shows them strips what would move
//! the cursor.

use super::bus::{VARIABLE, missing};
use super::provider;
use crate::secret_store::StoreError;
use zbus::fdo;

impl From<secret_service::Error> for StoreError {
    fn from(error: secret_service::Error) -> Self {
        use secret_service::Error;
        match error {
            Error::Locked => Self::Locked,
            Error::Prompt => Self::Denied,
            Error::Zbus(error) => translate(error.into()),
            Error::ZbusFdo(error) => translate(error),
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<zbus::Error> for StoreError {
    fn from(error: zbus::Error) -> Self {
        secret_service::Error::from(error).into()
    }
}

impl From<zbus::zvariant::Error> for StoreError {
    fn from(error: zbus::zvariant::Error) -> Self {
        secret_service::Error::from(error).into()
    }
}

fn translate(error: fdo::Error) -> StoreError {
    match error {
        fdo::Error::ServiceUnknown(_)
        | fdo::Error::NameHasNoOwner(_)
        | fdo::Error::SpawnServiceNotFound(_) => {
            StoreError::Unavailable("no Secret Service on the session bus".to_owned())
        }
        fdo::Error::SpawnExecFailed(why)
        | fdo::Error::SpawnForkFailed(why)
        | fdo::Error::SpawnChildExited(why)
        | fdo::Error::SpawnChildSignaled(why)
        | fdo::Error::SpawnFailed(why)
        | fdo::Error::SpawnServiceNotValid(why) => {
            StoreError::Other(format!("it does not start ({})", plain(&why)))
        }
        fdo::Error::NotSupported(_) => StoreError::Other(
            "it has no encrypted sessions, and no secret goes over the bus without".to_owned(),
        ),
        fdo::Error::UnknownMethod(why)
        | fdo::Error::UnknownObject(why)
        | fdo::Error::UnknownInterface(why) => StoreError::Other(format!(
            "it does not know what every Secret Service knows ({})",
            plain(&why)
        )),
        fdo::Error::AccessDenied(_) | fdo::Error::AuthFailed(_) => StoreError::Denied,
        fdo::Error::Timeout(_) | fdo::Error::TimedOut(_) | fdo::Error::NoReply(_) => {
            StoreError::TimedOut
        }
        fdo::Error::ZBus(error) => translate_bus(error),
        other => StoreError::Other(plain(&other.to_string())),
    }
}

fn translate_bus(error: zbus::Error) -> StoreError {
    match error {
        zbus::Error::FDO(error) => translate(*error),
        zbus::Error::InputOutput(cause) => match cause.kind() {
            std::io::ErrorKind::PermissionDenied => StoreError::Denied,
            _ => missing(&cause.to_string()),
        },
        zbus::Error::Address(why) => missing(&format!(
            "the address in {VARIABLE} is none: {}",
            plain(&why)
        )),
        zbus::Error::Handshake(_) => StoreError::Denied,
        zbus::Error::MethodError(name, ..) if name == "org.freedesktop.Secret.Error.IsLocked" => {
            StoreError::Locked
        }
        // The password is another one.
        zbus::Error::MethodError(name, ..) if name == "org.gnome.keyring.Error.Denied" => {
            StoreError::Denied
        }
        zbus::Error::MethodError(name, ..)
            if name == "org.freedesktop.Secret.Error.NoSuchObject" =>
        {
            StoreError::Other("what it had named was gone when it was asked for it".to_owned())
        }
        zbus::Error::MethodError(name, why, _) => {
            let why = why.map_or_else(String::new, |why| format!(": {}", plain(&why)));
            StoreError::Other(format!("{}{why}", plain(&name)))
        }
        other => StoreError::Other(plain(&other.to_string())),
    }
}

/// The first line of a text of somebody else's, without control characters.
fn plain(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.chars()
        .filter(|letter| !letter.is_control())
        .take(200)
        .collect()
}

/// The service is there, and has nothing in which anything could lie.
pub(super) fn nothing_shown(program: Option<&str>) -> StoreError {
    StoreError::Unavailable(match program {
        Some(provider::KEEPASSXC) => "no database is open in KeePassXC that it shows to other programs".to_owned(),
        _ => {
            "the Secret Service has no default collection: make a keyring or wallet in its own program first".to_owned()
        }
    })
}
