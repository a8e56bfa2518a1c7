//! An explanation for people.

use super::facts::Facts;
use crate::credential::Use;
use crate::login::REJECTED;
use crate::report::{Hint, Report, printable};
use crate::shim::complaint::unset;
use crate::shim::plan::{Decision, Extra, Outcome};
use crate::shim::renewal::RenewalStep;
use crate::tool::{Access, Intent};
use std::fmt::Write;

pub(super) fn text(facts: &Facts<'_>) -> String {
    let mut out = LabelledLines {
        text: String::new(),
        report: facts.context.report,
    };
    tell_tool(&mut out, facts);
    for layer in facts.plan.iter().flat_map(|plan| plan.settings.layers()) {
        let Some(path) = &layer.path else { continue };
        let problem = layer
            .problem
            .as_ref()
            .map_or_else(String::new, |problem| format!(" ({problem})"));
        out.add(layer.name, &format!("{}{problem}", path.display()));
    }
    for decision in facts.decisions() {
        tell_decision(&mut out, facts, decision);
    }
    tell_notes(&mut out, facts);
    tell_hand_over(&mut out, facts);
    out.text
}

fn tell_tool(out: &mut LabelledLines, facts: &Facts<'_>) {
    let (real, phrases) = (facts.real, facts.phrases);
    let version = real.package.as_ref().map_or_else(String::new, |package| {
        format!(" ({} {})", phrases.package, package.version)
    });
    out.add(
        "tool",
        &format!("{} is {}{version}", phrases.name, real.path.display()),
    );
    if let Some(why) = facts.bare.as_ref().filter(|_| facts.access().is_some()) {
        out.add("", why);
    }
    let unknown = format!("none that {} knows", phrases.reader);
    out.add("command", facts.command.unwrap_or(&unknown));
    out.add("intent", &intent_text(facts.intent, phrases.reader));
    if facts.access().is_some() {
        let profile = facts.profile.as_ref();
        let profile = profile.map_or_else(ToString::to_string, ToString::to_string);
        out.add("profile", &profile);
    }
    if !facts.withheld.is_empty() {
        let names = facts.withheld.join(", ");
        let what =
            format!("{names}: kept from scripts, and handed over instead where it is a token");
        out.add("variables", &what);
    }
}

fn tell_decision(out: &mut LabelledLines, facts: &Facts<'_>, decision: &Decision) {
    let one = &decision.target;
    let mut serves: Vec<String> = one.scopes.iter().map(ToString::to_string).collect();
    if one.is_default {
        let rest = if serves.is_empty() && facts.decisions().len() == 1 {
            "all packages"
        } else {
            "everything else"
        };
        serves.push(rest.into());
    }
    out.add(
        "registry",
        &format!("{} for {}", one.registry, serves.join(", ")),
    );
    out.add("", &outcome_text(&decision.outcome, facts.phrases.reader));
    if decision.stands_in {
        let text = format!(
            "profile {}, because this folder's has nothing for it, and it is only read",
            decision.profile
        );
        out.add("", &text);
    }
    if let Some(unseen) = &decision.unseen {
        out.add("", &format!("note: {}", unseen.text));
    }
    if let Some(program) = facts.source(decision) {
        let text = format!("renewal: {program} makes the next token when one is needed");
        return out.add("", &text);
    }
    match facts.renewal(decision) {
        Ok(Some((step, access))) => out.add("", &renewal_text(step, access)),
        Ok(None) => {}
        Err(error) => out.add("", &format!("renewal: {error}")),
    }
    if let Some(error) = facts.complaint(decision) {
        for note in &error.notes {
            out.add("", &format!("note: {note}"));
        }
        for hint in &error.hints {
            out.add("", &format!("hint: {hint}"));
        }
    } else if let Outcome::Unset(placeholder) = &decision.outcome {
        out.add("", &format!("note: {}", unset(placeholder)));
    } else if let Some(hint) = facts.login(decision) {
        out.add("", &format!("hint: {hint}"));
    }
}

