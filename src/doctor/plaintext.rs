//! Credentials in clear, and classic tokens, which are dead.

use super::store::from_error;
use super::{Finding, Group};
use crate::context::Context;
use crate::credential::{Vacancy, standing};
use crate::migrate::{self, Sighting};
use crate::registry::{PUBLIC_REGISTRY, Registry};
use crate::shim;
use std::path::PathBuf;

pub(super) fn look(context: &Context) -> Group {
    let dead = dead_tokens(context);
    let sightings = match migrate::find(context, &[]) {
        Ok(found) => found.sightings,
        Err(error) => return Group::new("plaintext", "not to be seen", vec![from_error("unreadable", &error)]),
    };
    let is_dead = |sighting: &Sighting| {
        dead.iter().any(|(file, line, _)| sighting.file.as_ref() == Some(file) && sighting.line == *line)
    };
    let cure = || Some("npmcred migrate".to_owned());
    let mut findings: Vec<Finding> = sightings
        .iter()
        .filter(|sighting| !is_dead(sighting))
        .map(|sighting| {
            Finding::problem("plaintext", format!("{} in clear: {}", sighting.key, place(sighting)), cure())
        })
        .collect();
    findings.extend(dead.iter().map(|(file, line, key)| {
        let at = line.map_or_else(String::new, |line| format!(" line {line}"));
        let what = format!("{key} is a classic token, dead since December 2025: {}{at}", file.display());
        Finding::problem("dead-token", what, cure())
    }));
    let state = if findings.is_empty() { "none found".to_owned() } else { format!("{} found", findings.len()) };
    Group::new("plaintext", state, findings)
}

fn place(sighting: &Sighting) -> String {
    match (&sighting.file, sighting.line) {
        (Some(file), Some(line)) => format!("{} line {line}", file.display()),
        (Some(file), None) => file.display().to_string(),
        (None, _) => "a variable of this shell".to_owned(),
    }
}

/// Files, lines and keys of classic tokens for the public registry.
fn dead_tokens(context: &Context) -> Vec<(PathBuf, Option<usize>, String)> {
    let (Ok((config, _)), Ok(public)) = (shim::current_config(context), Registry::parse(PUBLIC_REGISTRY)) else {
        return Vec::new();
    };
    let hiding = standing(&config, &public, &public.nerf_dart()).hiding.into_iter();
    hiding
        .filter(|(_, vacant)| vacant.why == Vacancy::Classic)
        .filter_map(|(_, vacant)| Some((vacant.place.file?, vacant.place.line, vacant.place.key)))
        .collect()
}
