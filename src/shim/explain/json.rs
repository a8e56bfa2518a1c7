//! An explanation for programs.

use super::facts::Facts;
use crate::credential::{Expiry, Place, Placeholder, Vacancy};
use crate::error::{Error, ErrorKind};
use crate::shim::plan::{Decision, Extra, Outcome, Plan, Summary};
use crate::shim::renewal::RenewalStep;
use crate::tool::{Access, LayerSummary, Published};
use serde_json::{Value, json};

pub(super) fn json(facts: &Facts<'_>) -> Value {
    let (real, aside) = (facts.real, &facts.aside);
    let (name, package, reader) = (
        facts.phrases.name,
        facts.phrases.package,
        facts.phrases.reader,
    );
    let layers = facts.plan.iter().flat_map(|plan| plan.settings.layers());
    json!({
        "v": 1,
        "tool": {
            "name": name,
            "path": real.path.to_string_lossy(),
            "handed_nothing": facts.bare,
            (format!("{package}_version")): real.package.as_ref().map(|package| &package.version),
        },
        "command": facts.command,
        "intent": facts.intent.as_str(),
        "profile": match &facts.profile {
            Ok(active) => active.json(),
            Err(error) => json!({ "name": Value::Null, "problem": error.message }),
        },
        "withheld": facts.withheld,
        "layers": layers.map(|layer| layer_json(&layer)).collect::<Vec<_>>(),
        "registries": facts.decisions().iter().map(|one| decision_json(facts, one)).collect::<Vec<_>>(),
        "past_us": aside.past_us.iter().map(|(id, _)| id).collect::<Vec<_>>(),
        (format!("refused_by_{reader}")): aside.refused.as_ref().map(|(text, _)| text),
        "published": aside.published.iter().map(published_json).collect::<Vec<_>>(),
        "hand_over": facts.handing().map(hand_over_json),
    })
}

fn layer_json(layer: &LayerSummary) -> Value {
    json!({
        "layer": layer.name,
        "path": layer.path.as_ref().map(|path| path.to_string_lossy()),
        "settings": layer.settings,
        "problem": layer.problem,
    })
}

fn published_json(one: &Published) -> Value {
    json!({ "file": one.file.to_string_lossy(), "key": one.key })
}

fn hand_over_json(plan: &Plan<'_>) -> Value {
    let outline = plan.settings.outline();
    json!({
        "channel": format!("{} through a descriptor", outline.stands_in_for),
        "merged_with": outline.merged_with.map(|path| path.to_string_lossy().into_owned()),
        "also_at_hand": plan.extras.iter().map(extra_json).collect::<Vec<_>>(),
        "keys": plan.grant.keys(),
        "arguments": plan.grant.arguments,
        "emptied_variables": plan.grant.emptied,
        "holds_publish_config": outline.holds_publish_config,
    })
}

fn decision_json(facts: &Facts<'_>, decision: &Decision) -> Value {
    let one = &decision.target;
    let renewal = match facts.renewal(decision) {
        Ok(renewal) => renewal.map(|(step, access)| renewal_json(step, access)),
        Err(error) => Some(json!({ "problem": error.message })),
    };
    let why_not = facts
        .complaint(decision)
        .map(|error| complaint_json(&error));
    let (outcome, credential, from) = outcome_json(&decision.outcome);
    let keys = match &decision.outcome {
        Outcome::Handed { keys, .. } => keys.as_slice(),
        _ => &[],
    };
    json!({
        "url": one.registry.to_string(),
        "nerf_dart": one.nerf.as_str(),
        "default": one.is_default,
        "scopes": one.scopes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "in_play": facts.is_in_play(one),
        "outcome": outcome,
        "profile": decision.profile.to_string(),
        "unseen": decision.unseen.as_ref().map(|unseen| place_json(&unseen.place)),
        "credential": credential,
        "from": from,
        "keys": keys,
        "why_not": why_not,
        "renewal": renewal,
        "source": facts.source(decision),
    })
}

/// The word for an outcome, the credential, and where it is from.
fn outcome_json(outcome: &Outcome) -> (&'static str, Value, Value) {
    match outcome {
        Outcome::Handed {
            credential, hiding, ..
        } => {
            let credential = summary_json(credential);
            let hiding: Vec<Value> = hiding.iter().map(placeholder_json).collect();
            (
                "handed-over",
                credential,
                json!({ "store": true, "steps_around": hiding }),
            )
        }
        Outcome::Existing(place) => ("yours-wins", Value::Null, place_json(place)),
        Outcome::Refused(_) => ("refused", Value::Null, Value::Null),
        Outcome::Twin(other) => (
            "twin",
            Value::Null,
            json!({ "registry": other.to_string() }),
        ),
        Outcome::Hidden(placeholder) => ("hidden", Value::Null, placeholder_json(placeholder)),
        Outcome::Unfit(_) => ("unfit", Value::Null, Value::Null),
        Outcome::Expired(dead) => ("expired", summary_json(dead), Value::Null),
        Outcome::Rejected(dead) => ("rejected", summary_json(dead), Value::Null),
        Outcome::OtherUse(purpose) => {
            ("other-use", json!({ "use": purpose.as_str() }), Value::Null)
        }
        Outcome::OtherProfile(_) => ("other-profile", Value::Null, Value::Null),
        Outcome::NotStored | Outcome::Demanded => ("not-stored", Value::Null, Value::Null),
        Outcome::Unset(placeholder) => ("not-stored", Value::Null, placeholder_json(placeholder)),
        Outcome::Elsewhere(_) => ("store-unreachable", Value::Null, Value::Null),
        Outcome::Unknown(error) if error.kind == ErrorKind::File => {
            ("file-unreadable", Value::Null, Value::Null)
        }
        Outcome::Unknown(_) => ("store-failed", Value::Null, Value::Null),
    }
}

fn extra_json(extra: &Extra) -> Value {
    json!({ "credential": summary_json(&extra.credential), "keys": extra.keys })
}

fn summary_json(credential: &Summary) -> Value {
    json!({
        "registry": credential.registry.to_string(),
        "kind": credential.kind.as_str(),
        "use": credential.purpose.as_str(),
        "owner": credential.owner,
        "expires": match credential.expires { Expiry::At(moment) => json!(moment), Expiry::Unknown => Value::Null },
    })
}

fn complaint_json(error: &Error) -> Value {
    json!({ "message": error.message, "notes": error.notes, "hints": error.hint_lines() })
}

fn place_json(place: &Place) -> Value {
    let path = place.file.as_ref().map(|file| file.to_string_lossy());
    json!({ "layer": place.layer, "path": path, "line": place.line, "key": place.key })
}

fn placeholder_json(placeholder: &Placeholder) -> Value {
    let why = match &placeholder.why {
        Vacancy::Unresolved(names) => json!({ "unset_variables": names }),
        Vacancy::Empty => json!("empty"),
        Vacancy::Classic => json!("classic token, revoked"),
        Vacancy::Dummy(_) => json!("dummy of a build server"),
    };
    let mut place = place_json(&placeholder.place);
    place["no_credential_because"] = why;
    place
}

/// What becomes of the command with a person there, and without one.
fn renewal_json(step: RenewalStep, access: Access) -> Value {
    let without = if access.needs_credential {
        "ends"
    } else {
        "runs-bare"
    };
    let with = match step {
        RenewalStep::LogIn => "login",
        RenewalStep::Ask => "asked",
        RenewalStep::Stop | RenewalStep::Bare => without,
    };
    json!({ "attended": with, "unattended": without })
}
