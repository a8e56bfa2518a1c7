//! A plan for people.

use super::facts::{access, layer_name, past, refused};
use crate::context::Context;
use crate::credential::Use;
use crate::error::Result;
use crate::profile::Active;
use crate::report::{self, Hint};
use crate::shim::allow_remote::allowing;
use crate::shim::intent::{Access, Intent};
use crate::shim::plan::{Decision, Extra, Outcome, Plan};
use crate::shim::renewal::{self, Step};
use crate::shim::tool::Tool;
use crate::shim::{provenance, say};
use std::fmt::Write;

pub(super) fn text(context: &Context, tool: Tool, plan: &Plan, profile: &Result<Active>) -> String {
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
        tell_decision(&mut out, context, plan, decision);
    }
    tell_notes(&mut out, context, plan);
    tell_hand_over(&mut out, plan);
    out
}

fn tell_decision(out: &mut String, context: &Context, plan: &Plan, decision: &Decision) {
    let one = &decision.in_play;
    let mut serves: Vec<String> = one.scopes.iter().map(ToString::to_string).collect();
    if one.is_default {
        serves.push("everything else".into());
    }
    line(
        out,
        "registry",
        &format!("{} for {}", one.registry, serves.join(", ")),
    );
    line(out, "", &outcome_text(&decision.outcome));
    if let Some(place) = &decision.unseen {
        line(out, "", &format!("note: {}", say::unseen(decision, place)));
    }
    if let Some(access) = access(plan) {
        match renewal::step(context, decision, access) {
            Ok(Some(step)) => line(out, "", &renewal_text(step, access)),
            Ok(None) => {}
            Err(error) => line(out, "", &format!("renewal: {error}")),
        }
    }
    if let Some(error) = access(plan).and_then(|access| say::complaint(decision, access)) {
        for note in &error.notes {
            line(out, "", &format!("note: {note}"));
        }
        for hint in &error.hints {
            line(out, "", &format!("hint: {hint}"));
        }
    }
}

fn tell_notes(out: &mut String, context: &Context, plan: &Plan) {
    for one in &plan.published {
        line(out, "note", &say::published(one));
    }
    for (_, what) in past(context, plan) {
        line(out, "note", what);
    }
    if let Some(what) = refused(context, plan) {
        line(out, "note", &what);
        line(
            out,
            "",
            &format!("hint: {}", Hint::new("allow it", allowing())),
        );
    }
}

fn tell_hand_over(out: &mut String, plan: &Plan) {
    for Extra { credential, keys } in &plan.provision.extras {
        let word = credential.kind.as_str();
        let what = format!(
            "the {word} credential for {} (use {})",
            credential.registry, credential.purpose
        );
        line(
            out,
            "at hand",
            &format!("{what}, should npm be led there, as {}", keys.join(", ")),
        );
    }
    if !plan.provision.is_empty() {
        let path = plan.provision.real_path.display();
        line(
            out,
            "hand-over",
            &format!("once, through a descriptor that npm reads in place of {path}"),
        );
        for argument in &plan.provision.arguments {
            line(
                out,
                "",
                &format!("with the argument {argument} (it shadows a placeholder)"),
            );
        }
        if plan.provision.held.is_some() {
            line(
                out,
                "",
                "npm ends where a script changes the way in publishConfig meanwhile",
            );
        }
    }
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
    let _ = writeln!(out, "{label:<10} {}", report::printable(text));
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
        Intent::Registry(access) if access.wanted == Use::Read => "reads from a registry",
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
