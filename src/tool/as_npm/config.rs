//! npm's configuration for this process: `npmrc` is pure, and this file feeds it from the context.

use super::node_options;
use super::phrases;
use crate::context::{Context, Env};
use crate::error::Result;
use crate::npmrc::{self, CommandLine, Config, Inputs, Layer, NpmVersion, Outer};
use crate::settings;
use crate::tool::covered::uncover;
use crate::tool::files::ContextFiles;
use crate::tool::package::package_of;
use crate::tool::real::RealTool;
use crate::tool::settings::LayerSummary;
use npmcred_platform::{folders, process};
use std::ffi::{OsStr, OsString};

/// The package that brings npm.
const PACKAGE: &str = "npm";

/// Whose rules to follow. Behind a launcher nobody can tell; the newest is then the best guess.
#[must_use]
pub(in crate::tool) fn version_of(real: &RealTool) -> NpmVersion {
    let major = real
        .package
        .as_ref()
        .and_then(|package| package.version.split('.').next()?.parse().ok());
    NpmVersion::from_major(major.unwrap_or(u64::MAX))
}

/// npm's full version, or the newest major one where nobody can tell.
#[must_use]
pub(in crate::tool) fn release_of(real: &RealTool) -> String {
    real.package
        .as_ref()
        .map_or_else(|| "12".to_owned(), |package| package.version.clone())
}

/// Loads the layers as `real` would see them for this command line. `env` holds nothing of ours.
#[must_use]
pub(in crate::tool) fn load(
    context: &Context,
    real: &RealTool,
    env: &Env,
    line: &CommandLine,
) -> Config {
    let node = real.node(context, env).ok().flatten();
    // Behind a launcher npm mostly lies beside its node.
    let beside = || {
        let folder = node.as_ref()?.parent()?;
        package_of(context, &process::script_file(folder, PACKAGE), PACKAGE)
    };
    let package = real.package.clone().or_else(beside);
    // Never an empty path: the project's own file would then pass for the user's.
    let home = context.home().unwrap_or_else(|| folders::ROOT.into());
    Config::load(&Inputs {
        npm: version_of(real),
        command_line: line,
        env: env.variables(),
        cwd: context.cwd(),
        home: &home,
        node: node.as_deref(),
        npm_dir: package.as_ref().map(|package| package.folder.as_path()),
        files: &ContextFiles,
        outer: &outer(context),
        windows: npmcred_platform::IS_WINDOWS,
    })
}

/// The layers that decide the global prefix: those of no command in particular.
#[must_use]
pub(in crate::tool) fn for_prefix(context: &Context, real: &RealTool) -> Config {
    of_flags(context, real, &[]).0
}

/// What the calls around this one left to know: a shim of ours, or a script of npm and its like.
pub(in crate::tool) fn outer(context: &Context) -> Outer {
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
pub(in crate::tool) fn pass_on_origin(
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
    let real = RealTool::find(context, &phrases::NPM)?;
    Ok(of_flags(context, &real, &[]))
}

/// The layers, by the rules of the newest npm where there is none.
#[must_use]
pub fn current_or_newest(context: &Context) -> (Config, NpmVersion) {
    with_flags(context, &[])
}

/// The same, with these flags of npm's own above them.
#[must_use]
pub fn with_flags(context: &Context, flags: &[OsString]) -> (Config, NpmVersion) {
    let real = RealTool::find(context, &phrases::NPM).unwrap_or_else(|_| RealTool::none());
    of_flags(context, &real, flags)
}

fn of_flags(context: &Context, real: &RealTool, flags: &[OsString]) -> (Config, NpmVersion) {
    let npm = version_of(real);
    let mut env = context.env.clone();
    uncover(&mut env);
    node_options::unload(&mut env);
    (load(context, real, &env, &npmrc::parse(flags, npm)), npm)
}

/// A layer, for `npmcred explain`.
#[must_use]
pub(in crate::tool) fn summary(layer: &Layer) -> LayerSummary {
    LayerSummary {
        name: layer.kind.as_str(),
        path: layer.path.clone(),
        settings: layer.settings().len(),
        problem: layer.problem.clone(),
    }
}
