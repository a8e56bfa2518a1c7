//! Installs and uninstalls npmcred: shims, the start files that put them first on PATH, the manual
//! pages, and a receipt of everything that was made.
//!
//! Each run first decides on a value ([`SetupPlan`], [`Undoing`]) and then carries it out. Files of
//! the user are only ever added to, between marks that say how to remove the lines again (`edit`).

pub mod again;
mod apply;
mod edit;
mod kept;
mod layout;
mod lock;
mod pages;
mod path_step;
mod place;
mod plan;
mod prove;
mod receipt;
mod relocation;
pub mod shell;
mod shims;
mod undo;

pub use apply::{Applied, apply, tested};
pub use kept::{PathChange, before_the_users, of as whose};
pub use layout::{
    elsewhere, folder, folder_in_use, is_first_on_path, machines_in_use, of_machine, owner_in_use,
};
pub use lock::{SetupLock, check_user, take_turn};
pub use plan::{Change, SetupPlan, SetupStep, Skipped};
pub use receipt::Receipt;
pub use relocation::Relocation;
pub use shims::{file as shim, install, is_ours};
pub use undo::{Act, Undoing};
