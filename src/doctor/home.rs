//! Checks npmcred's own files: the shims, the records of the user's choices, and unfinished
//! operations.

use super::finding::{Diagnosis, Group};
use super::ourselves::Ourselves;
use crate::context::Context;
use crate::error::{ErrorKind, Result};
use crate::journal;
use crate::profile::{self, ProfileRecord};
use crate::report::Command;
use crate::settings_file;
use crate::setup::{self, Relocation, SetupPlan, SetupStep, again};
use crate::tool::Tool;
use npmcred_platform::hint;
use npmcred_platform::kept_path::{self, PathOwner};
use npmcred_platform::{files, process};
use std::path::{Path, PathBuf};

pub(super) fn look(context: &Context, ourselves: &Ourselves) -> Group {
    let mut findings = Vec::new();
    let plan = SetupPlan::in_use(context);
    let relocation = plan.as_ref().ok().and_then(|plan| plan.relocation.as_ref());
    findings.extend(shims(context, ourselves, relocation));
    let (owner, whose) = (ourselves.owner, setup::owner_in_use(context));
    let moved = moved_in(plan, owner, whose).into_iter();
    findings.extend(moved.map(|one| one.of_installation(owner)));
    findings.extend(choices(context));
    findings.extend(exposed(context));
    findings.extend(unfinished(context));
    let state = ourselves.folder.as_ref().map_or_else(
        || "no home folder".to_owned(),
        |folder| format!("shims in {}", folder.display()),
    );
    Group::new("npmcred", state, findings)
}

/// Shims that are missing, broken, or lead to another npmcred than this or its copy.
fn shims(
    context: &Context,
    ourselves: &Ourselves,
    relocation: Option<&Relocation>,
) -> Vec<Diagnosis> {
    let Some(folder) = &ourselves.folder else {
        return Vec::new();
    };
    let copy = relocation.and_then(|one| process::file_id(&one.place).ok());
    let setup = || Some(again::setup(ourselves.owner));
    let finding = |tool: Tool| {
        let file = setup::shim(folder, tool);
        match process::file_id(&file) {
            Ok(id) if ourselves.id.iter().chain(&copy).any(|own| *own == id) => None,
            // The user's own file, see below.
            Ok(_) if !setup::is_ours(&file) => None,
            Ok(_) => Some(Diagnosis::problem(
                "stale-shim",
                format!("{} is not this npmcred", file.display()),
                setup(),
            )),
            Err(_) if files::is_link(&file) => Some(Diagnosis::problem(
                "stale-shim",
                format!("{} is a broken link", file.display()),
                setup(),
            )),
            // There is no tool that the shim could replace.
            Err(_) if tool.find(context).is_err() => None,
            Err(_) => Some(Diagnosis::problem(
                "no-shim",
                format!("there is no shim for {}", tool.name()),
                setup(),
            )),
        }
    };
    let found = Tool::with_handover().filter_map(finding);
    found
        .map(|one| one.of_installation(ourselves.owner))
        .collect()
}

/// The steps that setup would still do here: undone since, or never done. `owner` is who has to set
/// up, `whose` the installation is that serves so far.
fn moved_in(plan: Result<SetupPlan>, owner: PathOwner, whose: PathOwner) -> Vec<Diagnosis> {
    let plan = match plan {
        Ok(plan) => plan,
        // Another group reports it.
        Err(error) if error.kind == ErrorKind::ToolNotFound => return Vec::new(),
        Err(error) => return vec![Diagnosis::of_error("setup", &error)],
    };
    let setup = || Some(again::setup(owner));
    let mut found = Vec::new();
    let lines = plan.steps.iter().filter_map(|step| {
        if let SetupStep::Lines(change) = step {
            Some(&change.start)
        } else {
            None
        }
    });
    let files: Vec<String> = lines
        .map(|start| format!("{} ({})", start.path.display(), start.reader))
        .collect();
    if !files.is_empty() {
        found.push(Diagnosis::problem(
            "start-files",
            format!(
                "start files without the lines of npmcred: {}",
                files.join(", ")
            ),
            setup(),
        ));
    }
    found.extend(on_kept_path(&plan, owner, whose));
    if plan
        .steps
        .iter()
        .any(|step| matches!(step, SetupStep::Page { .. } | SetupStep::Outdated(_)))
        && !kept_path::IS_KEPT
    {
        found.push(Diagnosis::note(
            "manual",
            "the manual or the completions are missing or outdated",
            setup(),
        ));
    }
    let other = plan.relocation.as_ref().filter(|one| !one.is_made);
    if let Some(other) = other.filter(|other| files::is_file(&other.place)) {
        let what = format!("{} is another version of npmcred", other.place.display());
        found.push(Diagnosis::note("other-version", what, setup()));
    }
    if plan.steps.is_empty() && !plan.is_recorded && other.is_none() {
        found.push(Diagnosis::note(
            "receipt",
            "the record of setup is incomplete",
            setup(),
        ));
    }
    found.extend(left_alone(&plan, owner));
    found
}

