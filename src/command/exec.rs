//! `npmcred exec -- TOOL …`.

use crate::cli::Exec;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::shim;

/// Becomes the tool, with the same hand-over as npm gets.
///
/// # Errors
/// As for the shim.
pub(super) fn run(context: &Context, flags: Exec) -> Result<()> {
    let mut words = flags.words.into_iter();
    let program = words
        .next()
        .ok_or_else(|| Error::new(ErrorKind::Usage, "no tool given"))?;
    shim::run_foreign(context, &program, words.collect(), flags.purpose.into())
}
