//! A Secret Service that says what a test wants it to: for states that no real one shows on demand.
//!
//! It agrees to an encrypted session with the number one as its key, and never has to encrypt
//! anything.

use crate::secret_service::PrivateBus;
use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use zbus::export::futures_core::Stream;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, Value};
use zbus::{Connection, Message, MessageStream};

/// What it is like.
#[derive(Clone, Default)]
pub struct Stub {
    /// Errors of the first calls of `OpenSession`, in order; the rest succeed, and so does one
    /// whose error has no name.
    pub sessions: &'static [&'static str],
    /// It answers `OpenSession` only once it has answered a search, as oo7 does.
    pub late_sessions: bool,
    /// The names of the collections, and whether each is locked; the first is the default one.
    pub collections: &'static [(&'static str, bool)],
    /// What a search finds, unlocked and locked, as collection and item; an error's name; or no
    /// answer at all.
    pub search: Search,
    /// It wants public keys of their whole length, as KWallet 5 does.
    pub whole_keys: bool,
    /// It makes a collection on demand, and asks nobody.
    pub makes_one: bool,
    /// What `CreateItem` fails with.
    pub create: &'static str,
}

#[derive(Clone, Copy, Default)]
pub enum Search {
    #[default]
    Nothing,
    Items(&'static [&'static str], &'static [&'static str]),
    Fails(&'static str),
    Hangs,
}

/// The stub at work; gone when dropped.
pub struct Running {
    _connection: Connection,
    calls: Arc<Mutex<Vec<String>>>,
}

impl Running {
    /// The methods called so far.
    pub fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }
}

impl Stub {
    /// Takes the Secret Service's name on the bus and answers from now on.
    pub fn run(self, bus: &PrivateBus) -> Running {
        // The stream first, so that no call comes in between.
        let connection = bus.connect(None);
        let stream = MessageStream::from(&connection);
        zbus::block_on(connection.request_name("org.freedesktop.secrets")).unwrap();
        let calls = Arc::new(Mutex::new(Vec::new()));
        let (answering, log) = (connection.clone(), Arc::clone(&calls));
        std::thread::spawn(move || zbus::block_on(self.serve(&answering, stream, &log)));
        Running {
            _connection: connection,
            calls,
        }
    }

    async fn serve(
        &self,
        connection: &Connection,
        stream: MessageStream,
        log: &Mutex<Vec<String>>,
    ) {
        let mut stream = pin!(stream);
        let mut put_off = None;
        while let Some(Ok(message)) =
            std::future::poll_fn(|context| Pin::as_mut(&mut stream).poll_next(context)).await
        {
            let header = message.header();
            if message.message_type() != zbus::message::Type::MethodCall {
                continue;
            }
            let member = header.member().map(ToString::to_string).unwrap_or_default();
            let path = header.path().map(ToString::to_string).unwrap_or_default();
            log.lock().unwrap().push(member.clone());
            let sessions = log
                .lock()
                .unwrap()
                .iter()
                .filter(|call| *call == "OpenSession")
                .count();
            if self.late_sessions && member == "OpenSession" {
                put_off = Some(message.clone());
                continue;
            }
            // A client that went away gets no answer.
            let _ = self
                .answer(connection, &message, (&member, &path), sessions)
                .await;
            if let Some(opening) = put_off.take_if(|_| member == "SearchItems") {
                let _ = self
                    .answer(connection, &opening, ("OpenSession", &path), sessions)
                    .await;
            }
        }
    }

    async fn answer(
        &self,
        connection: &Connection,
        message: &Message,
        call: (&str, &str),
        sessions: usize,
    ) -> zbus::Result<()> {
        let header = message.header();
        let fails = async |name: &str| {
            connection
                .reply_error(&header, name, &"the stub says so")
                .await
        };
        match call {
            ("OpenSession", _) if self.whole_keys && key_length(message) != 128 => {
                fails("org.freedesktop.DBus.Error.InvalidArgs").await
            }
            ("CreateCollection", _) if self.makes_one => {
                connection
                    .reply(&header, &(collection("main"), owned("/")))
                    .await
            }
            ("OpenSession", _) => match self.sessions.get(sessions - 1) {
                Some(name) if !name.is_empty() => fails(name).await,
                _ => {
                    connection
                        .reply(&header, &(Value::from(vec![1_u8]), path("session/s1")))
                        .await
                }
            },
            ("ReadAlias", _) => {
                let default = self
                    .collections
                    .first()
                    .map_or_else(|| owned("/"), |(name, _)| collection(name));
                connection.reply(&header, &default).await
            }
            ("Get", at) if at.ends_with("/secrets") => {
                let all: Vec<OwnedObjectPath> = self
                    .collections
                    .iter()
                    .map(|(name, _)| collection(name))
                    .collect();
                connection.reply(&header, &Value::from(all)).await
            }
            ("Get", at) => {
                let default = at.ends_with("/aliases/default");
                let mut known = self.collections.iter();
                let found = known.find(|(name, _)| default || collection(name).as_str() == at);
                match found {
                    None if self.makes_one && at == collection("main").as_str() => {
                        connection.reply(&header, &Value::from(false)).await
                    }
                    Some((_, locked)) => connection.reply(&header, &Value::from(*locked)).await,
                    None => fails("org.freedesktop.DBus.Error.UnknownObject").await,
                }
            }
            ("SearchItems", _) => match self.search {
                Search::Nothing => {
                    connection
                        .reply(
                            &header,
                            &(Vec::<ObjectPath<'_>>::new(), Vec::<ObjectPath<'_>>::new()),
                        )
                        .await
                }
                Search::Items(open, locked) => {
                    let paths = |items: &[&str]| {
                        items
                            .iter()
                            .map(|item| collection(item))
                            .collect::<Vec<_>>()
                    };
                    connection
                        .reply(&header, &(paths(open), paths(locked)))
                        .await
                }
                Search::Fails(name) => fails(name).await,
                Search::Hangs => Ok(()),
            },
            ("CreateItem", _) => {
                connection
                    .reply_error(&header, "org.example.Refused", &self.create)
                    .await
            }
            ("GetAll", _) => {
                connection
                    .reply(&header, &HashMap::<String, Value<'_>>::new())
                    .await
            }
            _ => fails("org.freedesktop.Secret.Error.NoSuchObject").await,
        }
    }
}

/// The length of the public key that a session is asked for with.
fn key_length(message: &Message) -> usize {
    let body = message.body();
    let Ok((_, Value::Array(key))) = body.deserialize::<(String, Value<'_>)>() else {
        return 0;
    };
    key.len()
}

fn owned(path: &str) -> OwnedObjectPath {
    OwnedObjectPath::try_from(path.to_owned()).unwrap()
}

fn path(below: &str) -> OwnedObjectPath {
    owned(&format!("/org/freedesktop/secrets/{below}"))
}

fn collection(name: &str) -> OwnedObjectPath {
    path(&format!("collection/{name}"))
}
