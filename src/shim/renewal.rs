//! Whether a command waits for a login first, and for which of its registries.
//!
//! A command that changes something would fail without a credential, so it gets one or ends at
//! once. One that only reads could do without: on the public registry it does, elsewhere the login
//! is offered, because a registry that answers nothing to strangers would let it fail in a way that
//! says nothing about the cause.

use super::decide::{Words, decide};
use super::dialect::npm_asks::Part;
use super::intent::Access;
use super::plan::{Decision, Outcome, Plan, Provision};
use super::tool::RealTool;
use crate::context::Context;
use crate::credential::{Use, mint};
use crate::error::{Error, ErrorKind, Result};
use crate::login::account::NpmUserConfig;
use crate::login::{RenewalRequest, Renewed, renew};
use crate::npmrc::{Config, NpmVersion};
use crate::registry::Registry;
use crate::settings::RENEW;
use crate::settings_file;

/// What is done about a registry that has no living credential for a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A login, then the command. Without a person the command ends, or runs bare if it can.
    LogIn,
    /// The same, after a yes.
    Ask,
    /// The command ends at once.
    Stop,
    /// The command runs bare.
    Bare,
}

/// What is done about this registry; nothing where there is nothing to be done.
///
/// # Errors
/// Those of the setting `renew`, which is only looked at where it matters.
pub(super) fn step(context: &Context, decision: &Decision, access: Access) -> Result<Option<Step>> {
    let access = decision.in_play.access(access);
    let lacks = match &decision.outcome {
        _ if decision.in_play.part == Part::Beside => false,
        Outcome::Expired(_) => true,
        // A reading command that finds only a writing credential is as good as one that finds none.
        Outcome::OtherUse(_) => access.wanted == Use::Write || access.needs_credential,
        Outcome::NotStored | Outcome::Elsewhere(_) => access.changes(),
        Outcome::Handed { .. }
        | Outcome::Existing(_)
        | Outcome::Refused(_)
        | Outcome::Twin(_)
        | Outcome::Hidden(_)
        | Outcome::Unfit(_)
        | Outcome::OtherProfile(_)
        | Outcome::Unknown(_) => false,
    };
    if !lacks {
        return Ok(None);
    }
    // Nobody can log in to it: its tokens are made elsewhere.
    if mint(&decision.in_play.registry).is_some() {
        return Ok(Some(if access.needs_credential {
            Step::Stop
        } else {
            Step::Bare
        }));
    }
    let (word, _) = settings_file::chosen(context, &RENEW)?;
    Ok(Some(judge(
        word,
        access.needs_credential,
        decision.in_play.registry.is_public(),
    )))
}

fn judge(setting: &str, needs: bool, is_public: bool) -> Step {
    match (setting, needs) {
        ("never", true) => Step::Stop,
        ("never", false) => Step::Bare,
        (_, true) | ("always", false) => Step::LogIn,
        (_, false) if is_public => Step::Bare,
        (_, false) => Step::Ask,
    }
}

/// Decides what a command of npm is given, after a login where one comes first.
///
/// # Errors
/// Those of the login, where the command cannot do without; of the setting `renew`.
pub(super) fn decide_with_login(context: &Context, real: RealTool, words: &Words) -> Result<Plan> {
    let mut plan = decide(context, real, words);
    let Some(config) = &plan.config else {
        return Ok(plan);
    };
    let access = plan.access();
    let due = due(context, plan.decisions.iter(), access)?;
    if due.is_empty() {
        return Ok(plan);
    }
    // A login takes minutes: meanwhile no secret of another registry lies around.
    plan.provision = Provision::default();
    let (npm, must) = (plan.real.npm_version(), access.needs_credential);
    let command = format!("npm {}", plan.command.unwrap_or_default());
    log_in_for(
        context,
        &due,
        &Wanted {
            access,
            must,
            command: &command,
            config,
            npm,
        },
    )?;
    Ok(decide(context, plan.real, words))
}

/// The registries of a tool of which nobody knows what it will do, as far as a login may come
/// first: those whose credential has run out; and the default one where there is nothing for any.
#[must_use]
pub(super) fn lacking(decisions: &[Decision]) -> Vec<&Decision> {
    let nothing = has_nothing(decisions);
    let lacks = |one: &&Decision| match one.outcome {
        Outcome::Expired(_) => true,
        _ => nothing && one.in_play.is_default,
    };
    decisions.iter().filter(lacks).collect()
}

/// Whether there is a credential for none of these, ours or the user's own.
#[must_use]
pub(super) fn has_nothing(decisions: &[Decision]) -> bool {
    !decisions
        .iter()
        .any(|one| matches!(one.outcome, Outcome::Handed { .. } | Outcome::Existing(_)))
}

/// A registry for which a login comes first, and whether it is asked for.
pub(super) type Due<'a> = (&'a Decision, Step);

