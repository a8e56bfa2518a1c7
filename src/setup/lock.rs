//! Who may set up here, and one setup at a time.

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use npmcred_platform::lock::FileLock;
use npmcred_platform::{hint, scratch, session};
use std::path::PathBuf;
use std::time::Duration;

/// How long one setup waits for another.
const PATIENCE: Duration = Duration::from_secs(20);

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
            "another npmcred setup is running and does not end",
        )
        .cure("see which", hint::find_processes("npmcred").into())),
        Err(_) => Ok(SetupLock { _lock: None }),
    }
}
