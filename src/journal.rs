//! Records what was begun at a registry and not finished, so that the next run can say so:
//! `journal.json` in our data folder.
//!
//! It never holds a secret, so the entries of a killed process are safe in a file. An entry alone
//! does not prove that a process was killed: it may be waiting for a person right now. A process at
//! work shares a lock, and while any does, nothing is reported. One file for all entries won over
//! one for each: it can be read, and deleted, as a whole.

use crate::context::Context;
use crate::credential::{Profile, Use};
use crate::error::{Error, Result};
use crate::record::{self, Owner};
use crate::report::{Command, moment};
use npmcred_platform::files;
use npmcred_platform::lock::FileLock;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a process that begins something waits for another that checks the lock.
const PATIENCE: Duration = Duration::from_secs(5);

/// An operation at a registry that takes several steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A logout: revoke at the registry, then remove from the store.
    Logout,
    /// A new token: created by the registry, stored by us.
    Create,
    /// A new token in an old one's place: create, store, revoke the old one.
    Rotate,
    /// The revocation of a token that is no longer in the store.
    Revoke,
}

/// An operation that was begun. No member is a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The operation.
    pub deed: Deed,
    /// The registry's URL.
    pub registry: String,
    /// The profile of the credential.
    pub profile: Profile,
    /// The use of the credential.
    pub purpose: Use,
    /// The registry's name or key for the token, if it has one.
    pub token: Option<String>,
    /// When it was begun, in seconds since 1970.
    pub since: u64,
    /// When the credential was issued that a logout ends, in seconds since 1970.
    pub issued: Option<u64>,
}

/// An operation that this process has begun. If it is dropped before [`Begun::finish`], it stays in
/// the journal.
#[must_use = "what is not finished will be told to the user"]
pub struct Begun {
    path: PathBuf,
    entry: Operation,
    _busy: Option<FileLock>,
}

/// Records an operation that is about to begin. The same operation on the same credential replaces
/// an earlier entry, so repeating an interrupted one settles it.
///
/// # Errors
/// `File` if it cannot be recorded; it is then better not to begin.
pub fn begin(context: &Context, entry: Operation) -> Result<Begun> {
    let path = path(context)?;
    let busy = FileLock::shared(&beside(&path, "busy"), PATIENCE)
        .map_err(|cause| Error::file("lock", &path, &cause))?;
    rewrite(context, &path, |entries| {
        entries.retain(|other| !other.is_same(&entry));
        entries.push(entry.clone());
    })?;
    Ok(Begun {
        path,
        entry,
        _busy: busy,
    })
}

impl Begun {
    /// Removes the entry: the operation is done, or was undone.
    ///
    /// # Errors
    /// `File` if the journal cannot be written.
    pub fn finish(self, context: &Context) -> Result<()> {
        rewrite(context, &self.path, |entries| {
            entries.retain(|other| !other.is_same(&self.entry));
        })
    }
}

/// The operations that ended processes began and did not finish. Without a journal this costs one
/// look at the file system. A damaged journal is moved aside, with a note that names it.
#[must_use]
pub fn unfinished(context: &Context) -> Vec<Operation> {
    let Ok(path) = path(context) else {
        return Vec::new();
    };
    if !files::is_file(&path) {
        return Vec::new();
    }
    match FileLock::exclusive(&beside(&path, "busy"), Duration::ZERO) {
        Ok(Some(_nobody_works)) => read(context, &path).unwrap_or_else(|error| {
            context.report.note(&error.message);
            Vec::new()
        }),
        Ok(None) | Err(_) => Vec::new(),
    }
}

/// Tells the user what is unfinished, each with the command that settles it. An entry that no
/// command can settle is told once.
pub fn remind(context: &Context, are_wanted: &dyn Fn() -> bool) {
    let entries = unfinished(context);
    if entries.is_empty() || !are_wanted() {
        return;
    }
    for entry in &entries {
        context.report.note(&entry.reminder());
    }
    if let Ok(path) = path(context)
        && entries.iter().any(|entry| entry.cure().is_none())
    {
        // If it cannot be written, it is told again.
        drop(rewrite(context, &path, |entries| {
            entries.retain(|entry| entry.cure().is_some());
        }));
    }
}

impl Deed {
    const ALL: [Self; 4] = [Self::Logout, Self::Create, Self::Rotate, Self::Revoke];

