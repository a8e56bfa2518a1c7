//! A plan for programs.

use super::facts::{access, layer_name, past, refused};
use crate::context::Context;
use crate::credential::{Expiry, Place, Placeholder, Vacancy};
use crate::error::{Error, ErrorKind, Result};
use crate::profile::Active;
use crate::shim::intent::Access;
use crate::shim::plan::{Decision, Extra, Outcome, Plan, Summary};
use crate::shim::renewal::{self, Step};
use crate::shim::tool::Tool;
use crate::shim::{provenance, say};
use serde_json::{Value, json};

pub(super) fn json(context: &Context, tool: Tool, plan: &Plan, profile: &Result<Active>) -> Value {
    let layers = plan.config.as_ref().map(|config| {
        let layer = |layer: &crate::npmrc::Layer| {
            json!({
                "layer": layer_name(layer.kind),
                "path": layer.path,
                "settings": layer.settings().len(),
                "problem": layer.problem,
            })
        };
        config.layers.iter().map(layer).collect::<Vec<_>>()
    });
    json!({
        "v": 1,
        "tool": {
            "name": tool.name(),
            "path": plan.real.path,
            "handed_nothing": provenance::foreign(context, &plan.real.path).map(|foreign| foreign.to_string()),
            "npm_version": plan.real.package.as_ref().map(|package| &package.version),
        },
        "command": plan.command,
        "intent": plan.intent.as_str(),
        "profile": match profile {
            Ok(active) => active.json(),
            Err(error) => json!({ "name": Value::Null, "problem": error.message }),
        },
        "layers": layers.unwrap_or_default(),
        "registries": plan.decisions.iter().map(|one| decision_json(context, one, access(plan))).collect::<Vec<_>>(),
        "past_us": past(context, plan).iter().map(|(id, _)| id).collect::<Vec<_>>(),
        "refused_by_npm": refused(context, plan),
        "published": plan.published.iter().map(|(file, key)| json!({ "file": file, "key": key })).collect::<Vec<_>>(),
        "hand_over": (!plan.provision.is_empty()).then(|| json!({
            "channel": "global config through a descriptor",
            "merged_with": plan.provision.real_path,
            "also_at_hand": plan.provision.extras.iter().map(extra_json).collect::<Vec<_>>(),
            "keys": plan.provision.lines.iter().map(|(key, _)| key).collect::<Vec<_>>(),
            "arguments": plan.provision.arguments,
            "emptied_variables": plan.provision.emptied,
            "holds_publish_config": plan.provision.held.is_some(),
        })),
    })
}

fn decision_json(context: &Context, decision: &Decision, access: Option<Access>) -> Value {
    let one = &decision.in_play;
    let renewal = access.and_then(|access| match renewal::step(context, decision, access) {
        Ok(step) => step.map(|step| renewal_json(step, access)),
        Err(error) => Some(json!({ "problem": error.message })),
    });
    let why_not = access
        .and_then(|access| say::complaint(decision, access))
        .map(|error| complaint_json(&error));
    let (outcome, credential, from) = match &decision.outcome {
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
        Outcome::OtherUse(purpose) => {
            ("other-use", json!({ "use": purpose.as_str() }), Value::Null)
        }
        Outcome::OtherProfile(_) => ("other-profile", Value::Null, Value::Null),
        Outcome::NotStored => ("not-stored", Value::Null, Value::Null),
        Outcome::Elsewhere(_) => ("store-unreachable", Value::Null, Value::Null),
        Outcome::Unknown(error) if error.kind == ErrorKind::File => {
            ("file-unreadable", Value::Null, Value::Null)
        }
        Outcome::Unknown(_) => ("store-failed", Value::Null, Value::Null),
    };
    let keys = match &decision.outcome {
        Outcome::Handed { keys, .. } => keys.as_slice(),
        _ => &[],
    };
    json!({
        "url": one.registry.to_string(),
        "nerf_dart": one.nerf.as_str(),
        "default": one.is_default,
        "scopes": one.scopes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "outcome": outcome,
        "unseen": decision.unseen.as_ref().map(place_json),
        "credential": credential,
        "from": from,
        "keys": keys,
        "why_not": why_not,
        "renewal": renewal,
    })
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
    json!({ "layer": layer_name(place.layer), "path": place.file, "line": place.line, "key": place.key })
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
fn renewal_json(step: Step, access: Access) -> Value {
    let without = if access.needs_credential {
        "ends"
    } else {
        "runs-bare"
    };
    let with = match step {
        Step::LogIn => "login",
        Step::Ask => "asked",
        Step::Stop | Step::Bare => without,
    };
    json!({ "attended": with, "unattended": without })
}
