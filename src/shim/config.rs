//! npm's configuration of this very process: the pure reader of `npmrc`, fed through the context.

use super::beside::{findings_beside, unread};
use super::dialect::npm::Uses;
use super::in_play::{self, InPlay};
use super::launcher;
use super::packages;
use super::publish_target::targets_of_folder;
use super::tool::{RealTool, Tool, npm_package};
use crate::context::{Context, Env};
use crate::error::Result;
use crate::npmrc::layers::FolderEntry;
use crate::npmrc::{self, CommandLine, Config, Files, Inputs, NpmVersion, Outer};
use crate::settings;
use crate::trust::{self, Finding, project_findings, script_findings};
use npmcred_platform::{files, folders};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

/// The file system as `npmrc` wants it.
pub(crate) struct ContextFiles;

impl Files for ContextFiles {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        files::read(path)
    }

    fn read_at_most(&self, path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
        files::read_at_most(path, limit)
    }

    fn is_file(&self, path: &Path) -> bool {
        files::is_file(path)
    }

    fn is_dir(&self, path: &Path) -> bool {
        files::is_dir(path)
    }

    fn list_dir(&self, path: &Path) -> Vec<FolderEntry> {
        let entry = |name: OsString| {
            let path = path.join(&name);
            FolderEntry {
                is_dir: files::is_dir(&path),
                is_link: files::is_link(&path),
                name,
            }
        };
        files::list_dir(path)
            .unwrap_or_default()
            .into_iter()
            .map(entry)
            .collect()
    }
}

/// Loads the layers as `real` would see them for this command line.
#[must_use]
pub(super) fn load(context: &Context, real: &RealTool, line: &CommandLine) -> Config {
    let clean = super::enclosing::environment_without_us(&context.env);
    let node = launcher::node(context, real).ok().flatten();
    // Behind a launcher npm mostly lies beside its node.
    let beside = || npm_package(context, &node.as_ref()?.with_file_name("npm"));
    let package = real.package.clone().or_else(beside);
    // Never an empty path: the project's own file would then pass for the user's.
    let home = context.home().unwrap_or_else(|| folders::ROOT.into());
    Config::load(&Inputs {
        npm: real.npm_version(),
        command_line: line,
        env: clean.variables(),
        cwd: context.cwd(),
        home: &home,
        node: node.as_deref(),
        npm_dir: package.as_ref().map(|package| package.folder.as_path()),
        files: &ContextFiles,
        outer: &outer(context),
        windows: npmcred_platform::IS_WINDOWS,
    })
}

/// What the calls around this one left to know: a shim of ours, or a script of npm and its like.
fn outer(context: &Context) -> Outer {
    let env = &context.env;
    let is_below = env
        .get(settings::DEPTH.name)
        .and_then(OsStr::to_str)
        .is_some_and(|depth| !matches!(depth, "" | "0"));
    let in_script = IN_SCRIPTS.iter().any(|name| env.filled(name).is_some());
    Outer::read(
        is_below,
        in_script,
        env.get(settings::ORIGIN.name).and_then(OsStr::to_str),
    )
}

/// Variables that npm, and what imitates it, sets for scripts (npm 12 `@npmcli/run-script`,
/// `@npmcli/config` `lib/set-envs.js`).
const IN_SCRIPTS: [&str; 4] = [
    "npm_lifecycle_event",
    "npm_lifecycle_script",
    "npm_command",
    "npm_execpath",
];

/// Tells a nested call which flags and variables are the user's. Where there are none, which is
/// usual, a look at the names is all.
pub(super) fn pass_on_origin(
    context: &Context,
    line: &CommandLine,
    npm: NpmVersion,
    env: &mut Env,
) {
    let outer = outer(context);
    let record = outer.record(&Inputs {
        npm,
        command_line: line,
        env: env.variables(),
        cwd: context.cwd(),
        home: &context.home().unwrap_or_else(|| folders::ROOT.into()),
        node: None,
        npm_dir: None,
        files: &ContextFiles,
        outer: &outer,
        windows: npmcred_platform::IS_WINDOWS,
    });
    match record {
        Some(record) => env.set(settings::ORIGIN.name, record),
        None => env.remove(settings::ORIGIN.name),
    }
}

/// The layers for no command in particular, and whose rules they follow.
///
/// # Errors
/// `ToolNotFound` where there is no npm.
pub fn current(context: &Context) -> Result<(Config, NpmVersion)> {
    with_flags(context, &[])
}

/// The layers, by the rules of the newest npm where there is none.
#[must_use]
pub fn current_or_newest(context: &Context) -> (Config, NpmVersion) {
    let real = Tool::Npm.find(context).unwrap_or_else(|_| RealTool::none());
    let npm = real.npm_version();
    (load(context, &real, &npmrc::parse(&[], npm)), npm)
}

/// The layers with these flags of npm's own above them.
///
/// # Errors
/// `ToolNotFound` where there is no npm.
pub fn with_flags(context: &Context, flags: &[OsString]) -> Result<(Config, NpmVersion)> {
    let real = Tool::Npm.find(context)?;
    let npm = real.npm_version();
    Ok((load(context, &real, &npmrc::parse(flags, npm)), npm))
}

/// The project of the working folder, and every line of it that stands in the way of a hand-over,
/// accepted or not.
///
/// # Errors
/// `ToolNotFound` where there is no npm.
pub fn findings_here(context: &Context) -> Result<(PathBuf, Vec<Finding>)> {
    let (config, npm) = current(context)?;
    let mut findings = findings_of_all(context, &config, npm, &in_play::for_reading(&config));
    seal(context, &config, &mut findings);
    Ok((config.local_prefix, findings))
}

/// What a project holds against a command of which nobody knows what it does.
#[must_use]
pub(super) fn findings_of_all(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    in_play: &[InPlay],
) -> Vec<Finding> {
    let mut findings = project_findings(config);
    findings.extend(script_findings(config));
    let cwd = context.cwd();
    let members = packages::workspaces(&ContextFiles, &config.local_prefix, npm);
    findings.extend(
        members
            .is_none()
            .then(|| unread(&config.local_prefix.join("package.json"), packages::UNCLEAR)),
    );
    let folders = std::iter::once(cwd.to_owned()).chain(members.unwrap_or_default());
    findings.extend(
        folders
            .flat_map(|one| targets_of_folder(&ContextFiles, cwd, &one))
            .flat_map(|one| one.findings()),
    );
    findings.extend(findings_beside(config, npm, in_play, Uses::Code));
    findings
}

/// Puts beside each line that names a file what that file is.
pub(super) fn seal(context: &Context, config: &Config, findings: &mut [Finding]) {
    let read = |path: &Path| context.read(path).ok().flatten();
    trust::seal(findings, config, context.cwd(), &read);
}
