//! `npmcred completions SHELL`.

use crate::cli::Cli;
use crate::context::Context;
use crate::error::Result;
use clap::CommandFactory;

/// Prints the completion script, made from the same definition as the command line.
///
/// # Errors
/// None.
pub(super) fn run(context: &Context, shell: clap_complete::Shell) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "npmcred", &mut script);
    context.report.print(&String::from_utf8_lossy(&script));
    Ok(())
}