/// What is missing where the system keeps PATH: our folder in it, and the batch files.
fn on_kept_path(plan: &SetupPlan, owner: PathOwner, whose: PathOwner) -> Vec<Diagnosis> {
    let missing = |step: &SetupStep| match step {
        SetupStep::Path => {
            let whose = setup::whose(whose);
            Some((
                "start-files",
                format!("the PATH {whose} does not begin with the shims"),
            ))
        }
        SetupStep::Page { path, .. } if kept_path::IS_KEPT => Some((
            "no-shim",
            format!("{} is missing or outdated", path.display()),
        )),
        _ => None,
    };
    let missing = plan.steps.iter().filter_map(missing);
    missing
        .map(|(id, what)| Diagnosis::problem(id, what, Some(again::setup(owner))))
        .collect()
}

/// The start files and links that setup does not touch.
fn left_alone(plan: &SetupPlan, owner: PathOwner) -> Vec<Diagnosis> {
    let files = plan.left.iter().map(|left| {
        Diagnosis::note(
            "start-file-left",
            format!("{} {}", left.start.path.display(), left.why),
            None,
        )
    });
    let links = plan.foreign.iter().map(|file| {
        let cure = Command::from(hint::move_aside(file)).then(again::words(owner));
        Diagnosis::problem(
            "foreign-file",
            format!("{} exists and was not made by npmcred", file.display()),
            Some(cure),
        )
    });
    files.chain(links).collect()
}

/// The user's choices that cannot be read: the settings, and the record of profiles.
fn choices(context: &Context) -> Vec<Diagnosis> {
    let settings = settings_file::mistakes(context).into_iter();
    let mut found: Vec<Diagnosis> = settings
        .map(|error| Diagnosis::of_error("settings", &error))
        .collect();
    // The variable wins over the record, so an error in one hides the other.
    let errors = [
        profile::active(context).err(),
        ProfileRecord::read(context).err(),
    ];
    for error in errors.into_iter().flatten() {
        let finding = Diagnosis::of_error("profiles", &error);
        if !found.contains(&finding) {
            found.push(finding);
        }
    }
    found
}

/// Others could use a file that they may write against the user. The user's choices and unfinished
/// operations are also private to read.
fn exposed(context: &Context) -> Vec<Diagnosis> {
    let mut all: Vec<(PathBuf, bool)> = Vec::new();
    if let Ok(folder) = context.config_folder() {
        let names = files::list_dir(&folder).unwrap_or_default();
        all.extend(names.into_iter().map(|name| (folder.join(name), true)));
        all.push((folder, false));
    }
    if let Ok(folder) = context.data_folder() {
        for name in ["journal.json", "acceptance.json"] {
            all.push((folder.join(name), true));
        }
        all.extend(["bin", "receipt.json", ""].map(|name| (folder.join(name), false)));
    }
    all.iter()
        .filter_map(|(path, is_private)| exposure(path, *is_private))
        .collect()
}

fn exposure(path: &Path, is_private: bool) -> Option<Diagnosis> {
    let open = files::exposure(path)?;
    if open.is_strangers {
        let what = format!("{} belongs to another user", path.display());
        return Some(Diagnosis::problem(
            "not-yours",
            what,
            Some(hint::take_ownership(path).into()),
        ));
    }
    if open.others_write {
        let what = format!("other users may write {}", path.display());
        return Some(Diagnosis::problem(
            "writable",
            what,
            Some(hint::forbid_others_to_write(path).into()),
        ));
    }
    (is_private && open.others_read).then(|| {
        Diagnosis::problem(
            "readable",
            format!("other users may read {}", path.display()),
            Some(hint::close_to_others(path).into()),
        )
    })
}

fn unfinished(context: &Context) -> Vec<Diagnosis> {
    let finding =
        |entry: journal::Operation| Diagnosis::problem("unfinished", entry.what(), entry.cure());
    journal::unfinished(context)
        .into_iter()
        .map(finding)
        .collect()
}
