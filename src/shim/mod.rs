//! Under another tool's name: decide what it is given, give it, become it.
//!
//! The whole path of a call is on this screen. On Unix the process *becomes* the tool, so that pid, signals, terminal
//! and exit status are the tool's own and there is nothing to pass on.

mod config;
mod decide;
pub mod dialect;
mod explain;
mod foreign;
mod in_play;
mod intent;
mod keys;
mod plaintext;
mod plan;
mod provide;
mod publish_target;
mod say;
mod settle;
mod tool;

pub use config::{current as current_config, findings_here};
pub use explain::explain;
pub use foreign::run_foreign;
pub use tool::{Tool, find_program};

use crate::context::{Context, Env};
use crate::error::{Error, ErrorKind, Result};
use crate::journal;
use crate::settings;
use decide::Words;
use intent::{Access, Intent};
use npmcred_platform::handover::Handover;
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::process::{self, Launch};
use std::convert::Infallible;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// Runs as `tool`. Returns only where the tool was not started, or where the command was served here.
///
/// # Errors
/// Everything that keeps a command from running; what it can run without is a note instead.
pub fn run(context: &Context, tool: Tool) -> Result<()> {
    let real = tool.find(context)?;
    let mut env = provide::environment_without_us(&context.env);
    let mut args = context.args.clone();
    let depth = tool::depth(context)?;
    env.set(settings::DEPTH.name, (depth + 1).to_string());
    let path = real.path.clone();
    if context.env.get(settings::BYPASS.name) == Some(OsStr::new("off")) {
        return start(path, args, env, None).map(drop);
    }
    let words = Words::of(tool, &args, &real);
    let handover = match words.intent {
        Intent::Local => None,
        Intent::Login => return Err(plaintext::login(context, &real, &words)),
        Intent::Logout => {
            plaintext::logout(context, &real, &words);
            None
        }
        Intent::WriteConfig => match plaintext::configuration(context, &real, &words)? {
            plaintext::Served::Here => return Ok(()),
            plaintext::Served::NotAtAll => None,
        },
        Intent::Registry(access) => {
            journal::remind(context);
            let _undumped = CoreDumpsOff::begin();
            let npm = real.npm_version();
            let plan = decide::decide(context, real, &words);
            say::what_went_wrong(context, &plan.decisions, access)?;
            let handover = hand_over(context, &plan.provision, npm, access, &mut env)?;
            if let Some(handover) = &handover {
                args.splice(0..0, provide::arguments(&plan.provision, handover));
            }
            handover
        }
    };
    start(path, args, env, handover).map(drop)
}

/// Readies the descriptor. If that fails, a command that can run bare does.
fn hand_over(
    context: &Context,
    provision: &plan::Provision,
    npm: crate::npmrc::NpmVersion,
    access: Access,
    env: &mut Env,
) -> Result<Option<Handover>> {
    if provision.is_empty() {
        return Ok(None);
    }
    match provide::provide(context, provision, npm, env) {
        Ok(handover) => Ok(Some(handover)),
        Err(error) if access.needs_credential => Err(error),
        Err(error) => {
            context.report.note(&format!("{error}; running without the stored credential"));
            Ok(None)
        }
    }
}

/// Becomes the tool.
fn start(program: PathBuf, args: Vec<OsString>, mut env: Env, handover: Option<Handover>) -> Result<Infallible> {
    // Shells put the started file's path into `_`; that is the tool now.
    if env.get("_").is_some() {
        env.set("_", program.clone());
    }
    let launch = Launch { program, args, env: env.variables().to_vec() };
    let cause = process::become_tool(&launch, handover);
    let kind =
        if cause.kind() == std::io::ErrorKind::NotFound { ErrorKind::ToolNotFound } else { ErrorKind::ToolNotStarted };
    Err(Error::new(kind, format!("cannot start {}: {cause}", launch.program.display())))
}
