//! `npmcred exec -- TOOL …`.

use crate::cli::Exec;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::shim;

/// Replaces this process with the tool, which gets the same hand-over as npm.
///
/// # Errors
/// Those of the shim.
pub(super) fn run(context: &Context, flags: Exec) -> Result<()> {
    let mut words = flags.words.into_iter();
    let program = words
        .next()
        .ok_or_else(|| Error::new(ErrorKind::Usage, "no tool given"))?;
    let args: Vec<_> = words.collect();
    shim::run_program(context, &program, &args, flags.purpose.into())
}
