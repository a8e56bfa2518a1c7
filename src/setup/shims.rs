//! The shims: links to our own file under the tools' names, and one under its own name where PATH
//! leads to it nowhere else.
//!
//! The folder and every link in it are ours. Another file in it is the user's, and is left alone.

use super::layout::{FRESH, folder, machines_in_use};
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::tool::{Tool, is_npmcred};
use npmcred_platform::process::{self, FileId};
use npmcred_platform::{files, hint, shared_file};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// What is in the place of a shim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shim {
    /// A link to this very program, or a copy of it where the system has no such links.
    InPlace,
    /// Nothing, or a link to another target: to an npmcred that was moved, for instance.
    Wanting,
    /// A file that npmcred did not make.
    Foreign,
}

/// Where the shim of a tool is, in this folder.
#[must_use]
pub fn file(folder: &Path, tool: Tool) -> PathBuf {
    process::program_file(folder, tool.name())
}

const NPMCRED: &str = "npmcred";

/// Where npmcred itself is beside the shims: a link to it where no other folder of PATH has it, or
/// the copy of it (see `relocation`).
#[must_use]
pub(super) fn itself(folder: &Path) -> PathBuf {
    process::program_file(folder, NPMCRED)
}

/// Examines that place.
#[must_use]
pub(super) fn look(link: &Path) -> Shim {
    let Ok(there) = process::file_id(link) else {
        return Shim::Wanting;
    };
    let own = process::own_file().ok();
    let is_us = own.is_some_and(|(path, id)| there == id || is_copy_of(link, &path));
    if is_us {
        return Shim::InPlace;
    }
    let is_there = files::is_file(link) || files::is_dir(link);
    if is_there && !is_ours(link) {
        Shim::Foreign
    } else {
        Shim::Wanting
    }
}

/// Whether this is the same program, where a copy is as good as a link.
fn is_copy_of(link: &Path, program: &Path) -> bool {
    let read = |path| files::read(path).ok().flatten();
    process::NAMES_ARE_FILES && read(link).is_some_and(|copy| read(program) == Some(copy))
}

/// Whether a file in our folder that has a tool's name was made by us: a link, or where the system
/// has no such links, an npmcred of whatever version.
#[must_use]
pub fn is_ours(link: &Path) -> bool {
    files::is_link(link) || (process::NAMES_ARE_FILES && is_npmcred(link))
}

/// Whether the tool itself is installed, so that a shim for it makes sense.
#[must_use]
pub(super) fn is_served(context: &Context, tool: Tool) -> bool {
    let own = process::own_file().ok().map(|(_, id)| id);
    let is_own = |id: &FileId| own.as_ref() == Some(id);
    context.which(tool.name(), &is_own).is_some()
}

/// Whether the shim of a tool is made before PATH leads to the tool. A version manager puts npm and
/// npx there later, often within the same session, and a shim that came later still would be missed
/// by it. Any other tool has to be found first: scripts look whether there is a pnpm, a yarn or a
/// bun, and go by the answer.
const fn is_expected(tool: Tool) -> bool {
    matches!(tool, Tool::Npm | Tool::Npx)
}

/// Whether this is the same file, by whatever names.
#[must_use]
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    process::file_id(one).is_ok_and(|id| process::file_id(other).is_ok_and(|other| other == id))
}

/// Whether the file in the place of the copy is this very program, and no link to it.
#[must_use]
pub(super) fn is_copy(place: &Path, own: &FileId) -> bool {
    !files::is_link(place) && process::file_id(place).is_ok_and(|id| id == *own)
}

/// The path of npmcred itself that lasts: the one on PATH, which an upgrade keeps, rather than its
/// present target. The copy is in our folder by that folder's own name: the system tells where
/// links on the way lead, and no other program of ours would look for that.
///
/// # Errors
/// `File` if the system does not tell which file we are.
pub(super) fn program(context: &Context) -> Result<PathBuf> {
    let (path, own) =
        process::own_file().map_err(|cause| Error::file("find", Path::new("npmcred"), &cause))?;
    if let Some(path) = on_path(context)? {
        return Ok(path);
    }
    let place = itself(&folder(context)?);
    Ok(match is_copy(&place, &own) {
        true => place,
        false => path,
    })
}

