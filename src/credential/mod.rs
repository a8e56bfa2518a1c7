//! Credentials: what is stored for a registry, what it may be used for, and which of several is
//! used.
//!
//! Each credential names its registry in its payload. The store's attributes only help to find it:
//! an item whose payload names another realm is never used for this one.

mod choice;
mod contents;
mod existing;
mod expiry;
mod fit;
mod grant;
mod issuer;
mod keyed;
mod kind;
pub mod literal;
mod minted;
mod model;
mod payload;
mod profile;
mod purpose;
mod secret_name;
mod session;
mod store;
mod wipe;

pub use choice::{Choice, choose};
pub use contents::contents;
pub use existing::{Certificate, Existing, Place, Placeholder, Vacancy};
pub use existing::{existing, existing_at, is_classic, is_dummy, variables_in};
pub use expiry::{Expiry, expiry_for, parse_lifetime, token_expiry};
pub use fit::{Unfit, check_key, check_registry, check_value};
pub use grant::TokenDescription;
pub use issuer::{Issuer, foreign_issuer, is_issued};
pub use keyed::{registry_among, registry_of};
pub use kind::CredentialKind;
pub use minted::{Mint, mint};
pub use model::{Credential, store_key};
pub use payload::{ItemDamage, PayloadError};
pub use profile::{NotAProfile, Profile};
pub use purpose::Use;
pub use secret_name::is_secret_name;
pub use session::LONGEST_SESSION;
pub use store::{CredentialStore, Holder, LookupResult, Stored};
pub use wipe::wipe;
