//! Under another tool's name: decide what it is given, give it, become it.
//!
//! The whole path of a call is on this screen, and no tool is named in it: what a tool means is
//! asked through [`crate::tool`]. On Unix the process *becomes* the tool. So pid, signals, terminal
//! and exit status are the tool's own, and there is nothing to pass on.

mod allowed;
mod apart;
mod bare;
mod build_secret;
mod build_server;
mod complaint;
mod decide;
mod enclosing;
mod exec;
mod explain;
mod extras;
mod known;
#[cfg(test)]
mod least_tests;
mod lookup;
mod messages;
mod notes;
mod plan;
mod provenance;
mod reach;
mod renewal;
mod resolve;
mod stand_in;
mod start;
#[cfg(test)]
mod testing;
mod trace;

pub use apart::ask_apart;
pub use build_secret::{BuildSecret, SecretForm, SecretRegistry, run_with_secret};
pub use build_server::shield;
pub use exec::run_program;
pub use explain::explain;

use crate::context::{Context, Env};
use crate::error::Result;
use crate::tool::{self, Call, Called, Intent, Line, Next, Tool};
use crate::{journal, settings_file};
use notes::Notes;
use npmcred_platform::memory::CoreDumpsOff;
use renewal::Reader;
use start::{Start, run_and_scrub};

/// Runs as `tool`. Returns only where the tool was not started, where the command was served here,
/// or where the tool ran as a child: with the status to end with.
///
/// # Errors
/// Everything that keeps a command from running; what it can run without is a note instead.
pub fn run(context: &Context, tool: Tool) -> Result<u8> {
    enclosing::take_back(context);
    let Called { tool, real, args } = tool.called(context, &context.args)?;
    let clean = enclosing::environment_without_us(&context.env);
    let depth = tool::depth(context, tool.name())?;
    let mut env = enclosing::environment_below(&clean, depth);
    let call = Call {
        context,
        phrases: tool.dialect().phrases(),
        real: &real,
        args: &args,
        env: &clean,
    };
    if settings_file::bypasses(context)? {
        return bare::become_it(&call, env);
    }
    let line = tool.dialect().read(call.args, &real);
    tool::pass_on(&call, &*line, &mut env);
    trace::call(&call, &*line, depth);
    match line.intent() {
        Intent::Registry(_) if !bare::is_left_bare(tool, &call, &*line) => {
            with_credentials(&call, tool, &*line, env)
        }
        Intent::Registry(_) | Intent::Local => bare::become_it(&call, env),
        Intent::Login
        | Intent::Logout
        | Intent::WriteConfig
        | Intent::PrintToken
        | Intent::Refused => match line.serve(&call)? {
            Next::Done => Ok(0),
            Next::Run => bare::become_it(&call, env),
            Next::RunAndScrub(args) => run_and_scrub(&call, &*line, args, env),
        },
    }
}

/// Starts a command that talks to a registry, with what is stored for it.
fn with_credentials(call: &Call<'_>, tool: Tool, line: &dyn Line, env: Env) -> Result<u8> {
    let context = call.context;
    let notes = Notes::of(call, line);
    journal::remind(context, &|| notes.are_wanted());
    let undumped = CoreDumpsOff::begin();
    let mut start = Start::tool(context, call.real, call.args, env);
    let (plan, known) = renewal::decide_with_login(call, line, &Reader::Tool)?;
    explain::trace(call, line, &plan);
    let (settings, access) = (&*plan.settings, plan.access);
    if let Err(error) = messages::what_went_wrong(&notes, &plan) {
        if !messages::is_for_the_tool_to_say(&plan) {
            return Err(error);
        }
        messages::in_a_line(&notes, &error);
    } else {
        messages::what_is_worth_knowing(context, &notes, &plan);
        let handed = plan.handed_kind();
        if settings.saves(handed) {
            messages::what_is_kept_back(&notes, settings, handed);
            drop((plan, undumped));
            return run_and_scrub(call, line, start.args, start.env);
        }
        let patience = call.real.patience();
        start.hand_over(context, &notes, settings, &plan.grant, access, patience)?;
        apart::begin(call, tool, &plan, &known);
    }
    drop((plan, undumped));
    start.become_it(context).map(|never| match never {})
}
