//! Under another tool's name: decide what it is given, give it, become it.
//!
//! The whole path of a call is on this screen. On Unix the process *becomes* the tool, so that pid,
//! signals, terminal and exit status are the tool's own and there is nothing to pass on.

mod afterwards;
mod allow_remote;
mod asked;
mod beside;
mod config;
mod decide;
pub mod dialect;
mod enclosing;
mod explain;
mod extras;
mod foreign;
mod in_play;
mod intent;
mod keys;
mod launcher;
mod login;
mod mid_publish;
mod other_tools;
mod packages;
mod password_first;
mod past_us;
mod plaintext;
mod plan;
mod provenance;
mod provide;
mod publish_target;
mod renewal;
mod saved_file;
mod say;
mod settle;
mod start;
mod token_create;
mod tool;

pub use allow_remote::{allowing, refused as refused_by_npm};
pub(crate) use config::ContextFiles;
pub use config::{
    current as current_config, current_or_newest, findings_here, with_flags as config_with,
};
pub use explain::explain;
pub use foreign::run_foreign;
pub(crate) use mid_publish::FILE as MID_PUBLISH;
pub use past_us::past_us;
pub(crate) use publish_target::is_credential as is_published_credential;
pub use say::not_read;
pub use tool::{Tool, is_npmcred};

use crate::context::Context;
use crate::error::Result;
use crate::journal;
use crate::settings;
use decide::Words;
use intent::Intent;
use npmcred_platform::memory::CoreDumpsOff;
use plaintext::Left;
use start::{hand_over, start};
use std::ffi::OsStr;
use tool::RealTool;

/// Runs as `tool`. Returns only where the tool was not started, where the command was served here,
/// or where the tool ran as a child: with the status to end with.
///
/// # Errors
/// Everything that keeps a command from running; what it can run without is a note instead.
pub fn run(context: &Context, tool: Tool) -> Result<u8> {
    enclosing::take_back(&context.env);
    let real = tool.find(context)?;
    let mut env = enclosing::environment_without_us(&context.env);
    let mut args = context.args.clone();
    let depth = tool::depth(context)?;
    env.set(settings::DEPTH.name, (depth + 1).to_string());
    let path = real.path.clone();
    if context.env.get(settings::BYPASS.name) == Some(OsStr::new("off")) {
        return start(context, path, args, env, None).map(|never| match never {});
    }
    let words = Words::of(tool, &args, &real);
    config::pass_on_origin(context, &words.line, real.npm_version(), &mut env);
    let handover = match words.intent {
        Intent::Local => None,
        Intent::Login => return login::login(context, &real, &words).map(|()| 0),
        Intent::Logout => match login::logout(context, &real, &words)? {
            Left::Nothing => return Ok(0),
            // npm saves the user's file then, too.
            Left::Everything | Left::Saving(_) => {
                return afterwards::run(context, &real, &words, args, env);
            }
        },
        Intent::PrintToken => return Err(token_create::refusal(&words, real.npm_version())),
        Intent::WriteConfig => match plaintext::configuration(context, &real, &words, &args)? {
            Left::Nothing => return Ok(0),
            Left::Saving(args) => return afterwards::run(context, &real, &words, args, env),
            Left::Everything => None,
        },
        Intent::Registry(_) if is_left_bare(context, tool, &real) => None,
        Intent::Registry(_) => {
            journal::remind(context);
            let undumped = CoreDumpsOff::begin();
            let (npm, patience) = (real.npm_version(), real.patience());
            let plan = renewal::decide_with_login(context, real, &words)?;
            let access = plan.access();
            if let Err(error) = say::what_went_wrong(context, &plan.decisions, access) {
                if !say::is_npms_to_say(&plan) {
                    return Err(error);
                }
                say::in_a_line(context, &error);
                drop(undumped);
                return start(context, path, args, env, None).map(|never| match never {});
            }
            say::what_is_worth_knowing(context, &words, &plan);
            if plaintext::makes_token(context, &words, &plan) {
                drop(undumped);
                return afterwards::run(context, &plan.into_real(), &words, args, env);
            }
            let handover = hand_over(context, &plan.provision, npm, access, patience, &mut env)?;
            if let Some(handover) = &handover {
                args.splice(0..0, provide::arguments(&plan.provision, handover));
            }
            handover
        }
    };
    start(context, path, args, env, handover).map(|never| match never {})
}

/// Whether nothing is ever handed over to this tool, as it is started here; says why.
fn is_left_bare(context: &Context, tool: Tool, real: &RealTool) -> bool {
    let name = tool.name();
    // Nobody's store can be asked for the person behind it, and files of root's in their home are
    // worse than none.
    let sudo = context.is_under_sudo().then(|| {
        format!("under sudo {name} gets no credential; if it needs one, run it without sudo")
    });
    let foreign = || provenance::foreign(context, &real.path).map(|foreign| foreign.to_string());
    let launched = || match launcher::node(context, real) {
        Err(launcher::Unknown) => Some(format!(
            "the node behind {name} is not to be found, nor its global config; {name} is handed no credential"
        )),
        Ok(node) => provenance::foreign_node(context, &node?).map(|foreign| foreign.to_string()),
    };
    let why = sudo.or_else(foreign).or_else(launched);
    why.iter().for_each(|why| context.report.note(why));
    why.is_some()
}
