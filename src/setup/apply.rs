//! Carries out a plan: the receipt first, then the shims, their test, the manual, and the start
//! files last.
//!
//! Each file is old or new, never half, and the receipt names everything first. So setup can be
//! killed at any moment: run again, it goes on, and `--undo` removes what was made.

use super::kept;
use super::layout::{FRESH, sweep};
use super::plan::{Change, SetupPlan, SetupStep, Skipped};
use super::prove::prove;
use super::receipt::Receipt;
use super::shims;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::tool::Tool;
use npmcred_platform::{files, shared_file};
use std::path::Path;

/// The result of a setup.
#[derive(Debug)]
pub struct Applied {
    /// The tool that answered through its shim, and its answer.
    pub proof: Option<(Tool, String)>,
    /// The start files that were not changed, including those that could not be written.
    pub left: Vec<Skipped>,
}

/// The tool whose shim is tested, before a start file is changed. One that is missing at the moment
/// (another version manager, another shell) has a shim that need not be tested.
#[must_use]
pub fn tested(context: &Context, plan: &SetupPlan) -> Option<Tool> {
    let mut tools = plan.tools.iter().copied();
    tools.find(|tool| shims::is_served(context, *tool))
}

/// Carries out the plan. Files that are already right are not touched.
///
/// # Errors
/// `File` if a file of our own cannot be made, or PATH not be changed; `ToolNotStarted` if the test
/// fails. No start file is changed then.
pub fn apply(context: &Context, plan: &SetupPlan) -> Result<Applied> {
    let data = context.data_folder()?;
    let mut receipt = plan.receipt.clone();
    if !plan.is_empty() {
        let begun = Receipt {
            is_complete: false,
            ..receipt.clone()
        };
        begun.write(&data)?;
        sweep(&plan.folder);
    }
    for step in &plan.steps {
        make(plan, step, &data)?;
    }
    let proof = tested(context, plan)
        .map(|tool| prove(context, &plan.folder, tool).map(|version| (tool, version)))
        .transpose()?;
    let mut left = plan.left.clone();
    for step in &plan.steps {
        if let SetupStep::Lines(change) = step
            && let Err(cause) = shared_file::replace(&change.target, &change.contents, FRESH)
        {
            left.push(not_written(change, &cause));
        }
    }
    if plan.steps.contains(&SetupStep::Path) {
        // Asked again: the test takes its time, and another program may have changed it meanwhile.
        let (change, is_wanting) =
            kept::change(context.owner(), &plan.folder, receipt.path.as_ref())?;
        if is_wanting {
            kept::write(context.owner(), Some(&change.after))?;
        }
        receipt.path = Some(change);
    }
    if !plan.is_empty() {
        receipt.write(&data)?;
    }
    Ok(Applied { proof, left })
}

fn make(plan: &SetupPlan, step: &SetupStep, data: &Path) -> Result<()> {
    match step {
        SetupStep::Pointer(link) => {
            files::link_program(data, link).map_err(|cause| Error::file("make", link, &cause))
        }
        SetupStep::Link(link) => shims::make(&plan.program, link),
        SetupStep::Page { path, contents } => shared_file::replace_quickly(path, contents, FRESH)
            .map_err(|cause| Error::file("write", path, &cause)),
        SetupStep::Outdated(path) => {
            files::remove(path).map_err(|cause| Error::file("remove", path, &cause))
        }
        SetupStep::Lines(_) | SetupStep::Path => Ok(()),
    }
}

fn not_written(change: &Change, cause: &std::io::Error) -> Skipped {
    Skipped {
        start: change.start.clone(),
        why: format!("could not be written: {cause}"),
    }
}
