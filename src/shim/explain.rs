//! A plan in words and as JSON, for `npmcred explain`. No secret is in either.

use super::allow_remote::{allowing, refused_by};
use super::decide::{Words, decide};
use super::intent::{Access, Intent};
use super::past_us::past_us;
use super::plan::{Decision, Extra, Outcome, Plan, Provision, Summary};
use super::provide::{self, Unbuilt};
use super::renewal::{self, Step};
use super::tool::Tool;
use super::{enclosing, provenance, say};
use crate::context::Context;
use crate::credential::{Expiry, Place, Placeholder, Vacancy};
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::LayerKind;
use crate::profile::{self, Active};
use crate::report::Hint;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::fmt::Write;

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
        text: text(context, tool, &plan, &profile),
        json: json(context, tool, &plan, &profile),
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

fn json(context: &Context, tool: Tool, plan: &Plan, profile: &Result<Active>) -> Value {
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

/// What will not meet the shim, where something is handed over.
fn past(context: &Context, plan: &Plan) -> Vec<(&'static str, &'static str)> {
    let config = plan.config.as_ref().filter(|_| !plan.provision.is_empty());
    config.map_or_else(Vec::new, |config| past_us(context, &config.local_prefix))
}

/// What npm will not fetch, whoever is logged in.
fn refused(context: &Context, plan: &Plan) -> Option<String> {
    refused_by(
        context,
        plan.config.as_ref()?,
        plan.real.npm_version(),
        plan.command?,
    )
}

fn access(plan: &Plan) -> Option<Access> {
    match plan.intent {
        Intent::Registry(access) => Some(access),
        Intent::Login
        | Intent::Logout
        | Intent::WriteConfig
        | Intent::PrintToken
        | Intent::Local => None,
    }
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

/// The layer's name as npm's own documentation has it.
fn layer_name(kind: LayerKind) -> &'static str {
    match kind {
        LayerKind::Cli => "cli",
        LayerKind::Env => "env",
        LayerKind::Project => "project",
        LayerKind::User => "user",
        LayerKind::Global => "global",
        LayerKind::Builtin => "builtin",
    }
}

fn text(context: &Context, tool: Tool, plan: &Plan, profile: &Result<Active>) -> String {
    let mut out = String::new();
    let version = plan
        .real
        .package
        .as_ref()
        .map_or_else(String::new, |package| format!(" (npm {})", package.version));
    line(
        &mut out,
        "tool",
        &format!("{} is {}{version}", tool.name(), plan.real.path.display()),
    );
    if let Some(foreign) = access(plan).and_then(|_| provenance::foreign(context, &plan.real.path))
    {
        line(&mut out, "", &foreign.to_string());
    }
    line(
        &mut out,
        "command",
        plan.command.unwrap_or("none that npm knows"),
    );
    line(&mut out, "intent", intent_text(plan.intent));
    if access(plan).is_some() {
        line(
            &mut out,
            "profile",
            &profile
                .as_ref()
                .map_or_else(ToString::to_string, ToString::to_string),
        );
    }
    for layer in plan.config.iter().flat_map(|config| &config.layers) {
        let Some(path) = &layer.path else { continue };
        let problem = layer
            .problem
            .as_ref()
            .map_or_else(String::new, |problem| format!(" ({problem})"));
        line(
            &mut out,
            layer_name(layer.kind),
            &format!("{}{problem}", path.display()),
        );
    }
    for decision in &plan.decisions {
        let one = &decision.in_play;
        let mut serves: Vec<String> = one.scopes.iter().map(ToString::to_string).collect();
        if one.is_default {
            serves.push("everything else".into());
        }
        line(
            &mut out,
            "registry",
            &format!("{} for {}", one.registry, serves.join(", ")),
        );
        line(&mut out, "", &outcome_text(&decision.outcome));
        if let Some(place) = &decision.unseen {
            line(
                &mut out,
                "",
                &format!("note: {}", say::unseen(decision, place)),
            );
        }
        if let Some(access) = access(plan) {
            match renewal::step(context, decision, access) {
                Ok(Some(step)) => line(&mut out, "", &renewal_text(step, access)),
                Ok(None) => {}
                Err(error) => line(&mut out, "", &format!("renewal: {error}")),
            }
        }
        if let Some(error) = access(plan).and_then(|access| say::complaint(decision, access)) {
            for note in &error.notes {
                line(&mut out, "", &format!("note: {note}"));
            }
            for hint in &error.hints {
                line(&mut out, "", &format!("hint: {hint}"));
            }
        }
    }
    for one in &plan.published {
        line(&mut out, "note", &say::published(one));
    }
    for (_, what) in past(context, plan) {
        line(&mut out, "note", what);
    }
    if let Some(what) = refused(context, plan) {
        line(&mut out, "note", &what);
        line(
            &mut out,
            "",
            &format!("hint: {}", Hint::new("allow it", allowing())),
        );
    }
    for Extra { credential, keys } in &plan.provision.extras {
        let word = credential.kind.as_str();
        let what = format!(
            "the {word} credential for {} (use {})",
            credential.registry, credential.purpose
        );
        line(
            &mut out,
            "at hand",
            &format!("{what}, should npm be led there, as {}", keys.join(", ")),
        );
    }
    if !plan.provision.is_empty() {
        let path = plan.provision.real_path.display();
        line(
            &mut out,
            "hand-over",
            &format!("once, through a descriptor that npm reads in place of {path}"),
        );
        for argument in &plan.provision.arguments {
            line(
                &mut out,
                "",
                &format!("with the argument {argument} (it shadows a placeholder)"),
            );
        }
        if plan.provision.held.is_some() {
            line(
                &mut out,
                "",
                "npm ends where a script changes the way in publishConfig meanwhile",
            );
        }
    }
    out
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

fn renewal_text(step: Step, access: Access) -> String {
    let without = if access.needs_credential {
        "the command ends at once"
    } else {
        "the command runs without"
    };
    match step {
        Step::LogIn => {
            format!("renewal: by a login before the command; where nobody is there, {without}")
        }
        Step::Ask => format!(
            "renewal: a login is offered before the command; where nobody is there, {without}"
        ),
        Step::Stop | Step::Bare => format!("renewal: none, {without}"),
    }
}

fn line(out: &mut String, label: &str, text: &str) {
    // Writing into a String cannot fail.
    let _ = writeln!(out, "{label:<10} {}", crate::report::printable(text));
}

fn intent_text(intent: Intent) -> &'static str {
    match intent {
        Intent::Local => "needs no registry: runs untouched, no store is asked",
        Intent::Login => "logs in: served here, and the token goes to the store instead of a file",
        Intent::Logout => {
            "logs out: what is stored is revoked and removed here; npm itself only where nothing is"
        }
        Intent::PrintToken => "would have a token made and print it: refused",
        Intent::WriteConfig => {
            "reads or writes configuration: no credential is handed over; secrets go to the store, also those that npm saves"
        }
        Intent::Registry(access) if access.wanted == crate::credential::Use::Read => {
            "reads from a registry"
        }
        Intent::Registry(_) => "changes something in a registry",
    }
}

fn outcome_text(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Handed {
            credential, keys, ..
        } => format!(
            "handed over: the {} credential for {} (use {}), as {}",
            credential.kind.as_str(),
            credential.registry,
            credential.purpose,
            keys.join(", ")
        ),
        Outcome::Existing(place) => {
            let file = place
                .file
                .as_ref()
                .map_or_else(String::new, |file| format!(" in {}", file.display()));
            let line = place
                .line
                .map_or_else(String::new, |line| format!(" line {line}"));
            format!(
                "your own wins: {} ({} layer{file}{line})",
                place.key,
                layer_name(place.layer)
            )
        }
        Outcome::Refused(_) => "nothing: the project stands in the way".into(),
        Outcome::Twin(other) => format!("nothing: npm would send it to {other} as well"),
        Outcome::Hidden(placeholder) => format!("nothing: {} hides it", placeholder.place.key),
        Outcome::Unfit(unfit) => format!("nothing: {unfit}"),
        Outcome::Expired(_) => "nothing: the stored credential has expired".into(),
        Outcome::OtherUse(purpose) => {
            format!("nothing: the stored credential is for {purpose} only")
        }
        Outcome::OtherProfile(_) => "nothing: this profile has none, another has".into(),
        Outcome::NotStored => "nothing: none is stored".into(),
        Outcome::Elsewhere(error) | Outcome::Unknown(error) => format!("nothing: {error}"),
    }
}
