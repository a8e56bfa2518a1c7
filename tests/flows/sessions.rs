//! Steps of the tests about sessions that are missing or have run out.
//!
//! npmcred stores no token that is dead already, so a session that is over goes past it, straight
//! into the keyring.

use std::path::PathBuf;

use serde_json::json;

use super::support::Lab;
use super::support::fixture::Fixture;
use super::support::run::Run;

pub(super) const GONE: i64 = -3600;

/// A world whose one session is over.
pub(super) fn over(major: u32) -> Lab<Fixture> {
    let lab = Lab::shimmed(major, Fixture::start());
    lab.store_ending(&lab.registry.url, "npm_dead", "any", GONE);
    lab
}

pub(super) fn package(lab: &Lab<Fixture>) -> PathBuf {
    lab.project("package", &json!({ "name": "mine", "version": "1.0.0" }))
}

pub(super) fn publish(lab: &Lab<Fixture>) -> Run {
    lab.npm(&package(lab), &["publish", "--no-browser"])
}

pub(super) fn cure(lab: &Lab<Fixture>) -> String {
    format!("npmcred login --registry {}", lab.registry.url)
}

pub(super) fn nobody_sent(lab: &Lab<Fixture>, secret: &str) {
    for seen in lab.registry.seen() {
        assert!(!format!("{seen:?}").contains(secret), "{seen:?}");
    }
}
