//! What both forms of an explanation tell.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::profile::Active;
use crate::report::Hint;
use crate::shim::complaint::{complaint, cure};
use crate::shim::plan::{Decision, Outcome, Plan};
use crate::shim::renewal::{self, RenewalStep};
use crate::source::SourceRecord;
use crate::tool::{Access, Aside, Intent, Phrases, RealTool, Target};

/// A command line, and all that is known of it.
pub(super) struct Facts<'a> {
    /// The process.
    pub context: &'a Context,
    /// The tool's own words.
    pub phrases: &'static Phrases,
    /// The real tool.
    pub real: &'a RealTool,
    /// Why it is handed nothing at all.
    pub bare: Option<String>,
    /// The canonical command.
    pub command: Option<&'static str>,
    /// What it wants.
    pub intent: Intent,
    /// Whose credentials are used.
    pub profile: Result<Active>,
    /// The variables of a build server's job that are kept from its scripts.
    pub withheld: Vec<String>,
    /// What is decided, where it talks to a registry.
    pub plan: Option<&'a Plan<'a>>,
    /// What matters besides.
    pub aside: Aside,
}

impl Facts<'_> {
    /// What was decided for each registry.
    pub(super) fn decisions(&self) -> &[Decision] {
        self.plan.map_or(&[], |plan| &plan.decisions)
    }

    /// The plan, where it hands something over.
    pub(super) fn handing(&self) -> Option<&Plan<'_>> {
        self.plan.filter(|plan| plan.hands_over())
    }

    /// How the command uses its registries, where it has any.
    pub(super) fn access(&self) -> Option<Access> {
        self.plan.map(|plan| plan.access)
    }

    /// Whether the command is known to ask this registry.
    pub(super) fn is_in_play(&self, target: &Target) -> bool {
        self.plan
            .is_some_and(|plan| plan.settings.is_in_play(target))
    }

    /// Why nothing is handed over for a registry.
    pub(super) fn complaint(&self, decision: &Decision) -> Option<Error> {
        complaint(self.plan?, decision)
    }

    /// What would give it one, where a registry in play that is not for everybody has none.
    pub(super) fn login(&self, decision: &Decision) -> Option<Hint> {
        let (plan, registry) = (self.plan?, &decision.target.registry);
        let is_missing = matches!(decision.outcome, Outcome::NotStored | Outcome::Demanded)
            && plan.settings.is_in_play(&decision.target)
            && !plan.settings.is_public(registry);
        is_missing.then(|| cure(plan, registry, decision))
    }

    /// The program that makes the tokens of a registry, where one does.
    pub(super) fn source(&self, decision: &Decision) -> Option<String> {
        let record = SourceRecord::read(self.context).ok()?;
        let source = record.of(&decision.profile, &decision.target.registry)?;
        Some(source.program().to_owned())
    }

    /// What is done about a registry that lacks a credential.
    pub(super) fn renewal(&self, decision: &Decision) -> Result<Option<(RenewalStep, Access)>> {
        let Some(plan) = self.plan else {
            return Ok(None);
        };
        let step = renewal::step(self.context, plan, decision)?;
        Ok(step.map(|step| (step, plan.access)))
    }
}