/// The name on PATH that leads to this program. Our own folder is passed over: a link there leads
/// to what this answers. So is what counts from the current folder, which is another one tomorrow.
///
/// # Errors
/// `File` if the user has no home.
pub(super) fn on_path(context: &Context) -> Result<Option<PathBuf>> {
    let own_folder = folder(context)?;
    let Ok((_, own)) = process::own_file() else {
        return Ok(None);
    };
    let skip = |id: &FileId| *id != own;
    let folders = context.path_folders().into_iter();
    let is_own = |folder: &PathBuf| *folder == own_folder || is_same_file(folder, &own_folder);
    let mut others = folders.filter(|folder| folder.is_absolute() && !is_own(folder));
    Ok(others.find_map(|folder| {
        let name = OsStr::new(NPMCRED);
        process::find_on_path(name, folder.as_os_str(), context.cwd(), &skip)
    }))
}

/// The path of [`program`], if no other user can replace the program there: the shims' target is
/// handed credentials.
///
/// # Errors
/// Those of [`program`]; `Refused` if others may write there.
pub(super) fn safe_program(context: &Context) -> Result<PathBuf> {
    let program = program(context)?;
    check_safe(&program)?;
    Ok(program)
}

/// Checks that no other user can replace this program.
///
/// # Errors
/// `Refused` if others may write there. Copying it to a safe place lost: what is copied may be
/// theirs already.
pub(super) fn check_safe(program: &Path) -> Result<()> {
    match files::open_to_others(program) {
        None => Ok(()),
        Some(open) => Err(exposed(program, &open)),
    }
}

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

/// Makes a shim, or points an old one to this program.
///
/// # Errors
/// `File` if it cannot be made.
pub(super) fn make(program: &Path, link: &Path) -> Result<()> {
    files::link_program(program, link).map_err(|cause| Error::file("make", link, &cause))
}

/// Makes the batch file beside a shim, where the system has them; one that is right is left alone.
fn make_beside(link: &Path) -> Result<()> {
    let Some((path, text)) = process::batch_file_beside(link) else {
        return Ok(());
    };
    let is_right = || files::read(&path).is_ok_and(|now| now.as_deref() == Some(text.as_bytes()));
    if is_right() {
        return Ok(());
    }
    shared_file::replace_quickly(&path, text.as_bytes(), FRESH)
        .map_err(|cause| Error::file("write", &path, &cause))
}

/// Another's file in the place of the batch file beside a shim: one that does not lead to the same
/// program. The shim would take it for the tool.
#[must_use]
pub(super) fn strangers_beside(link: &Path) -> Option<PathBuf> {
    let (beside, _) = process::batch_file_beside(link)?;
    let leads_to = process::file_id(&beside).ok()?;
    (Some(leads_to) != process::file_id(link).ok()).then_some(beside)
}

/// The error for another file in a shim's place.
#[must_use]
pub(super) fn foreign(link: &Path) -> Error {
    Error::new(
        ErrorKind::Refused,
        format!("{} exists and was not made by npmcred", link.display()),
    )
}

/// Makes the shims and nothing else; none where there are some for all users. Another file of the
/// same name is left alone and is an error; our own links are renewed. None is removed, because
/// this shell's PATH is not every shell's: the shim of a tool that is gone says so, with the status
/// of a shell.
///
/// # Errors
/// `Refused` for such a file; `File` if a link cannot be made.
pub fn install(context: &Context) -> Result<PathBuf> {
    if let Some(machine) = machines_in_use(context) {
        return folder(&machine);
    }
    let folder = folder(context)?;
    for tool in Tool::with_handover() {
        let link = file(&folder, tool);
        let state = look(&link);
        let theirs =
            strangers_beside(&link).or_else(|| (state == Shim::Foreign).then(|| link.clone()));
        if let Some(theirs) = theirs {
            return Err(foreign(&theirs).cure("move it away", hint::move_aside(&theirs).into()));
        }
        if state == Shim::Wanting {
            if !is_expected(tool) && !is_served(context, tool) {
                continue;
            }
            make(&safe_program(context)?, &link)?;
        }
        make_beside(&link)?;
    }
    Ok(folder)
}
