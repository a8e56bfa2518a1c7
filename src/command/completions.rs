//! `npmcred completions SHELL`.

use crate::cli::CompletionShell;
use crate::context::Context;
use crate::error::Result;
use crate::manual;

/// Prints the completion script, made from the same definition as the command line.
///
/// # Errors
/// None.
pub(super) fn run(context: &Context, shell: CompletionShell) -> Result<()> {
    context.report.print(&manual::script(shell));
    Ok(())
}
