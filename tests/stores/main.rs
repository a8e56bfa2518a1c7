//! Every store against one contract, and the Secret Service in every state that a real one gets
//! into.
//!
//! The Secret Service here is a real `gnome-keyring-daemon` on a bus of the test's own (see
//! `support/secret_service.rs`). The kernel keyring is that of the user who runs the tests, under
//! names that no other run has. The store of `pass` has a key and an agent of the test's own.
#![cfg(any(target_os = "linux", windows))]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs,
    unreachable_pub
)]

#[cfg(target_os = "linux")]
mod battery;
mod contract;
#[cfg(windows)]
mod credential_manager;
#[cfg(target_os = "linux")]
mod foreign_items;
#[cfg(target_os = "linux")]
mod hygiene;
#[cfg(target_os = "linux")]
mod keepass;
#[cfg(target_os = "linux")]
#[path = "../support/keepassxc.rs"]
mod keepassxc;
#[cfg(target_os = "linux")]
mod keyring;
#[cfg(target_os = "linux")]
mod odd;
#[cfg(target_os = "linux")]
mod open;
#[cfg(target_os = "linux")]
mod pass;
#[cfg(target_os = "linux")]
#[path = "../support/pass.rs"]
mod password_store;
#[cfg(target_os = "linux")]
mod profiles;
#[cfg(target_os = "linux")]
mod registry_item;
#[cfg(target_os = "linux")]
#[path = "../support/secret_service.rs"]
mod secret_service;
#[cfg(target_os = "linux")]
mod states;
#[cfg(target_os = "linux")]
mod stub;
#[cfg(target_os = "linux")]
mod trips;
#[cfg(target_os = "linux")]
mod unlock;

use npmcred_platform::{Secret, StoreKey, StoredItem};
use std::sync::atomic::{AtomicU32, Ordering};

/// A name that no other test and no other run uses.
pub fn unique(name: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let time = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_nanos();
    format!(
        "{name}-{}-{time:x}-{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}

pub fn key(realm: &str, path: &str, purpose: &str) -> StoreKey {
    in_profile("", realm, path, purpose)
}

pub fn in_profile(profile: &str, realm: &str, path: &str, purpose: &str) -> StoreKey {
    let owned = str::to_owned;
    StoreKey {
        realm: owned(realm),
        path: owned(path),
        purpose: owned(purpose),
        profile: owned(profile),
    }
}

pub fn secret(text: &str) -> Secret {
    Secret::from(text.to_owned())
}

pub fn text(secret: Option<Secret>) -> Option<String> {
    secret.map(|secret| secret.expose_str().unwrap().to_owned())
}

pub fn texts(items: Vec<StoredItem>) -> Vec<String> {
    let mut texts: Vec<_> = items
        .into_iter()
        .filter_map(|item| text(Some(item.secret)))
        .collect();
    texts.sort();
    texts
}
