//! What Linux and macOS share.

pub(crate) mod apart;
pub(crate) mod captured;
pub(crate) mod child;
pub(crate) mod descriptor;
pub(crate) mod enter;
pub(crate) mod files;
pub(crate) mod handover;
pub(crate) mod inherited;
pub(crate) mod kept_path;
pub(crate) mod leftover;
pub(crate) mod memory;
pub(crate) mod pass;
pub(crate) mod process;
pub(crate) mod session;
pub(crate) mod signals;

#[cfg(test)]
#[cfg(target_os = "linux")]
pub(crate) mod exec_tests;

#[cfg(test)]
#[cfg(target_os = "linux")]
mod leftover_tests;
