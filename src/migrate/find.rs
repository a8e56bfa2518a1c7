//! Searches everything, without opening the store or using the network.

use super::found::Sightings;
use super::obstacle::obstacle;
use super::places::Places;
use super::scanner::Scanner;
use super::sighting::PlaceKind;
use super::{consequences, copies, decide, environment, manifests, scripts};
use crate::context::Context;
use crate::error::Result;
use npmcred_platform::hint;
use npmcred_platform::memory::CoreDumpsOff;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// Searches the places where npm keeps credentials, and `folders`. It opens no store and asks no
/// registry.
///
/// # Errors
/// None today: places that cannot be read are in [`Sightings::left_out`].
pub fn find(context: &Context, folders: &[PathBuf]) -> Result<Sightings> {
    let _undumped = CoreDumpsOff::begin();
    let scanner = Scanner::open(context);
    let places = Places::of(context, &scanner.config, scanner.npm, folders);
    let mut found = Sightings {
        left_out: places.left_out,
        ..Sightings::default()
    };
    let starts = places
        .files
        .iter()
        .filter(|(place, _)| *place == PlaceKind::Start)
        .map(|(_, path)| path.clone());
    let mut seen = Vec::new();
    for (place, path) in &places.files {
        match scanner.look(*place, path) {
            Ok((more, asides)) => {
                seen.extend(more);
                found.asides.extend(asides);
            }
            Err(why) => found.left_out.push(why),
        }
    }
    seen.extend(environment::secrets(context));
    seen.extend(manifests::secrets(context, &scanner));
    let copies = copies::find(context, &scanner.config, &seen);
    seen.extend(copies);
    decide::decide(&mut seen, &obstacle, context.home().as_deref());
    found.sightings = seen.into_iter().map(|one| one.sighting).collect();
    decide::sort(&mut found.sightings);
    consequences::warn(context, &scanner.config, &mut found);
    let starts: Vec<PathBuf> = starts.collect();
    found.scripts = scripts::look(context, &scanner.config, &starts, folders, &found.sightings);
    name_editor(context, &mut found);
    consequences::say_where_from(context, &mut found);
    Ok(found)
}

/// Lines to change by hand are opened with the editor that the user has chosen.
fn name_editor(context: &Context, found: &mut Sightings) {
    let Some(editor) = context.env.filled("EDITOR").and_then(OsStr::to_str) else {
        return;
    };
    let words: Vec<OsString> = editor.split_whitespace().map(OsString::from).collect();
    let hints = found.sightings.iter_mut().flat_map(|one| &mut one.hints);
    for hint in hints.chain(found.scripts.iter_mut().map(|one| &mut one.hint)) {
        *hint = hint.clone().spelled(hint::EDITOR, &words);
    }
}
