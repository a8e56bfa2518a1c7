//! What an item of ours is called: its schema and its attributes.

use crate::StoreKey;
use std::collections::HashMap;

/// Stored for the tools that show items by it, never searched by: GNOME Keyring (42) finds no item
/// by a schema of one's own while the collection is locked, so that what is locked would look like
/// what is not there.
pub(super) const SCHEMA: (&str, &str) = ("xdg:schema", "npmcred.Credential");
/// On every item of ours, with one of these two values. Items with a profile have one of their own,
/// because who searches without naming a profile would find them as well: no search for the others
/// may match them.
const MARK: &str = "npmcred:format";
pub(super) const PLAIN: (&str, &str) = (MARK, "1");
pub(super) const PROFILED: (&str, &str) = (MARK, "2");
pub(super) const REALM: &str = "npmcred:realm";
const PATH: &str = "npmcred:path";
const PURPOSE: &str = "npmcred:purpose";
const PROFILE: &str = "npmcred:profile";

/// What tells the items of this profile from all others.
pub(super) fn mark(profile: &str) -> Vec<(&str, &str)> {
    if profile.is_empty() {
        vec![PLAIN]
    } else {
        vec![PROFILED, (PROFILE, profile)]
    }
}

/// What an item is found by.
pub(super) fn address(key: &StoreKey) -> Vec<(&str, &str)> {
    let mut address = mark(&key.profile);
    address.extend([
        (REALM, key.realm.as_str()),
        (PATH, &key.path),
        (PURPOSE, &key.purpose),
    ]);
    address
}

/// All that an item of ours is stored with. Services add to it: KeePassXC its fields, oo7 the type
/// of the contents.
pub(super) fn attributes(key: &StoreKey) -> HashMap<&str, &str> {
    std::iter::once(SCHEMA).chain(address(key)).collect()
}

/// Whether an item that answers to one of our keys is ours, whatever else it has.
pub(super) fn is_ours(attributes: &HashMap<String, String>) -> bool {
    attributes
        .get(SCHEMA.0)
        .is_some_and(|schema| schema == SCHEMA.1)
}

/// The key that an item's attributes make.
pub(super) fn key(mut attributes: HashMap<String, String>) -> Option<StoreKey> {
    let (realm, path) = (attributes.remove(REALM)?, attributes.remove(PATH)?);
    let purpose = attributes.remove(PURPOSE)?;
    let profile = match (attributes.remove(PROFILE), attributes.get(MARK)?.as_str()) {
        (_, "1") => String::new(),
        (Some(profile), "2") => profile,
        _ => return None,
    };
    Some(StoreKey {
        realm,
        path,
        purpose,
        profile,
    })
}
