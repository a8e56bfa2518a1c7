//! A login in the middle of something else: a command needs a credential that is missing or has run
//! out.
//!
//! Twenty commands may need the same one at the same time. Whoever gets the turn looks into the
//! store again before anybody is asked, because the login that it waited for may have filled it.

use super::lock::LoginLock;
use super::{LoginRequest, SPOKEN, Voice, begin_session, route, say_kept};
use crate::context::Context;
use crate::credential::{Choice, CredentialStore, Profile, Use, choose, mint};
use crate::error::{Error, ErrorKind, Result};
use crate::http::Client;
use crate::npmrc::{Config, NpmVersion};
use crate::registry::Registry;
use crate::report::{Command, Hint};
use npmcred_platform::Prompting;

/// What is needed.
pub struct RenewalRequest<'a> {
    /// The registry that the command talks to.
    pub registry: &'a Registry,
    /// The registry to log in to: the same, or one above it for which a dead credential was kept.
    pub place: &'a Registry,
    /// Whose.
    pub profile: &'a Profile,
    /// What the command wants to do.
    pub wanted: Use,
    /// What the new credential is kept for.
    pub purpose: Use,
    /// Why, in words.
    pub why: &'a str,
    /// What to ask before anything is done, and the answer of who just presses Enter; nothing where
    /// it is not a question.
    pub question: Option<(String, bool)>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewed {
    /// The store has what is needed.
    Yes,
    /// Nobody is there to log in, and nobody is at it.
    Unattended,
    /// The person said no, here or to another command that waited for the same login.
    Declined,
}

const DECLINED: &str = "declined";

/// Has the store filled: by a login of another process that is under way, or by one of our own
/// where a person is there. `config` is npm's for the command, and `npm` says whose rules the
/// user's file follows.
///
/// # Errors
/// Those of the login, of the store and of the network; `NotLoggedIn` for a login of another
/// process that failed.
pub fn renew(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    renewal: &RenewalRequest<'_>,
) -> Result<Renewed> {
    let waiting = || {
        context.report.note(&format!(
            "waiting for the login to {} in another process",
            renewal.place
        ));
    };
    let turn = LoginLock::take(context, renewal.profile, renewal.place, waiting)?;
    if is_stored(context, renewal)? {
        return Ok(Renewed::Yes);
    }
    match turn.before.as_deref() {
        Some(DECLINED) => return Ok(Renewed::Declined),
        Some(why) => {
            let message = format!(
                "the login to {} in another process gave nothing: {why}",
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
        turn.give_up(DECLINED);
        return Ok(Renewed::Declined);
    }
    match log_in(context, config, npm, renewal) {
        Ok(()) => Ok(Renewed::Yes),
        Err(error) => {
            turn.give_up(if error.kind == ErrorKind::Interrupted {
                DECLINED
            } else {
                &error.message
            });
            Err(error)
        }
    }
}

/// The command that logs in, or that makes another token where nobody can.
#[must_use]
pub fn cure(registry: &Registry, profile: &Profile) -> Hint {
    if let Some(mint) = mint(registry) {
        let command = Command::new("aws codeartifact login --tool npm");
        let command = mint
            .flags
            .into_iter()
            .fold(command, |command, (flag, value)| command.flag(flag, value));
        return Hint::new("have another token made", command);
    }
    let command = Command::new("npmcred login").flag("--registry", registry.to_string());
    Hint::new("log in", command.profile(profile.name()))
}

fn is_stored(context: &Context, renewal: &RenewalRequest<'_>) -> Result<bool> {
    let store = context.store(Prompting::Never)?;
    let found =
        CredentialStore::new(store.as_ref()).find(renewal.profile, &[renewal.registry.realm()]);
    let found = found.map_err(|error| context.store_error(&error))?;
    Ok(matches!(
        choose(
            &found.credentials,
            renewal.registry,
            renewal.wanted,
            context.now()
        ),
        Choice::Found(_)
    ))
}

fn log_in(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    renewal: &RenewalRequest<'_>,
) -> Result<()> {
    context.report.note(renewal.why);
    let config = without_otp(config);
    let mut wanted = LoginRequest::new(
        context,
        &config,
        SPOKEN.0,
        SPOKEN.1,
        renewal.place.url().as_str(),
    )?;
    wanted.purpose = renewal.purpose;
    wanted.profile = renewal.profile.clone();
    let client = Client::new(route(context, &config, renewal.place)?);
    let (credential, kept) =
        begin_session(context, &config, npm, &client, &mut wanted, Voice::Own)?;
    say_kept(context, &config, &credential, &kept);
    Ok(())
}

/// A one-time password that was typed for the command works once, and is not for the login.
fn without_otp(config: &Config) -> Config {
    let mut config = config.clone();
    config
        .layers
        .iter_mut()
        .for_each(|layer| layer.remove("otp"));
    config
}
