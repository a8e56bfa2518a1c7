//! How an item of ours becomes credentials of the system's: names, and a secret in pieces.
//!
//! One credential takes 2,560 bytes, and a token may be longer. So every item has a head, which
//! says how long the secret is and holds its beginning. What does not fit is in parts. Each writing
//! gives its parts a new mark, so that old and new parts are never put together: the head, written
//! last, decides. An encrypted file beside a key in the store lost. It would be one more place to
//! keep private, to lose and to clean up.

use crate::item_name;
use crate::secret::Secret;
use crate::secret_store::StoreKey;
use std::fmt::Write as _;
use zeroize::Zeroizing;

/// The names of all heads begin so.
pub(super) const HEADS: &str = "npmcred:";
/// The names of all parts begin so.
const PARTS: &str = "npmcred-part:";

/// The most that one credential takes, in bytes (`CRED_MAX_CREDENTIAL_BLOB_SIZE`).
const BLOB: usize = 2560;
/// The first byte of a head.
const VERSION: u8 = 1;
/// The size of a mark, in bytes.
pub(super) const MARK: usize = 8;
/// What stands before the secret in a head, in bytes: version, mark, and the length of the secret.
const HEADER: usize = 1 + MARK + 4;
/// The most that is kept in one item, in bytes.
pub(super) const LIMIT: usize = 128 * 1024;

/// What tells the parts of one writing from those of another.
pub(super) type Mark = [u8; MARK];

/// The name of the head. The system does not mind case in names, and registries do in paths: so
/// capital letters are escaped.
pub(super) fn name(key: &StoreKey) -> String {
    let parts = [key.realm.as_str(), key.purpose.as_str(), key.path.as_str()];
    without_case(&item_name::join(parts, &key.profile), HEADS)
}

/// How the names of all heads of a realm begin.
pub(super) fn names_in(realm: &str) -> String {
    without_case(&item_name::join([realm, ""], ""), HEADS)
}

fn without_case(name: &str, prefix: &str) -> String {
    let mut folded = prefix.to_owned();
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            let _ = write!(folded, "%{:02x}", u32::from(character));
        } else {
            folded.push(character);
        }
    }
    folded
}

/// The key of a head's name; `None` for a name that is not ours.
pub(super) fn key(name: &str) -> Option<StoreKey> {
    let ([realm, purpose, path], profile) = item_name::split(name.strip_prefix(HEADS)?)?;
    Some(StoreKey {
        realm,
        path,
        purpose,
        profile,
    })
}

/// How the names of all parts of a head begin. No other head's do: a name holds no blank.
pub(super) fn parts_of(head: &str) -> String {
    let name = head.strip_prefix(HEADS).unwrap_or(head);
    format!("{PARTS}{} ", name.replace(' ', "%20"))
}

/// How the names of all parts of one writing begin.
pub(super) fn parts_with(head: &str, mark: Mark) -> String {
    let mark = u64::from_be_bytes(mark);
    format!("{}{mark:016x} ", parts_of(head))
}

/// The name of a part.
pub(super) fn part_name(head: &str, mark: Mark, number: usize) -> String {
    format!("{}{number}", parts_with(head, mark))
}

/// A head as it is written.
pub(super) fn head(secret: &[u8], mark: Mark) -> Zeroizing<Vec<u8>> {
    let mut head = Zeroizing::new(Vec::with_capacity(BLOB));
    head.push(VERSION);
    head.extend(mark);
    let length = u32::try_from(secret.len()).unwrap_or(u32::MAX);
    head.extend(length.to_be_bytes());
    head.extend(&secret[..secret.len().min(BLOB - HEADER)]);
    head
}

/// The parts that do not fit into the head, in order.
pub(super) fn parts(secret: &[u8]) -> impl Iterator<Item = &[u8]> {
    secret.get(BLOB - HEADER..).unwrap_or_default().chunks(BLOB)
}

/// A head that was read.
pub(super) struct Head {
    pub(super) mark: Mark,
    /// How many parts belong to it.
    pub(super) parts: usize,
    length: usize,
    beginning: Secret,
}

impl Head {
    /// `None` if it is damaged, or none of ours.
    pub(super) fn read(blob: &Secret) -> Option<Self> {
        let (header, beginning) = blob.expose().split_at_checked(HEADER)?;
        let (version, header) = header.split_first()?;
        let (mark, length) = header.split_first_chunk()?;
        let length = u32::from_be_bytes(length.try_into().ok()?) as usize;
        let in_head = length.min(BLOB - HEADER);
        if *version != VERSION || length > LIMIT || beginning.len() != in_head {
            return None;
        }
        Some(Self {
            mark: *mark,
            parts: (length - in_head).div_ceil(BLOB),
            length,
            beginning: Secret::new(beginning.to_vec()),
        })
    }

    /// The secret, of the head and all its parts; `None` if they do not belong together.
    pub(super) fn with(self, parts: &[Secret]) -> Option<Secret> {
        let mut whole = Zeroizing::new(Vec::with_capacity(self.length));
        whole.extend(self.beginning.expose());
        for part in parts {
            whole.extend(part.expose());
        }
        (whole.len() == self.length).then(|| Secret::new(std::mem::take(&mut *whole)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(path: &str, profile: &str) -> StoreKey {
        StoreKey {
            realm: "https://r:1".to_owned(),
            path: path.to_owned(),
            purpose: "any".to_owned(),
            profile: profile.to_owned(),
        }
    }

    #[test]
    fn names_differ_without_their_case_and_are_read_back() {
        let keys = [
            ("/a/", ""),
            ("/A/", ""),
            ("/%41/", ""),
            ("/a/", "Work"),
            ("/a/", "work"),
        ];
        let mut seen = Vec::new();
        for (path, profile) in keys {
            let key_of = key_of(path, profile);
            let name = name(&key_of);
            assert_eq!(key(&name), Some(key_of));
            assert!(name.starts_with(&names_in("https://r:1")), "{name}");
            assert_eq!(name, name.to_lowercase());
            assert!(!seen.contains(&name), "{name}");
            seen.push(name);
        }
        assert_eq!(key("other:https://r:1|any|/"), None);
    }

    #[test]
    fn a_secret_of_every_length_comes_together_again() {
        let edge = BLOB - HEADER;
        for length in [
            0,
            1,
            edge - 1,
            edge,
            edge + 1,
            edge + BLOB,
            edge + BLOB + 1,
            LIMIT,
        ] {
            let secret: Vec<u8> = (0..=250).cycle().take(length).collect();
            let blob = Secret::new(head(&secret, [7; MARK]).to_vec());
            assert!(blob.expose().len() <= BLOB);
            let read = Head::read(&blob).unwrap();
            let parts: Vec<Secret> = parts(&secret)
                .map(|part| Secret::new(part.to_vec()))
                .collect();
            assert_eq!((read.mark, read.parts), ([7; MARK], parts.len()));
            assert!(read.with(&parts).unwrap().same_as(&Secret::new(secret)));
        }
    }

    #[test]
    fn what_is_not_whole_is_no_secret() {
        let secret = vec![1; BLOB * 2];
        let blob = head(&secret, [7; MARK]);
        let read = |blob: &[u8]| Head::read(&Secret::new(blob.to_vec()));
        assert!(read(&blob).unwrap().with(&[]).is_none());
        assert!(read(&blob[..BLOB - 1]).is_none());
        assert!(read(&[]).is_none());
        assert!(read(&[&[2], &blob[1..]].concat()).is_none());
        assert!(read(b"a password of another program").is_none());
    }
}
