//! Whether a command waits for a login first, and for which of its registries.
//!
//! A command that changes something fails without a credential, so it waits for a login or ends at
//! once. A command that only reads may run without one. On the public registry it does. Elsewhere
//! the login is offered. A registry that hides what it has would let the command fail with an error
//! that says nothing about the cause.

mod minting;

use super::decide::decide;
use super::known::Known;
use super::plan::{Decision, Outcome, Plan, has_nothing};
use crate::context::Context;
use crate::credential::{Use, mint};
use crate::error::{Error, ErrorKind, Result};
use crate::login::{REJECTED, RenewalRequest, Renewed};
use crate::registry::Registry;
use crate::settings::RENEW;
use crate::settings_file;
use crate::tool::{Access, Call, Grant, Line, Login, Part};

/// What is done about a registry that has no living credential for a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RenewalStep {
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
pub(super) fn step(
    context: &Context,
    plan: &Plan<'_>,
    decision: &Decision,
) -> Result<Option<RenewalStep>> {
    let access = decision.target.access(plan.access);
    let lacks = match &decision.outcome {
        _ if decision.target.part == Part::Beside => false,
        Outcome::Expired(_) | Outcome::Rejected(_) => true,
        // A reading command that finds only a writing credential is as good as one that finds none.
        Outcome::OtherUse(_) => access.wanted == Use::Write || access.needs_credential,
        Outcome::NotStored | Outcome::Demanded | Outcome::Unset(_) | Outcome::Elsewhere(_) => {
            access.changes()
        }
        Outcome::Handed { .. }
        | Outcome::Existing(_)
        | Outcome::Refused(_)
        | Outcome::Twin(_)
        | Outcome::Hidden(_)
        | Outcome::Unfit(_)
        | Outcome::OtherProfile(_)
        | Outcome::Unknown(_) => false,
    };
    if !lacks || !plan.settings.is_in_play(&decision.target) {
        return Ok(None);
    }
    // Nobody can log in to it: its tokens are made elsewhere.
    if plan.settings.login().is_none() || mint(&decision.target.registry).is_some() {
        return Ok(Some(if access.needs_credential {
            RenewalStep::Stop
        } else {
            RenewalStep::Bare
        }));
    }
    Ok(Some(judge(
        Renew::chosen(context)?,
        access.needs_credential,
        plan.settings.is_public(&decision.target.registry),
    )))
}

/// What the user chose of the setting `renew`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Renew {
    Ask,
    Always,
    Never,
}

impl Renew {
    fn chosen(context: &Context) -> Result<Self> {
        let (word, _) = settings_file::chosen(context, &RENEW)?;
        Ok(match word {
            "always" => Self::Always,
            "never" => Self::Never,
            _ => Self::Ask,
        })
    }
}

fn judge(setting: Renew, needs: bool, is_public: bool) -> RenewalStep {
    match (setting, needs) {
        (Renew::Never, true) => RenewalStep::Stop,
        (Renew::Never, false) => RenewalStep::Bare,
        (_, true) | (Renew::Always, false) => RenewalStep::LogIn,
        (Renew::Ask, false) if is_public => RenewalStep::Bare,
        (Renew::Ask, false) => RenewalStep::Ask,
    }
}

/// Who reads what is handed over.
pub(super) enum Reader<'a> {
    /// The tool itself, whose command needs what it needs.
    Tool,
    /// A program of this name, of which nobody knows what it will do.
    AnyProgram(&'a str),
}

impl Reader<'_> {
    /// The registries for which a login may come first.
    fn lacking<'d>(&self, decisions: &'d [Decision]) -> Vec<&'d Decision> {
        match self {
            Self::Tool => decisions.iter().collect(),
            Self::AnyProgram(_) => lacking(decisions),
        }
    }

    /// Whether it does not run without a credential.
    fn must(&self, plan: &Plan<'_>) -> bool {
        match self {
            Self::Tool => plan.access.needs_credential,
            Self::AnyProgram(_) => has_nothing(&plan.decisions),
        }
    }

    /// What a person would call the command.
    fn command(&self, plan: &Plan<'_>) -> String {
        match self {
            Self::Tool => format!(
                "{} {}",
                plan.phrases.reader,
                plan.command.unwrap_or_default()
            ),
            Self::AnyProgram(name) => (*name).to_owned(),
        }
    }
}

