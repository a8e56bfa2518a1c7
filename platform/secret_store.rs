//! The contract of every credential store.
//!
//! Absence is a value (`Ok(None)`, an empty list), never an error; an error never means absence. A
//! store knows nothing of what its items mean: it keeps opaque bytes under a [`StoreKey`], and the
//! caller's payload says of itself what it is, because attributes are not encrypted and anybody may
//! have written them.

use crate::Secret;
use std::{fmt, time::Duration};

/// How long a call that asks nobody anything may take before it is [`StoreError::TimedOut`].
pub const STORE_DEADLINE: Duration = Duration::from_secs(3);

/// How long a person has to answer an unlock prompt before it is [`StoreError::TimedOut`].
pub const PROMPT_DEADLINE: Duration = Duration::from_secs(60);

/// The address of one item. All parts are searchable in the store and none of them is secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreKey {
    /// Scheme, host and port, for example `https://registry.example:8443`. What
    /// [`SecretStore::find`] searches by.
    pub realm: String,
    /// Path below the realm, beginning and ending with a slash.
    pub path: String,
    /// What the item may be used for, for example `read`.
    pub purpose: String,
    /// The set of items that it belongs to; empty for the one without a name. Items of the set
    /// without a name look as they did before there were others, and the others look so that a
    /// program which does not know of sets finds none.
    pub profile: String,
}

/// A secret, and the realm under which it was found.
#[derive(Debug)]
pub struct StoredItem {
    /// [`StoreKey::realm`] of its key.
    pub realm: String,
    /// Its contents.
    pub secret: Secret,
}

impl fmt::Display for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{} ({}", self.realm, self.path, self.purpose)?;
        if !self.profile.is_empty() {
            write!(f, ", profile {}", self.profile)?;
        }
        f.write_str(")")
    }
}

/// What a store can do at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Answers without asking anybody.
    Ready,
    /// There, but asks the person for a password first.
    Locked,
    /// Not usable; the text says why, in a few words.
    Missing(String),
}

/// How long a store keeps what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Survives a reboot.
    Persistent,
    /// Lives in memory only: suits what expires within hours.
    Memory,
}

/// Which store was asked, as its user knows it: `the Secret Service (KeePassXC)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreName {
    kind: &'static str,
    program: Option<String>,
}

impl StoreName {
    /// A store of this kind, and the program that it is, where there are several.
    #[must_use]
    pub fn new(kind: &'static str, program: Option<String>) -> Self {
        Self { kind, program }
    }

    /// The program, as its makers call it.
    #[must_use]
    pub fn program(&self) -> Option<&str> {
        self.program.as_deref()
    }
}

impl fmt::Display for StoreName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {}", self.kind)?;
        self.program
            .as_ref()
            .map_or(Ok(()), |program| write!(f, " ({program})"))
    }
}

/// Why a store did not do what it was asked. One variant for each thing that the user would do
/// differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The store, or its default collection, is locked and nobody was asked.
    Locked,
    /// The store is open, but asks the person about each item before it gives it out, and nobody
    /// was asked.
    Guarded,
    /// The store wanted to ask the person, and no program here shows its question.
    Unshown,
    /// No such store on this machine, or it is not running; the text says which part is missing.
    Unavailable(String),
    /// This environment does not lead to the store, which may be there all the same; the text says
    /// what it lacks.
    Unreachable(String),
    /// The person, or the system, said no.
    Denied,
    /// The store cannot take an item of this size; the limit is in bytes.
    TooLarge {
        /// The most that the store takes, in bytes.
        limit: usize,
    },
    /// No answer within the deadline.
    TimedOut,
    /// More than one item answers to the same key.
    Ambiguous,
    /// An item is there, but it is not one that we wrote, or it is damaged.
    Corrupt,
    /// Anything else; the text never holds a secret.
    Other(String),
    /// One of these, and the store that it came from.
    Of(StoreName, Box<StoreError>),
}

impl StoreError {
    /// The same, with the store that it came from.
    #[must_use]
    pub fn of(self, store: StoreName) -> Self {
        Self::Of(store, Box::new(self.into_bare()))
    }

    /// What happened, without the store that it came from.
    #[must_use]
    pub fn bare(&self) -> &Self {
        match self {
            Self::Of(_, error) => error.bare(),
            error => error,
        }
    }

    /// The same, by value.
    #[must_use]
    pub fn into_bare(self) -> Self {
        match self {
            Self::Of(_, error) => error.into_bare(),
            error => error,
        }
    }

