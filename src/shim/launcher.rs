//! Behind a version manager's launcher: which node runs npm, because npm's global config lies
//! beside that one.
//!
//! The launcher's own node is asked, at each call that needs to know. What the answer depends on
//! (the folder, its files and those above it, variables, the manager's own settings) differs from
//! manager to manager, so nothing is remembered: an answer of before would send a package's name,
//! and a credential, to another registry. It costs one start of node.

use super::enclosing;
use super::tool::RealTool;
use crate::context::Context;
use crate::settings;
use npmcred_platform::files;
use npmcred_platform::process::{self, Launch};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a launcher may take to start node.
const PATIENCE: Duration = Duration::from_secs(5);

/// There is a launcher, and it did not tell.
#[derive(Clone, Debug)]
pub(super) struct Unknown;

/// The node that runs this npm, links followed; `None` where there is none at all.
///
/// # Errors
/// [`Unknown`].
pub(super) fn node(context: &Context, real: &RealTool) -> Result<Option<PathBuf>, Unknown> {
    real.node.get_or_init(|| find(context, real)).clone()
}

fn find(context: &Context, real: &RealTool) -> Result<Option<PathBuf>, Unknown> {
    let beside = real.path.with_file_name("node");
    let is_launched = real.package.is_none();
    let found = if is_launched && files::is_file(&beside) {
        beside
    } else {
        match context.find_program(OsStr::new("node")) {
            Ok(found) => found,
            Err(_) => return Ok(None),
        }
    };
    let Ok(file) = files::canonical(&found) else {
        return Ok(None);
    };
    let stands_beside =
        is_launched && found.parent() == real.path.parent() && file.parent() == real.path.parent();
    if stands_beside || is_launcher(&file) {
        return ask(context, found).map(Some).ok_or(Unknown);
    }
    Ok(Some(file))
}

/// Whether this is no node, though it answers to the name: a script, or a program for many names.
fn is_launcher(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with("node") || files::begins_with(file, b"#!")
}

fn ask(context: &Context, program: PathBuf) -> Option<PathBuf> {
    let mut env = enclosing::environment_without_us(&context.env);
    // A launcher that starts npm to find out must not come back to us; what node is made to load
    // has no say here.
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
