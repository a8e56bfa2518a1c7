//! `npmcred logout`.

use crate::cli::Logout;
use crate::context::Context;
use crate::error::Result;
use crate::http::Client;
use crate::login;

/// Revokes at the registry and removes here.
///
/// # Errors
/// `File` where the user's file would have to change and cannot; `NotLoggedIn` where nothing is
/// kept; `Network` where a token could not be revoked: it is gone here by then; what the store
/// said.
pub(super) fn run(context: &Context, flags: &Logout) -> Result<()> {
    let (config, files, mut wanted) = super::login::wanted(
        context,
        flags.registry.as_deref(),
        flags.scope.as_deref(),
        &[],
    )?;
    wanted.caller.command = "logout";
    let registry = wanted.registry.clone();
    if let Some(scope) = wanted
        .caller
        .scope
        .as_ref()
        .filter(|_| flags.scope.is_some())
    {
        login::may_unmap(context, &config, files, scope)?;
    }
    let client = Client::new(login::route(context, &config, &registry)?).told(context.report);
    let done = login::end_session(context, &config, files, &client, &wanted)?;
    if done.is_nothing() {
        let error = context.not_logged_in(format!("not logged in to {registry}"));
        return Err(error.hint("see what is kept: npmcred list"));
    }
    if let Some(scope) = wanted
        .caller
        .scope
        .as_ref()
        .filter(|_| flags.scope.is_some())
    {
        login::unmap_scope(context, &config, files, scope)?;
    }
    login::say_logged_out(context, &config, &done)?;
    context.report.print(&format!(
        "logged out of {registry}{}\n",
        wanted.profile.aside()
    ));
    Ok(())
}
