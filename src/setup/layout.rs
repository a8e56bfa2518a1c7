//! The places of setup's own files: the shims' folder, the receipt, and the names of temporary
//! files.

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use npmcred_platform::kept_path::{self, PathOwner};
use npmcred_platform::{files, folders};
use std::path::{Path, PathBuf};

/// The receipt's name in our data folder.
pub(super) const RECEIPT: &str = "receipt.json";

/// A link in the usual data folder that leads to the data folder in use, where that is another one.
/// `--undo` follows it when it runs in another environment.
pub(super) const ELSEWHERE: &str = "elsewhere";

/// The name under which a file is written before it takes its place. Only the process that holds
/// the setup lock uses it.
pub(super) const FRESH: &str = ".npmcred-setup";

/// The folder that holds the shims.
///
/// # Errors
/// `File` if the user has no home.
pub fn folder(context: &Context) -> Result<PathBuf> {
    Ok(context.data_folder()?.join("bin"))
}

/// The context of the installation for all users of this machine.
///
/// # Errors
/// `Usage` on a system that keeps no PATH of the machine; `File` if it names no such folder.
pub fn of_machine(context: &Context) -> Result<Context> {
    if !kept_path::IS_KEPT {
        let what = "this system keeps no PATH of the machine: setup is each user's own";
        return Err(Error::new(ErrorKind::Usage, what));
    }
    let Some(folder) = folders::data_of_machine() else {
        let what = "this system names no folder for programs";
        return Err(Error::new(ErrorKind::File, what));
    };
    Ok(context.with_data_folder(folder, PathOwner::Machine))
}

/// The context of the installation for all users, where there is one: it is in front of the user's
/// own, whatever the user does.
#[must_use]
pub fn machines_in_use(context: &Context) -> Option<Context> {
    let machine = of_machine(context).ok()?;
    let data = machine.data_folder().ok()?;
    files::is_file(&data.join(RECEIPT)).then_some(machine)
}

/// Whose installation is in front.
#[must_use]
pub fn owner_in_use(context: &Context) -> PathOwner {
    machines_in_use(context).map_or(context.owner(), |machine| machine.owner())
}

/// The folder of the shims that are in front: the machine's, or the user's.
///
/// # Errors
/// `File` if the user has no home.
pub fn folder_in_use(context: &Context) -> Result<PathBuf> {
    folder(machines_in_use(context).as_ref().unwrap_or(context))
}

/// The other data folders that a setup in another environment made for this user: the usual one,
/// and the one that it leads to. Each comes with a context in which it is the data folder.
///
/// # Errors
/// `File` if there is no home.
pub fn elsewhere(context: &Context) -> Result<Vec<Context>> {
    let (here, usual) = (context.data_folder()?, context.usual_data_folder()?);
    let led_to = files::link_target(&usual.join(ELSEWHERE));
    let others = led_to
        .into_iter()
        .chain([usual])
        .filter(|folder| *folder != here);
    let made = others
        .filter(|folder| folders::may_be_data(folder) && files::is_file(&folder.join(RECEIPT)));
    let at = |folder: PathBuf| context.with_data_folder(folder, PathOwner::User);
    Ok(made.map(at).collect())
}

/// Whether the shims' folder is first on PATH, or where the system keeps PATH, the first with an
/// npm in it: its own folders are in front of all.
#[must_use]
pub fn is_first_on_path(context: &Context, folder: &Path) -> bool {
    if kept_path::IS_KEPT {
        let npm = context.which("npm", &|_| false);
        return npm.is_some_and(|npm| npm.parent() == Some(folder));
    }
    context
        .path_folders()
        .first()
        .is_some_and(|first| first == folder)
}

/// Removes temporary links that a killed process left in our folder, and programs that were renamed
/// because they ran.
pub(super) fn sweep(folder: &Path) {
    for name in files::list_dir(folder).unwrap_or_default() {
        if name.as_encoded_bytes().starts_with(b".npmcred-") {
            // A link that stays does no harm.
            drop(files::remove_program(&folder.join(name)));
        }
    }
}
