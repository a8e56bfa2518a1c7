//! What a login or a logout changes in the user's own file, and whether it could: asked before
//! anything is stored or revoked.
//!
//! A file may be a link into a place that nobody writes to. What stands there wins over what is
//! stored, so a login that could not take it out would have no effect.

use super::keep::darts;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::{Config, Document, NpmVersion};
use crate::registry::{Registry, Scope};
use npmcred_platform::files;
use npmcred_platform::shared_file::{self, Obstacle};
use std::path::PathBuf;

/// Whether the credential of this registry, if one is in the user's file, can be taken out of it.
///
/// # Errors
/// `File`, with the reason.
pub(super) fn may_lose_literals(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    registry: &Registry,
) -> Result<()> {
    let losing = |document: &mut Document| {
        take_out(document, config, registry);
        true
    };
    may_become(
        context,
        config,
        npm,
        "the credential in it would go on being used",
        losing,
    )
}

/// Whether the user's file can say, or says, where packages of a scope come from.
///
/// # Errors
/// As for [`may_lose_literals`].
pub(super) fn may_map(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    scope: &Scope,
    spelled: &str,
) -> Result<()> {
    may_become(
        context,
        config,
        npm,
        "it cannot be told where packages of the scope come from",
        mapping(scope, spelled),
    )
}

/// Whether the user's file can forget it.
///
/// # Errors
/// `File` where it cannot be changed, with what that means.
pub fn may_unmap(context: &Context, config: &Config, npm: NpmVersion, scope: &Scope) -> Result<()> {
    may_become(
        context,
        config,
        npm,
        "it would go on saying where packages of the scope come from",
        unmapping(scope),
    )
}

/// Takes the credential of this registry out of the user's file; the keys that were there.
///
/// # Errors
/// `File`.
pub(super) fn remove_literals(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    registry: &Registry,
) -> Result<Vec<String>> {
    let mut removed = Vec::new();
    edit(context, config, npm, |document| {
        removed = take_out(document, config, registry);
        true
    })?;
    Ok(removed)
}

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

/// Has the user's file say where packages of a scope come from, as `npm login --scope` does.
///
/// # Errors
/// `File`.
pub fn map_scope(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    scope: &Scope,
    spelled: &str,
) -> Result<()> {
    edit(context, config, npm, mapping(scope, spelled))
}

/// Forgets where packages of a scope come from, as `npm logout --scope` does.
///
/// # Errors
/// `File`.
pub fn unmap_scope(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    scope: &Scope,
) -> Result<()> {
    edit(context, config, npm, unmapping(scope))
}

fn mapping(scope: &Scope, spelled: &str) -> impl FnOnce(&mut Document) -> bool {
    let (key, spelled) = (format!("{scope}:registry"), spelled.to_owned());
    move |document| document.set(&key, &spelled)
}

fn unmapping(scope: &Scope) -> impl FnOnce(&mut Document) -> bool {
    let key = format!("{scope}:registry");
    move |document| {
        document.remove_key(&key);
        true
    }
}

/// Changes the user's file: whole or not at all, and not even its time where nothing changes.
fn edit(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    change: impl FnOnce(&mut Document) -> bool,
) -> Result<()> {
    match edited(context, config, npm, change)? {
        None => Ok(()),
        Some((path, after)) => {
            files::write_private(&path, &after).map_err(|cause| Error::file("write", &path, &cause))
        }
    }
}

/// What the file would be; nothing where it stays as it is.
fn edited(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    change: impl FnOnce(&mut Document) -> bool,
) -> Result<Option<(PathBuf, Vec<u8>)>> {
    // Never the file that a project puts in its place.
    let path = config.own().user_path();
    let before = context.read(path)?.unwrap_or_default();
    let mut document = Document::parse(&before, npm);
    if !change(&mut document) {
        return Err(Error::new(
            ErrorKind::File,
            format!("no line of {} can say this", path.display()),
        ));
    }
    let after = document.to_bytes();
    Ok((after != before).then(|| (path.to_owned(), after)))
}

/// Whether such a change could be made. `otherwise` is what follows if not.
fn may_become(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    otherwise: &str,
    change: impl FnOnce(&mut Document) -> bool,
) -> Result<()> {
    let Some((path, _)) = edited(context, config, npm, change)? else {
        return Ok(());
    };
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
            let what = format!("{} {obstacle}{leads}, so {otherwise}", path.display());
            Err(Error::new(ErrorKind::File, what)
                .hint("change it where that file is made, and then do this again"))
        }
    }
}
