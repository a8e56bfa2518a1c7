//! A credential that a tool finds elsewhere than in an `.npmrc`, as a setting of npm's.

use crate::registry::Registry;

/// Stands for such a token, which is not kept.
pub(in crate::tool) const GIVEN: &str = "given";

/// The key of a token for a registry.
#[must_use]
pub(in crate::tool) fn token_key(registry: &Registry) -> String {
    format!("{}:_authToken", registry.nerf_dart())
}
