//! What is said when a login is done: in npm's words, in ours, or to a program; and where the
//! credential is now.

use super::job::LONGEST_JOB;
use super::keep::KeepResult;
use super::protocol::Protocol;
use super::request::LoginRequest;
use super::user_config::UserConfig;
use super::voice::Voice;
use crate::context::Context;
use crate::credential::Credential;
use crate::report::printable;

/// Says that somebody is logged in, with the account where it is known.
pub(super) fn say_logged_in(
    context: &Context,
    request: &LoginRequest,
    voice: Voice,
    credential: &Credential,
    store: &str,
) {
    let owner = credential.owner.as_ref();
    let named = |owner: Option<&String>| owner.map_or_else(String::new, |it| format!(" as {it}"));
    match voice {
        Voice::Npm { .. } => {
            // Only npm 8 names the account.
            let owner = named(owner.filter(|_| request.protocol == Protocol::Npm8));
            let scope = request.caller.scope.as_ref();
            let scope = scope.map_or_else(String::new, |scope| format!(" to scope {scope}"));
            let line = format!("Logged in{owner}{scope} on {}.\n", request.spelled);
            context.report.answer(&line);
        }
        Voice::Own => {
            let line = format!(
                "logged in on {}{} (use {}{})",
                credential.registry,
                named(owner),
                credential.purpose,
                credential.profile.aside()
            );
            context.report.print(&format!("{}\n", printable(&line)));
        }
        Voice::Json => voice.done(context, credential, store),
    }
}

/// Says what a login changed beside the store, and what still stands in its way.
pub fn say_kept(
    context: &Context,
    config: &dyn UserConfig,
    credential: &Credential,
    kept: &KeepResult,
) {
    say_place(context, credential, kept);
    say_changes(context, config, kept);
}

/// Says where the credential is stored, and for how long.
pub(super) fn say_place(context: &Context, credential: &Credential, kept: &KeepResult) {
    let report = context.report;
    let for_job = if kept.is_for_job {
        format!(" for this job, {LONGEST_JOB} hours at most")
    } else {
        String::new()
    };
    report.note(&format!(
        "stored for {} in the {}{for_job}, not in a file",
        credential.registry, kept.store
    ));
    if credential.registry.is_cleartext() {
        report.note(&format!(
            "others on the network can read it on its way to {}",
            credential.registry
        ));
    }
    if !kept.is_lasting && !kept.is_for_job {
        report.note("in memory only: it is gone when it expires or the machine restarts");
    }
}

/// Says what a login changed beside the credential, and what still wins over it.
pub(super) fn say_changes(context: &Context, config: &dyn UserConfig, kept: &KeepResult) {
    let report = context.report;
    if !kept.removed.is_empty() {
        report.note(&format!(
            "removed from {}: {}",
            config.file().display(),
            kept.removed.join(", ")
        ));
    }
    if let Some(place) = &kept.winning {
        report.note(&format!("npm still uses another credential first: {place}"));
    }
}
