//! `npmcred remove`.

use super::named_registry::registry;
use crate::cli::RemoveArgs;
use crate::context::Context;
use crate::credential::{CredentialStore, Profile, Use};
use crate::error::Result;
use crate::profile;
use crate::registry::Registry;
use crate::report::Command;
use npmcred_platform::StoreError;

/// Removes the profile's credentials for the registry.
///
/// # Errors
/// `NotLoggedIn` if nothing was stored; those of the store.
pub(super) fn run(context: &Context, flags: &RemoveArgs) -> Result<()> {
    let registry = registry(&flags.registry, true)?;
    let profile = profile::active(context)?.profile;
    let aside = profile.aside();
    let store = context.store(context.prompting_if_attended())?;
    let credentials = CredentialStore::new(store.as_ref());
    let uses = flags
        .purpose
        .map_or(Use::ALL.to_vec(), |word| vec![word.into()]);
    let (mut removed, mut spared) = (0, false);
    for purpose in uses {
        match remove(context, &credentials, &profile, &registry, purpose)? {
            Some(0) => {}
            Some(count) => {
                removed += count;
                let what = if count == 1 {
                    "the credential".to_owned()
                } else {
                    format!("{count} credentials")
                };
                context.report.print(&format!(
                    "removed {what} for {registry} (use {purpose}{aside})\n"
                ));
            }
            None => spared = true,
        }
    }
    if removed == 0 && !spared {
        let what = format!("no credential is stored for {registry}{aside}");
        return Err(context
            .nothing_kept(store.as_ref(), what)
            .cure("list the stored credentials", Command::new("npmcred list")));
    }
    if removed > 0 {
        context
            .report
            .note("the registry still accepts it until it expires or is revoked there");
    }
    Ok(())
}

/// Removes the credentials for one use, and returns how many items that were. If there are several,
/// the person is asked; the result is `None` if they said no.
fn remove(
    context: &Context,
    credentials: &CredentialStore<'_>,
    profile: &Profile,
    registry: &Registry,
    purpose: Use,
) -> Result<Option<usize>> {
    let error = match credentials.remove(profile, registry, purpose) {
        Ok(was_there) => return Ok(Some(usize::from(was_there))),
        Err(error) => error,
    };
    if *error.bare() != StoreError::Ambiguous || !context.is_attended() {
        return Err(context.store_error(&error));
    }
    let question = format!(
        "{error}: {registry} (use {purpose}{}); remove all of them?",
        profile.aside()
    );
    if !context.agrees(&question, false)? {
        return Ok(None);
    }
    credentials
        .remove_all(profile, registry, purpose)
        .map(Some)
        .map_err(|error| context.store_error(&error))
}
