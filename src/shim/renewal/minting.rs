//! Tokens that a command of the user's makes, before the tool starts.
//!
//! Where the next token cannot be made, the tool is not started. Without a credential it would say
//! something else than the cause, or find a stranger's package.

use crate::context::Context;
use crate::error::Result;
use crate::shim::plan::{Decision, Outcome, Plan};
use crate::source::{SourceRecord, TokenSource, is_due, renew};
use crate::tool::Part;

/// Has tokens made for the registries of a command that need one; returns whether the store has
/// been asked to hold another.
///
/// # Errors
/// As for [`renew`], unless the stored token still lives: then that is a note.
pub(super) fn mint(context: &Context, plan: &Plan<'_>) -> Result<bool> {
    let lacking = |one: &&Decision| wants_token(context, one);
    let lacking: Vec<&Decision> = plan.decisions.iter().filter(lacking).collect();
    if lacking.is_empty() {
        return Ok(false);
    }
    let record = SourceRecord::read(context)?;
    let mut done: Vec<&TokenSource> = Vec::new();
    for one in lacking {
        let source = record.of(&one.profile, &one.target.registry);
        let Some(source) = source.filter(|source| !done.contains(source)) else {
            continue;
        };
        // Asked last, since it may read a lockfile.
        if !plan.settings.is_in_play(&one.target) {
            continue;
        }
        done.push(source);
        let refused = match &one.outcome {
            Outcome::Rejected(dead) => Some(dead.issued),
            _ => None,
        };
        match (renew(context, source, refused), &one.outcome) {
            (Ok(()), _) => {}
            (Err(error), Outcome::Handed { .. }) => context.report.note(&error.message),
            (Err(error), _) => return Err(error),
        }
    }
    Ok(!done.is_empty())
}

/// Whether there is no token for a registry that the command may ask, or one that ends soon.
fn wants_token(context: &Context, decision: &Decision) -> bool {
    let is_lacking = match &decision.outcome {
        Outcome::NotStored
        | Outcome::Demanded
        | Outcome::Unset(_)
        | Outcome::Elsewhere(_)
        | Outcome::Expired(_)
        | Outcome::Rejected(_)
        | Outcome::OtherUse(_)
        | Outcome::OtherProfile(_) => true,
        Outcome::Handed { credential, .. } => {
            is_due(credential.issued, credential.expires, context.now())
        }
        Outcome::Existing(_)
        | Outcome::Refused(_)
        | Outcome::Twin(_)
        | Outcome::Hidden(_)
        | Outcome::Unfit(_)
        | Outcome::Unknown(_) => false,
    };
    is_lacking && decision.target.part != Part::Beside
}