/// Decides what a command is given, after a login where one comes first; and tells what is known of
/// the registries by then.
///
/// # Errors
/// Those of the login, where the command cannot do without; of the settings `renew` and `check`.
pub(super) fn decide_with_login<'a>(
    call: &'a Call<'a>,
    line: &'a dyn Line,
    reader: &Reader<'_>,
) -> Result<(Plan<'a>, Known)> {
    let context = call.context;
    let mut known = Known::read(context);
    let mut plan = decide(call, line, &known);
    if minting::mint(context, &plan)? {
        plan = decide(call, line, &known);
    }
    if known.ask(context, &plan)? {
        plan = decide(call, line, &known);
        if minting::mint(context, &plan)? {
            plan = decide(call, line, &known);
        }
    }
    let due = due(context, &plan, reader.lacking(&plan.decisions))?;
    if due.is_empty() {
        return Ok((plan, known));
    }
    let Some(login) = plan.settings.login() else {
        return Ok((plan, known));
    };
    let wanted = WaitingCommand {
        access: plan.access,
        must: reader.must(&plan),
        command: &reader.command(&plan),
        login: &*login,
    };
    // A login takes minutes: meanwhile no secret of another registry lies around.
    plan.grant = Grant::default();
    plan.handed.clear();
    let declined = log_in_for(context, &due, &wanted)?;
    let known = Known::read(context);
    let plan = Plan {
        declined,
        ..decide(call, line, &known)
    };
    Ok((plan, known))
}

/// The registries of a program of which nobody knows what it will do, as far as a login may come
/// first: those whose credential has run out; and the default one where there is nothing for any.
fn lacking(decisions: &[Decision]) -> Vec<&Decision> {
    let nothing = has_nothing(decisions);
    let lacks = |one: &&Decision| match one.outcome {
        Outcome::Expired(_) | Outcome::Rejected(_) => true,
        _ => nothing && one.target.is_default,
    };
    decisions.iter().filter(lacks).collect()
}

/// A registry for which a login comes first, and whether it is asked for.
type Due<'a> = (&'a Decision, RenewalStep);

/// Those for which a login comes first.
///
/// # Errors
/// As for [`step`].
fn due<'a>(
    context: &Context,
    plan: &Plan<'_>,
    decisions: Vec<&'a Decision>,
) -> Result<Vec<Due<'a>>> {
    let mut due = Vec::new();
    for decision in decisions {
        if let Some(step @ (RenewalStep::LogIn | RenewalStep::Ask)) = step(context, plan, decision)?
        {
            due.push((decision, step));
        }
    }
    Ok(due)
}

/// The command that waits for the logins.
struct WaitingCommand<'a> {
    /// How the command uses its registries.
    access: Access,
    /// Whether it does not run without.
    must: bool,
    /// What a person would call it.
    command: &'a str,
    /// How npmcred logs in.
    login: &'a dyn Login,
}

