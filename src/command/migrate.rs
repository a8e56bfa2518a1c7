//! `npmcred migrate`.

use crate::cli;
use crate::context::Context;
use crate::error::Result;
use crate::migrate;

/// Finds, shows, asks, moves.
///
/// # Errors
/// As for [`migrate::find`] and [`migrate::apply`].
pub(super) fn run(context: &Context, flags: &cli::Migrate) -> Result<()> {
    let found = migrate::find(context, &flags.folders)?;
    migrate::apply(context, &found)
}
