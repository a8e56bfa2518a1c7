//! Secrets in files other than npm's config files, as sightings: start files, `.env`, Dockerfiles,
//! and the settings of other tools.

use super::by_hand::by_hand;
use super::config_file::SecretSighting;
use super::found::Mention;
use super::lines;
use super::sighting::{PlaceKind, Sighting, SightingForm};
use crate::credential::is_secret_name;
use npmcred_platform::Secret;
use std::path::Path;

/// The secrets in a file that is not a config file of npm's.
pub(super) fn secrets(
    bytes: &[u8],
    place: PlaceKind,
    path: &Path,
) -> (Vec<SecretSighting>, Vec<Mention>) {
    let why = match place {
        PlaceKind::Env => "a .env file is not edited",
        PlaceKind::Image => "the arguments of a build stay in the history of every image",
        PlaceKind::Tool => "a settings file of another tool is not edited",
        _ => "a start file is not edited for this",
    };
    let said = match place {
        PlaceKind::Tool => lines::secrets_under(bytes, &is_tools_name),
        _ => lines::secrets(bytes),
    };
    let seen = said.into_iter().filter_map(|said| {
        let raw = Secret::new(bytes[said.value?].to_vec());
        let sighting = Sighting::at(
            place,
            Some(path.to_owned()),
            Some(said.line),
            &said.name,
            SightingForm::Variable,
        )
        .left_alone(why);
        Some(by_hand(sighting, raw, path, said.line))
    });
    let seen = seen.collect();
    let what = "a build argument stays in the history of every image; use a build secret";
    let aside = |said: lines::Said| Mention {
        file: path.to_owned(),
        line: said.line,
        key: said.name,
        what: what.to_owned(),
        variables: Vec::new(),
    };
    let asides = if place == PlaceKind::Image {
        lines::build_arguments(bytes)
            .into_iter()
            .map(aside)
            .collect()
    } else {
        Vec::new()
    };
    (seen, asides)
}

/// Names of secrets in the settings of yarn from 2 on, and of bun.
fn is_tools_name(name: &str) -> bool {
    is_secret_name(name) || matches!(name, "npmAuthIdent" | "token" | "password")
}
