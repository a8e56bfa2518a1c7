//! Changes the user's `.npmrc` at a login or a logout, and checks beforehand that it can.
//!
//! The file may be a link into a place where nobody may write. A credential in it overrides a
//! stored one, so a login that cannot remove it would have no effect.

use super::darts::darts;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::login::FileChange;
use crate::npmrc::{Config, Document, NpmVersion};
use crate::registry::Registry;
use npmcred_platform::files;
use npmcred_platform::shared_file::{self, FileObstacle};
use std::path::PathBuf;

/// The user's file after a change.
struct Changed {
    path: PathBuf,
    /// Its new contents; `None` if it does not change.
    contents: Option<Vec<u8>>,
    /// The keys that were removed.
    removed: Vec<String>,
}

/// Checks that the user's file can be changed like this.
///
/// # Errors
/// `File`, with the reason and the consequence.
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
        // npm also separates the names of a file.
        None | Some(FileObstacle::SeveralNames) => Ok(()),
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

/// Changes the user's file: whole or not at all; if nothing changes, not even its time. Returns the
/// removed keys.
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

/// The consequence of a file that cannot be changed like this.
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
    // Never a file that a project puts in its place.
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

/// Removes the credential of a registry; returns the keys that were there.
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
