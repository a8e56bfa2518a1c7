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
    let (config, files, mut wish) = super::login::wish(
        context,
        flags.registry.as_deref(),
        flags.scope.as_deref(),
        &[],
    )?;
    wish.caller.command = "logout";
    let registry = wish.registry.clone();
    if let Some(scope) = wish.caller.scope.as_ref().filter(|_| flags.scope.is_some()) {
        login::may_unmap(context, &config, files, scope)?;
    }
    let client = Client::new(login::route(context, &config, &registry)?).told(context.report);
    let done = login::end_session(context, &config, files, &client, &wish)?;
    if done.is_nothing() {
        let error = context.not_logged_in(format!("not logged in to {registry}"));
        return Err(error.hint("see what is kept: npmcred list"));
    }
    if let Some(scope) = wish.caller.scope.as_ref().filter(|_| flags.scope.is_some()) {
        login::unmap_scope(context, &config, files, scope)?;
    }
    login::say_logged_out(context, &config, &done)?;
    context.report.print(&format!(
        "logged out of {registry}{}\n",
        wish.profile.aside()
    ));
    Ok(())
}
