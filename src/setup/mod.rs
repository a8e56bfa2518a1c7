//! Moving in and out: shims, the start files that put them first on PATH, the manual; a receipt of
//! all that, and the way back.
//!
//! Everything is decided first, as a value (`plan`, `undo`), and only then done; what belongs to
//! the user is only ever added to, between marks that say how to take it out again (`edit`).

mod apply;
mod edit;
mod plan;
mod prove;
mod receipt;
pub mod shell;
mod shims;
mod undo;

pub use apply::{Applied, apply};
pub use plan::{Change, Plan, Skipped, Step};
pub use receipt::Receipt;
pub use shims::file as shim;
pub use undo::{Act, Undoing};

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use crate::shim::Tool;
use npmcred_platform::lock::FileLock;
use npmcred_platform::{files, folders, scratch, session};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The receipt's name in our data folder.
const RECEIPT: &str = "receipt.json";

/// A link in the usual place of our data folder to where it was put instead, for whoever moves out
/// in another environment.
const ELSEWHERE: &str = "elsewhere";

/// The name under which a file is written before it takes its place; while one process holds the
/// lock, only one has it.
const FRESH: &str = ".npmcred-setup";

/// How long one setup waits for another.
const PATIENCE: Duration = Duration::from_secs(20);

/// The folder that holds the shims.
///
/// # Errors
/// `File` where the user has no home.
pub fn folder(context: &Context) -> Result<PathBuf> {
    Ok(context.data_folder()?.join("bin"))
}

/// Makes the shims and nothing else. A stranger's file of the same name is left alone and is an
/// error; our own links are renewed.
///
/// # Errors
/// `Refused` for a stranger's file; `File` where a link cannot be made.
pub fn install(context: &Context) -> Result<PathBuf> {
    let folder = folder(context)?;
    for tool in Tool::ALL {
        let link = shims::file(&folder, tool);
        match shims::look(&link) {
            shims::Shim::InPlace => {}
            shims::Shim::Wanting => shims::make(&shims::safe_program(context)?, &link)?,
            shims::Shim::Foreign => {
                return Err(shims::foreign(&link).cure("move it away", Command::move_away(&link)));
            }
        }
    }
    Ok(folder)
}

/// This user's other data folders that a setup in another environment made: the usual one, and the
/// one that it leads to. For each there is the context in which that setup would be at home.
///
/// # Errors
/// `File` where there is no home.
pub fn elsewhere(context: &Context) -> Result<Vec<Context>> {
    let (here, usual) = (context.data_folder()?, context.usual_data_folder()?);
    let led_to = files::link_target(&usual.join(ELSEWHERE));
    let others = led_to
        .into_iter()
        .chain([usual])
        .filter(|folder| *folder != here);
    let made =
        others.filter(|folder| folder.is_absolute() && files::is_file(&folder.join(RECEIPT)));
    let at = |folder: PathBuf| {
        let mut env = context.env.clone();
        let (name, value) = folders::variable_for_data(&folder)?;
        env.set(name, value);
        let there = context.in_environment(env);
        // A folder that no variable can name is none that setup made.
        there
            .data_folder()
            .is_ok_and(|data| data == folder)
            .then_some(there)
    };
    Ok(made.filter_map(at).collect())
}

/// Whether the shims' folder stands first on PATH.
#[must_use]
pub fn is_first_on_path(context: &Context, folder: &Path) -> bool {
    context
        .path_folders()
        .first()
        .is_some_and(|first| first == folder)
}

/// Held by whoever moves in or out, so that nobody else does meanwhile.
#[derive(Debug)]
#[must_use = "dropping it lets others at it"]
pub struct SetupLock {
    _lock: Option<FileLock>,
}

/// Whether this user may move in or out here. Nothing is written to find out.
///
/// # Errors
/// `Refused` as root for somebody else's home; `File` where there is no home.
pub fn check_user(context: &Context) -> Result<PathBuf> {
    let home = context.home().ok_or_else(|| {
        Error::new(ErrorKind::File, "no home folder: HOME is not set")
            .hint("set it: export HOME=/your/home")
    })?;
    if session::is_root_elsewhere(&home) {
        return Err(Error::new(
            ErrorKind::Refused,
            format!(
                "you are root, and {} is another user's home",
                home.display()
            ),
        )
        .hint("run it as that user: npmcred setup"));
    }
    Ok(home)
}

/// Waits for our turn. The home folder itself carries the lock, so that no file has to be made for
/// it; where its file system cannot do that there is no lock, rather than no setup.
///
/// # Errors
/// As for [`check_user`]; `File` where another process does not come to an end.
pub fn take_turn(context: &Context) -> Result<SetupLock> {
    let home = check_user(context)?;
    // What a killed doctor left would otherwise keep our folder from going.
    scratch::sweep(&context.data_folder()?);
    match FileLock::of_folder(&home, PATIENCE) {
        Ok(Some(lock)) => Ok(SetupLock { _lock: Some(lock) }),
        Ok(None) => Err(Error::new(
            ErrorKind::File,
            "another npmcred setup is at work and does not come to an end",
        )
        .hint("see which: pgrep -af npmcred")),
        Err(_) => Ok(SetupLock { _lock: None }),
    }
}

/// Removes the links from our folder that one who was killed had not yet given their name.
fn sweep(folder: &Path) {
    for name in files::list_dir(folder).unwrap_or_default() {
        if name.as_encoded_bytes().starts_with(b".npmcred-") {
            // What stays is in nobody's way.
            drop(files::remove(&folder.join(name)));
        }
    }
}
