//! Walls around this process and all that it starts: against reading a file, and against looking
//! into other processes.

use std::io;
use std::path::Path;

/// Where the engines of containers mount secrets: a folder with nothing else in it.
pub const FOLDER: &str = "/run/secrets";

/// What of the system it needs, in words for people.
pub const NEEDS: &str = "Landlock, which Linux has since 5.19";

/// Hides the file at `path` from this process, from the program that it becomes, and from all that
/// they start, for as long as they live. Nor do they inherit the descriptors that this process
/// inherited, beside the standard streams. They can no longer look into processes outside the wall
/// either, nor gain rights by starting a program (`no_new_privs`).
///
/// What is made from now on directly in a folder above the file cannot be read either, so this is
/// for a file in a folder of its own, such as [`FOLDER`].
///
/// # Errors
/// `Unsupported` where the system has no such wall, `Other` where it was built and did not hold,
/// and those of looking at the folders.
pub fn hide(path: &Path) -> io::Result<()> {
    imp::hide(path)?;
    match std::fs::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        Err(error) => Err(error),
        Ok(_) => Err(io::Error::other("the file can still be read")),
    }
}

/// Keeps this process, the program that it becomes, and all that they start from looking into the
/// processes outside, such as the shell that started us, whose environment may hold a secret.
/// Nothing is hidden of the file system, but they cannot mount, nor gain rights by starting a
/// program (`no_new_privs`). Root gives up the two rights that would look over the wall
/// (`CAP_PERFMON`, `CAP_SYS_ADMIN`).
///
/// # Errors
/// `Unsupported` where the system has no such wall, and `Other` where the environment of the
/// process that started us can be read all the same.
pub fn surround() -> io::Result<()> {
    imp::surround()
}

#[cfg(target_os = "linux")]
use crate::system::wall as imp;

#[cfg(not(target_os = "linux"))]
mod imp {
    pub(super) fn hide(_path: &std::path::Path) -> std::io::Result<()> {
        Err(crate::unsupported::not_yet("hiding a file from scripts"))
    }

    pub(super) fn surround() -> std::io::Result<()> {
        Err(crate::unsupported::not_yet(
            "keeping scripts from other processes",
        ))
    }
}