/// Those for which a login comes first.
///
/// # Errors
/// As for [`step`].
pub(super) fn due<'a>(
    context: &Context,
    decisions: impl Iterator<Item = &'a Decision>,
    access: Access,
) -> Result<Vec<Due<'a>>> {
    let mut due = Vec::new();
    for decision in decisions {
        if let Some(step @ (Step::LogIn | Step::Ask)) = step(context, decision, access)? {
            due.push((decision, step));
        }
    }
    Ok(due)
}

/// Who wants the credentials, and how badly.
pub(super) struct Wanted<'a> {
    /// What for.
    pub access: Access,
    /// Whether it does not run without.
    pub must: bool,
    /// What a person would call it.
    pub command: &'a str,
    /// npm's configuration for it.
    pub config: &'a Config,
    /// Whose rules.
    pub npm: NpmVersion,
}

/// Logs in for each of these.
///
/// # Errors
/// Those of a login that the command cannot do without, and an interruption. What could not be had
/// is not said here but by whoever decides anew.
pub(super) fn log_in_for(context: &Context, due: &[Due<'_>], wanted: &Wanted<'_>) -> Result<()> {
    for one in due {
        match log_in(context, *one, wanted) {
            Ok(Renewed::Declined) if wanted.must => {
                let message = format!("no login, so {} was not started", wanted.command);
                return Err(Error::new(ErrorKind::NotLoggedIn, message));
            }
            Ok(Renewed::Yes | Renewed::Unattended | Renewed::Declined) => {}
            Err(error) if wanted.must || error.kind == ErrorKind::Interrupted => return Err(error),
            Err(error) => context.report.note(&error.message),
        }
    }
    Ok(())
}

fn log_in(context: &Context, (decision, step): Due<'_>, wanted: &Wanted<'_>) -> Result<Renewed> {
    let registry = &decision.in_play.registry;
    let aside = decision.profile.aside();
    let (place, purpose, why) = match &decision.outcome {
        Outcome::Expired(dead) => (
            &dead.registry,
            dead.purpose,
            format!(
                "the {} for {}{aside} has expired",
                dead.word(),
                dead.registry
            ),
        ),
        Outcome::OtherUse(purpose) => (
            registry,
            Use::Any,
            format!("the credential stored for {registry}{aside} is for {purpose} only"),
        ),
        Outcome::Elsewhere(error) => (registry, Use::Any, error.message.clone()),
        _ => (
            registry,
            Use::Any,
            format!("nothing is stored for {registry}{aside}"),
        ),
    };
    let question = if matches!(decision.outcome, Outcome::NotStored | Outcome::Elsewhere(_))
        && is_named_by_project(wanted.config, registry)
    {
        Some((
            format!("it is the project that names {registry}; log in there?"),
            false,
        ))
    } else {
        (step == Step::Ask).then(|| (format!("{why}; log in now?"), true))
    };
    let why = format!("{why}; after the login {} goes on", wanted.command);
    let need = RenewalRequest {
        registry,
        place,
        profile: &decision.profile,
        wanted: decision.in_play.access(wanted.access).wanted,
        purpose,
        why: &why,
        question,
    };
    renew(
        context,
        &NpmUserConfig::new(context, wanted.config, wanted.npm),
        &need,
    )
}

/// Whether nobody but the project leads to this registry: then a login there is not begun on its
/// word alone.
fn is_named_by_project(config: &Config, registry: &Registry) -> bool {
    let own = config.own();
    let named = own
        .layers()
        .iter()
        .flat_map(|layer| layer.settings())
        .filter(|one| one.key == "registry" || one.key.ends_with(":registry"));
    let mut named = named.filter_map(|one| Registry::parse_any(one.value.as_text()?).ok());
    !registry.is_public() && !named.any(|known| known == *registry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::{self, NpmVersion};

    #[test]
    fn who_needs_it_logs_in_and_who_does_not_is_asked_or_runs_bare() {
        let cases = [
            ("ask", true, true, Step::LogIn),
            ("ask", true, false, Step::LogIn),
            ("ask", false, true, Step::Bare),
            ("ask", false, false, Step::Ask),
            ("always", true, true, Step::LogIn),
            ("always", false, true, Step::LogIn),
            ("always", false, false, Step::LogIn),
            ("never", true, true, Step::Stop),
            ("never", true, false, Step::Stop),
            ("never", false, true, Step::Bare),
            ("never", false, false, Step::Bare),
        ];
        for (setting, needs, is_public, want) in cases {
            assert_eq!(
                judge(setting, needs, is_public),
                want,
                "{setting} {needs} {is_public}"
            );
        }
    }

    #[test]
    fn a_projects_word_alone_begins_no_login() {
        let named = |project: &str, user: &str, url: &str| {
            let config = npmrc::testing::config(project, user, NpmVersion::Npm12);
            is_named_by_project(&config, &Registry::parse_any(url).unwrap())
        };
        assert!(named("registry=https://a/", "", "https://a/"));
        assert!(named(
            "@s:registry=https://a/",
            "registry=https://b/",
            "https://a/"
        ));
        assert!(!named(
            "registry=https://a/",
            "@s:registry=https://a/",
            "https://a/"
        ));
        assert!(!named("", "", crate::registry::PUBLIC_REGISTRY));
    }
}
