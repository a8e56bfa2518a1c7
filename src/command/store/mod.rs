//! `npmcred store`.

mod credential;
mod secret;
mod target;

pub(super) use secret::{check, read_secret};

use crate::cli::StoreArgs;
use crate::context::Context;
use crate::credential::{Credential, CredentialStore, LONGEST_SESSION};
use crate::error::Result;
use crate::login::account::NpmUserConfig;
use crate::login::{self, Replacement, StoreCommand};
use crate::tool::npm;
use credential::credential;
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::{Durability, SecretStore};

/// Stores a credential.
///
/// # Errors
/// `Usage` for a registry, an expiry or a secret that makes no sense; those of the store.
pub(super) fn run(context: &Context, flags: &StoreArgs) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    let command = typed(context, flags);
    let mut credential = credential(context, flags, &command)?;
    login::confirm_foreign(context, &credential, &command)?;
    let replaced = login::confirm_replacing(context, &credential, &command)?;
    let store = context.store(context.prompting_if_attended())?;
    let is_for_job = login::end_with_the_job(context, store.as_ref(), &mut credential);
    CredentialStore::new(store.as_ref()).put(&credential, context.now(), &|error| {
        let told = context.store_error(error);
        let is_too_long = store.durability() == Durability::Memory
            && !credential.expires.is_session(context.now());
        if !is_too_long || flags.expires.is_some() {
            return told;
        }
        let session = format!("{}h", LONGEST_SESSION / 3600);
        let short = command.clone().flag("--expires", &session);
        told.cure("keep it in memory for now", short.at(&credential.registry))
    })?;
    say_kept(context, store.as_ref(), &credential, is_for_job);
    let Some(old) = &replaced else { return Ok(()) };
    let (config, files) = npm::current_or_newest(context);
    let config = NpmUserConfig::new(context, &config, files);
    let new = &credential;
    Replacement { old, new }.offer_revocation(context, &config, true)
}

/// The command as it was typed, without its registry.
fn typed(context: &Context, flags: &StoreArgs) -> StoreCommand {
    let mut command = StoreCommand::new(context, "npmcred store").purpose(flags.purpose.into());
    if let Some(end) = &flags.expires {
        command = command.flag("--expires", end);
    }
    command = match &flags.username {
        user if flags.basic => command.password_of(user.as_deref()),
        Some(owner) => command.flag("--username", owner),
        None => command,
    };
    (command.replaces, command.takes_foreign) = (flags.yes, flags.foreign_token);
    command
}

/// Says where it is kept, and for how long if that is not long.
fn say_kept(context: &Context, store: &dyn SecretStore, credential: &Credential, is_for_job: bool) {
    context.report.print(&format!(
        "stored for {} (use {}{}) in the {}\n",
        credential.registry,
        credential.purpose,
        credential.profile.aside(),
        store.name()
    ));
    match store.durability() {
        Durability::Persistent => {}
        Durability::Memory if is_for_job => {
            context.report.note(&format!(
                "in memory only, for this job: {} hours at most",
                login::LONGEST_JOB
            ));
        }
        Durability::Memory => {
            context
                .report
                .note("in memory only: it is gone when it expires or the machine restarts");
            if let Some(other) = context.elsewhere(store) {
                context.report.note(&other.message);
            }
        }
    }
}
