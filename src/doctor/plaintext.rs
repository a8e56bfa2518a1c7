//! Plaintext credentials, and classic tokens, which the public registry has revoked.

use super::finding::{Diagnosis, Group};
use crate::context::Context;
use crate::credential::{Vacancy, existing};
use crate::migrate::{self, Action, FileUse, LeftOut, PlaceKind, ScriptLine, Sighting};
use crate::registry::{PUBLIC_REGISTRY, Registry};
use crate::report::{Command, Hint};
use crate::tool::npm;
use npmcred_platform::files;
use npmcred_platform::hint;
use npmcred_platform::{Durability, Prompting};
use std::path::{Path, PathBuf};

pub(super) fn look(context: &Context) -> Group {
    let dead = dead_tokens(context);
    let found = match migrate::find(context, &[]) {
        Ok(found) => found,
        Err(error) => {
            return Group::new(
                "plaintext",
                "could not be checked",
                vec![Diagnosis::of_error("unreadable", &error)],
            );
        }
    };
    let is_dead = |one: &Sighting| {
        dead.iter()
            .any(|(file, line, _)| one.file.as_ref() == Some(file) && one.line == *line)
    };
    let home = context.home();
    let living = found.sightings.iter().filter(|sighting| !is_dead(sighting));
    let store = StoreState::look(context);
    let mut findings: Vec<Diagnosis> = living
        .map(|sighting| of_sighting(context, &store, sighting, home.as_deref()))
        .collect();
    findings.extend(dead.iter().map(|(file, line, key)| {
        let at = line.map_or_else(String::new, |line| format!(":{line}"));
        let what = format!(
            "{}{at}: {key} is a classic token, revoked since December 2025",
            file.display()
        );
        Diagnosis::problem("dead-token", what, Some(Command::new("npmcred migrate")))
    }));
    let state = if findings.is_empty() {
        "none found".to_owned()
    } else {
        format!("{} found", findings.len())
    };
    findings.extend(not_searched(context, &found.left_out));
    findings.extend(
        found
            .scripts
            .iter()
            .map(|script| of_script(script, home.as_deref())),
    );
    Group::new("plaintext", state, findings)
}

/// Files that could not be read, and those of them that npm would read.
fn not_searched(context: &Context, left_out: &[LeftOut]) -> Vec<Diagnosis> {
    let not_read = npm::not_read(&npm::current_or_newest(context).0);
    let is_said = |left: &LeftOut| {
        not_read
            .iter()
            .any(|(path, _)| left.path.as_ref() == Some(path))
    };
    let closed = not_read
        .iter()
        .map(|(path, what)| Diagnosis::problem("config-not-read", what, readable(path)));
    let others = left_out
        .iter()
        .filter(|left| !is_said(left))
        .map(|what| Diagnosis::note("not-looked-at", format!("not searched: {what}"), None));
    closed.chain(others).collect()
}

/// The command that lets the user read their own file. No command fixes a folder in its place, a
/// damaged line, or another user's file.
fn readable(path: &Path) -> Option<Command> {
    let is_mine = files::exposure(path).is_some_and(|open| !open.is_strangers);
    let is_closed = files::facts(path).is_some_and(|facts| facts.is_file) && files::is_closed(path);
    (is_mine && is_closed).then(|| hint::allow_reading(path).into())
}

/// The program that reads the file goes without, which the user may want; node on the shim never
/// works.
fn of_script(script: &ScriptLine, home: Option<&Path>) -> Diagnosis {
    let (spot, way) = (script.spot(home), script.way);
    let by_hand = script.hint.command();
    if way == FileUse::NodeOnShim {
        let what = format!("{spot}: {}; {}", way.what(), way.instead());
        return Diagnosis::problem("node-on-shim", what, by_hand);
    }
    let what = format!(
        "{spot}: {}, where there is no stored credential; {}",
        way.what(),
        way.instead()
    );
    Diagnosis::note("reads-npmrc", what, by_hand)
}

