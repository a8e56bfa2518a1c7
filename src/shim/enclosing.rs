//! What an outer shim left in the environment: its variables, and perhaps a hand-over that nobody
//! has read yet.

use super::trace;
use crate::context::{Context, Env};
use crate::settings;
use crate::tool;
use npmcred_platform::handover;

/// Takes back what a shim above this one handed over, if nobody has read it: a launcher that starts
/// the tool by its name comes to us again, and everything that runs below it could read what was
/// meant for the tool alone.
pub(super) fn take_back(context: &Context) {
    if let Some(mark) = context.env.filled(settings::HANDOVER.name) {
        trace::enclosing(context.report);
        handover::take_back(&mark.to_string_lossy());
    }
}

/// The environment as it was before any shim of ours touched it.
#[must_use]
pub(super) fn environment_without_us(env: &Env) -> Env {
    let mut clean = env.clone();
    tool::restore(&mut clean);
    clean.remove(settings::HANDOVER.name);
    clean
}

/// The same for the tool, which has so many shims above it, and this one.
pub(super) fn environment_below(clean: &Env, depth: u32) -> Env {
    let mut env = clean.clone();
    env.set(settings::DEPTH.name, (depth + 1).to_string());
    env
}
