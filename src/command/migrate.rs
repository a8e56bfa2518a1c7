//! `npmcred migrate`.

use crate::cli;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::migrate::{self, Manner, MoveResults, Sightings};
use crate::report::Command;
use crate::token;
use npmcred_platform::memory::CoreDumpsOff;

/// Finds plaintext credentials, shows the plan, asks, and moves them.
///
/// # Errors
/// Those of [`migrate::preflight`] and [`migrate::apply`]; `Usage` if there is something to do and
/// no one to agree; the kind of a credential that should have been moved and was not.
pub(super) fn run(context: &Context, flags: &cli::MigrateArgs) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    let folders = migrate::named(context, &flags.folders)?;
    let mut found = migrate::find(context, &folders)?;
    if flags.json {
        return json(context, flags, &mut found);
    }
    if found.sightings.is_empty() {
        context.report.note("no plaintext npm credentials found");
    }
    let manner = match (flags.yes, flags.dry_run) {
        (true, _) => Manner::Yes,
        (false, true) => Manner::Dry,
        (false, false) => Manner::Ask,
    };
    let outcome = migrate::offer_in(context, &mut found, manner, flags.check)?;
    migrate::tell(context, &found, &outcome)?;
    finish(context, flags, &found, &outcome)?;
    replace(context, &found, &outcome)
}

/// Offers to replace a token that was moved and that others may have seen.
fn replace(context: &Context, found: &Sightings, outcome: &MoveResults) -> Result<()> {
    let Some(registry) = migrate::replaceable(found, outcome).filter(|_| context.is_attended())
    else {
        return Ok(());
    };
    if !context.agrees(
        &format!("create a new token for {registry} now, and revoke the old one?"),
        false,
    )? {
        return Ok(());
    }
    let asked = cli::RegistryFlags {
        registry: Some(registry.to_string()),
        otp: None,
        no_browser: false,
    };
    let flags = cli::RotateArgs {
        purpose: Some(cli::UseWord::Any),
        rights: token::Flags::default(),
        asked,
    };
    super::rotate::run(context, &flags)
}

fn json(context: &Context, flags: &cli::MigrateArgs, found: &mut Sightings) -> Result<()> {
    let weighed = migrate::preflight(context, found, flags.check);
    // JSON is for programs, so nothing is asked.
    migrate::decline(found);
    let outcome = match (&weighed, flags.yes) {
        (Ok(()), true) => migrate::apply(context, found)?,
        _ => MoveResults::nothing(found),
    };
    context.report.json(&migrate::json(found, &outcome));
    weighed?;
    finish(context, flags, found, &outcome)
}

fn finish(
    context: &Context,
    flags: &cli::MigrateArgs,
    found: &Sightings,
    outcome: &MoveResults,
) -> Result<()> {
    if flags.dry_run {
        if !flags.json {
            context.report.print("nothing was changed\n");
        }
        return Ok(());
    }
    if !outcome.agreed && found.has_work() && context.is_attended() && !flags.json {
        context.report.note("nothing was changed");
        return Ok(());
    }
    if !outcome.agreed && found.has_work() {
        return Err(Error::new(
            ErrorKind::Usage,
            "there is no terminal to ask at, so nothing was changed",
        )
        .cure(
            "do it without asking",
            Command::new("npmcred migrate --yes"),
        ));
    }
    outcome.verdict(found)
}
