//! What registries said of the credentials of a command, and the question whether they still accept
//! them.
//!
//! A registry takes a token back without a word: it is revoked, or another machine has logged out.
//! The tool then ends with an error that does not tell the cause, and a publish may end with a 404.
//! So a command that changes something asks first. For a reading command that would be too slow. It
//! asks only where the last answer was a refusal, so that a registry that has changed its mind is
//! heard.

use super::plan::{Decision, Outcome, Plan};
use crate::acceptance::{self, Acceptance, AnswerSubject};
use crate::context::Context;
use crate::credential::{Credential, Use};
use crate::error::Result;
use crate::registry::Registry;
use crate::settings::CHECK;
use crate::settings_file;
use crate::tool::Part;

/// What registries said, as far as the user wants them to be asked.
#[derive(Default)]
pub(super) struct Known {
    is_on: bool,
    said: Acceptance,
}

impl Known {
    /// What is known from before. A setting that cannot be read asks nobody.
    #[must_use]
    pub(super) fn read(context: &Context) -> Self {
        let is_on = !context.is_on_build_server()
            && settings_file::chosen(context, &CHECK).is_ok_and(|(word, _)| word == "on");
        let said = is_on.then(|| Acceptance::read(context));
        Self {
            is_on,
            said: said.unwrap_or_default(),
        }
    }

    /// Whether the registry refused this credential lately.
    #[must_use]
    pub(super) fn refuses(&self, context: &Context, credential: &Credential) -> bool {
        self.said
            .is_refused(&AnswerSubject::holder(credential), context.now())
    }

    /// Whether the registry did not show a stranger what was asked for.
    #[must_use]
    pub(super) fn demands_login(&self, registry: &Registry) -> bool {
        self.said.was_refused(&AnswerSubject::stranger(registry))
    }

    /// Asks the registries that have to be asked before the command runs; returns whether one of
    /// them refused.
    ///
    /// # Errors
    /// `Usage` for a setting `check` that is not understood, where the command changes something.
    pub(super) fn ask(&mut self, context: &Context, plan: &Plan<'_>) -> Result<bool> {
        if plan.access.changes() && !plan.handed.is_empty() {
            settings_file::chosen(context, &CHECK)?;
        }
        if !self.is_on || !plan.settings.can_ask() {
            return Ok(false);
        }
        let mut due: Vec<(AnswerSubject, &Credential)> = Vec::new();
        for (target, credential) in &plan.handed {
            let subject = AnswerSubject::holder(credential);
            let is_due = self.is_due(context, plan, credential, &subject);
            let is_due = is_due && plan.settings.is_in_play(target);
            if is_due && due.iter().all(|(known, _)| *known != subject) {
                due.push((subject, credential));
            }
        }
        if !plan.access.changes() {
            // A command that reads can go without the answer, so that of many one asks.
            let mut claimed = due.iter().map(|(subject, _)| subject.clone()).collect();
            if acceptance::claim(context, &mut claimed).is_err() {
                return Ok(false);
            }
            due.retain(|(subject, _)| claimed.contains(subject));
        }
        if due.is_empty() {
            return Ok(false);
        }
        let (subjects, credentials): (Vec<AnswerSubject>, Vec<&Credential>) =
            due.into_iter().unzip();
        let answers = plan.settings.accepted(&credentials);
        let answers: Vec<_> = subjects.into_iter().zip(answers).collect();
        self.said.learn(&answers, context.now());
        // What cannot be recorded is asked again.
        drop(acceptance::learn(context, &answers));
        Ok(answers.iter().any(|(_, answer)| *answer == Some(false)))
    }

    /// What may be asked while a reading command starts: the credentials that it is given, and the
    /// registries, each with a package, for which nothing is stored. The public registry is never
    /// asked, and no registry that was asked lately.
    #[must_use]
    pub(super) fn to_ask_apart(
        &self,
        context: &Context,
        plan: &Plan<'_>,
    ) -> (Vec<Credential>, Vec<(Registry, String)>) {
        if !self.is_on || !plan.settings.can_ask() || plan.access.wanted != Use::Read {
            return (Vec::new(), Vec::new());
        }
        let mut asked: Vec<AnswerSubject> = Vec::new();
        let mut is_new = |subject: AnswerSubject| {
            let is_new = !self.said.was_asked(&subject, context.now()) && !asked.contains(&subject);
            asked.push(subject);
            is_new
        };
        let handed = plan.handed.iter();
        let credentials = handed
            .filter(|(target, one)| {
                !plan.settings.is_public(&one.registry) && plan.settings.is_in_play(target)
            })
            .filter(|(_, one)| is_new(AnswerSubject::holder(one)))
            .map(|(_, one)| one.copy())
            .collect();
        let lacks = |one: &&Decision| {
            let is_nothing = matches!(one.outcome, Outcome::NotStored | Outcome::Demanded);
            is_nothing
                && one.target.part == Part::Main
                && !plan.settings.is_public(&one.target.registry)
        };
        let lacking = plan.decisions.iter().filter(lacks);
        let packages = lacking
            .filter_map(|one| Some((&one.target.registry, plan.settings.package_of(&one.target)?)))
            .filter(|(registry, _)| is_new(AnswerSubject::stranger(registry)))
            .map(|(registry, name)| (registry.clone(), name))
            .collect();
        (credentials, packages)
    }

    fn is_due(
        &self,
        context: &Context,
        plan: &Plan<'_>,
        credential: &Credential,
        subject: &AnswerSubject,
    ) -> bool {
        if plan.access.changes() {
            !self.said.is_accepted(subject, context.now())
        } else {
            !plan.settings.is_public(&credential.registry) && self.said.was_refused(subject)
        }
    }
}
