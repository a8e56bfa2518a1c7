//! `npmcred setup`.

mod offers;
mod show;
mod undo;

use crate::cli;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::{Command, Hint};
use crate::setup::{self, SetupPlan};
use npmcred_platform::hint;

/// Installs, or uninstalls with `--undo`.
///
/// # Errors
/// Those of [`SetupPlan::make`] and [`setup::apply`]; at the end `File` if a start file was left
/// alone, `Refused` if a shim's place is taken. Those of an offer that the user accepted.
pub(super) fn run(context: &Context, flags: &cli::SetupArgs) -> Result<()> {
    if flags.undo {
        return undo::run(context, flags);
    }
    setup::check_user(context)?;
    if flags.dry_run {
        let plan = SetupPlan::make(context)?;
        show::plan(context, &plan);
        show::test(context, &plan);
        return offers::preview(context);
    }
    let turn = setup::take_turn(context)?;
    let plan = SetupPlan::make(context)?;
    if let Some(relocation) = &plan.relocation {
        relocation.carry_out(context)?;
        show::relocated(context, relocation);
        drop(turn);
        return Err(relocation.go_on(context));
    }
    let applied = setup::apply(context, &plan)?;
    drop(turn);
    show::done(context, &plan, &applied);
    let offered = offers::make(context, flags.yes);
    match what_is_left(&plan, &applied.left) {
        None => offered,
        Some(left) => {
            offered.unwrap_or_else(|error| context.report.error(&error));
            Err(left)
        }
    }
}

/// The error that says what the user has to do by hand.
fn what_is_left(plan: &SetupPlan, left: &[setup::Skipped]) -> Option<Error> {
    if let Some(link) = plan.foreign.first() {
        let error = Error::new(
            ErrorKind::Refused,
            format!("{} exists and was not made by npmcred", link.display()),
        );
        let error = left
            .iter()
            .fold(error, |error, left| error.note(said(left)));
        let cure = Command::from(hint::move_aside(link)).then("npmcred setup");
        return Some(error.cure("move it away", cure));
    }
    let one = left.first()?;
    if left.len() == 1 {
        return Some(by_hand(
            Error::new(
                ErrorKind::File,
                format!("{}; it was left unchanged", said(one)),
            ),
            one,
        ));
    }
    let error = Error::new(
        ErrorKind::File,
        format!("{} start files were left unchanged", left.len()),
    );
    Some(
        left.iter()
            .fold(error, |error, left| by_hand(error.note(said(left)), left)),
    )
}

fn said(left: &setup::Skipped) -> String {
    format!("{} {}", left.start.path.display(), left.why)
}

fn by_hand(error: Error, left: &setup::Skipped) -> Error {
    let text = String::from_utf8_lossy(&left.start.text);
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            Hint::for_reader(
                left.start.reader.name,
                "add this at its end",
                Command::line(line),
            )
        })
        .fold(error, Error::hinted)
}
