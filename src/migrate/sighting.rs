//! What was found, without the secrets.
//!
//! Two places that hold the same secret have the same print, a digest, which is all that is known
//! of it here.

use super::location::spot;
use super::shape;
use super::warning::Warning;
use crate::credential::Expiry;
use crate::error::ErrorKind;
use crate::registry::Registry;
use crate::report::Hint;
use npmcred_platform::Secret;
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::{Path, PathBuf};

/// What sort of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The user's `.npmrc`.
    User,
    /// npm's global config file.
    Global,
    /// The `.npmrc` of the project of the working folder.
    Project,
    /// That of a workspace, or in a folder that was named.
    Folder,
    /// A start file of a shell or of the session.
    Start,
    /// A `.env` file.
    Env,
    /// A Dockerfile or a compose file.
    Image,
    /// The environment of this process.
    Process,
    /// A copy that an editor or a tool left beside the file.
    Backup,
    /// A debug log of npm's.
    Log,
}

/// In what form it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `_authToken`.
    Token,
    /// `_auth`.
    Auth,
    /// `_password`, with `username`.
    Password,
    /// A variable's value, or a line that sets it.
    Variable,
    /// A user and a password inside an address.
    Address,
    /// A secret that npm does not read there: in a comment, a section, under another key.
    Loose,
    /// A copy of one that stands elsewhere.
    Copy,
}

/// What is to become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Into the store and out of the file.
    Move,
    /// Out of the file, and nowhere else: it is dead, or npm never used it.
    Remove,
    /// It stays, though it should not; the kind of error that this is.
    Keep(ErrorKind),
    /// It stays because it is not ours to touch.
    Tell,
}

/// A question whose ENTER is no, which `--yes` therefore does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The store keeps another one, which is described; it would be replaced.
    Replaces(String),
    /// Only a project says that this registry is meant; its file and line.
    OnlyProject(String),
}

/// A plaintext credential in a file or variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The file; nothing for a variable of this very process.
    pub file: Option<PathBuf>,
    /// Its line, from 1.
    pub line: Option<usize>,
    /// The key or variable, as it is written there.
    pub key: String,
    /// What sort of place it is.
    pub place: Place,
    /// In what form it stands there.
    pub kind: Kind,
    /// The registry that it is for, as far as that can be told.
    pub registry: Option<Registry>,
    /// The account, if known.
    pub owner: Option<String>,
    /// When it dies, if it says so.
    pub expires: Expiry,
    /// What is to become of it.
    pub action: Action,
    /// Why.
    pub why: String,
    /// What to type, where something is left to the person.
    pub hints: Vec<Hint>,
    /// Tools other than npm on this machine that read it from there.
    pub readers: Vec<&'static str>,
    /// What is worth knowing before it is moved.
    pub warnings: Vec<Warning>,
    /// Whether the store keeps another credential under this name, which would be replaced.
    pub replaces: bool,
    /// What only the person can say before it is moved.
    pub doubts: Vec<Doubt>,
    /// What is written in its place, where a hole would not do.
    pub placeholder: Option<String>,
    /// Which secret it is.
    pub(super) fingerprint: Option<Fingerprint>,
    /// Where npm looks for it among those for the same registry; the least comes first.
    pub(super) rank: (u8, u8, Place, usize),
}

/// A secret's digest. Not even that is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(super) fn of(secret: &Secret) -> Self {
        Self(Sha256::digest(secret.expose()).into())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint(..)")
    }
}

impl Sighting {
    /// A secret at this place, of which nothing else is known.
    pub(super) fn at(
        place: Place,
        file: Option<PathBuf>,
        line: Option<usize>,
        key: &str,
        kind: Kind,
    ) -> Self {
        Self {
            file,
            line,
            key: masked(key),
            place,
            kind,
            registry: None,
            owner: None,
            expires: Expiry::Unknown,
            action: Action::Tell,
            why: String::new(),
            hints: Vec::new(),
            readers: Vec::new(),
            warnings: Vec::new(),
            replaces: false,
            doubts: Vec::new(),
            placeholder: None,
            fingerprint: None,
            rank: (0, 0, place, 0),
        }
    }

    /// The same, with what is to become of it.
    pub(super) fn left_alone(mut self, why: impl Into<String>) -> Self {
        (self.action, self.why) = (Action::Tell, why.into());
        self
    }

    /// The same, with one more thing to type.
    pub(super) fn with_hint(mut self, hint: Hint) -> Self {
        self.hints.push(hint);
        self
    }

    /// Whether the file would be changed.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        matches!(self.action, Action::Move | Action::Remove)
    }

    /// Where it stands, as a person is told: `~/.npmrc:3`.
    #[must_use]
    pub fn spot(&self, home: Option<&Path>) -> String {
        self.file.as_ref().map_or_else(
            || "the environment".to_owned(),
            |file| spot(file, self.line, home),
        )
    }
}

/// A key as it may be shown: a token may stand where a key should, and a password in an address.
fn masked(key: &str) -> String {
    let host = key.find("//").map(|at| at + 2);
    let end = host.map(|from| key[from..].find('/').map_or(key.len(), |at| from + at));
    if shape::token(key.as_bytes()).is_some() {
        return "a token".to_owned();
    }
    match (host, end) {
        (Some(from), Some(end)) => match key[from..end].rfind('@') {
            Some(at) => format!("{}…{}", &key[..from], &key[from + at..]),
            None => key.to_owned(),
        },
        _ => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn no_key_shows_a_secret() {
        let token = format!("npm_{}", "x".repeat(36));
        for (key, want) in [
            ("//h/:_authToken", "//h/:_authToken"),
            ("NPM_TOKEN", "NPM_TOKEN"),
            ("//me:pw@h/:_authToken", "//…@h/:_authToken"),
            (
                "https://me:pw@h/@s/:_authToken",
                "https://…@h/@s/:_authToken",
            ),
            ("//h/@s/:_authToken", "//h/@s/:_authToken"),
            (token.as_str(), "a token"),
        ] {
            assert_eq!(masked(key), want);
        }
    }
}
