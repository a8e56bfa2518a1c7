//! Registries that share a host and differ in scheme or port.
//!
//! A tool's key for a credential has no scheme. A credential for `https://host/` would therefore be
//! sent to `http://host/` as well.

use crate::registry::Registry;
use crate::tool::Target;
use std::collections::HashMap;

/// Registries by the host in the tool's key, one for each realm.
#[derive(Default)]
pub(super) struct Twins(HashMap<String, Vec<Registry>>);

impl Twins {
    /// Those among the registries of a command.
    #[must_use]
    pub(super) fn among<'a>(all: impl IntoIterator<Item = &'a Target>) -> Self {
        let mut twins = Self::default();
        for one in all {
            let of_host = twins.0.entry(one.registry.host()).or_default();
            if of_host
                .iter()
                .all(|known| known.realm() != one.registry.realm())
            {
                of_host.push(one.registry.clone());
            }
        }
        twins
    }

    /// The one with the same host and another realm.
    #[must_use]
    pub(super) fn of(&self, registry: &Registry) -> Option<&Registry> {
        self.0
            .get(&registry.host())?
            .iter()
            .find(|other| other.realm() != registry.realm())
    }
}
