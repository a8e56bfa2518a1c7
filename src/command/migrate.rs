//! `npmcred migrate`.

use crate::cli;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::migrate::{self, Found, Manner, Outcome};
use crate::token;

/// Finds, shows, asks, moves.
///
/// # Errors
/// As for [`migrate::preflight`] and [`migrate::apply`]; `Usage` where there is something to do and
/// nobody to agree; what stays in plain text though it should not, by its kind.
pub(super) fn run(context: &Context, flags: &cli::Migrate) -> Result<()> {
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
    migrate::tell(context, &found, &outcome);
    finish(context, flags, &found, &outcome)?;
    replace(context, &found, &outcome)
}

/// Offers to have another token made where somebody else may have the one that was moved.
fn replace(context: &Context, found: &Found, outcome: &Outcome) -> Result<()> {
    let Some(registry) = migrate::replaceable(found, outcome).filter(|_| context.is_attended())
    else {
        return Ok(());
    };
    if !context.agrees(
        &format!("have another token made for {registry} now, and the old one revoked?"),
        false,
    )? {
        return Ok(());
    }
    let asked = cli::RegistryFlags {
        registry: Some(registry.to_string()),
        otp: None,
        no_browser: false,
    };
    let flags = cli::Rotate {
        purpose: Some(cli::UseWord::Any),
        rights: token::Flags::default(),
        asked,
    };
    super::rotate::run(context, &flags)
}

fn json(context: &Context, flags: &cli::Migrate, found: &mut Found) -> Result<()> {
    let weighed = migrate::preflight(context, found, flags.check);
    // A program is asked nothing.
    migrate::decline(found);
    let outcome = match (&weighed, flags.yes) {
        (Ok(()), true) => migrate::apply(context, found)?,
        _ => Outcome::nothing(found),
    };
    context.report.json(&migrate::json(found, &outcome));
    weighed?;
    finish(context, flags, found, &outcome)
}

fn finish(context: &Context, flags: &cli::Migrate, found: &Found, outcome: &Outcome) -> Result<()> {
    if flags.dry_run {
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
        .hint("do it without asking: npmcred migrate --yes"));
    }
    outcome.verdict(found)
}
