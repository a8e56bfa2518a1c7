//! Checks who may set up here, and allows one setup at a time.

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use npmcred_platform::lock::FileLock;
use npmcred_platform::{hint, scratch, session};
use std::path::PathBuf;
use std::time::Duration;

/// How long one setup waits for another.
const PATIENCE: Duration = Duration::from_secs(20);

/// Held during setup and undo, so that no other process does either.
#[derive(Debug)]
#[must_use = "dropping it lets others at it"]
pub struct SetupLock {
    _lock: Option<FileLock>,
}

/// Checks that this user may set up here. It writes nothing.
///
/// # Errors
/// `Refused` as root in another user's home; `File` if there is no home.
pub fn check_user(context: &Context) -> Result<PathBuf> {
    let home = context.home().ok_or_else(|| {
        Error::new(ErrorKind::File, "no home folder: HOME is not set")
            .cure("set it", hint::set_home().into())
    })?;
    if session::is_root_elsewhere(&home) {
        return Err(Error::new(
            ErrorKind::Refused,
            format!(
                "you are root, and {} is another user's home",
                home.display()
            ),
        )
        .cure("run it as that user", Command::new("npmcred setup")));
    }
    Ok(home)
}

/// Waits for the lock. The home folder itself carries it, so that no file has to be made. If its
/// file system cannot lock a folder, setup goes on without a lock.
///
/// # Errors
/// Those of [`check_user`]; `File` if another process does not end.
pub fn take_turn(context: &Context) -> Result<SetupLock> {
    let home = check_user(context)?;
    // The leftovers of a killed doctor would otherwise keep our folder from being removed.
    scratch::sweep(&context.data_folder()?);
    match FileLock::of_folder(&home, PATIENCE) {
        Ok(Some(lock)) => Ok(SetupLock { _lock: Some(lock) }),
        Ok(None) => Err(Error::new(
            ErrorKind::File,
            "another npmcred setup is running and does not end",
        )
        .cure("see which", hint::find_processes("npmcred").into())),
        Err(_) => Ok(SetupLock { _lock: None }),
    }
}
