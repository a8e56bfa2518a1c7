//! npmcred keeps npm registry credentials in the operating system's store and hands them to npm just in time.
#![forbid(unsafe_code)]

pub mod npmrc;

use std::process::ExitCode;

/// The only exit point: everything else returns.
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