/// Logs in for each of these, after one question where several are asked for; returns the
/// registries to which the person did not want to.
///
/// # Errors
/// Those of a login that the command cannot do without, and an interruption. What could not be had
/// is not said here but by whoever decides again.
fn log_in_for(
    context: &Context,
    due: &[Due<'_>],
    wanted: &WaitingCommand<'_>,
) -> Result<Vec<Registry>> {
    let mut declined = Vec::new();
    let reasons: Vec<LoginReason<'_>> = due
        .iter()
        .map(|one| LoginReason::of(*one, wanted))
        .collect();
    let asking: Vec<&LoginReason<'_>> = reasons.iter().filter(|one| one.is_asked()).collect();
    let is_agreed = asking.len() > 1 && context.is_attended();
    let is_declined = is_agreed && !context.agrees(&question_for_all(&asking), true)?;
    for reason in &reasons {
        let renewed = if is_declined && reason.is_asked() {
            Ok(Renewed::Declined)
        } else {
            reason.log_in(wanted, is_agreed)
        };
        match renewed {
            Ok(Renewed::Declined) if wanted.must => {
                let message = format!("no login, so {} was not started", wanted.command);
                return Err(Error::new(ErrorKind::NotLoggedIn, message));
            }
            Ok(Renewed::Declined) => declined.push(reason.decision.target.registry.clone()),
            Ok(Renewed::Yes | Renewed::Unattended) => {}
            Err(error) if wanted.must || error.kind == ErrorKind::Interrupted => return Err(error),
            Err(error) => context.report.note(&error.message),
        }
    }
    Ok(declined)
}

fn question_for_all(reasons: &[&LoginReason<'_>]) -> String {
    let why: Vec<&str> = reasons.iter().map(|one| one.why.as_str()).collect();
    format!("{}; log in?", why.join("; "))
}

/// Why a login comes first for a registry.
struct LoginReason<'a> {
    decision: &'a Decision,
    step: RenewalStep,
    /// The registry to log in to.
    place: &'a Registry,
    purpose: Use,
    why: String,
    /// Whether nobody but the project says that this registry is meant: then it has a question of
    /// its own.
    is_projects: bool,
}

impl<'a> LoginReason<'a> {
    fn of((decision, step): Due<'a>, wanted: &WaitingCommand<'_>) -> Self {
        let registry = &decision.target.registry;
        let aside = decision.profile.aside();
        let nothing = || format!("nothing is stored for {registry}{aside}");
        let (place, purpose, why) = match &decision.outcome {
            Outcome::Expired(dead) => {
                let place = &dead.registry;
                let why = format!("the {} for {place}{aside} has expired", dead.word());
                (place, dead.purpose, why)
            }
            Outcome::Rejected(dead) => {
                let place = &dead.registry;
                let why = format!("the {} for {place}{aside} {REJECTED}", dead.word());
                (place, dead.purpose, why)
            }
            Outcome::OtherUse(purpose) => {
                let why =
                    format!("the credential stored for {registry}{aside} is for {purpose} only");
                (registry, Use::Any, why)
            }
            Outcome::Elsewhere(error) => (registry, Use::Any, error.message.clone()),
            _ => (registry, Use::Any, nothing()),
        };
        let lacks_all = matches!(
            decision.outcome,
            Outcome::NotStored | Outcome::Demanded | Outcome::Unset(_) | Outcome::Elsewhere(_)
        );
        Self {
            decision,
            step,
            place,
            purpose,
            why,
            is_projects: lacks_all && wanted.login.is_named_by_project_only(registry),
        }
    }

    /// Whether it is one of those that a single question is for.
    fn is_asked(&self) -> bool {
        self.step == RenewalStep::Ask && !self.is_projects
    }

    fn log_in(&self, wanted: &WaitingCommand<'_>, is_agreed: bool) -> Result<Renewed> {
        let registry = &self.decision.target.registry;
        let says_why = self.is_asked() && !is_agreed;
        let question = if self.is_projects {
            let text = format!("it is the project that names {registry}; log in there?");
            Some((text, false))
        } else {
            says_why.then(|| (format!("{}; log in?", self.why), true))
        };
        let refused = match &self.decision.outcome {
            Outcome::Rejected(dead) => Some(dead.issued),
            _ => None,
        };
        wanted.login.renew(&RenewalRequest {
            registry,
            place: self.place,
            profile: &self.decision.profile,
            wanted: self.decision.target.access(wanted.access).wanted,
            purpose: self.purpose,
            why: (!says_why).then_some(self.why.as_str()),
            replaces: matches!(
                self.decision.outcome,
                Outcome::Expired(_) | Outcome::Rejected(_)
            ),
            refused,
            question,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_needs_it_logs_in_and_who_does_not_is_asked_or_runs_bare() {
        let cases = [
            (Renew::Ask, true, true, RenewalStep::LogIn),
            (Renew::Ask, true, false, RenewalStep::LogIn),
            (Renew::Ask, false, true, RenewalStep::Bare),
            (Renew::Ask, false, false, RenewalStep::Ask),
            (Renew::Always, true, true, RenewalStep::LogIn),
            (Renew::Always, false, true, RenewalStep::LogIn),
            (Renew::Always, false, false, RenewalStep::LogIn),
            (Renew::Never, true, true, RenewalStep::Stop),
            (Renew::Never, true, false, RenewalStep::Stop),
            (Renew::Never, false, true, RenewalStep::Bare),
            (Renew::Never, false, false, RenewalStep::Bare),
        ];
        for (setting, needs, is_public, want) in cases {
            assert_eq!(
                judge(setting, needs, is_public),
                want,
                "{setting:?} {needs} {is_public}"
            );
        }
    }
}
