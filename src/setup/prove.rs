//! Tests the new shim: it is run once, as a shell would find it, and must print what the tool
//! itself prints.
//!
//! The tool is only asked for its version, with an existing cache folder and without logs. Without
//! those two, even that question makes npm leave folders in the home of a user who never ran it.

use super::again;
use super::shims::{self, Shim};
use crate::context::{Context, Env};
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use crate::report::printable;
use crate::tool::Tool;
use npmcred_platform::kept_path::PathOwner;
use npmcred_platform::process::{self, Launch};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fmt, io};

/// A cold node on a slow disk takes seconds.
const DEADLINE: Duration = Duration::from_secs(60);

/// Runs the shim and the tool itself, and returns the version that both print.
///
/// # Errors
/// `ToolNotStarted` if the tool itself does not answer, or the shim's answer differs.
pub(super) fn prove(context: &Context, folder: &Path, tool: Tool) -> Result<String> {
    let (name, owner) = (tool.name(), context.owner());
    let mut env = context.env.clone();
    let folders = std::iter::once(folder.to_owned()).chain(context.path_folders());
    let path = std::env::join_paths(folders);
    env.set("PATH", path.map_err(|cause| failed_by(owner, tool, cause))?);
    let cwd = context.cwd();
    let found = process::find_on_path(
        OsStr::new(name),
        env.get("PATH").unwrap_or_default(),
        cwd,
        &|_| false,
    );
    let Some(shim) = found.filter(|found| shims::look(found) == Shim::InPlace) else {
        return Err(failed(owner, tool, "PATH leads past it"));
    };
    let real = tool.find(context)?;
    let itself = real.command(context, &context.env);
    let told = version(&context.env, folder, itself).map_err(|why| {
        Error::new(
            ErrorKind::ToolNotStarted,
            format!("{name} itself does not answer: {why}"),
        )
        .caused_by(why)
        .cure(
            "see what it says",
            Command::default().word(&real.path).fixed("--version"),
        )
    })?;
    let answer =
        version(&env, folder, (shim, Vec::new())).map_err(|why| failed_by(owner, tool, why))?;
    if answer == told {
        Ok(answer)
    } else {
        Err(failed(
            owner,
            tool,
            &format!("it says {answer}, {name} itself says {told}"),
        ))
    }
}

fn failed(owner: PathOwner, tool: Tool, why: &str) -> Error {
    Error::new(
        ErrorKind::ToolNotStarted,
        format!("the new shim for {} does not work: {why}", tool.name()),
    )
    .note("no start file was changed")
    .cure("undo the installation", again::undo(owner))
}

/// The same, because of an error.
fn failed_by(
    owner: PathOwner,
    tool: Tool,
    cause: impl std::error::Error + Send + Sync + 'static,
) -> Error {
    failed(owner, tool, &cause.to_string()).caused_by(cause)
}

/// Why a program did not tell its version.
#[derive(Debug)]
enum NoVersion {
    /// It cannot be run.
    NotRun(io::Error),
    /// It did not end in time.
    TimedOut,
    /// It ended with this status, and these words.
    Failed(u8, String),
    /// It ended well and said nothing.
    Silent,
}

impl fmt::Display for NoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRun(cause) => cause.fmt(f),
            Self::TimedOut => write!(f, "no answer within {} s", DEADLINE.as_secs()),
            Self::Failed(status, last) => write!(f, "it ended with {status}: {last}"),
            Self::Silent => f.write_str("it printed nothing"),
        }
    }
}

impl std::error::Error for NoVersion {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotRun(cause) => Some(cause),
            Self::TimedOut | Self::Failed(..) | Self::Silent => None,
        }
    }
}

/// A program's answer to `--version`.
fn version(
    env: &Env,
    folder: &Path,
    (program, mut args): (PathBuf, Vec<OsString>),
) -> std::result::Result<String, NoVersion> {
    let mut env = env.clone();
    env.set("npm_config_cache", folder);
    env.set("npm_config_logs_dir", folder);
    env.set("npm_config_logs_max", "0");
    env.set("npm_config_update_notifier", "false");
    args.push("--version".into());
    let launch = Launch {
        program,
        args,
        env: env.variables().to_vec(),
    };
    let answer = process::run_captured(&launch, DEADLINE).map_err(NoVersion::NotRun)?;
    if answer.timed_out {
        return Err(NoVersion::TimedOut);
    }
    let said = |bytes: &[u8]| printable(String::from_utf8_lossy(bytes).trim());
    if answer.status != 0 {
        let last = said(&answer.stderr).chars().take(200).collect();
        return Err(NoVersion::Failed(answer.status, last));
    }
    match said(&answer.stdout) {
        text if text.is_empty() => Err(NoVersion::Silent),
        text => Ok(text.chars().take(100).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

    #[test]
    fn an_error_keeps_the_system_error_that_caused_it() {
        let program = ("/nowhere/npm".into(), Vec::new());
        let why = version(&Env::default(), Path::new("/nowhere"), program).unwrap_err();
        let error = failed_by(PathOwner::User, Tool::Npm, why);
        assert!(
            error
                .message
                .starts_with("the new shim for npm does not work: ")
        );
        let cause = error.source().unwrap().source().unwrap();
        let system = cause.downcast_ref::<io::Error>().unwrap();
        assert_eq!(system.kind(), io::ErrorKind::NotFound);
    }
}
