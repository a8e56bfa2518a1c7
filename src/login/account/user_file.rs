//! What a login or a logout changes in the user's `.npmrc`, and whether it could: asked before
//! anything is stored or revoked.
//!
//! The file may be a link into a place that nobody may write to. A credential in it wins over a
//! stored one, so a login that could not take it out would have no effect.

use super::darts::darts;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::login::FileChange;
use crate::npmrc::{Config, Document, NpmVersion};
use crate::registry::Registry;
use npmcred_platform::files;
use npmcred_platform::shared_file::{self, Obstacle};
use std::path::PathBuf;

/// The user's file after a change.
struct Changed {
    path: PathBuf,
    /// Its new contents; nothing where it stays as it is.
    contents: Option<Vec<u8>>,
    /// The keys that are gone.
    removed: Vec<String>,
}

/// Whether the user's file could be changed like this.
///
/// # Errors
/// `File`, with the reason and what follows from it.
pub(super) fn check(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    change: &FileChange<'_>,
) -> Result<()> {
    let Changed { path, contents, .. } = changed(context, config, npm, change)?;
    if contents.is_none() {
        return Ok(());
    }
    let seen = shared_file::look(&path).map_err(|cause| Error::file("look at", &path, &cause))?;
    match seen.obstacle {
        // npm parts the names of a file, too.
        None | Some(Obstacle::SeveralNames) => Ok(()),
        Some(obstacle) => {
            let leads = if seen.target == path {
                String::new()
            } else {
                format!(" (it leads to {})", seen.target.display())
            };
            let follows = consequence(change);
            let what = format!("{} {obstacle}{leads}, so {follows}", path.display());
            Err(Error::new(ErrorKind::File, what)
                .hint("change it where that file is made, and then do this again"))
        }
    }
}

/// Changes the user's file: whole or not at all, and not even its time where nothing changes.
/// Returns the keys that were removed.
///
/// # Errors
/// `File`.
pub(super) fn change(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    change: &FileChange<'_>,
) -> Result<Vec<String>> {
    let changed = changed(context, config, npm, change)?;
    if let Some(contents) = changed.contents {
        files::write_private(&changed.path, &contents)
            .map_err(|cause| Error::file("write", &changed.path, &cause))?;
    }
    Ok(changed.removed)
}

/// What it means that the file cannot be changed like this.
fn consequence(change: &FileChange<'_>) -> &'static str {
    match change {
        FileChange::RemoveCredential(_) => "the credential in it would still be used",
        FileChange::MapScope(..) => "the registry of the scope cannot be set there",
        FileChange::UnmapScope(_) => "it would still set the registry of the scope",
    }
}

fn changed(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    change: &FileChange<'_>,
) -> Result<Changed> {
    // Never the file that a project puts in its place.
    let path = config.own().user_path();
    let before = context.read(path)?.unwrap_or_default();
    let mut document = Document::parse(&before, npm);
    let mut removed = Vec::new();
    let key = |scope| format!("{scope}:registry");
    match change {
        FileChange::RemoveCredential(registry) => {
            removed = take_out(&mut document, config, registry);
        }
        FileChange::MapScope(scope, spelled) => {
            if !document.set(&key(scope), spelled) {
                return Err(Error::new(
                    ErrorKind::File,
                    format!("no line of {} can express this", path.display()),
                ));
            }
        }
        FileChange::UnmapScope(scope) => {
            document.remove_key(&key(scope));
        }
    }
    let after = document.to_bytes();
    Ok(Changed {
        path: path.to_owned(),
        contents: (after != before).then_some(after),
        removed,
    })
}

/// Removes the credential of a registry; the keys that were there.
fn take_out(document: &mut Document, config: &Config, registry: &Registry) -> Vec<String> {
    let names = ["_authToken", "_auth", "username", "_password"];
    let keys = darts(config, registry)
        .into_iter()
        .flat_map(|dart| names.map(|name| format!("{dart}:{name}")));
    let mut removed = Vec::new();
    for key in keys {
        if document
            .entries()
            .any(|entry| entry.section.is_none() && entry.key == key)
        {
            document.remove_key(&key);
            removed.push(key);
        }
    }
    removed
}