    /// The store that it came from, where that is known.
    #[must_use]
    pub fn store(&self) -> Option<&StoreName> {
        match self {
            Self::Of(store, _) => Some(store),
            _ => None,
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let store = self
            .store()
            .map_or_else(|| "the credential store".to_owned(), ToString::to_string);
        match self.bare() {
            Self::Locked => write!(f, "{store} is locked"),
            Self::Guarded => write!(
                f,
                "{store} is open, but asks before it gives out a credential"
            ),
            Self::Unshown => write!(f, "{store} has a question, and nothing here can show it"),
            Self::Unavailable(why) => write!(f, "no credential store: {why}"),
            Self::Unreachable(why) => {
                write!(f, "{store} cannot be reached from this environment: {why}")
            }
            Self::Denied => write!(f, "access to {store} was denied"),
            Self::TooLarge { limit } => {
                write!(f, "the secret is larger than {store} takes ({limit} bytes)")
            }
            Self::TimedOut => write!(f, "{store} did not answer in time"),
            Self::Ambiguous => write!(f, "{store} holds more than one item for the same registry"),
            Self::Corrupt => write!(
                f,
                "the item in {store} is damaged or was written by another program"
            ),
            Self::Other(what) => write!(f, "{store} failed: {what}"),
            // There is none around what is bare.
            Self::Of(_, error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StoreError {}

/// A place that the operating system owns and in which a secret can be kept.
///
/// Every call returns within [`STORE_DEADLINE`], or within [`PROMPT_DEADLINE`] where the store was
/// opened with permission to ask ([`Prompting::Allowed`]).
pub trait SecretStore {
    /// The store's name as its users know it, for example `Secret Service`.
    fn name(&self) -> &'static str;

    /// Whether items outlive a reboot.
    fn durability(&self) -> Durability;

    /// What the store can do now. Asks nobody anything.
    fn availability(&self) -> Availability;

    /// The same as an error that names the store, for who cannot go on without.
    ///
    /// # Errors
    /// `Locked`, `Unavailable`, and what keeps the store from saying it.
    fn ready(&self) -> Result<(), StoreError> {
        match self.availability() {
            Availability::Ready => Ok(()),
            Availability::Locked => Err(StoreError::Locked.of(StoreName::new(self.name(), None))),
            Availability::Missing(why) => Err(StoreError::Unavailable(why)),
        }
    }

    /// The store that would have been taken before this one, and why it could not be asked: what is
    /// not here may be there.
    fn passed_over(&self) -> Option<&StoreError> {
        None
    }

    /// Every item of the given realms in this set (see [`StoreKey::profile`]), in one search and
    /// one fetch where the store has such calls, however many the realms are. No secret of another
    /// realm is fetched.
    ///
    /// # Errors
    /// Any [`StoreError`] but `TooLarge` and `Ambiguous`; no item is an empty list. One that the
    /// store lists but cannot give is `Corrupt`, lest it should look absent.
    fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<StoredItem>, StoreError>;

    /// The item under exactly this key.
    ///
    /// # Errors
    /// `Ambiguous` where several items answer; no item is `Ok(None)`.
    fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError>;

    /// Stores or replaces the item under this key. `label` is shown by the system's own key
    /// manager; `lifetime` is how long the item is worth anything, for stores that forget by
    /// themselves.
    ///
    /// # Errors
    /// `TooLarge` with the limit; `Locked`, `Denied`, `TimedOut`, `Unavailable` as they are.
    fn put(
        &self,
        key: &StoreKey,
        label: &str,
        secret: &Secret,
        lifetime: Option<Duration>,
    ) -> Result<(), StoreError>;

    /// Removes the item; `false` where there was none.
    ///
    /// # Errors
    /// As for [`SecretStore::get`].
    fn delete(&self, key: &StoreKey) -> Result<bool, StoreError>;

    /// Removes all items that answer to this key, and says how many there were: the way out of
    /// `Ambiguous`.
    ///
    /// # Errors
    /// As for [`SecretStore::find`].
    fn delete_all(&self, key: &StoreKey) -> Result<usize, StoreError> {
        self.delete(key).map(usize::from)
    }

    /// The keys of all our items, sorted. Touches no secret.
    ///
    /// # Errors
    /// As for [`SecretStore::find`].
    fn list(&self) -> Result<Vec<StoreKey>, StoreError>;

    /// The keys of the items of all sets but this one (see [`StoreKey::profile`]), sorted. Touches
    /// no secret and asks nobody, so that where things are locked some may be missing.
    ///
    /// # Errors
    /// As for [`SecretStore::find`], but never `Locked`.
    fn list_others(&self, profile: &str) -> Result<Vec<StoreKey>, StoreError>;

    /// The keys of the items of this set, sorted, unless it has more than so many. Touches no
    /// secret and asks nobody, so that where things are locked some may be missing.
    ///
    /// # Errors
    /// As for [`SecretStore::list_others`].
    fn list_few(&self, profile: &str, at_most: usize) -> Result<Option<Vec<StoreKey>>, StoreError> {
        let mut keys = self.list()?;
        keys.retain(|key| key.profile == profile);
        Ok((keys.len() <= at_most).then_some(keys))
    }
}

/// Whether a store may put a question to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompting {
    /// A locked store is [`StoreError::Locked`] at once.
    Never,
    /// A locked store asks for its password.
    Allowed,
}
