//! A session bus of its own, for a machine that has none: this program runs again on it.

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use npmcred_platform::process::{self, Launch};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub(super) fn on_a_new_bus(context: &Context, program: PathBuf) -> Result<()> {
    let (own, _) =
        process::own_file().map_err(|cause| Error::file("find", Path::new("npmcred"), &cause))?;
    let words: [OsString; 3] = ["--".into(), own.into(), "unlock-on-new-bus".into()];
    become_program(context, program, words.into())
}

pub(super) fn become_program(
    context: &Context,
    program: PathBuf,
    args: Vec<OsString>,
) -> Result<()> {
    let launch = Launch {
        program,
        args,
        env: context.env.variables().to_vec(),
    };
    let cause = process::become_tool(&launch, None);
    Err(Error::file("start", &launch.program, &cause))
}

/// A bus was started for us, and this environment does not lead to it. Another one would be no
/// better.
pub(super) fn not_reached(context: &Context) -> Error {
    let what = "the session bus that dbus-run-session started cannot be used";
    let why = context.unreached();
    let told = Error::new(ErrorKind::StoreMissing, what);
    why.into_iter()
        .fold(told, |told, why| told.note(why.to_string()))
}
