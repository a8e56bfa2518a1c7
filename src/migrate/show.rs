//! Prints the plan and the result, in columns for a person and as JSON.

use super::found::Sightings;
use super::outcome::{MoveResult, MoveResults};
use super::rotation;
use super::scripts::ScriptLine;
use super::sighting::{Action, PlaceKind, Sighting, SightingForm};
use crate::context::Context;
use crate::credential::Expiry;
use crate::report::printable;
use serde_json::{Value, json};

const HEAD: [&str; 4] = ["WHERE", "WHAT", "FOR", "WILL"];

/// The plan, a line for each credential; empty if there is none.
#[must_use]
pub(super) fn lines(context: &Context, found: &Sightings) -> String {
    if found.sightings.is_empty() {
        return String::new();
    }
    let home = context.home();
    let mut rows = vec![HEAD.map(str::to_owned)];
    for one in &found.sightings {
        let registry = one
            .registry
            .as_ref()
            .map_or_else(|| "-".to_owned(), ToString::to_string);
        rows.push(
            [
                one.spot(home.as_deref()),
                one.key.clone(),
                registry,
                will(one),
            ]
            .map(|cell| printable(&cell)),
        );
    }
    context.report.columns(&rows)
}

fn will(one: &Sighting) -> String {
    let what = match (one.action, &one.placeholder) {
        (Action::Move, Some(name)) => format!("move to the store; ${{{name}}} stays in its place"),
        (Action::Move, None) => "move to the store".to_owned(),
        (Action::Remove, Some(name)) => format!("be removed; ${{{name}}} stays in its place"),
        (Action::Remove, None) => "be removed".to_owned(),
        (Action::Keep(_) | Action::Tell, _) => "stay".to_owned(),
    };
    if one.why.is_empty() {
        what
    } else {
        format!("{what}: {}", one.why)
    }
}

/// The text below the columns: notes, then hints.
pub(super) fn say_more(context: &Context, found: &Sightings) {
    let home = context.home();
    for one in &found.sightings {
        let spot = one.spot(home.as_deref());
        one.warnings
            .iter()
            .for_each(|text| context.report.note(&format!("{spot}: {text}")));
        one.hints
            .iter()
            .for_each(|hint| context.report.hint_about(&spot, hint));
    }
    for one in &found.asides {
        let at = Sighting::at(
            PlaceKind::User,
            Some(one.file.clone()),
            Some(one.line),
            &one.key,
            SightingForm::Loose,
        );
        context.report.note(&format!(
            "{}: {}: {}",
            at.spot(home.as_deref()),
            at.key,
            one.what
        ));
    }
    say_readers(context, found);
    found
        .left_out
        .iter()
        .for_each(|text| context.report.note(&format!("not searched: {text}")));
}

/// Names the lines that will not find a moved credential: each kind once, with all its places.
fn say_readers(context: &Context, found: &Sightings) {
    let home = context.home();
    let mut said = Vec::new();
    for way in found
        .scripts
        .iter()
        .map(|one| one.way)
        .filter(|way| way.reads())
    {
        if said.contains(&way) {
            continue;
        }
        said.push(way);
        let all: Vec<_> = found.scripts.iter().filter(|one| one.way == way).collect();
        let spots: Vec<String> = all.iter().map(|one| one.spot(home.as_deref())).collect();
        let (what, instead) = (way.what(), way.instead());
        let text = format!("{what}, which will hold no credential any more; {instead}");
        context
            .report
            .note(&format!("{}: {text}", spots.join(", ")));
        all.iter()
            .zip(&spots)
            .for_each(|(one, spot)| context.report.hint_about(spot, &one.hint));
    }
}

