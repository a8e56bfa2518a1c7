//! What else depends on a credential or a placeholder that was found.

use super::found::Found;
use super::readers;
use super::sighting::{Place, Sighting};
use crate::context::Context;
use crate::npmrc::Config;

/// Who else reads the file, and who will miss what is taken out of it.
pub(super) fn warn(context: &Context, config: &Config, found: &mut Found) {
    let present = readers::present(context, &config.local_prefix);
    for sighting in &mut found.sightings {
        sighting.readers = readers::of(&present, sighting.place);
        if !sighting.is_edited() {
            continue;
        }
        if !sighting.readers.is_empty() {
            let names = sighting.readers.join(" and ");
            let verb = if sighting.readers.len() == 1 {
                "reads"
            } else {
                "read"
            };
            sighting.warnings.push(format!(
                "{names} {verb} it from this file, too, and will miss it"
            ));
        }
        if sighting.place == Place::Global {
            sighting
                .warnings
                .push("every user of this machine reads this file".to_owned());
        }
        if let Some(name) = &sighting.placeholder {
            let stopping: Vec<_> = readers::stopping(&sighting.readers).collect();
            let stops = stopping
                .iter()
                .map(|tool| format!("{tool} stops at ${{{name}}} while {name} is not set"));
            sighting.warnings.extend(stops);
        }
    }
}

/// A placeholder is as secret as the place that its variable comes from.
pub(super) fn say_where_from(context: &Context, found: &mut Found) {
    let home = context.home();
    for aside in &mut found.asides {
        for name in &aside.variables {
            let sets = |one: &&Sighting| {
                one.key == *name && matches!(one.place, Place::Start | Place::Env | Place::Image)
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
                    (true, true) => format!("; {name} is set, and nobody knows where"),
                    (true, false) => {
                        format!("; {name} is not set here, so a stored credential is used")
                    }
                },
            );
        }
    }
}
