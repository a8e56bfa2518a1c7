//! What is left for the user to do by hand, or for an administrator.

use crate::context::Context;
use crate::error::{Error, ErrorKind};
use crate::report::{Command, Hint};
use crate::setup::{self, SetupPlan, again};
use npmcred_platform::hint;
use npmcred_platform::kept_path::PathOwner;

/// The error that says that an npm of the machine comes before the shims.
pub(super) fn in_front(context: &Context) -> Option<Error> {
    let npm = setup::before_the_users(context)?;
    let what = format!("npm still means {}", npm.display());
    let error = Error::new(ErrorKind::Other, what)
        .note("it is on the PATH of this machine, which comes before that of each user");
    Some(error.cure(
        "as administrator, put the shims before it",
        again::setup(PathOwner::Machine),
    ))
}

/// The error that says what the user has to do by hand.
pub(super) fn what_is_left(
    context: &Context,
    plan: &SetupPlan,
    left: &[setup::Skipped],
) -> Option<Error> {
    if let Some(link) = plan.foreign.first() {
        let error = Error::new(
            ErrorKind::Refused,
            format!("{} exists and was not made by npmcred", link.display()),
        );
        let error = left
            .iter()
            .fold(error, |error, left| error.note(said(left)));
        let cure = Command::from(hint::move_aside(link)).then(again::words(context.owner()));
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
