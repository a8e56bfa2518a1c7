//! Reasons against a hand-over in a project's configuration, manifests and lockfiles.

use super::dependencies::findings_beside;
use crate::context::Context;
use crate::error::Result;
use crate::npmrc::{Config, NpmVersion};
use crate::tool::as_npm::config;
use crate::tool::as_npm::packages;
use crate::tool::as_npm::publish_target::targets_of_folder;
use crate::tool::as_npm::registries;
use crate::tool::as_npm::seal;
use crate::tool::as_npm::uses::Uses;
use crate::tool::files::ContextFiles;
use crate::tool::target::Target;
use crate::trust::{Finding, project_findings, script_findings};
use std::cell::Cell;
use std::path::PathBuf;

/// The project of the working folder, and every line of it that stands in the way of a hand-over,
/// accepted or not.
///
/// # Errors
/// `ToolNotFound` where there is no npm.
pub fn findings_here(context: &Context) -> Result<(PathBuf, Vec<Finding>)> {
    let (config, npm) = config::current(context)?;
    let mut findings = findings_of_all(context, &config, npm, &registries::for_reading(&config));
    seal(context, &config, &mut findings);
    Ok((config.local_prefix, findings))
}

/// What a project holds against a command of which nobody knows what it does.
#[must_use]
pub(super) fn findings_of_all(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    targets: &[Target],
) -> Vec<Finding> {
    let mut findings = project_findings(config);
    findings.extend(script_findings(config));
    let cwd = context.cwd();
    let members = packages::workspaces(&ContextFiles, &config.local_prefix, npm);
    findings.extend(
        members
            .is_none()
            .then(|| Finding::unread(&config.local_prefix.join("package.json"), packages::UNCLEAR)),
    );
    let folders = std::iter::once(cwd.to_owned()).chain(members.unwrap_or_default());
    findings.extend(
        folders
            .flat_map(|one| targets_of_folder(&ContextFiles, cwd, &one))
            .flat_map(|one| one.findings()),
    );
    findings.extend(findings_beside(
        config,
        npm,
        targets,
        Uses::Code,
        &Cell::default(),
    ));
    findings
}
