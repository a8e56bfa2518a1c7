//! What the shim would do with a command line, in words and as JSON, for `npmcred explain`. No
//! secret is in either.

mod facts;
mod json;
mod text;

use super::build_server;
use super::decide::decide;
use super::enclosing;
use super::known::Known;
use super::plan::{Outcome, Plan};
use super::provenance;
use crate::context::{Context, Env};
use crate::error::Result;
use crate::profile;
use crate::tool::{Aside, Call, Called, Grant, Intent, Line, Tool, Undelivered};
use facts::Facts;
use serde_json::Value;
use std::ffi::OsString;

/// An explained command line.
pub struct Explained {
    /// For a person.
    pub text: String,
    /// For a program; versioned.
    pub json: Value,
}

/// Explains what the shim would do with the arguments of `tool`.
///
/// # Errors
/// `ToolNotFound` where there is no real tool.
pub fn explain(context: &Context, tool: Tool, args: &[OsString]) -> Result<Explained> {
    let Some(withheld) = build_server::withheld(context, tool, args) else {
        return explained(context, tool, args, Vec::new());
    };
    let mut job = context.in_environment(context.env.clone());
    job.profile.clone_from(&context.profile);
    let withheld = build_server::take_away(&mut job, withheld);
    explained(&job, tool, args, withheld)
}

fn explained(
    context: &Context,
    tool: Tool,
    args: &[OsString],
    withheld: Vec<String>,
) -> Result<Explained> {
    let Called { tool, real, args } = tool.called(context, args)?;
    let env = enclosing::environment_without_us(&context.env);
    let dialect = tool.dialect();
    let call = Call {
        context,
        phrases: dialect.phrases(),
        real: &real,
        args: &args,
        env: &env,
    };
    let line = dialect.read(&args, &real);
    let plan = match line.intent() {
        Intent::Registry(_) => {
            let plan = decide(&call, &*line, &Known::read(context));
            Some(as_delivered(plan, &env))
        }
        Intent::Login
        | Intent::Logout
        | Intent::WriteConfig
        | Intent::PrintToken
        | Intent::Refused
        | Intent::Local => None,
    };
    let facts = facts(&call, &*line, plan.as_ref(), withheld);
    Ok(Explained {
        text: text::text(&facts),
        json: json::json(&facts),
    })
}

/// What was decided, for `NPMCRED_TRACE`.
pub(super) fn trace(call: &Call<'_>, line: &dyn Line, plan: &Plan<'_>) {
    call.context.report.trace(|| told(call, line, plan));
}

/// The same, in words.
pub(super) fn told(call: &Call<'_>, line: &dyn Line, plan: &Plan<'_>) -> String {
    text::text(&facts(call, line, Some(plan), Vec::new()))
}

fn facts<'a>(
    call: &'a Call<'a>,
    line: &dyn Line,
    plan: Option<&'a Plan<'a>>,
    withheld: Vec<String>,
) -> Facts<'a> {
    let aside = |plan: &Plan<'_>| plan.settings.aside(plan.hands_over());
    let foreign = provenance::foreign(call.context, &call.real.path);
    let not_served = || plan.and_then(|_| line.not_served(call));
    Facts {
        bare: foreign.map(|it| it.to_string()).or_else(not_served),
        context: call.context,
        phrases: call.phrases,
        real: call.real,
        command: line.command(),
        intent: line.intent(),
        profile: profile::active(call.context),
        withheld,
        aside: plan.map_or_else(Aside::default, aside),
        plan,
    }
}

/// The plan as far as it can be carried out: what the tool would not read back is not handed over.
fn as_delivered<'a>(mut plan: Plan<'a>, env: &Env) -> Plan<'a> {
    if !plan.hands_over() {
        return plan;
    }
    let Err(why) = plan.settings.can_deliver(&plan.grant, env) else {
        return plan;
    };
    plan.grant = Grant::default();
    plan.extras = Vec::new();
    for one in plan
        .decisions
        .iter_mut()
        .filter(|one| matches!(one.outcome, Outcome::Handed { .. }))
    {
        one.outcome = match &why {
            Undelivered::Unfit(unfit) => Outcome::Unfit(unfit.clone()),
            Undelivered::File(error) => Outcome::Unknown(error.clone()),
        };
    }
    plan
}
