//! `npmcred logout`.

use crate::cli::LogoutArgs;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::login::account::NpmUserConfig;
use crate::login::{Extent, LogoutResult, Session, Voice};
use crate::report::Command;

/// Revokes sessions at the registry and removes them here; with `--all` everything that is kept
/// for it.
///
/// # Errors
/// `File` if the user's file has to change and cannot; `NotLoggedIn` if nothing is stored;
/// `Network` if a token could not be revoked, which is already removed here; those of the store.
pub(super) fn run(context: &Context, flags: &LogoutArgs) -> Result<()> {
    let (config, files, mut request) = super::login::request(
        context,
        flags.registry.as_deref(),
        flags.scope.as_deref(),
        &[],
    )?;
    request.caller.command = "logout";
    let (registry, profile) = (request.registry.clone(), request.profile.clone());
    let named = request.caller.scope.clone();
    let scope = named.as_ref().filter(|_| flags.scope.is_some());
    let config = NpmUserConfig::new(context, &config, files);
    let session = Session::open(context, &config, request, Voice::Own)?;
    let extent = if flags.all {
        Extent::All
    } else {
        Extent::Sessions
    };
    match session.log_out(scope, extent)? {
        LogoutResult::Done => {}
        LogoutResult::NoSession(staying) => {
            let why = format!("no session is stored for {registry}");
            let error = Error::new(ErrorKind::NotLoggedIn, why);
            let error = staying.notes.into_iter().fold(error, Error::note);
            return Err(error.hinted(staying.cure));
        }
        LogoutResult::Nothing => {
            let error = context.not_logged_in(format!("not logged in to {registry}"));
            return Err(error.cure("list the stored credentials", Command::new("npmcred list")));
        }
    }
    context
        .report
        .print(&format!("logged out of {registry}{}\n", profile.aside()));
    Ok(())
}
