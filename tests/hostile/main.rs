//! Can a project, a package or a wrapper lead a stored token astray?
//!
//! The receiving end is a loopback recorder that keeps every byte, as a registry and as a proxy.
//! Each flow is started in every way in which people and scripts start npm.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program and may touch the system"
)]

#[path = "../support/mod.rs"]
mod support;

mod claims;
mod dependencies;
mod elsewhere;
mod extension;
mod filing;
mod hints;
mod key_addresses;
mod login_in_script;
mod manifest_case;
mod manifests;
mod mid_publish;
mod mid_publish_told;
mod nested;
mod node_options;
mod origin_of_npm;
mod pipe;
mod recorder;
mod replaced;
mod roots;
mod secrets;
mod transport;
mod trusted;
mod unread;
mod ways;
mod world;
mod wrapper;
