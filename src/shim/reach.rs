//! Which stored credentials a command may need for addresses that it is led to.

use crate::credential::{Credential, CredentialStore, Profile, Use};
use crate::registry::{Realm, Registry};
use crate::tool::{Reach, Settings};
use memchr::memmem;
use std::collections::HashSet;

/// The most credentials that a command gets only because metadata might name any host. Who has more
/// gets those that an address in the project or on the command line names.
const MOST: usize = 64;

/// The longest address that is looked at, in bytes.
const LONGEST: usize = 2048;

/// The realms that a command may be led to, as far as something is stored there.
#[must_use]
pub(super) fn realms(
    reach: &Reach,
    settings: &dyn Settings,
    credentials: &CredentialStore<'_>,
    profile: &Profile,
) -> Vec<Realm> {
    let mut realms: Vec<Realm> = reach.named.iter().map(Registry::realm).collect();
    if reach.anywhere {
        match credentials.few_holders(profile, MOST) {
            Ok(Some(holders)) => {
                let may_read = holders.iter().filter(|one| one.purpose.serves(Use::Read));
                realms = may_read.map(|one| one.registry.realm()).collect();
            }
            Ok(None) => {
                let files = settings.address_files();
                realms.extend(files.iter().flat_map(|file| realms_in(file)));
            }
            // It is not worth failing for.
            Err(_) => {}
        }
    }
    realms.sort();
    realms.dedup();
    realms
}

/// Whether a credential may be needed beside those of the command's registries.
#[must_use]
pub(super) fn may_be_needed(
    reach: &Reach,
    settings: &dyn Settings,
    credential: &Credential,
) -> bool {
    let registry = &credential.registry;
    let is_named = || reach.named.iter().any(|named| registry.covers(named));
    credential.purpose.serves(Use::Read)
        && !registry.is_cleartext()
        && !settings.is_public(registry)
        && (reach.anywhere || is_named())
}

/// The realms of the first addresses that a file names, each once.
fn realms_in(file: &[u8]) -> HashSet<Realm> {
    let mut realms = HashSet::new();
    for at in memmem::find_iter(file, "http") {
        let end = file[at..]
            .iter()
            .take(LONGEST)
            .position(|byte| matches!(byte, b'"' | b'#'))
            .unwrap_or(0);
        let text = String::from_utf8_lossy(&file[at..at + end]).replace("\\/", "/");
        realms.extend(
            Registry::parse_any(&text)
                .ok()
                .map(|registry| registry.realm()),
        );
        if realms.len() >= MOST {
            break;
        }
    }
    realms
}
