//! The user's own configuration of a tool, as a login reads and changes it.
//!
//! A tool keeps credentials of its own in files of its own form. A login needs four things of them:
//! the way to a registry, the credential that the user has there, where another one wins, and one
//! change after all is done. A project's files are none of it.

use super::caller::Authorization;
use super::request::LoginRequest;
use crate::credential::Place;
use crate::error::Result;
use crate::http::Route;
use crate::registry::{Registry, Scope};
use npmcred_platform::Secret;
use std::path::Path;

/// A tool's configuration, of which a login sees only what the user says.
pub trait UserConfig {
    /// A request to this registry in our own name: whatever was typed for the command at hand, a
    /// one-time password for instance, is not part of it.
    ///
    /// # Errors
    /// `Refused` for a way to log in that cannot be done here; those of finding the profile.
    fn request(&self, registry: &Registry) -> Result<LoginRequest>;

    /// The way to a registry. Says what of the configuration it leaves out.
    ///
    /// # Errors
    /// `File` for a certificate that cannot be read; `Network` for a proxy that is none.
    fn route(&self, registry: &Registry) -> Result<Route>;

    /// The file that [`UserConfig::change`] changes.
    fn file(&self) -> &Path;

    /// The user's own credential for a registry, as the tool would send it.
    fn authorization(&self, registry: &Registry) -> Option<Authorization>;

    /// The token for a registry in the user's file, if the tool would use it.
    fn token(&self, registry: &Registry) -> Option<Secret>;

    /// The credential that the tool takes before a stored one, once these keys are gone from the
    /// user's file.
    fn winning(&self, registry: &Registry, removed: &[String]) -> Option<Place>;

    /// Whether a change could be made. Asked before anything is stored or revoked.
    ///
    /// # Errors
    /// `File`, with what follows for the user.
    fn check(&self, change: &FileChange<'_>) -> Result<()>;

    /// Changes the user's file; the keys that were removed from it.
    ///
    /// # Errors
    /// `File` where it cannot be changed; it is then as it was.
    fn change(&self, change: &FileChange<'_>) -> Result<Vec<String>>;
}

/// A change of the user's file.
#[derive(Clone, Copy, Debug)]
pub enum FileChange<'a> {
    /// It loses the credential for this registry.
    RemoveCredential(&'a Registry),
    /// It says that packages of this scope come from there, as `npm login --scope` does. The text
    /// is the registry as the user spelled it.
    MapScope(&'a Scope, &'a str),
    /// It forgets where packages of this scope come from, as `npm logout --scope` does.
    UnmapScope(&'a Scope),
}
