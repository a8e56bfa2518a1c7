//! Offers after the installation: to migrate plaintext credentials, and to log in.

use crate::cli::{LoginArgs, UseWord};
use crate::context::Context;
use crate::error::Result;
use crate::migrate::{self, Manner};
use crate::report::{Command, Hint};
use npmcred_platform::Prompting;
use npmcred_platform::memory::CoreDumpsOff;

/// Offers the migration, then the first login, if a person is there; otherwise prints the commands.
/// Without a store neither would work, so the store's own hints are printed instead.
///
/// # Errors
/// Those of migrating and logging in, if the user accepted.
pub(super) fn make(context: &Context, yes: bool) -> Result<()> {
    if let Err(error) = context.check_handover() {
        context.report.note(&error.message);
        return Ok(());
    }
    let listed = context
        .store(context.prompting_if_attended())
        .and_then(|store| store.list().map_err(|error| context.store_error(&error)));
    let kept = match listed {
        Ok(keys) => keys.len(),
        Err(error) => {
            context.report.note(&format!(
                "the shims are in place, but no credential can be stored yet: {error}"
            ));
            error
                .hints
                .iter()
                .for_each(|hint| context.report.cure(hint));
            return Ok(());
        }
    };
    let _undumped = CoreDumpsOff::begin();
    let mut found = migrate::find(context, &[])?;
    if !found.sightings.is_empty() {
        let manner = if yes { Manner::Yes } else { Manner::Ask };
        let outcome = migrate::offer_in(context, &mut found, manner, false)?;
        migrate::tell(context, &found, &outcome)?;
        if outcome.agreed || (yes && !found.has_work()) {
            return outcome.verdict(&found);
        }
        if found.has_work() {
            context.report.cure(&Hint::new(
                "move them into the store",
                Command::new("npmcred migrate"),
            ));
        }
        return Ok(());
    }
    if kept > 0 {
        return Ok(());
    }
    if !yes
        && context.is_attended()
        && context.agrees("no credential is stored yet; log in?", false)?
    {
        return crate::command::login::run(context, &first_login());
    }
    context
        .report
        .cure(&Hint::new("log in", Command::new("npmcred login")));
    Ok(())
}

/// Shows what would be offered after the installation, and that nothing was changed. Nobody is
/// asked anything, and without a store nothing is said of it.
///
/// # Errors
/// Those of the search for plaintext credentials.
pub(super) fn preview(context: &Context) -> Result<()> {
    let mut found = migrate::find(context, &[])?;
    let store = context.store(Prompting::Never).ok();
    let kept = store.and_then(|store| store.list().ok());
    if !found.sightings.is_empty() {
        context.report.print("then offer to move these:\n");
        if let Err(error) = migrate::offer_in(context, &mut found, Manner::Dry, false) {
            context.report.error(&error);
        }
    } else if kept.is_some_and(|keys| keys.is_empty()) {
        context.report.print("then offer the first login\n");
    }
    context.report.print("nothing was changed\n");
    Ok(())
}

/// `npmcred login` without a flag.
fn first_login() -> LoginArgs {
    LoginArgs {
        registry: None,
        scope: None,
        auth_type: None,
        with_token: false,
        yes: false,
        foreign_token: false,
        no_browser: false,
        purpose: UseWord::Any,
        json: false,
    }
}
