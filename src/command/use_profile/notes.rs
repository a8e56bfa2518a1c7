//! What is worth knowing of a profile that was just chosen.

use crate::context::Context;
use crate::credential::Profile;
use crate::error::Result;
use crate::profile::{self, ProfileOrigin, ProfileRecord};
use crate::report::{Command, Hint};
use npmcred_platform::Prompting;
use std::path::Path;

/// Says so if nothing is stored for the profile: its name may be mistyped. Without a store, or with
/// one that does not list its items, nothing is said.
pub(super) fn say_if_new(context: &Context, profile: &Profile) -> Result<()> {
    let Ok(store) = context.store(Prompting::Never) else {
        return Ok(());
    };
    let Ok(keys) = store.list() else {
        return Ok(());
    };
    let mut known: Vec<String> = keys
        .iter()
        .filter_map(|key| Profile::of_key(&key.profile))
        .chain(ProfileRecord::read(context)?.folders.into_values())
        .filter(|known| *known != Profile::DEFAULT)
        .map(|known| known.to_string())
        .collect();
    if keys
        .iter()
        .any(|key| Profile::of_key(&key.profile).as_ref() == Some(profile))
    {
        return Ok(());
    }
    known.retain(|known| *known != profile.to_string());
    known.sort_unstable();
    known.dedup();
    let others = if known.is_empty() {
        String::new()
    } else {
        format!("; there is {}", known.join(", "))
    };
    context.report.note(&format!(
        "profile {profile} is new: nothing is stored for it{others}"
    ));
    let login = Command::new("npmcred login").profile(profile.name());
    context.report.cure(&Hint::new("log in", login));
    Ok(())
}

/// Says so if a nearer choice overrides the one just recorded.
pub(super) fn say_what_wins(context: &Context, folder: Option<&Path>) -> Result<()> {
    let active = profile::active(context)?;
    let wins = match &active.from {
        ProfileOrigin::Flag | ProfileOrigin::Variable => true,
        ProfileOrigin::Folder(_) => folder.is_none(),
        ProfileOrigin::User | ProfileOrigin::Nothing => false,
    };
    if wins {
        context
            .report
            .note(&format!("the profile used here is {active}"));
    }
    Ok(())
}
