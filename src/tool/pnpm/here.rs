//! What the project of the working folder holds against a hand-over to pnpm.

use super::phrases;
use super::settings::PnpmSettings;
use super::words::Words;
use crate::context::Context;
use crate::tool::call::Call;
use crate::tool::covered::uncover;
use crate::tool::real::RealTool;
use crate::tool::settings::Settings;
use crate::trust::Finding;
use std::path::PathBuf;

/// The project, and every line of it that stands in the way of an install, accepted or not; nothing
/// where there is no pnpm.
#[must_use]
pub(in crate::tool) fn findings_here(context: &Context) -> Option<(PathBuf, Vec<Finding>)> {
    let real = RealTool::find(context, &phrases::PNPM).ok()?;
    let args = ["install".into()];
    let words = Words::read(false, &args, &real);
    let mut env = context.env.clone();
    uncover(&mut env);
    let call = Call {
        context,
        phrases: &phrases::PNPM,
        real: &real,
        args: &args,
        env: &env,
    };
    let settings = PnpmSettings::load(&call, &words);
    let findings = settings.findings(&settings.targets());
    Some((settings.project()?.to_owned(), findings))
}