fn tell_notes(out: &mut LabelledLines, facts: &Facts<'_>) {
    for one in &facts.aside.published {
        out.add("note", &one.text);
    }
    for (_, what) in &facts.aside.past_us {
        out.add("note", what);
    }
    if let Some((what, allowing)) = &facts.aside.refused {
        out.add("note", what);
        let hint = Hint::new("allow it", allowing.clone());
        out.add("", &format!("hint: {hint}"));
    }
}

fn tell_hand_over(out: &mut LabelledLines, facts: &Facts<'_>) {
    let reader = facts.phrases.reader;
    let Some(plan) = facts.handing() else {
        return;
    };
    for Extra { credential, keys } in &plan.extras {
        let word = credential.kind.as_str();
        let what = format!(
            "the {word} credential for {} (use {})",
            credential.registry, credential.purpose
        );
        let keys = keys.join(", ");
        out.add(
            "at hand",
            &format!("{what}, should {reader} be led there, as {keys}"),
        );
    }
    let outline = plan.settings.outline();
    let file = outline.merged_with.map_or_else(
        || format!("its {}", outline.stands_in_for),
        |path| path.display().to_string(),
    );
    out.add(
        "hand-over",
        &format!("once, through a descriptor that {reader} reads in place of {file}"),
    );
    for argument in &plan.grant.arguments {
        let text = format!("with the argument {argument} (it shadows a placeholder)");
        out.add("", &text);
    }
    if outline.holds_publish_config {
        let text = format!("{reader} stops if a script changes publishConfig in the meantime");
        out.add("", &text);
    }
}

fn renewal_text(step: RenewalStep, access: Access) -> String {
    let without = if access.needs_credential {
        "the command ends at once"
    } else {
        "the command runs without"
    };
    match step {
        RenewalStep::LogIn => {
            format!("renewal: by a login before the command; where nobody is there, {without}")
        }
        RenewalStep::Ask => format!(
            "renewal: a login is offered before the command; where nobody is there, {without}"
        ),
        RenewalStep::Stop | RenewalStep::Bare => format!("renewal: none, {without}"),
    }
}

/// Labelled lines, as wide as the terminal.
struct LabelledLines {
    text: String,
    report: Report,
}

impl LabelledLines {
    fn add(&mut self, label: &str, text: &str) {
        let text = self.report.fitted(11, &printable(text));
        // Writing into a String cannot fail.
        let _ = writeln!(self.text, "{label:<10} {text}");
    }
}

fn intent_text(intent: Intent, reader: &str) -> String {
    match intent {
        Intent::Local => "needs no registry: runs untouched, no store is asked".into(),
        Intent::Login => {
            "logs in: served here, and the token goes to the store instead of a file".into()
        }
        Intent::Logout => format!(
            "logs out: what is stored is revoked and removed here; {reader} itself only where nothing is"
        ),
        Intent::Refused => "is refused: the message says what to type instead".into(),
        Intent::PrintToken => "would have a token made and print it: refused".into(),
        Intent::WriteConfig => format!(
            "reads or writes configuration: no credential is handed over; secrets go to the store, also those that {reader} saves"
        ),
        Intent::Registry(access) if access.wanted == Use::Read => "reads from a registry".into(),
        Intent::Registry(_) => "changes something in a registry".into(),
    }
}

fn outcome_text(outcome: &Outcome, reader: &str) -> String {
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
                place.key, place.layer
            )
        }
        Outcome::Refused(_) => {
            "nothing: the project's configuration would send it elsewhere".into()
        }
        Outcome::Twin(other) => format!("nothing: {reader} would send it to {other} as well"),
        Outcome::Hidden(placeholder) => format!("nothing: {} hides it", placeholder.place.key),
        Outcome::Unfit(unfit) => format!("nothing: {unfit}"),
        Outcome::Expired(_) => "nothing: the stored credential has expired".into(),
        Outcome::Rejected(_) => {
            format!("nothing: the stored credential {REJECTED}")
        }
        Outcome::OtherUse(purpose) => {
            format!("nothing: the stored credential is for {purpose} only")
        }
        Outcome::OtherProfile(_) => "nothing: this profile has none, another has".into(),
        Outcome::NotStored | Outcome::Demanded | Outcome::Unset(_) => {
            "nothing: none is stored".into()
        }
        Outcome::Elsewhere(error) | Outcome::Unknown(error) => format!("nothing: {error}"),
    }
}
