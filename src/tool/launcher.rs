//! Which node runs a tool that a version manager's launcher starts: the tool's global
//! configuration lies beside that node.
//!
//! The launcher's own node is asked, at each call that needs to know. What the answer depends on
//! (the folder, its files and those above it, variables, the manager's own settings) differs from
//! manager to manager. So nothing is remembered: an earlier answer would send a package's name,
//! and a credential, to another registry. It costs one start of node.

use crate::context::{Context, Env};
use crate::settings;
use npmcred_platform::files;
use npmcred_platform::process::{self, Launch};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a launcher may take to start node.
const PATIENCE: Duration = Duration::from_secs(5);

/// There is a launcher, and it did not tell.
#[derive(Clone, Copy, Debug)]
pub struct Unknown;

/// The node that runs the program at `path`, links followed; `None` where there is none at all.
/// `is_launched` says that nobody knows what the program is, and `env` is what it would be started
/// with.
pub(super) fn node(
    context: &Context,
    path: &Path,
    is_launched: bool,
    env: &Env,
) -> Result<Option<PathBuf>, Unknown> {
    let beside = process::program_file(path.parent().unwrap_or(Path::new("")), "node");
    // A batch file of npm's prefers the node beside it, too (npm 12 `bin/npm.cmd`).
    let prefers_beside = is_launched || process::is_batch_file(path);
    let found = if prefers_beside && files::is_file(&beside) {
        beside
    } else {
        match context.find_program(OsStr::new("node")) {
            Ok(found) => found,
            Err(_) => return Ok(None),
        }
    };
    let Ok(file) = process::path_when_run(&found) else {
        return Ok(None);
    };
    let stands_beside =
        is_launched && found.parent() == path.parent() && file.parent() == path.parent();
    if stands_beside || is_launcher(&file) {
        return ask(found, env.clone()).map(Some).ok_or(Unknown);
    }
    Ok(Some(file))
}

/// Whether this is no node, though it answers to the name: a script, or a program for many names.
fn is_launcher(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with("node") || files::begins_with(file, b"#!")
}

fn ask(program: PathBuf, mut env: Env) -> Option<PathBuf> {
    // A launcher that starts the tool to find out must not come back to us; what node is made to
    // load has no say here.
    env.set(settings::BYPASS.name, "off");
    env.remove("NODE_OPTIONS");
    let args = ["-p", "process.execPath"].map(OsString::from).to_vec();
    let told = process::run_captured(
        &Launch {
            program,
            args,
            env: env.variables().to_vec(),
        },
        PATIENCE,
    )
    .ok()?;
    let path = PathBuf::from(String::from_utf8(told.stdout).ok()?.trim_end());
    (told.status == 0 && path.is_absolute()).then_some(())?;
    files::canonical(&path).ok()
}
