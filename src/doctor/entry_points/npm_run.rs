//! Finds the npm that a script of a project gets, by a real `npm run` in an empty project without a
//! network.
//!
//! Some version managers start npm through a launcher, which puts their own folder before
//! everything else. That is after all start files, but before the shell that npm runs scripts with.

use super::question::{self, ShellAnswer, ShellMode};
use crate::context::Context;
use crate::report::Command;
use crate::tool::npm;
use npmcred_platform::files;
use npmcred_platform::hint;
use npmcred_platform::process::{self, Launch};
use npmcred_platform::scratch::Scratch;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long npm may take; on a busy machine its start alone takes seconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// The shell by which npm runs a script, unless its configuration names another (npm 12
/// `@npmcli/promise-spawn`).
const SHELL: &str = "sh";

/// Settings for npm: it fetches nothing, writes no log, and prints nothing of its own.
const QUIET: [(&str, &str); 4] = [
    ("npm_config_offline", "true"),
    ("npm_config_update_notifier", "false"),
    ("npm_config_logs_max", "0"),
    ("npm_config_loglevel", "silent"),
];

/// Runs the script; `npm` is the npm that this shell finds.
///
/// # Errors
/// Why there is no answer, for a person.
pub(super) fn ask(context: &Context, npm: PathBuf) -> Result<ShellAnswer, String> {
    let sh = Path::new(SHELL);
    let question = question::arguments(sh, ShellMode::Script)
        .and_then(|mut words| words.pop()?.into_string().ok());
    let manifest = serde_json::json!({ "name": "npmcred-doctor", "private": true, "scripts": { "ask": question } });
    let folder = context.data_folder().map_err(|error| error.message)?;
    let scratch = Scratch::begin(&folder)
        .map_err(|cause| format!("there is no place for a project: {cause}"))?;
    let file = scratch.path().join("package.json");
    files::write_private(&file, manifest.to_string().as_bytes())
        .map_err(|cause| cause.to_string())?;
    let mut env = context.env.clone();
    QUIET.iter().for_each(|(name, value)| env.set(name, *value));
    let args = ["run", "--silent", "ask"].map(Into::into).to_vec();
    let launch = Launch {
        program: npm,
        args,
        env: env.variables().to_vec(),
    };
    match process::run_captured_in(&launch, scratch.path(), PATIENCE) {
        Err(cause) => Err(format!("npm does not start: {cause}")),
        Ok(captured) if captured.timed_out => Err(format!(
            "npm run gave no answer within {} seconds",
            PATIENCE.as_secs()
        )),
        Ok(captured) => question::answer(sh, &captured.stdout)
            .ok_or_else(|| format!("npm run ended with {} before it answered", captured.status)),
    }
}

/// Gives npm a shell for its scripts that puts the shims first. It is the user's own file, so that
/// npm still works if npmcred is removed.
pub(super) fn cure(context: &Context, folder: &Path) -> Option<Command> {
    let file = context.home()?.join(".npm-script-shell");
    let (config, _) = npm::current(context).ok()?;
    let shell = config.text("script-shell").unwrap_or(SHELL);
    let is_plain = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/._-+@ ".contains(&byte))
    };
    let folder = folder
        .to_str()
        .filter(|folder| is_plain(folder) && is_plain(shell) && Path::new(shell) != file)?;
    let line = format!("PATH=\"{folder}:$PATH\" exec \"{shell}\" \"$@\"");
    let script = Command::from(hint::write_script(&file, &line)?);
    Some(script.and("npm config set script-shell").word(file))
}
