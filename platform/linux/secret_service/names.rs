//! The names of our items: their schema and their attributes.

use crate::secret_store::StoreKey;
use std::collections::HashMap;

/// Stored for tools that show items by it, never used in a search. GNOME Keyring (42) finds no item
/// by a custom schema while the collection is locked, so a locked item would look absent.
pub(super) const SCHEMA: (&str, &str) = ("xdg:schema", "npmcred.Credential");
/// Every item of ours has it, with one of these two values. Items with a profile have a value of
/// their own, because a search without a profile would find them as well: no search for the others
/// may match them.
const MARK: &str = "npmcred:format";
pub(super) const PLAIN: (&str, &str) = (MARK, "1");
pub(super) const PROFILED: (&str, &str) = (MARK, "2");
pub(super) const REALM: &str = "npmcred:realm";
const PATH: &str = "npmcred:path";
const PURPOSE: &str = "npmcred:purpose";
const PROFILE: &str = "npmcred:profile";

/// The attributes that tell the items of this profile from all others.
pub(super) fn mark(profile: &str) -> Vec<(&str, &str)> {
    if profile.is_empty() {
        vec![PLAIN]
    } else {
        vec![PROFILED, (PROFILE, profile)]
    }
}

/// The attributes that tell this profile's items of one realm from all others.
pub(super) fn in_realm<'a>(profile: &'a str, realm: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut attributes = mark(profile);
    attributes.push((REALM, realm));
    attributes
}

/// The attributes by which an item is found.
pub(super) fn address(key: &StoreKey) -> Vec<(&str, &str)> {
    let mut address = in_realm(&key.profile, &key.realm);
    address.extend([(PATH, key.path.as_str()), (PURPOSE, &key.purpose)]);
    address
}

/// All attributes of an item of ours. Services add some: KeePassXC its fields, oo7 the type of the
/// contents.
pub(super) fn attributes(key: &StoreKey) -> HashMap<&str, &str> {
    std::iter::once(SCHEMA).chain(address(key)).collect()
}

/// Whether an item with one of our keys is ours, whatever other attributes it has.
pub(super) fn is_ours(attributes: &HashMap<String, String>) -> bool {
    attributes
        .get(SCHEMA.0)
        .is_some_and(|schema| schema == SCHEMA.1)
}

/// The key in an item's attributes.
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
