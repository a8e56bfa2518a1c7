//! What a project may not decide: where, and over which transport, a stored credential travels.
//!
//! A repository that was just cloned brings its own `.npmrc`. It may name registries, but may not
//! change the way to them. With `npmcred trust` the user accepts exactly the present lines, for
//! that folder. When one of them changes, the user is asked again.

mod addresses;
mod downgrade;
mod extension;
mod finding;
mod findings;
mod javascript;
mod record;

pub use addresses::Address;
pub use downgrade::{DEPENDENCY_FILES, at_risk, downgrades, replaces_public, unencrypted};
pub use extension::{extension, extensions, whole_tool};
pub use finding::{
    Finding, PUBLISHED, Reason, project_findings, published_findings, script_findings, seal,
};
pub use findings::Findings;
pub use record::TrustRecord;
