//! `npmcred setup`.

use crate::cli;
use crate::context::Context;
use crate::error::Result;
use crate::setup;

/// Makes the shims and says what is left to do.
///
/// # Errors
/// As for [`setup::install`].
pub(super) fn run(context: &Context, _flags: &cli::Setup) -> Result<()> {
    let folder = setup::install(context)?;
    context.report.print(&format!("the shims are in {}\n", folder.display()));
    if setup::is_first_on_path(context, &folder) {
        context.report.print("and that folder is first on PATH: all done\n");
    } else {
        context.report.print("put them first on PATH: add this line at the end of your shell's start file\n");
        context.report.print("  eval \"$(npmcred env)\"\n");
    }
    Ok(())
}
