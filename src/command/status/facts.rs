//! What the status is made of.

use crate::error::{Error, Result};
use crate::login::InventoryItem;
use crate::login::account::Overruled;
use crate::profile::Active;
use npmcred_platform::{Durability, StoreError};
use std::path::PathBuf;

/// What `npmcred status` found.
pub(super) struct StatusFacts {
    pub(super) store: std::result::Result<StoreFacts, Error>,
    pub(super) held: Option<Vec<InventoryItem>>,
    /// Credentials outside of the store that override a stored one here.
    pub(super) overruled: Vec<Overruled>,
    pub(super) profile: Result<Active>,
    pub(super) shims: Option<(PathBuf, bool)>,
    pub(super) npm: Option<(PathBuf, Option<String>)>,
    /// Config files that exist and could not be read.
    pub(super) not_read: Vec<String>,
}

/// The open store's description of itself.
pub(super) struct StoreFacts {
    pub(super) name: &'static str,
    pub(super) durability: Durability,
    pub(super) ready: std::result::Result<(), StoreError>,
    /// The store that comes first, and why it was passed over.
    pub(super) passed_over: Option<StoreError>,
}
