//! One connection to the session bus with one encrypted session: the calls of the Secret Service API that we use.
//!
//! No proxy objects and no properties that load by themselves: each function here is exactly one message and its answer,
//! since a look-up is paid for in round trips.

use super::session::{ALGORITHM, Key, Offer};
use crate::{Secret, StoreError};
use std::collections::HashMap;
use std::num::NonZeroUsize;
use zbus::{
    Connection, DynamicType, MatchRule, Message, MessageStream, ObjectPath, OwnedObjectPath, OwnedVariant, Type,
    Variant, block_on, fdo, message,
};

const SERVICE: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
/// What the API says instead of an object where there is none.
const NOTHING: &str = "/";
const CONTENT_TYPE: &str = "application/json";

pub(super) type Attributes = HashMap<String, String>;
/// Session, initialization vector, encrypted value, content type.
type Sealed = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

/// What a search found.
pub(super) struct Found {
    pub(super) unlocked: Vec<OwnedObjectPath>,
    pub(super) locked: Vec<OwnedObjectPath>,
}

impl Found {
    pub(super) fn len(&self) -> usize {
        self.unlocked.len() + self.locked.len()
    }
}

pub(super) struct Bus {
    connection: Connection,
    session: OwnedObjectPath,
    key: Key,
}

impl Bus {
    pub(super) fn open(address: &str) -> Result<Self, StoreError> {
        let offer = Offer::new().map_err(|error| StoreError::Other(error.to_string()))?;
        let (connection, answer) = block_on(async {
            let connection = zbus::connection::Builder::address(address).build().await?;
            let ours = Variant::from(offer.public.as_slice());
            let answer = call(&connection, ROOT, "Service", "OpenSession", &(ALGORITHM, ours)).await?;
            Ok((connection, answer))
        })
        .map_err(translate)?;
        let (theirs, session): (OwnedVariant, OwnedObjectPath) = body(&answer)?;
        let theirs = Vec::<u8>::try_from(theirs).map_err(translate)?;
        let key = offer.agree(&theirs).ok_or_else(|| StoreError::Other("its half of the key is no key".to_owned()))?;
        Ok(Self { connection, session, key })
    }

    fn call<B>(&self, path: &str, interface: &str, method: &str, arguments: &B) -> Result<Message, StoreError>
    where
        B: serde::Serialize + DynamicType,
    {
        block_on(call(&self.connection, path, interface, method, arguments)).map_err(translate)
    }

    pub(super) fn search(&self, attributes: &[(&str, &str)]) -> Result<Found, StoreError> {
        let attributes: HashMap<&str, &str> = attributes.iter().copied().collect();
        let (unlocked, locked) = body(&self.call(ROOT, "Service", "SearchItems", &(attributes,))?)?;
        Ok(Found { unlocked, locked })
    }

    /// The secrets of the items, in any order; an item whose secret the service does not give is [`StoreError::Corrupt`].
    pub(super) fn secrets(&self, items: &[OwnedObjectPath]) -> Result<Vec<Secret>, StoreError> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let answer = self.call(ROOT, "Service", "GetSecrets", &(items, &self.session))?;
        let sealed: HashMap<OwnedObjectPath, Sealed> = body(&answer)?;
        if sealed.len() != items.len() {
            return Err(StoreError::Corrupt);
        }
        let open = |(_, vector, text, _): Sealed| self.key.decrypt(&vector, text).map(Secret::new);
        sealed.into_values().map(|sealed| open(sealed).ok_or(StoreError::Corrupt)).collect()
    }

    pub(super) fn attributes(&self, item: &OwnedObjectPath) -> Result<Attributes, StoreError> {
        property(self, item, "Item", "Attributes")
    }

    /// The collection that new items go to, or `None`.
    pub(super) fn default_collection(&self) -> Result<Option<OwnedObjectPath>, StoreError> {
        let path: OwnedObjectPath = body(&self.call(ROOT, "Service", "ReadAlias", &("default",))?)?;
        Ok(Some(path).filter(|path| path.as_str() != NOTHING))
    }

    pub(super) fn is_locked(&self, collection: &OwnedObjectPath) -> Result<bool, StoreError> {
        property(self, collection, "Collection", "Locked")
    }

    /// Stores an item, over one with the very same attributes if there is one; the answer is a prompt to be shown, if any.
    pub(super) fn create(
        &self,
        collection: &OwnedObjectPath,
        label: &str,
        attributes: &[(&str, &str)],
        secret: &Secret,
    ) -> Result<Option<OwnedObjectPath>, StoreError> {
        let attributes: HashMap<&str, &str> = attributes.iter().copied().collect();
        let properties = HashMap::from([
            ("org.freedesktop.Secret.Item.Label", Variant::from(label)),
            ("org.freedesktop.Secret.Item.Attributes", Variant::from(attributes)),
        ]);
        let (vector, text) = self.key.encrypt(secret.expose()).map_err(|error| StoreError::Other(error.to_string()))?;
        let sealed = (&self.session, vector.as_slice(), text, CONTENT_TYPE);
        let answer = self.call(collection, "Collection", "CreateItem", &(properties, sealed, true))?;
        let (_item, prompt): (OwnedObjectPath, OwnedObjectPath) = body(&answer)?;
        Ok(Some(prompt).filter(|prompt| prompt.as_str() != NOTHING))
    }

    pub(super) fn delete(&self, item: &OwnedObjectPath) -> Result<Option<OwnedObjectPath>, StoreError> {
        let prompt: OwnedObjectPath = body(&self.call(item, "Item", "Delete", &())?)?;
        Ok(Some(prompt).filter(|prompt| prompt.as_str() != NOTHING))
    }

    /// Asks the service to unlock the objects; the answer is a prompt to be shown, if any.
    pub(super) fn unlock(&self, objects: &[OwnedObjectPath]) -> Result<Option<OwnedObjectPath>, StoreError> {
        let answer = self.call(ROOT, "Service", "Unlock", &(objects,))?;
        let (_unlocked, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = body(&answer)?;
        Ok(Some(prompt).filter(|prompt| prompt.as_str() != NOTHING))
    }

    /// Shows a prompt and waits for the person, however long that takes.
    pub(super) fn prompt(&self, prompt: &OwnedObjectPath) -> Result<(), StoreError> {
        let done = block_on(async {
            let rule = MatchRule::builder()
                .msg_type(message::Type::Signal)
                .interface("org.freedesktop.Secret.Prompt")
                .member("Completed")
                .path(prompt)
                .build()?;
            let mut completed = MessageStream::for_match_rule(rule, &self.connection, NonZeroUsize::new(1)).await?;
            call(&self.connection, prompt, "Prompt", "Prompt", &("",)).await?;
            next(&mut completed).await.ok_or(zbus::Error::InvalidReply)?
        })
        .map_err(translate)?;
        let (dismissed, _result): (bool, OwnedVariant) = body(&done)?;
        if dismissed { Err(StoreError::Denied) } else { Ok(()) }
    }
}

