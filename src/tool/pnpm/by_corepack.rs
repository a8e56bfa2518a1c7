//! A pnpm from 12 on that corepack starts. What corepack fetches of it is a script, which fetches
//! the program itself at its first start (pnpm 12 `bin/pnpm.mjs`).
//!
//! That script reads the user's file as pnpm does, once or twice. Then nothing is left for pnpm:
//! to wait for one reader more would leave the credential there at every other start.

use crate::tool::call::Call;
use npmcred_platform::files;

/// What is said then.
pub(super) const FETCHES: &str =
    "pnpm fetches its program at this first start, and may lack the credential until the next";

/// The first major version that is a program by itself.
const FIRST: u64 = 12;

/// Whether this start fetches it.
#[must_use]
pub(super) fn fetches_program(call: &Call<'_>) -> bool {
    let Some(package) = call
        .real
        .package
        .as_ref()
        .filter(|_| call.real.is_by_corepack)
    else {
        return false;
    };
    let major = package.version.split('.').next();
    let is_program = major.and_then(|it| it.parse().ok()) >= Some(FIRST);
    is_program && !files::is_file(&package.folder.join("pnpm-native"))
}
