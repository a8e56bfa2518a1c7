//! Reads a secret again when it is needed.

use super::config_file::SecretSighting;
use super::scanner::Scanner;
use super::sighting::Sighting;
use crate::context::Context;
use zeroize::Zeroizing;

/// The secret, if it is still the same one.
pub(super) fn reread(
    context: &Context,
    scanner: &Scanner,
    sighting: &Sighting,
) -> Option<SecretSighting> {
    let path = sighting.file.as_deref()?;
    let bytes = Zeroizing::new(context.read(path).ok()??);
    let (seen, _) = scanner.see(&bytes, sighting.place, path);
    let is_it = |one: &SecretSighting| {
        one.is_entry()
            && one.sighting.key == sighting.key
            && one.fingerprint() == sighting.fingerprint
    };
    seen.into_iter().rfind(is_it)
}
