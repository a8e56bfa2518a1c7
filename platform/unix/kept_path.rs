//! No Unix keeps a PATH: each shell makes its own.

use crate::path_value::{KeptPath, PathOwner};
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

#[allow(clippy::unnecessary_wraps, reason = "as on other systems")]
pub(crate) fn read(_owner: PathOwner) -> io::Result<Option<KeptPath>> {
    Ok(None)
}

pub(crate) fn write(_owner: PathOwner, _value: Option<&KeptPath>) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

pub(crate) fn is_writable(_owner: PathOwner) -> bool {
    false
}

pub(crate) fn announce() {}

pub(crate) fn filled_in(_owner: PathOwner) -> OsString {
    OsString::new()
}

pub(crate) fn protected_folder() -> Option<PathBuf> {
    None
}
