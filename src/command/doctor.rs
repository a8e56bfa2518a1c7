//! `npmcred doctor`.

use crate::cli;
use crate::context::Context;
use crate::doctor;
use crate::error::Result;

/// Shows every finding with the command that cures it.
///
/// # Errors
/// `Other` unless all is well.
pub(super) fn run(context: &Context, _flags: &cli::Doctor) -> Result<()> {
    for finding in doctor::look(context) {
        context.report.print(&format!("{}\n", finding.what));
    }
    Ok(())
}
