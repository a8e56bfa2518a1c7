//! Starting the tool: becoming it, or running it as a child where something is left to do
//! afterwards.

use super::intent::Access;
use super::plan::Provision;
use super::tool::Tool;
use super::{enclosing, provide};
use crate::context::{Context, Env};
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::NpmVersion;
use npmcred_platform::handover::Handover;
use npmcred_platform::process::{self, Launch};
use std::convert::Infallible;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Readies the descriptor; `patience` is how long it waits for a reader. If that fails, a command
/// that can run bare does.
///
/// # Errors
/// As for [`provide::provide`], where the command needs its credential.
pub(super) fn hand_over(
    context: &Context,
    provision: &Provision,
    npm: NpmVersion,
    access: Access,
    patience: Option<Duration>,
    env: &mut Env,
) -> Result<Option<Handover>> {
    if provision.is_empty() {
        return Ok(None);
    }
    match provide::provide(context, provision, npm, patience, env) {
        Ok(handover) => Ok(Some(handover)),
        Err(error) if access.needs_credential => Err(error),
        Err(error) => {
            context
                .report
                .note(&format!("{error}; running without the stored credential"));
            Ok(None)
        }
    }
}

/// Becomes the tool. Where there is no room for what we add to its arguments and variables, it goes
/// without.
///
/// # Errors
/// `ToolNotFound`, `ToolNotStarted`.
pub(super) fn start(
    context: &Context,
    program: PathBuf,
    args: Vec<OsString>,
    env: Env,
    handover: Option<Handover>,
) -> Result<Infallible> {
    let has_credential = handover.is_some();
    let full = launch(program, args, env);
    let mut cause = process::become_tool(&full, handover);
    if cause.kind() == std::io::ErrorKind::ArgumentListTooLong
        && Tool::of_program(&context.program).is_some()
    {
        let bare = launch(
            full.program.clone(),
            context.args.clone(),
            enclosing::environment_without_us(&context.env),
        );
        if has_credential {
            context.report.note(
                "arguments and variables leave no room for the credential; running without it",
            );
        }
        cause = process::become_tool(&bare, None);
    }
    Err(failed(&full.program, &cause))
}

/// The tool with everything that it will know.
pub(super) fn launch(program: PathBuf, args: Vec<OsString>, mut env: Env) -> Launch {
    // Shells put the started file's path into `_`; that is the tool now.
    if env.get("_").is_some() {
        env.set("_", program.clone());
    }
    Launch {
        program,
        args,
        env: env.variables().to_vec(),
    }
}

/// That it did not start.
pub(super) fn failed(program: &Path, cause: &std::io::Error) -> Error {
    let kind = if cause.kind() == std::io::ErrorKind::NotFound {
        ErrorKind::ToolNotFound
    } else {
        ErrorKind::ToolNotStarted
    };
    Error::new(kind, format!("cannot start {}: {cause}", program.display()))
}
