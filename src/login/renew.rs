//! Logs in during another command, which needs a credential that is missing or has expired.
//!
//! Twenty commands may need the same one at the same time. A process that gets the lock looks into
//! the store again before it asks anybody. The login that it waited for may have filled the store.

use super::cure::cure;
use super::lock::{Abandoned, LoginLock};
use super::session::Session;
use super::user_config::UserConfig;
use super::voice::Voice;
use crate::context::Context;
use crate::credential::{Choice, CredentialStore, Profile, Use, choose};
use crate::error::{Error, ErrorKind, Result};
use crate::registry::Registry;
use npmcred_platform::Prompting;

/// The credential that a command needs.
pub struct RenewalRequest<'a> {
    /// The registry that the command talks to.
    pub registry: &'a Registry,
    /// The registry to log in to: the same, or one above it for which an expired credential is
    /// stored.
    pub place: &'a Registry,
    /// The profile.
    pub profile: &'a Profile,
    /// What the command wants to do.
    pub wanted: Use,
    /// The use of the new credential.
    pub purpose: Use,
    /// When the credential was stored that the registry refuses, in seconds since 1970: that one is
    /// as good as none.
    pub refused: Option<u64>,
    /// Why, in words; `None` if the question has said it already.
    pub why: Option<&'a str>,
    /// Whether it replaces an expired credential. The person has then seen where a login is stored.
    pub replaces: bool,
    /// The question before anything is done, and the answer of just pressing Enter; `None` if there
    /// is no question.
    pub question: Option<(String, bool)>,
}

/// The result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewed {
    /// The store has a valid credential.
    Yes,
    /// Nobody is there to log in, and nobody is logging in.
    Unattended,
    /// The person said no, here or to another command that waited for the same login.
    Declined,
}

/// Fills the store: by a login that another process has begun, or by our own if a person is there.
///
/// # Errors
/// Those of the login, of the store and of the network; `NotLoggedIn` for a login of another
/// process that failed.
pub fn renew(
    context: &Context,
    config: &dyn UserConfig,
    renewal: &RenewalRequest<'_>,
) -> Result<Renewed> {
    let waiting = || {
        context.report.note(&format!(
            "waiting for the login to {} in another process",
            renewal.place
        ));
    };
    let lock = LoginLock::take(context, renewal.profile, renewal.place, waiting)?;
    if is_stored(context, renewal)? {
        return Ok(Renewed::Yes);
    }
    match &lock.before {
        Some(Abandoned::Declined) => return Ok(Renewed::Declined),
        Some(Abandoned::Failed(why)) => {
            let message = format!(
                "the login to {} in another process failed: {why}",
                renewal.place
            );
            return Err(Error::new(ErrorKind::NotLoggedIn, message)
                .hinted(cure(renewal.place, renewal.profile)));
        }
        None if !context.is_attended() => return Ok(Renewed::Unattended),
        None => {}
    }
    if let Some((question, default)) = &renewal.question
        && !context.agrees(question, *default)?
    {
        lock.give_up(&Abandoned::Declined);
        return Ok(Renewed::Declined);
    }
    match log_in(context, config, renewal) {
        Ok(()) => Ok(Renewed::Yes),
        Err(error) => {
            lock.give_up(&if error.kind == ErrorKind::Interrupted {
                Abandoned::Declined
            } else {
                Abandoned::Failed(error.message.clone())
            });
            Err(error)
        }
    }
}

fn is_stored(context: &Context, renewal: &RenewalRequest<'_>) -> Result<bool> {
    let store = context.store(Prompting::Never)?;
    let found =
        CredentialStore::new(store.as_ref()).find(renewal.profile, &[renewal.registry.realm()]);
    let found = found.map_err(|error| context.store_error(&error))?;
    let choice = choose(
        &found.credentials,
        renewal.registry,
        renewal.wanted,
        context.now(),
    );
    Ok(matches!(choice, Choice::Found(one) if renewal.refused != Some(one.issued)))
}

fn log_in(context: &Context, config: &dyn UserConfig, renewal: &RenewalRequest<'_>) -> Result<()> {
    if let Some(why) = renewal.why {
        context.report.note(why);
    }
    let mut request = config.request(renewal.place)?;
    request.purpose = renewal.purpose;
    request.profile = renewal.profile.clone();
    Session::open(context, config, request, Voice::Own)?.renew(renewal.replaces)
}
