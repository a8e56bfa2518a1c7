//! The shims: links to our own file under the tools' names.
//!
//! The folder is ours and so is every link in it; a file that somebody put there is not, and is
//! left alone.

use super::layout::folder;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::tool::Tool;
use npmcred_platform::{files, hint, process};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// What stands where a shim would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shim {
    /// A link that leads to this very program.
    InPlace,
    /// Nothing, or a link that leads elsewhere: to an npmcred that was moved, for instance.
    Wanting,
    /// Something that is not ours.
    Foreign,
}

/// Where the shim of a tool is, in this folder.
#[must_use]
pub fn file(folder: &Path, tool: Tool) -> PathBuf {
    process::program_file(folder, tool.name())
}

/// Looks at it.
#[must_use]
pub(super) fn look(link: &Path) -> Shim {
    let own = process::own_file().ok().map(|(_, id)| id);
    if own.is_some() && process::file_id(link).ok() == own {
        return Shim::InPlace;
    }
    let is_there = files::is_file(link) || files::is_dir(link);
    if is_there && !files::is_link(link) {
        Shim::Foreign
    } else {
        Shim::Wanting
    }
}

/// Whether the tool itself is there, so that there is something to stand in front of.
#[must_use]
pub(super) fn is_served(context: &Context, tool: Tool) -> bool {
    context.find_program(OsStr::new(tool.name())).is_ok()
}

/// Our own file by the name that lasts: the one on PATH, which an upgrade keeps, rather than the
/// file that it leads to now.
///
/// # Errors
/// `File` where the system does not say which file we are.
pub(super) fn program(context: &Context) -> Result<PathBuf> {
    let (path, own) =
        process::own_file().map_err(|cause| Error::file("find", Path::new("npmcred"), &cause))?;
    Ok(context.which("npmcred", &|id| *id != own).unwrap_or(path))
}

/// The same, where nobody else can put another program in its place: what the shims lead to is
/// handed credentials.
///
/// # Errors
/// As for [`program`]; `Refused` where others may write there.
pub(super) fn safe_program(context: &Context) -> Result<PathBuf> {
    let program = program(context)?;
    match files::open_to_others(&program) {
        None => Ok(program),
        Some(open) => Err(exposed(&program, &open)),
    }
}

/// Copying it to a place of its own was the other way; it lost, because then there are two, and an
/// upgrade reaches one.
fn exposed(program: &Path, open: &Path) -> Error {
    Error::new(
        ErrorKind::Refused,
        format!(
            "other users may write {}, and could replace {}",
            open.display(),
            program.display()
        ),
    )
    .cure(
        "keep it where only you may write",
        hint::set_up_from_own_folder(program).into(),
    )
}

/// Makes a shim, or turns it to us.
///
/// # Errors
/// `File` where it cannot be made.
pub(super) fn make(program: &Path, link: &Path) -> Result<()> {
    files::link_program(program, link).map_err(|cause| Error::file("make", link, &cause))
}

/// That something else stands there.
#[must_use]
pub(super) fn foreign(link: &Path) -> Error {
    Error::new(
        ErrorKind::Refused,
        format!("{} exists and was not made by npmcred", link.display()),
    )
}

/// Makes the shims and nothing else. A stranger's file of the same name is left alone and is an
/// error; our own links are renewed.
///
/// # Errors
/// `Refused` for a stranger's file; `File` where a link cannot be made.
pub fn install(context: &Context) -> Result<PathBuf> {
    let folder = folder(context)?;
    for tool in Tool::ALL {
        let link = file(&folder, tool);
        match look(&link) {
            Shim::InPlace => {}
            Shim::Wanting => make(&safe_program(context)?, &link)?,
            Shim::Foreign => {
                return Err(foreign(&link).cure("move it away", hint::move_aside(&link).into()));
            }
        }
    }
    Ok(folder)
}
