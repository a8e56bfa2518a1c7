//! What a tool is given and told that answers only what every tool has to.

use super::complaint::complaint;
use super::decide::decide;
use super::explain::told;
use super::known::Known;
use super::plan::Plan;
use super::renewal::{RenewalStep, step};
use super::testing::World;
use crate::context::Env;
use crate::credential::Use;
use crate::tool::least::{Least, PHRASES};
use crate::tool::{Access, Call, RealTool};

const READ: Access = Access::NONE;

/// What is stored for this one has expired.
const DEAD: &[&str] = &["https://dead.example/"];

const WRITE: Access = Access {
    wanted: Use::Write,
    needs_credential: true,
    checks_first: false,
};

fn with_plan<R>(
    least: &Least,
    stored: &'static [&'static str],
    ask: impl FnOnce(&Call<'_>, &Plan<'_>) -> R,
) -> R {
    let (context, _home) = World::new("", "", stored).context();
    let (real, env) = (RealTool::none(), Env::default());
    let call = Call {
        context: &context,
        phrases: &PHRASES,
        real: &real,
        args: &[],
        env: &env,
    };
    ask(&call, &decide(&call, least, &Known::default()))
}

/// What is done about a registry without a living credential, and what is said.
fn lacking(least: &Least, stored: &'static [&'static str]) -> (Option<RenewalStep>, String) {
    with_plan(least, stored, |call, plan| {
        let one = &plan.decisions[0];
        let hints = complaint(plan, one).map(|error| error.hint_lines().join("; "));
        let step = step(call.context, plan, one).unwrap();
        (step, hints.unwrap_or_default())
    })
}

#[test]
fn where_nobody_can_log_in_a_token_is_stored_and_no_login_begun() {
    for (stored, access, done, said) in [
        (
            &[][..],
            WRITE,
            Some(RenewalStep::Stop),
            "store a token for it: ",
        ),
        (
            DEAD,
            WRITE,
            Some(RenewalStep::Stop),
            "store another token: ",
        ),
        (DEAD, READ, Some(RenewalStep::Bare), "store another token: "),
    ] {
        let (step, hint) = lacking(&Least::with(DEAD[0], access), stored);
        assert_eq!(step, done, "{stored:?} {access:?}");
        let command = "npmcred store --registry https://dead.example/";
        assert!(hint.starts_with(said) && hint.contains(command), "{hint}");
    }
}

#[test]
fn the_tool_says_which_registry_everybody_reads_from() {
    for (is_public, is_said) in [(true, false), (false, true)] {
        let least = Least {
            is_public,
            ..Least::with(DEAD[0], READ)
        };
        let (_, hint) = lacking(&least, DEAD);
        assert_eq!(hint.is_empty(), !is_said, "{hint}");
    }
}

#[test]
fn contents_that_repeat_no_file_stand_in_for_it_all_the_same() {
    let least = Least::with("https://a.example/", READ);
    let text = with_plan(&least, &["https://a.example/"], |call, plan| {
        told(call, &least, plan)
    });
    let said = "through a descriptor that least reads in place of its config file";
    assert!(text.contains(said), "{text}");
}
