//! `npmcred rotate`.

use super::token::{api, end, warn_of_bypass};
use crate::cli::RotateArgs;
use crate::context::Context;
use crate::error::Result;
use crate::token::{self, Recovery};
use npmcred_platform::memory::CoreDumpsOff;

/// Replaces a stored token with a new one.
///
/// # Errors
/// `NotLoggedIn` if none is stored; `Network` if the old one could not be revoked, when the new one
/// is already stored.
pub(super) fn run(context: &Context, flags: &RotateArgs) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    let api = api(context, &flags.asked)?;
    let registry = &api.wanted.registry;
    match token::recover_interrupted(&api)? {
        Recovery::Nothing => {}
        Recovery::Undone => context
            .report
            .note("the token of the interrupted replacement is revoked"),
        Recovery::Completed => {
            context.report.print(&format!(
                "the interrupted replacement of the token for {registry} is complete\n"
            ));
            return Ok(());
        }
    }
    let old = token::chosen(&api, flags.purpose.map(Into::into))?;
    let rotated = token::rotate(&api, old, &flags.rights, |rights| {
        warn_of_bypass(context, rights);
        super::store::read_secret(registry, true)
    })?;
    let new = &rotated.credential;
    context.report.tell(&format!(
        "replaced the token for {registry} (use {}{}), {}",
        new.purpose,
        new.profile.aside(),
        end(new.expires)
    ));
    match rotated.unrevoked {
        None => Ok(()),
        Some(error) => {
            Err(error.note("the new token is stored, but the registry still accepts the old one"))
        }
    }
}