    fn as_str(self) -> &'static str {
        match self {
            Self::Logout => "logout",
            Self::Create => "create",
            Self::Rotate => "rotate",
            Self::Revoke => "revoke",
        }
    }
}

impl Operation {
    fn is_same(&self, other: &Self) -> bool {
        (
            self.deed,
            &self.registry,
            &self.profile,
            self.purpose,
            &self.token,
        ) == (
            other.deed,
            &other.registry,
            &other.profile,
            other.purpose,
            &other.token,
        )
    }

    /// The command that settles the operation.
    #[must_use]
    pub fn cure(&self) -> Option<Command> {
        let command = match (self.deed, &self.token) {
            (Deed::Logout, _) => Command::new("npmcred logout"),
            (Deed::Rotate, _) => {
                Command::new("npmcred rotate").flag("--use", self.purpose.as_str())
            }
            (Deed::Create | Deed::Revoke, Some(token)) => {
                Command::new("npmcred token revoke").word(token)
            }
            (Deed::Create | Deed::Revoke, None) => return None,
        };
        Some(
            command
                .flag("--registry", &self.registry)
                .profile(self.profile.name()),
        )
    }

    /// What was begun, and what may have happened to it.
    #[must_use]
    pub fn what(&self) -> String {
        let when = format!(" on {}", moment(self.since));
        let registry = &self.registry;
        match self.deed {
            Deed::Logout => {
                format!("the logout from {registry}, begun{when}, did not finish")
            }
            Deed::Create => format!(
                "a token for {registry} was to be created{when}, and may exist without being stored"
            ),
            Deed::Rotate => format!(
                "the replacement of the token for {registry} that was begun{when} did not finish"
            ),
            Deed::Revoke => {
                format!(
                    "a token for {registry} was to be revoked{when}, and the registry did not \
                     confirm it"
                )
            }
        }
    }

    fn reminder(&self) -> String {
        let what = self.what();
        match self.cure().map(|command| command.shown()) {
            Some(Some(command)) => format!("{what}; to settle it: {command}"),
            // Its name cannot be typed.
            Some(None) => what,
            None => format!(
                "{what}: it works until it expires, unless you revoke it on the registry's site"
            ),
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "what": self.deed.as_str(),
            "registry": self.registry,
            "profile": self.profile.name(),
            "use": self.purpose.as_str(),
            "token": self.token,
            "since": self.since,
            "issued": self.issued,
        })
    }

    fn from_json(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name)?.as_str();
        Some(Self {
            deed: Deed::ALL
                .into_iter()
                .find(|deed| text("what") == Some(deed.as_str()))?,
            registry: text("registry")?.to_owned(),
            profile: text("profile").map_or(Some(Profile::DEFAULT), |name| name.parse().ok())?,
            purpose: Use::parse(text("use")?)?,
            token: text("token").map(str::to_owned),
            since: value.get("since")?.as_u64()?,
            issued: value.get("issued").and_then(Value::as_u64),
        })
    }
}

fn path(context: &Context) -> Result<PathBuf> {
    Ok(context.data_folder()?.join("journal.json"))
}

fn beside(path: &Path, extension: &str) -> PathBuf {
    path.with_extension(extension)
}

/// Reads, changes and writes the journal while no other process does.
fn rewrite(context: &Context, path: &Path, change: impl FnOnce(&mut Vec<Operation>)) -> Result<()> {
    record::while_locked(path, || {
        let mut entries = read(context, path)?;
        change(&mut entries);
        if entries.is_empty() {
            return files::remove(path).map_err(|cause| Error::file("remove", path, &cause));
        }
        record::write(
            path,
            &json!({ "v": 1, "unfinished": entries.iter().map(Operation::to_json).collect::<Vec<_>>() }),
        )
    })
}

/// The entries.
///
/// # Errors
/// `File` if it cannot be read, or was written by a newer npmcred; it is then left as it is.
fn read(context: &Context, path: &Path) -> Result<Vec<Operation>> {
    let entries = |record: &Map<String, Value>| {
        record
            .get("unfinished")?
            .as_array()?
            .iter()
            .map(Operation::from_json)
            .collect()
    };
    Ok(record::read(context, path, "journal", Owner::Ourselves, entries)?.unwrap_or_default())
}

#[cfg(test)]
mod tests;
