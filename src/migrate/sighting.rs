//! A plaintext credential that was found, without its secret.
//!
//! Two places with the same secret have the same fingerprint, a digest. Nothing else is known of
//! the secret here.

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

/// The kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// The user's `.npmrc`.
    User,
    /// npm's global config file.
    Global,
    /// The `.npmrc` of the project of the working folder.
    Project,
    /// The `.npmrc` of a workspace, or in a named folder.
    Folder,
    /// A start file of a shell or of the session.
    Start,
    /// A `.env` file.
    Env,
    /// A Dockerfile or a compose file.
    Image,
    /// A settings file of another tool: a `.yarnrc.yml`, a `bunfig.toml`, pnpm's `auth.ini`.
    Tool,
    /// The environment of this process.
    Process,
    /// A copy that an editor or a tool left beside the file.
    Backup,
    /// A debug log of npm.
    Log,
}

/// The form of the secret there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SightingForm {
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
    /// A copy of a secret that is elsewhere.
    Copy,
}

/// What will happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is stored and removed from the file.
    Move,
    /// It is removed from the file and not stored: it is invalid, or npm never used it.
    Remove,
    /// It stays, though it should not; the kind of this error.
    Keep(ErrorKind),
    /// It stays because npmcred must not change that place.
    Tell,
}

/// A question with the default no, which `--yes` therefore does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The store holds another one, described here, which would be replaced.
    Replaces(String),
    /// Only a project names this registry; its file and line.
    OnlyProject(String),
}

/// A plaintext credential in a file or variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The file; `None` for a variable of this process.
    pub file: Option<PathBuf>,
    /// Its line, from 1.
    pub line: Option<usize>,
    /// The key or variable, as it is written there.
    pub key: String,
    /// The kind of place.
    pub place: PlaceKind,
    /// The form of the secret there.
    pub kind: SightingForm,
    /// The registry that it is for, if that is known.
    pub registry: Option<Registry>,
    /// The account, if known.
    pub owner: Option<String>,
    /// When it expires, if it says so.
    pub expires: Expiry,
    /// What will happen to it.
    pub action: Action,
    /// Why.
    pub why: String,
    /// Hints, if something is left to the user.
    pub hints: Vec<Hint>,
    /// Tools other than npm on this machine that read it from there.
    pub readers: Vec<&'static str>,
    /// Facts worth knowing before it is moved.
    pub warnings: Vec<Warning>,
    /// Whether it would replace another credential in the store.
    pub replaces: bool,
    /// Questions that only the user can answer before it is moved.
    pub doubts: Vec<Doubt>,
    /// The text that replaces it, if the line must stay.
    pub placeholder: Option<String>,
    /// Identifies the secret.
    pub(super) fingerprint: Option<Fingerprint>,
    /// npm's order among those for the same registry; the least comes first.
    pub(super) rank: (u8, u8, PlaceKind, usize),
}

/// A secret's digest, which is not shown either.
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
    /// A secret at this place, about which nothing else is known.
    pub(super) fn at(
        place: PlaceKind,
        file: Option<PathBuf>,
        line: Option<usize>,
        key: &str,
        kind: SightingForm,
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

    /// The same, left in place for this reason.
    pub(super) fn left_alone(mut self, why: impl Into<String>) -> Self {
        (self.action, self.why) = (Action::Tell, why.into());
        self
    }

    /// The same, with one more hint.
    pub(super) fn with_hint(mut self, hint: Hint) -> Self {
        self.hints.push(hint);
        self
    }

    /// Whether the file would be changed.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        matches!(self.action, Action::Move | Action::Remove)
    }

    /// Its place for a person: `~/.npmrc:3`.
    #[must_use]
    pub fn spot(&self, home: Option<&Path>) -> String {
        self.file.as_ref().map_or_else(
            || "the environment".to_owned(),
            |file| spot(file, self.line, home),
        )
    }
}

/// A key with any secret hidden: a token may be in a key's place, and a password in an address.
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
