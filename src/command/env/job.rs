//! `npmcred env --ci`: the shims for a job of a build server.
//!
//! GitHub's runner reads two files after each step. Other runners have one shell for all lines of a
//! job, which evaluates what is printed.

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::settings::CI;
use crate::setup::shell::Form;
use npmcred_platform::files;
use std::path::Path;

/// Readies the job: the shims are first on PATH, and npm's scripts see no tokens.
///
/// # Errors
/// `File` if the runner's files cannot be written; `Usage` for a shell that jobs do not have.
pub(super) fn ready(
    context: &Context,
    form: Form,
    folder: &Path,
    text: impl FnOnce() -> String,
) -> Result<()> {
    let named = |name| context.env.filled(name).map(Path::new);
    if let (Some(path), Some(variables)) = (named("GITHUB_PATH"), named("GITHUB_ENV")) {
        append(variables, &format!("{}=1", CI.name))?;
        append(path, &folder.to_string_lossy())?;
        context.report.print(
            "the steps that follow find npm behind npmcred; its scripts see no tokens of npm's\n",
        );
        return Ok(());
    }
    if form != Form::Posix {
        let what = "npmcred env --ci is for sh, and for the steps of a GitHub workflow";
        return Err(Error::new(ErrorKind::Usage, what));
    }
    let line = format!("export {}=1; {}", CI.name, text());
    context.report.print(&line);
    Ok(())
}

/// Adds a line. The file is the runner's, and other steps may have begun it.
fn append(file: &Path, line: &str) -> Result<()> {
    files::append(file, format!("{line}\n").as_bytes())
        .map_err(|cause| Error::file("write", file, &cause))
}
