//! `npmcred use`.

mod notes;

use crate::cli::UseArgs;
use crate::context::Context;
use crate::credential::Profile;
use crate::error::{Error, ErrorKind, Result};
use crate::profile::{self, ProfileOrigin, ProfileRecord};
use crate::report::{Command, printable};
use notes::{say_if_new, say_what_wins};
use npmcred_platform::files;
use std::path::{Path, PathBuf};

/// Records the profile for a folder or for the user, forgets that choice, or shows which profile is
/// used here.
///
/// # Errors
/// `Usage` for an invalid name or a folder that does not exist; `File` if the record cannot be read
/// or written.
pub(super) fn run(context: &Context, flags: &UseArgs) -> Result<()> {
    let profile = flags.profile.as_deref().map(profile::parse).transpose()?;
    if profile.is_none() && !flags.forget {
        return show(context, flags);
    }
    let folder = if flags.user {
        None
    } else {
        Some(folder(context, flags)?)
    };
    let place = folder.as_ref().map_or_else(
        || "for all other folders".to_owned(),
        |folder| format!("in {} and below", printable(&folder.to_string_lossy())),
    );
    let before = ProfileRecord::set(context, folder.as_deref(), profile.as_ref())?;
    match (&profile, &before) {
        (Some(profile), _) => context
            .report
            .print(&format!("profile {profile} {place}\n")),
        (None, Some(before)) => context
            .report
            .print(&format!("no longer profile {before} {place}\n")),
        (None, None) => {
            return Err(
                Error::new(ErrorKind::Usage, format!("no profile was recorded {place}"))
                    .cure("see what is recorded", Command::new("npmcred use")),
            );
        }
    }
    if let Some(profile) = profile.filter(|profile| *profile != Profile::DEFAULT) {
        say_if_new(context, &profile)?;
    }
    say_what_wins(context, folder.as_deref())
}

fn show(context: &Context, flags: &UseArgs) -> Result<()> {
    let folder = if flags.folder.is_some() {
        Some(folder(context, flags)?)
    } else {
        context.existing_cwd().map(Path::to_owned)
    };
    let active = profile::active_in(context, folder.as_deref())?;
    let record = ProfileRecord::read(context)?;
    if flags.json {
        let mut json = record.json();
        json["active"] = active.json();
        context.report.json(&json);
        return Ok(());
    }
    context
        .report
        .print(&format!("profile {}\n", printable(&active.to_string())));
    let here = match &active.from {
        ProfileOrigin::Folder(folder) => Some(folder),
        ProfileOrigin::Flag
        | ProfileOrigin::Variable
        | ProfileOrigin::User
        | ProfileOrigin::Nothing => None,
    };
    let others = record.folders.iter();
    for (folder, profile) in others.filter(|(folder, _)| Some(*folder) != here) {
        context
            .report
            .print(&format!("  {profile}: {} and below\n", printable(folder)));
    }
    if let Some(profile) = &record.user {
        context
            .report
            .print(&format!("  {profile}: everywhere else\n"));
    }
    Ok(())
}

/// The canonical path of the folder. A folder to forget may no longer exist: then it is the path as
/// typed.
fn folder(context: &Context, flags: &UseArgs) -> Result<PathBuf> {
    let meant = match (&flags.folder, context.existing_cwd()) {
        (Some(folder), _) => context.absolute(folder),
        (None, Some(cwd)) => cwd.to_owned(),
        (None, None) => {
            return Err(Error::new(
                ErrorKind::File,
                "the current folder no longer exists",
            ));
        }
    };
    match files::canonical(&meant) {
        Ok(folder) if files::is_dir(&folder) => Ok(folder),
        Ok(_) => Err(Error::new(
            ErrorKind::Usage,
            format!("{} is not a folder", meant.display()),
        )),
        Err(_) if flags.forget => Ok(meant),
        Err(cause) => Err(Error::file("find", &meant, &cause)),
    }
}
