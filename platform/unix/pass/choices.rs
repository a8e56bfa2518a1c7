//! Advice about `pass` where it cannot be used.

use crate::advice::Advice;
use crate::process::find_on_path;
use crate::secret_store::{StoreError, StoreName};
use crate::variable::Lookup;
use std::ffi::OsStr;
use std::path::Path;

/// The program's name, as its makers write it.
pub(super) const PASS: &str = "pass";

/// Whether this error came from here.
pub(crate) fn is_pass(error: &StoreError) -> bool {
    error.store().and_then(StoreName::program) == Some(PASS)
}

pub(crate) fn store_choices(env: Lookup<'_>, error: &StoreError) -> Vec<Advice> {
    let path = env("PATH").unwrap_or_default();
    let is_there = find_on_path(OsStr::new(PASS), &path, Path::new("/"), &|_| false).is_some();
    match error.bare() {
        StoreError::Locked => vec![Advice::typed(
            "unlock it; GnuPG asks for the passphrase",
            "npmcred unlock",
        )],
        StoreError::Denied => vec![Advice::typed("have GnuPG ask again", "npmcred unlock")],
        StoreError::Unavailable(_) => {
            let make = Advice::by_hand("make its store for a key of GnuPG's, with: pass init KEY");
            let system = Advice::typed(
                "go back to the store of the system",
                "npmcred config store --unset",
            );
            is_there
                .then_some(make)
                .into_iter()
                .chain([system])
                .collect()
        }
        _ => Vec::new(),
    }
}
