//! Warns of other programs and variables that depend on a credential or a placeholder.

use super::found::Sightings;
use super::readers;
use super::sighting::{PlaceKind, Sighting};
use super::warning::Warning;
use crate::context::Context;
use crate::npmrc::Config;

/// Names the programs that also read the file, and will not find the credential.
pub(super) fn warn(context: &Context, config: &Config, found: &mut Sightings) {
    let present = readers::present(context, &config.local_prefix);
    for sighting in &mut found.sightings {
        sighting.readers = readers::of(&present, sighting.place);
        if !sighting.is_edited() {
            continue;
        }
        if !sighting.readers.is_empty() {
            let readers = sighting.readers.clone();
            sighting.warnings.push(Warning::ReadByOthers(readers));
        }
        if sighting.place == PlaceKind::Global {
            sighting.warnings.push(Warning::ReadByEveryUser);
        }
        if let Some(name) = &sighting.placeholder {
            let stopping: Vec<_> = readers::stopping(&sighting.readers).collect();
            let stops = stopping.into_iter().map(|tool| Warning::StopsWithout {
                tool,
                variable: name.clone(),
            });
            sighting.warnings.extend(stops);
        }
    }
}

/// A placeholder is only as secret as the place where its variable is set.
pub(super) fn say_where_from(context: &Context, found: &mut Sightings) {
    let home = context.home();
    for aside in &mut found.asides {
        for name in &aside.variables {
            let sets = |one: &&Sighting| {
                one.key == *name
                    && matches!(
                        one.place,
                        PlaceKind::Start | PlaceKind::Env | PlaceKind::Image
                    )
            };
            let set = found
                .sightings
                .iter()
                .filter(sets)
                .map(|one| one.spot(home.as_deref()));
            let spots: Vec<String> = set.collect();
            aside.what.push_str(
                &match (spots.is_empty(), context.env.filled(name).is_some()) {
                    (false, _) => format!("; {name} is set in {}", spots.join(" and ")),
                    (true, true) => format!("; {name} is set, and it is unknown where"),
                    (true, false) => {
                        format!("; {name} is not set here, so a stored credential is used")
                    }
                },
            );
        }
    }
}
