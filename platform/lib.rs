//! The services of an operating system for npmcred: keep a secret, hand it over once, become
//! another program.
//!
//! It does not know npm. Everything that differs between systems, and every unsafe block, is here.
#![allow(
    clippy::disallowed_methods,
    reason = "this crate is the door that the bans of .clippy.toml point to"
)]

mod advice;
#[cfg(target_env = "musl")]
mod allocator;
mod deadline;
pub mod enter;
mod exposure;
pub mod files;
pub mod folders;
pub mod handover;
pub mod hint;
mod item_name;
pub mod kept_path;
#[cfg(any(target_os = "macos", test))]
#[path = "macos/answer.rs"]
mod keychain_answer;
mod launch;
#[cfg(target_os = "linux")]
mod linux;
mod listing;
pub mod lock;
pub mod loopback;
#[cfg(target_os = "macos")]
mod macos;
pub mod memory;
mod open;
mod path_value;
pub mod process;
pub mod scratch;
mod secret;
mod secret_store;
pub mod session;
pub mod shared_file;
pub mod signal_guard;
pub mod system_paths;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod tree;
#[cfg(unix)]
mod unix;
mod unlocking;
#[cfg(not(target_os = "linux"))]
mod unsupported;
pub mod variable;
pub mod wall;
#[cfg(windows)]
mod windows;

/// Whether paths and programs follow the rules of Windows: npm's own rules depend on it.
pub const IS_WINDOWS: bool = cfg!(windows);

pub use advice::Advice;
pub use open::{Opening, StoreChoice, open_store, store_choices, store_notes, unlock, unlocking};
pub use secret::Secret;
pub use secret_store::{
    Availability, Durability, PROMPT_DEADLINE, Prompting, STORE_DEADLINE, SecretStore, StoreError,
    StoreKey, StoreName, StoredItem,
};
pub use unlocking::Unlocking;
pub use variable::Lookup;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(target_os = "macos")]
use macos as system;
#[cfg(windows)]
use windows as system;

#[cfg(target_env = "musl")]
#[global_allocator]
static HEAP: allocator::Heap = allocator::Heap::new();