/// The result, a line for each credential that changed or should have.
#[must_use]
pub(super) fn summary(context: &Context, found: &Sightings, outcome: &MoveResults) -> String {
    let home = context.home();
    let store = found.store.unwrap_or("store");
    let line = |(one, became): (&Sighting, &MoveResult)| {
        let what = match became {
            MoveResult::Moved => format!("moved to the {store}"),
            MoveResult::Removed => "removed".to_owned(),
            MoveResult::Gone => "not there any more".to_owned(),
            MoveResult::Failed(error) => format!("stays: {}", error.message),
            MoveResult::Left => return None,
        };
        Some(format!(
            "{}: {} {what}\n",
            printable(&one.spot(home.as_deref())),
            printable(&one.key)
        ))
    };
    found
        .sightings
        .iter()
        .zip(&outcome.became)
        .filter_map(line)
        .collect()
}

/// The plan and the results as JSON.
#[must_use]
pub fn json(found: &Sightings, outcome: &MoveResults) -> Value {
    let one = |(one, became): (&Sighting, &MoveResult)| {
        let (result, problem) = match became {
            MoveResult::Moved => ("moved", None),
            MoveResult::Removed => ("removed", None),
            MoveResult::Left => ("left", None),
            MoveResult::Gone => ("gone", None),
            MoveResult::Failed(error) => ("failed", Some(error.message.clone())),
        };
        json!({
            "file": one.file.as_ref().map(|file| file.to_string_lossy()),
            "line": one.line,
            "key": one.key,
            "place": place(one.place),
            "kind": kind(one.kind),
            "registry": one.registry.as_ref().map(ToString::to_string),
            "owner": one.owner,
            "expires": match one.expires { Expiry::At(moment) => Some(moment), Expiry::Unknown => None },
            "plan": plan(one.action),
            "why": one.why,
            "placeholder": one.placeholder,
            "replaces": one.replaces,
            "readers": one.readers,
            "warnings": one.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "hints": one.hints.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "rotate": rotation::cure(one, None).filter(|_| rotation::is_exposed(one)).map(|hint| hint.to_string()),
            "result": result,
            "problem": problem,
        })
    };
    let asides = found.asides.iter().map(|one| {
        json!({
            "file": one.file.to_string_lossy(),
            "line": one.line,
            "key": one.key,
            "what": one.what,
            "variables": one.variables,
        })
    });
    json!({
        "v": 1,
        "agreed": outcome.agreed,
        "store": found.store,
        "found": found.sightings.iter().zip(&outcome.became).map(one).collect::<Vec<_>>(),
        "beside": asides.collect::<Vec<_>>(),
        "scripts": found.scripts.iter().filter(|one| one.way.reads()).map(script).collect::<Vec<_>>(),
        "left_out": found.left_out.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn script(one: &ScriptLine) -> Value {
    json!({
        "file": one.file.to_string_lossy(),
        "line": one.line,
        "way": one.way.as_str(),
        "what": one.way.what(),
        "instead": one.way.instead(),
        "hint": one.hint.to_string(),
    })
}

fn place(place: PlaceKind) -> &'static str {
    match place {
        PlaceKind::User => "user",
        PlaceKind::Global => "global",
        PlaceKind::Project => "project",
        PlaceKind::Folder => "folder",
        PlaceKind::Start => "start",
        PlaceKind::Env => "env",
        PlaceKind::Image => "image",
        PlaceKind::Tool => "tool",
        PlaceKind::Process => "process",
        PlaceKind::Backup => "backup",
        PlaceKind::Log => "log",
    }
}

fn kind(kind: SightingForm) -> &'static str {
    match kind {
        SightingForm::Token => "token",
        SightingForm::Auth => "auth",
        SightingForm::Password => "password",
        SightingForm::Variable => "variable",
        SightingForm::Address => "address",
        SightingForm::Loose => "loose",
        SightingForm::Copy => "copy",
    }
}

fn plan(action: Action) -> &'static str {
    match action {
        Action::Move => "move",
        Action::Remove => "remove",
        Action::Keep(_) => "keep",
        Action::Tell => "tell",
    }
}
