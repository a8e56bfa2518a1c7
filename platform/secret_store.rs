//! The contract of every credential store.
//!
//! Absence is a value (`Ok(None)`, an empty list), never an error; an error never means absence. A
//! store does not interpret its items: it keeps opaque bytes under a [`StoreKey`]. The caller's
//! payload describes itself, because attributes are not encrypted and any program may have written
//! them.

use crate::secret::Secret;
use std::{fmt, time::Duration};

/// The most time that a call without a question may take before it is [`StoreError::TimedOut`].
pub const STORE_DEADLINE: Duration = Duration::from_secs(3);

/// The most time that a person has to answer an unlock prompt before it is
/// [`StoreError::TimedOut`].
pub const PROMPT_DEADLINE: Duration = Duration::from_secs(60);

/// The address of one item. All parts can be searched for, and none is secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreKey {
    /// Scheme, host and port, for example `https://registry.example:8443`. [`SecretStore::find`]
    /// searches by it.
    pub realm: String,
    /// Path below the realm, beginning and ending with a slash.
    pub path: String,
    /// What the item may be used for, for example `read`.
    pub purpose: String,
    /// The set that the item belongs to; empty for the set without a name. Items without a set name
    /// look as they did before sets existed. Items of other sets look so that a program which does
    /// not know of sets finds none.
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

/// The state of a store at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// It answers without asking anybody.
    Ready,
    /// It exists, but asks the person for a password first.
    Locked,
    /// It cannot be used; the text says why, in a few words.
    Missing(String),
}

/// How long a store keeps its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Items survive a reboot.
    Persistent,
    /// Items are in memory only, which suits credentials that expire within hours.
    Memory,
}

/// The store's name for its user: `the Secret Service (KeePassXC)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreName {
    kind: &'static str,
    program: Option<String>,
}

impl StoreName {
    /// A store of this kind, and the program that provides it, if there are several.
    #[must_use]
    pub fn new(kind: &'static str, program: Option<String>) -> Self {
        Self { kind, program }
    }

    /// The program's name as its makers write it.
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

/// Why a store failed. There is a variant for each thing that the user would do differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The store, or its default collection, is locked and nobody was asked.
    Locked,
    /// The store is open, but asks the person about each item before it gives it out, and nobody
    /// was asked.
    Guarded,
    /// The store wanted to ask the person, but no program here shows its question.
    Unshown,
    /// No such store on this machine, or it is not running; the text says which part is missing.
    Unavailable(String),
    /// This environment does not lead to the store, which may still exist; the text says what is
    /// missing.
    Unreachable(String),
    /// The person, or the system, refused.
    Denied,
    /// The store cannot take an item of this size; the limit is in bytes.
    TooLarge {
        /// The most that the store takes, in bytes.
        limit: usize,
    },
    /// No answer within the deadline.
    TimedOut,
    /// More than one item has the same key.
    Ambiguous,
    /// The item exists, but npmcred did not write it, or it is damaged.
    Corrupt,
    /// Anything else; the text never holds a secret.
    Other(String),
    /// One of these errors, and the store that it came from.
    Of(StoreName, Box<StoreError>),
}

impl StoreError {
    /// The same error, with the store that it came from.
    #[must_use]
    pub fn of(self, store: StoreName) -> Self {
        Self::Of(store, Box::new(self.into_bare()))
    }

    /// The error without the store that it came from.
    #[must_use]
    pub fn bare(&self) -> &Self {
        match self {
            Self::Of(_, error) => error.bare(),
            error => error,
        }
    }

    /// The error without its store, by value.
    #[must_use]
    pub fn into_bare(self) -> Self {
        match self {
            Self::Of(_, error) => error.into_bare(),
            error => error,
        }
    }

