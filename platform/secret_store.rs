//! The contract of every credential store.
//!
//! Absence is a value (`Ok(None)`, an empty list), never an error; an error never means absence. A store knows nothing
//! of what its items mean: it keeps opaque bytes under a [`StoreKey`], and the caller's payload says of itself what it
//! is, because a Secret Service returns secrets without their attributes when many are fetched in one call.

use crate::Secret;
use std::{fmt, time::Duration};

/// How long a call that asks nobody anything may take before it is [`StoreError::TimedOut`].
pub const STORE_DEADLINE: Duration = Duration::from_secs(3);

/// How long a person has to answer an unlock prompt before it is [`StoreError::TimedOut`].
pub const PROMPT_DEADLINE: Duration = Duration::from_secs(60);

/// The address of one item. All parts are searchable in the store and none of them is secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreKey {
    /// Scheme, host and port, for example `https://registry.example:8443`. What [`SecretStore::find`] searches by.
    pub realm: String,
    /// Path below the realm, beginning and ending with a slash.
    pub path: String,
    /// What the item may be used for, for example `read`.
    pub purpose: String,
    /// The set of items that it belongs to; empty for the one without a name. Items of the set without a name look as
    /// they did before there were others, and the others look so that a program which does not know of sets finds none.
    pub profile: String,
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

/// Why a store did not do what it was asked. One variant for each thing that the user would do differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The store, or its default collection, is locked and nobody was asked.
    Locked,
    /// No such store on this machine, or it is not running; the text says which part is missing.
    Unavailable(String),
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
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked => f.write_str("the credential store is locked"),
            Self::Unavailable(why) => write!(f, "no credential store: {why}"),
            Self::Denied => f.write_str("access to the credential store was denied"),
            Self::TooLarge { limit } => write!(f, "the secret is larger than the store takes ({limit} bytes)"),
            Self::TimedOut => f.write_str("the credential store did not answer in time"),
            Self::Ambiguous => f.write_str("the credential store holds more than one item for the same registry"),
            Self::Corrupt => f.write_str("the stored item is damaged or was written by another program"),
            Self::Other(what) => write!(f, "the credential store failed: {what}"),
        }
    }
}

impl std::error::Error for StoreError {}

/// A place that the operating system owns and in which a secret can be kept.
///
/// Every call returns within [`STORE_DEADLINE`], or within [`PROMPT_DEADLINE`] where the store was opened with
/// permission to ask ([`Prompting::Allowed`]).
pub trait SecretStore {
    /// The store's name as its users know it, for example `Secret Service`.
    fn name(&self) -> &'static str;

    /// Whether items outlive a reboot.
    fn durability(&self) -> Durability;

    /// What the store can do now. Asks nobody anything.
    fn availability(&self) -> Availability;

    /// Every item of the given realms in this set (see [`StoreKey::profile`]), in one search and one fetch where the store
    /// has such calls.
    ///
    /// The answer may hold items of other realms: the payload says what it is.
    ///
    /// # Errors
    /// Any [`StoreError`] but `TooLarge` and `Ambiguous`; no item is an empty list. One that the store lists but cannot give
    /// is `Corrupt`, lest it should look absent.
    fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<Secret>, StoreError>;

    /// The item under exactly this key.
    ///
    /// # Errors
    /// `Ambiguous` where several items answer; no item is `Ok(None)`.
    fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError>;

    /// Stores or replaces the item under this key. `label` is shown by the system's own key manager; `lifetime` is how
    /// long the item is worth anything, for stores that forget by themselves.
    ///
    /// # Errors
    /// `TooLarge` with the limit; `Locked`, `Denied`, `TimedOut`, `Unavailable` as they are.
    fn put(&self, key: &StoreKey, label: &str, secret: &Secret, lifetime: Option<Duration>) -> Result<(), StoreError>;

    /// Removes the item; `false` where there was none.
    ///
    /// # Errors
    /// As for [`SecretStore::get`].
    fn delete(&self, key: &StoreKey) -> Result<bool, StoreError>;

    /// The keys of all our items, sorted. Touches no secret.
    ///
    /// # Errors
    /// As for [`SecretStore::find`].
    fn list(&self) -> Result<Vec<StoreKey>, StoreError>;

    /// The keys of the items of all sets but this one (see [`StoreKey::profile`]), sorted. Touches no secret and asks nobody,
    /// so that where things are locked some may be missing.
    ///
    /// # Errors
    /// As for [`SecretStore::find`], but never `Locked`.
    fn list_others(&self, profile: &str) -> Result<Vec<StoreKey>, StoreError>;
}

/// Whether a store may put a question to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompting {
    /// A locked store is [`StoreError::Locked`] at once.
    Never,
    /// A locked store asks for its password.
    Allowed,
}
