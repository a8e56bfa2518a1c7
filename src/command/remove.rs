//! `npmcred remove`.

use crate::cli::Remove;
use crate::context::Context;
use crate::credential::{Shelf, Use};
use crate::error::{Error, ErrorKind, Result};
use crate::profile;

/// Removes what the profile has for the registry.
///
/// # Errors
/// `NotLoggedIn` where nothing was kept; what the store said.
pub(super) fn run(context: &Context, flags: &Remove) -> Result<()> {
    let registry = super::registry(&flags.registry, true)?;
    let profile = profile::active(context)?.profile;
    let aside = profile.aside();
    let store = context.store(context.prompting_if_attended())?;
    let shelf = Shelf::new(store.as_ref());
    let uses = flags.purpose.map_or(Use::ALL.to_vec(), |word| vec![word.into()]);
    let mut removed = 0;
    for purpose in uses {
        if shelf.remove(&profile, &registry, purpose).map_err(|error| context.store_error(&error))? {
            removed += 1;
            context.report.print(&format!("removed the credential for {registry} (use {purpose}{aside})\n"));
        }
    }
    if removed == 0 {
        return Err(Error::new(ErrorKind::NotLoggedIn, format!("nothing is kept for {registry}{aside}"))
            .hint("see what is kept: npmcred list"));
    }
    context.report.note("the registry still accepts it until it expires or is revoked there");
    Ok(())
}