    /// The store that it came from, if that is known.
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
            Self::Unshown => write!(
                f,
                "{store} has a question, and there is no window to show it in"
            ),
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
            // The inner error has no store around it.
            Self::Of(_, error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StoreError {}

/// A place of the operating system in which a secret can be kept.
///
/// Every call returns within [`STORE_DEADLINE`], or within [`PROMPT_DEADLINE`] if the store was
/// opened with permission to ask ([`Prompting::Allowed`]). That of `pass` may take 20 seconds for
/// each item instead of the first: GnuPG alone takes longer.
pub trait SecretStore {
    /// The store's name as its users know it, for example `Secret Service`.
    fn name(&self) -> &'static str;

    /// Whether items outlive a reboot.
    fn durability(&self) -> Durability;

    /// The state of the store. It asks nobody anything.
    fn availability(&self) -> Availability;

    /// The state as an error that names the store, for a caller that needs it.
    ///
    /// # Errors
    /// `Locked`, `Unavailable`, and any failure to find out.
    fn ready(&self) -> Result<(), StoreError> {
        match self.availability() {
            Availability::Ready => Ok(()),
            Availability::Locked => Err(StoreError::Locked.of(StoreName::new(self.name(), None))),
            Availability::Missing(why) => Err(StoreError::Unavailable(why)),
        }
    }

    /// The store that comes before this one, and why it could not be asked: a missing item may be
    /// there.
    fn passed_over(&self) -> Option<&StoreError> {
        None
    }

    /// Every item of the given realms in this set (see [`StoreKey::profile`]). It takes one search
    /// and one fetch if the store has such calls, however many realms there are. No secret of
    /// another realm is fetched.
    ///
    /// # Errors
    /// Any [`StoreError`] but `TooLarge` and `Ambiguous`; no item is an empty list. An item that
    /// the store lists but cannot give is `Corrupt`, so that it does not look absent.
    fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<StoredItem>, StoreError>;

    /// The item under exactly this key.
    ///
    /// # Errors
    /// `Ambiguous` if several items have it; no item is `Ok(None)`.
    fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError>;

    /// Stores or replaces the item under this key. `label` is shown by the system's own key
    /// manager; `lifetime` is how long the item is useful, for stores that forget by themselves.
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

    /// Removes the item; `false` if there was none.
    ///
    /// # Errors
    /// Those of [`SecretStore::get`].
    fn delete(&self, key: &StoreKey) -> Result<bool, StoreError>;

    /// Removes all items with this key, and returns how many there were; this resolves `Ambiguous`.
    ///
    /// # Errors
    /// Those of [`SecretStore::find`].
    fn delete_all(&self, key: &StoreKey) -> Result<usize, StoreError> {
        self.delete(key).map(usize::from)
    }

    /// The keys of all our items, sorted. It reads no secret.
    ///
    /// # Errors
    /// Those of [`SecretStore::find`].
    fn list(&self) -> Result<Vec<StoreKey>, StoreError>;

    /// The keys of the items of all sets but this one (see [`StoreKey::profile`]), sorted. It reads
    /// no secret and asks nobody, so some may be missing if items are locked.
    ///
    /// # Errors
    /// Those of [`SecretStore::find`], but never `Locked`.
    fn list_others(&self, profile: &str) -> Result<Vec<StoreKey>, StoreError> {
        let mut keys = self.list()?;
        keys.retain(|key| key.profile != profile);
        Ok(keys)
    }

    /// The keys of the items of this set, sorted, unless there are more than the limit. It reads no
    /// secret and asks nobody, so some may be missing if items are locked.
    ///
    /// # Errors
    /// Those of [`SecretStore::list_others`].
    fn list_few(&self, profile: &str, at_most: usize) -> Result<Option<Vec<StoreKey>>, StoreError> {
        let mut keys = self.list()?;
        keys.retain(|key| key.profile == profile);
        Ok((keys.len() <= at_most).then_some(keys))
    }
}

/// Whether a store may ask the person a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompting {
    /// A locked store is [`StoreError::Locked`] at once.
    Never,
    /// A locked store asks for its password.
    Allowed,
}
