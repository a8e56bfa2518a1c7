//! Spells the commands of hints so that the user's shell finds this program.

use crate::context::Context;
use crate::report::Command;
use crate::setup;

/// The same command, with the path of this program where PATH does not lead to it.
pub(super) fn here(context: &Context, command: Command) -> Command {
    match setup::spelling(context) {
        Some(path) => command.spelled("npmcred", &[path.into()]),
        None => command,
    }
}
