//! `npmcred env`.

use crate::cli;
use crate::context::Context;
use crate::error::Result;
use crate::setup;
use crate::setup::shell;

/// Prints what puts the shims first on PATH. Makes the shims, so that the one line in a start file is all that a user
/// needs.
///
/// # Errors
/// As for [`setup::install`].
pub(super) fn run(context: &Context, flags: &cli::Env) -> Result<()> {
    let folder = setup::install(context)?;
    context.report.print(&shell::text(context, flags.shell.into(), &folder));
    Ok(())
}
