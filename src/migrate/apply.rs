//! Moves each credential: stores it, reads it back, compares, and only then removes it.
//!
//! All lines of one registry leave a file in one step: a line that npm ignored so far would
//! otherwise take effect. If a migration is killed, a secret is in the file, in the store or in
//! both. A file is old or new, and the next run goes on from there.

use super::config_file::SecretSighting;
use super::found::Sightings;
use super::outcome::{MoveResult, MoveResults};
use super::scanner::Scanner;
use super::sighting::{Action, Sighting};
use crate::context::Context;
use crate::credential::{Credential, CredentialStore, Profile};
use crate::error::{Error, ErrorKind, Result};
use crate::login::is_same;
use crate::npmrc::{Document, Value};
use crate::profile;
use crate::report::Command;
use npmcred_platform::lock::FileLock;
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::{SecretStore, files};
use std::path::Path;
use std::time::Duration;
use zeroize::{Zeroize, Zeroizing};

/// The beginning of a temporary file's name. No other program makes such files, and a killed
/// migration leaves one.
const UNDER_WAY: &str = ".npmcred-migrate-";

/// How long to wait for another migration.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often to start again if another program changes the file meanwhile.
const ATTEMPTS: usize = 5;

/// Moves every movable credential: stored, read back, compared, and only then removed. A failure
/// does not stop the others.
///
/// # Errors
/// `File` if another migration does not end; those of [`Context::check_handover`] and of choosing
/// the profile.
pub fn apply(context: &Context, found: &Sightings) -> Result<MoveResults> {
    let _undumped = CoreDumpsOff::begin();
    let mut outcome = MoveResults {
        agreed: true,
        ..MoveResults::nothing(found)
    };
    if !found.has_work() {
        return Ok(outcome);
    }
    context.check_handover()?;
    let _lock = lock(context)?;
    let profile = profile::active(context)?.profile;
    let mut bench = Mover {
        context,
        scanner: Scanner::open(context),
        profile,
        store: None,
        replaced: Vec::new(),
    };
    for group in groups(&found.sightings) {
        let members: Vec<&Sighting> = group.iter().map(|at| &found.sightings[*at]).collect();
        match bench.group(&members) {
            Ok(became) => group
                .iter()
                .zip(became)
                .for_each(|(at, one)| outcome.became[*at] = one),
            Err(error) => group
                .iter()
                .for_each(|at| outcome.became[*at] = MoveResult::Failed(error.clone())),
        }
    }
    outcome.replaced = bench.replaced;
    Ok(outcome)
}

/// Only one migration runs at a time, so leftovers of an earlier one may be removed.
fn lock(context: &Context) -> Result<Option<FileLock>> {
    let path = context.data_folder()?.join("migrate.lock");
    match FileLock::exclusive(&path, PATIENCE) {
        Ok(Some(lock)) => Ok(Some(lock)),
        Ok(None) => Err(Error::new(
            ErrorKind::File,
            "another npmcred migrate is running",
        )),
        // The file system has no locks.
        Err(cause) if cause.kind() == std::io::ErrorKind::Unsupported => Ok(None),
        Err(cause) => Err(Error::file("lock", &path, &cause)),
    }
}

/// Groups the sightings by file and registry.
fn groups(sightings: &[Sighting]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, one) in sightings
        .iter()
        .enumerate()
        .filter(|(_, one)| one.is_edited())
    {
        let is_it = |group: &&mut Vec<usize>| {
            let first = &sightings[group[0]];
            (&first.file, &first.registry) == (&one.file, &one.registry)
        };
        match groups.iter_mut().find(is_it) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}

/// Moves credentials between files and the store.
struct Mover<'a> {
    context: &'a Context,
    scanner: Scanner<'a>,
    profile: Profile,
    store: Option<Result<Box<dyn SecretStore>>>,
    /// What was replaced in the store, each with the one that is stored now.
    replaced: Vec<(Credential, Credential)>,
}