async fn next(stream: &mut MessageStream) -> Option<zbus::Result<Message>> {
    use futures_core::Stream;
    std::future::poll_fn(|context| std::pin::Pin::new(&mut *stream).poll_next(context)).await
}

async fn call<B>(
    connection: &Connection,
    path: &str,
    interface: &str,
    method: &str,
    arguments: &B,
) -> zbus::Result<Message>
where
    B: serde::Serialize + DynamicType,
{
    let interface = format!("org.freedesktop.Secret.{interface}");
    let path = ObjectPath::try_from(path)?;
    connection.call_method(Some(SERVICE), path, Some(interface.as_str()), method, arguments).await
}

fn property<T>(bus: &Bus, object: &OwnedObjectPath, interface: &str, name: &str) -> Result<T, StoreError>
where
    T: TryFrom<OwnedVariant>,
    T::Error: Into<zbus::Error>,
{
    let interface = format!("org.freedesktop.Secret.{interface}");
    let arguments = (interface.as_str(), name);
    let properties = "org.freedesktop.DBus.Properties";
    let answer = block_on(bus.connection.call_method(Some(SERVICE), object, Some(properties), "Get", &arguments));
    let value: OwnedVariant = body(&answer.map_err(translate)?)?;
    T::try_from(value).map_err(|error| translate(error.into()))
}

fn body<T: serde::de::DeserializeOwned + Type>(answer: &Message) -> Result<T, StoreError> {
    answer.body().deserialize().map_err(translate)
}

/// What an error of the bus means for a store. The texts of errors come from the service and hold no secret.
pub(super) fn translate(error: zbus::Error) -> StoreError {
    let text = error.to_string();
    match error {
        zbus::Error::Connection(cause, _) | zbus::Error::InputOutput(cause) => match cause.kind() {
            std::io::ErrorKind::PermissionDenied => StoreError::Denied,
            std::io::ErrorKind::TimedOut => StoreError::TimedOut,
            _ => StoreError::Unavailable(format!("no session bus ({cause})")),
        },
        zbus::Error::Address(_) => StoreError::Unavailable(format!("no session bus ({text})")),
        zbus::Error::Handshake(_) => StoreError::Denied,
        zbus::Error::FDO(error) => translate_bus(&error),
        zbus::Error::MethodError(name, ..) => match name.as_str() {
            "org.freedesktop.Secret.Error.IsLocked" => StoreError::Locked,
            _ => StoreError::Other(text),
        },
        _ => StoreError::Other(text),
    }
}

fn translate_bus(error: &fdo::Error) -> StoreError {
    match error {
        fdo::Error::ServiceUnknown(_) | fdo::Error::NameHasNoOwner(_) | fdo::Error::SpawnServiceNotFound(_) => {
            StoreError::Unavailable("no Secret Service on the session bus".to_owned())
        }
        fdo::Error::SpawnExecFailed(why)
        | fdo::Error::SpawnForkFailed(why)
        | fdo::Error::SpawnChildExited(why)
        | fdo::Error::SpawnChildSignaled(why)
        | fdo::Error::SpawnFailed(why)
        | fdo::Error::SpawnServiceNotValid(why) => {
            StoreError::Unavailable(format!("the Secret Service does not start ({why})"))
        }
        fdo::Error::AccessDenied(_) | fdo::Error::AuthFailed(_) => StoreError::Denied,
        fdo::Error::Timeout(_) | fdo::Error::TimedOut(_) | fdo::Error::NoReply(_) => StoreError::TimedOut,
        other => StoreError::Other(other.to_string()),
    }
}
