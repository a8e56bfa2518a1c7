//! `npmcred logout`.

use crate::cli::Logout;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::http::Client;
use crate::login;
use npmcred_platform::Prompting;

/// Revokes at the registry and removes here.
///
/// # Errors
/// `NotLoggedIn` where nothing is kept; `Network` where a token could not be revoked: it is gone here by then; what the store said.
pub(super) fn run(context: &Context, flags: &Logout) -> Result<()> {
    let (config, files, mut wish) =
        super::login::wish(context, flags.registry.as_deref(), flags.scope.as_deref(), &[])?;
    wish.caller.command = "logout";
    let registry = wish.registry.clone();
    let client = Client::new(login::route(context, &config, &registry)?).told(context.report);
    let done = login::end_session(context, &config, files, &client, &wish)?;
    if done.is_nothing() {
        let what = format!("not logged in to {registry}");
        let store = context.store(Prompting::Never);
        let error = match &store {
            Ok(store) => match context.elsewhere(store.as_ref()) {
                Some(other) => other.after(&what),
                None => Error::new(ErrorKind::NotLoggedIn, what),
            },
            Err(error) if error.kind == ErrorKind::StoreMissing => error.clone().after(&what),
            Err(_) => Error::new(ErrorKind::NotLoggedIn, what),
        };
        return Err(error.hint("see what is kept: npmcred list"));
    }
    if let Some(scope) = wish.caller.scope.as_ref().filter(|_| flags.scope.is_some()) {
        login::unmap_scope(context, &config, files, scope)?;
    }
    login::say_logged_out(context, &config, &done)?;
    context.report.print(&format!("logged out of {registry}{}\n", wish.profile.aside()));
    Ok(())
}