/// What the store has to do with plaintext.
struct StoreState {
    /// The registries that something is stored for.
    registries: Vec<Registry>,
    /// Why a token that lasts cannot be stored, and what can be done about that.
    obstacle: Option<(String, Option<Hint>)>,
}

impl StoreState {
    fn look(context: &Context) -> Self {
        let store = match context.store(Prompting::Never) {
            Ok(store) => store,
            Err(error) => {
                return Self {
                    registries: Vec::new(),
                    obstacle: Some((error.message, error.hints.into_iter().next())),
                };
            }
        };
        let is_memory = store.durability() == Durability::Memory;
        let obstacle = is_memory.then(|| {
            let why = format!("the {} keeps only sessions", store.name());
            let way = context.ways_to_last(store.as_ref()).into_iter().next();
            (why, way)
        });
        let keys = store.list().unwrap_or_default().into_iter();
        Self {
            registries: keys
                .filter_map(|key| Registry::parse_any(&format!("{}{}", key.realm, key.path)).ok())
                .collect(),
            obstacle,
        }
    }
}

fn of_sighting(
    context: &Context,
    store: &StoreState,
    sighting: &Sighting,
    home: Option<&Path>,
) -> Diagnosis {
    let what = format!("{}: {} in plain text", sighting.spot(home), sighting.key);
    let lasts = !sighting.expires.is_session(context.now());
    match (sighting.action, &store.obstacle) {
        // Migrating would refuse it.
        (Action::Move, Some((why, way))) if lasts => {
            Diagnosis::problem("plaintext", format!("{what}; {why}"), None).hinted(way.as_ref())
        }
        (Action::Move | Action::Remove, _) => {
            Diagnosis::problem("plaintext", what, Some(Command::new("npmcred migrate")))
        }
        (Action::Keep(_), _) => {
            let what = format!("{what}; {}", sighting.why);
            Diagnosis::problem("plaintext", what, None).hinted(sighting.hints.first())
        }
        // A variable of this very shell may be meant for it, as on a build server.
        (Action::Tell, _) if sighting.place == PlaceKind::Process => {
            Diagnosis::note("plaintext-variable", what, None).hinted(sighting.hints.first())
        }
        (Action::Tell, _) => by_hand(store, sighting, what),
    }
}

/// A place that npmcred does not edit: first the token is stored, then a person takes it out.
fn by_hand(store: &StoreState, sighting: &Sighting, what: String) -> Diagnosis {
    let id = "plaintext-elsewhere";
    let is_stored = sighting.registry.as_ref().is_some_and(|registry| {
        let mut stored = store.registries.iter();
        stored.any(|stored| stored.covers(registry))
    });
    match sighting.hints.as_slice() {
        [_, take_out, ..] if is_stored => {
            let what = format!("{what}; a token for its registry is stored");
            Diagnosis::problem(id, what, None).hinted(Some(take_out))
        }
        [first, take_out, ..] => Diagnosis::problem(id, what, None)
            .hinted(Some(first))
            .by_hand(format!("then {take_out}")),
        hints => Diagnosis::problem(id, what, None).hinted(hints.first()),
    }
}

/// Files, lines and keys of classic tokens for the public registry.
fn dead_tokens(context: &Context) -> Vec<(PathBuf, Option<usize>, String)> {
    let (Ok((config, _)), Ok(public)) = (npm::current(context), Registry::parse(PUBLIC_REGISTRY))
    else {
        return Vec::new();
    };
    let hiding = existing(&config, &public, &public.nerf_dart())
        .hiding
        .into_iter();
    hiding
        .filter(|(_, placeholder)| placeholder.why == Vacancy::Classic)
        .filter_map(|(_, placeholder)| {
            Some((
                placeholder.place.file?,
                placeholder.place.line,
                placeholder.place.key,
            ))
        })
        .collect()
}
