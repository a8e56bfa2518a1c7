//! The user's own configuration of a tool, as far as a login reads and changes it.
//!
//! A tool keeps credentials in files of its own format. A login needs four things: the route to a
//! registry, the user's credential there, whether another one overrides it, and one change at the
//! end. A project's files are not part of it.

use super::caller::Authorization;
use super::request::LoginRequest;
use crate::credential::Place;
use crate::error::Result;
use crate::http::Route;
use crate::registry::{Registry, Scope};
use npmcred_platform::Secret;
use std::path::Path;

/// A tool's configuration, limited to the user's own settings.
pub trait UserConfig {
    /// A request to this registry in npmcred's own name. Options typed for the current command,
    /// such as a one-time password, are not part of it.
    ///
    /// # Errors
    /// `Refused` for a kind of login that is not supported; those of choosing the profile.
    fn request(&self, registry: &Registry) -> Result<LoginRequest>;

    /// The route to a registry. It reports the settings that it ignores.
    ///
    /// # Errors
    /// `File` for a certificate that cannot be read; `Network` for a proxy that is not a valid URL.
    fn route(&self, registry: &Registry) -> Result<Route>;

    /// The file that [`UserConfig::change`] changes.
    fn file(&self) -> &Path;

    /// The user's own credential for a registry, as the tool would send it.
    fn authorization(&self, registry: &Registry) -> Option<Authorization>;

    /// The token for a registry in the user's file, if the tool would use it and it can be no other
    /// registry's.
    fn token(&self, registry: &Registry) -> Option<Secret>;

    /// The credential that overrides a stored one, after these keys are removed from the user's
    /// file.
    fn winning(&self, registry: &Registry, removed: &[String]) -> Option<Place>;

    /// Checks that a change can be made. This is asked before anything is stored or revoked.
    ///
    /// # Errors
    /// `File`, with the consequence for the user.
    fn check(&self, change: &FileChange<'_>) -> Result<()>;

    /// Changes the user's file; returns the keys that were removed from it.
    ///
    /// # Errors
    /// `File` if it cannot be changed; it is then unchanged.
    fn change(&self, change: &FileChange<'_>) -> Result<Vec<String>>;
}

/// A change of the user's file.
#[derive(Clone, Copy, Debug)]
pub enum FileChange<'a> {
    /// Removes the credential for this registry, unless it may be another one's.
    RemoveCredential(&'a Registry),
    /// Sets the registry of this scope, as `npm login --scope` does. The text is the registry as
    /// the user spelled it.
    MapScope(&'a Scope, &'a str),
    /// Removes the registry of this scope, as `npm logout --scope` does.
    UnmapScope(&'a Scope),
}
