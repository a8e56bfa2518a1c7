//! The shims, and the way to put them first on PATH.
//!
//! A shim is a link to our own file under the tool's name. Nothing of the user's is edited: `npmcred env` prints what a
//! shell's start file evaluates.

pub mod shell;

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::shim::Tool;
use npmcred_platform::{files, process};
use std::path::{Path, PathBuf};

/// The folder that holds the shims.
///
/// # Errors
/// `File` where the user has no home.
pub fn folder(context: &Context) -> Result<PathBuf> {
    Ok(context.data_folder()?.join("bin"))
}

/// Makes the shims. A stranger's file of the same name is left alone and is an error; our own links are renewed.
///
/// # Errors
/// `Refused` for a stranger's file; `File` where a link cannot be made.
pub fn install(context: &Context) -> Result<PathBuf> {
    let folder = folder(context)?;
    let (own, own_id) = process::own_file().map_err(|cause| Error::file("find", Path::new("npmcred"), &cause))?;
    for tool in Tool::ALL {
        let link = folder.join(tool.name());
        if process::file_id(&link).is_ok_and(|id| id == own_id) {
            continue;
        }
        // The folder is ours and so is a link in it; a file that somebody put there is not.
        if files::is_file(&link) && !files::is_link(&link) {
            return Err(Error::new(ErrorKind::Refused, format!("{} is there and is not ours", link.display()))
                .hint(format!("move it away: mv {0} {0}.old", link.display())));
        }
        files::link_program(&own, &link).map_err(|cause| Error::file("make", &link, &cause))?;
    }
    Ok(folder)
}

/// Whether the shims' folder stands first on PATH.
#[must_use]
pub fn is_first_on_path(context: &Context, folder: &Path) -> bool {
    let path = context.env.get("PATH").unwrap_or_default();
    std::env::split_paths(path).next().is_some_and(|first| first == folder)
}
