//! A Secret Service that says what a test wants it to: for states that no real one shows on demand.
//!
//! It agrees to an encrypted session with the number one as its key, and never has to encrypt
//! anything.

use crate::secret_service::PrivateBus;
use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use zbus::export::futures_core::Stream;
use zbus::export::serde::Serialize;
use zbus::message::Header;
use zbus::zvariant::{DynamicType, OwnedObjectPath, Value};
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
        let asked = Asked { connection, header };
        match call {
            ("OpenSession", _) if self.whole_keys && key_length(message) != 128 => {
                asked.fail("org.freedesktop.DBus.Error.InvalidArgs").await
            }
            ("OpenSession", _) => match self.sessions.get(sessions - 1) {
                Some(name) if !name.is_empty() => asked.fail(name).await,
                _ => {
                    asked
                        .reply(&(Value::from(vec![1_u8]), path("session/s1")))
                        .await
                }
            },
            ("CreateCollection", _) if self.makes_one => {
                asked.reply(&(collection("main"), owned("/"))).await
            }
            ("ReadAlias", _) => asked.reply(&self.default_collection()).await,
            ("Get", at) if at.ends_with("/secrets") => {
                let names = self.collections.iter().map(|(name, _)| *name);
                asked.reply(&Value::from(paths(names))).await
            }
            ("Get", at) => match self.is_locked(at) {
                Some(locked) => asked.reply(&Value::from(locked)).await,
                None => asked.fail("org.freedesktop.DBus.Error.UnknownObject").await,
            },
            ("SearchItems", _) => self.answer_search(&asked).await,
            ("CreateItem", _) => {
                let refusal = "org.example.Refused";
                connection
                    .reply_error(&asked.header, refusal, &self.create)
                    .await
            }
            ("GetAll", _) => asked.reply(&HashMap::<String, Value<'_>>::new()).await,
            _ => {
                asked
                    .fail("org.freedesktop.Secret.Error.NoSuchObject")
                    .await
            }
        }
    }

    async fn answer_search(&self, asked: &Asked<'_>) -> zbus::Result<()> {
        match self.search {
            Search::Nothing => asked.reply(&(paths([]), paths([]))).await,
            Search::Items(open, locked) => {
                let [open, locked] = [open, locked].map(|items| paths(items.iter().copied()));
                asked.reply(&(open, locked)).await
            }
            Search::Fails(name) => asked.fail(name).await,
            Search::Hangs => Ok(()),
        }
    }

    fn default_collection(&self) -> OwnedObjectPath {
        let first = self.collections.first();
        first.map_or_else(|| owned("/"), |(name, _)| collection(name))
    }

    /// Whether the collection at this path is locked; `None` where there is no such collection.
    fn is_locked(&self, at: &str) -> Option<bool> {
        let is_default = at.ends_with("/aliases/default");
        let mut known = self.collections.iter();
        let found = known.find(|(name, _)| is_default || collection(name).as_str() == at);
        let is_made = self.makes_one && at == collection("main").as_str();
        found
            .map(|(_, locked)| *locked)
            .or(is_made.then_some(false))
    }
}

/// A call that waits for its answer.
struct Asked<'a> {
    connection: &'a Connection,
    header: Header<'a>,
}

impl Asked<'_> {
    async fn reply<B: Serialize + DynamicType>(&self, body: &B) -> zbus::Result<()> {
        self.connection.reply(&self.header, body).await
    }

    async fn fail(&self, name: &str) -> zbus::Result<()> {
        let says = &"the stub says so";
        self.connection.reply_error(&self.header, name, says).await
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

fn paths<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<OwnedObjectPath> {
    names.into_iter().map(collection).collect()
}
