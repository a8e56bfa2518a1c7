//! A plan in words and as JSON, for `npmcred explain`. No secret is in either.

mod facts;
mod json;
mod text;

use super::decide::{Words, decide};
use super::enclosing;
use super::plan::{Outcome, Plan, Provision};
use super::provide::{self, Unbuilt};
use super::tool::Tool;
use crate::context::Context;
use crate::error::Result;
use crate::profile;
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
    let real = tool.find(context)?;
    let words = Words::of(tool, args, &real);
    let plan = as_provided(context, decide(context, real, &words));
    let profile = profile::active(context);
    Ok(Explained {
        text: text::text(context, tool, &plan, &profile),
        json: json::json(context, tool, &plan, &profile),
    })
}

/// The plan as far as it can be carried out: what npm would not read back is not handed over.
fn as_provided(context: &Context, mut plan: Plan) -> Plan {
    if plan.provision.is_empty() {
        return plan;
    }
    let env = enclosing::environment_without_us(&context.env);
    let Err(why) = provide::text(context, &plan.provision, plan.real.npm_version(), &env) else {
        return plan;
    };
    plan.provision = Provision::default();
    for one in plan
        .decisions
        .iter_mut()
        .filter(|one| matches!(one.outcome, Outcome::Handed { .. }))
    {
        one.outcome = match &why {
            Unbuilt::Unfit(unfit) => Outcome::Unfit(unfit.clone()),
            Unbuilt::File(error) => Outcome::Unknown(error.clone()),
        };
    }
    plan
}