impl Mover<'_> {
    fn group(&mut self, members: &[&Sighting]) -> Result<Vec<MoveResult>> {
        let Some(path) = members.first().and_then(|one| one.file.as_deref()) else {
            return Ok(Vec::new());
        };
        clear_away(path);
        for _ in 0..ATTEMPTS {
            let Some(bytes) = self.context.read(path)?.map(Zeroizing::new) else {
                return Ok(vec![MoveResult::Gone; members.len()]);
            };
            let (mut seen, _) = self.scanner.see(&bytes, members[0].place, path);
            let fresh: Vec<Option<usize>> = members.iter().map(|one| same(&seen, one)).collect();
            if fresh
                .iter()
                .zip(members)
                .any(|(found, one)| found.is_none() && has_other(&seen, one))
            {
                let message = format!("{} has changed since it was looked at", path.display());
                return Err(Error::new(ErrorKind::File, message)
                    .cure("look again", Command::new("npmcred migrate")));
            }
            for (found, one) in fresh
                .iter()
                .zip(members)
                .filter(|(_, one)| one.action == Action::Move)
            {
                let Some(mut credential) = found.and_then(|at| seen[at].credential.take()) else {
                    continue;
                };
                credential.owner = credential.owner.take().or_else(|| one.owner.clone());
                credential.profile = self.profile.clone();
                let old = self.keep(&credential, one.replaces)?;
                self.replaced.extend(old.map(|old| (old, credential)));
            }
            let edits = fresh
                .iter()
                .zip(members)
                .filter_map(|(found, one)| Some((&seen[(*found)?], *one)));
            let after = Zeroizing::new(without(&bytes, &self.scanner, edits)?);
            if files::replace(path, &bytes, &after, UNDER_WAY)
                .map_err(|cause| Error::file("write", path, &cause))?
            {
                let became = |(found, one): (&Option<usize>, &&Sighting)| match (found, one.action)
                {
                    (None, _) => MoveResult::Gone,
                    (Some(_), Action::Move) => MoveResult::Moved,
                    (Some(_), _) => MoveResult::Removed,
                };
                return Ok(fresh.iter().zip(members).map(became).collect());
            }
        }
        Err(Error::new(
            ErrorKind::File,
            format!("{} keeps being changed by another program", path.display()),
        ))
    }

    /// Stores it, unless it is stored already; reads it back and compares. Returns what it
    /// replaced.
    fn keep(&mut self, credential: &Credential, may_replace: bool) -> Result<Option<Credential>> {
        let context = self.context;
        let store = self
            .store
            .get_or_insert_with(|| context.store(context.prompting_if_attended()));
        let store = store.as_ref().map_err(Clone::clone)?;
        let credentials = CredentialStore::new(store.as_ref());
        let realm = credential.registry.realm();
        let kept = credentials
            .find(&credential.profile, &[realm])
            .map_err(|error| context.store_error(&error))?;
        if let Some((_, why)) = kept.spoilt.first() {
            return Err(context.item_error(why));
        }
        let is_it = |known: &Credential| known.store_key() == credential.store_key();
        let old = kept.credentials.into_iter().find(is_it);
        if old.as_ref().is_some_and(|old| is_same(old, credential)) {
            return Ok(None);
        }
        if !may_replace && old.is_some() {
            let what = format!(
                "the store now holds another credential for {}",
                credential.registry
            );
            return Err(Error::new(ErrorKind::Refused, what)
                .cure("look again", Command::new("npmcred migrate")));
        }
        credentials.put(credential, context.now(), &|error| {
            context.store_error(error)
        })?;
        Ok(old.filter(|old| !old.expires.is_past(context.now())))
    }
}

/// The entry with the same secret under the same key; of several the last, because that one counts.
fn same(seen: &[SecretSighting], sighting: &Sighting) -> Option<usize> {
    let is_it = |one: &SecretSighting| {
        one.sighting.key == sighting.key
            && one.fingerprint() == sighting.fingerprint
            && one.is_entry()
    };
    let exact = seen
        .iter()
        .position(|one| is_it(one) && one.sighting.line == sighting.line);
    exact.or_else(|| seen.iter().rposition(is_it))
}

/// Whether another secret has taken the place of this one.
fn has_other(seen: &[SecretSighting], sighting: &Sighting) -> bool {
    seen.iter()
        .any(|one| one.sighting.key == sighting.key && one.is_entry())
}

/// The file without these entries, or with placeholders in them; it is checked that nothing else
/// changes.
fn without<'a>(
    bytes: &[u8],
    scanner: &Scanner,
    edits: impl Iterator<Item = (&'a SecretSighting, &'a Sighting)>,
) -> Result<Vec<u8>> {
    let mut document = Document::parse(bytes, scanner.npm);
    let before = document.settings();
    let (mut out, mut keys) = (Vec::new(), Vec::new());
    // Placeholders first, because they move no line.
    for (seen, one) in edits {
        let all = document
            .entries()
            .filter(|entry| seen.lines.contains(&entry.line))
            .map(|entry| entry.key.clone());
        keys.extend(all);
        match &one.placeholder {
            Some(name) => document.put_in_place(&seen.lines[..1], &format!("${{{name}}}")),
            None => out.extend(seen.lines.iter().copied()),
        }
    }
    document.take_out(&out);
    let is_same = others(before, &keys) == others(document.settings(), &keys);
    if is_same {
        return Ok(document.to_bytes());
    }
    Err(Error::new(
        ErrorKind::File,
        "it cannot be removed without changing other settings of the file",
    ))
}

/// The other settings of a file; their values are wiped.
fn others(settings: Vec<(String, Value, Option<usize>)>, keys: &[String]) -> Vec<(String, Value)> {
    let (own, rest): (Vec<_>, Vec<_>) = settings
        .into_iter()
        .partition(|(key, _, _)| keys.contains(key));
    for (_, value, _) in own {
        if let Value::Text(mut text) = value {
            text.zeroize();
        }
    }
    rest.into_iter()
        .map(|(key, value, _)| (key, value))
        .collect()
}

/// Removes the temporary files of a killed migration.
fn clear_away(path: &Path) {
    let Some(folder) = files::canonical(path)
        .ok()
        .and_then(|path| Some(path.parent()?.to_owned()))
    else {
        return;
    };
    for name in files::list_dir(&folder).unwrap_or_default() {
        if name.to_string_lossy().starts_with(UNDER_WAY) {
            // If it cannot be removed now, the next run tries again.
            drop(files::remove(&folder.join(name)));
        }
    }
}

#[cfg(test)]
#[path = "apply_tests.rs"]
mod tests;
