//! What both forms of an explanation tell.

use crate::context::Context;
use crate::npmrc::LayerKind;
use crate::shim::allow_remote::refused_by;
use crate::shim::intent::{Access, Intent};
use crate::shim::past_us::past_us;
use crate::shim::plan::Plan;

/// What will not meet the shim, where something is handed over.
pub(super) fn past(context: &Context, plan: &Plan) -> Vec<(&'static str, &'static str)> {
    let config = plan.config.as_ref().filter(|_| !plan.provision.is_empty());
    config.map_or_else(Vec::new, |config| past_us(context, &config.local_prefix))
}

/// What npm will not fetch, whoever is logged in.
pub(super) fn refused(context: &Context, plan: &Plan) -> Option<String> {
    refused_by(
        context,
        plan.config.as_ref()?,
        plan.real.npm_version(),
        plan.command?,
    )
}

pub(super) fn access(plan: &Plan) -> Option<Access> {
    match plan.intent {
        Intent::Registry(access) => Some(access),
        Intent::Login
        | Intent::Logout
        | Intent::WriteConfig
        | Intent::PrintToken
        | Intent::Local => None,
    }
}

/// The layer's name as npm's own documentation has it.
pub(super) fn layer_name(kind: LayerKind) -> &'static str {
    match kind {
        LayerKind::Cli => "cli",
        LayerKind::Env => "env",
        LayerKind::Project => "project",
        LayerKind::User => "user",
        LayerKind::Global => "global",
        LayerKind::Builtin => "builtin",
    }
}
