//! Becomes another program by `execve`.
//!
//! `std`'s `Command::exec` would reset SIGPIPE and the signal mask, and a shim must pass both on
//! unchanged.

use super::inherited::Restored;
use crate::handover::Handover;
use crate::launch::{FileId, Launch};
use std::ffi::{CString, OsStr, OsString};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

pub(crate) fn file_id(path: &Path) -> io::Result<FileId> {
    std::fs::metadata(path).map(|found| FileId::new(found.dev(), found.ino()))
}

pub(crate) fn own_file() -> io::Result<(PathBuf, FileId)> {
    let path = std::env::current_exe()?;
    // Through the link itself, which leads to the running file even if its name now leads to
    // another.
    let id = file_id(if cfg!(target_os = "linux") {
        Path::new("/proc/self/exe")
    } else {
        &path
    })?;
    Ok((path, id))
}

pub(crate) fn path_when_run(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize()
}

/// An empty or relative entry of PATH counts from the current folder.
pub(crate) fn is_searched(_entry: &Path) -> bool {
    true
}

pub(crate) fn started_as() -> OsString {
    std::env::args_os().next().unwrap_or_default()
}

pub(crate) fn is_program(path: &Path) -> bool {
    use rustix::fs::{Access, AtFlags, CWD, accessat};
    std::fs::metadata(path).is_ok_and(|found| found.is_file())
        && accessat(CWD, path, Access::EXEC_OK, AtFlags::EACCESS).is_ok()
}

pub(crate) fn spellings(folder: &Path, name: &OsStr) -> [PathBuf; 1] {
    [folder.join(name)]
}

pub(crate) fn become_tool(launch: &Launch, handover: Option<&Handover>) -> io::Error {
    if let Err(error) = handover.map_or(Ok(()), |handover| handover.0.let_through_exec()) {
        return error;
    }
    let program = launch.program.as_os_str();
    let args = std::iter::once(program).chain(launch.args.iter().map(OsString::as_os_str));
    let pairs: Vec<OsString> = launch
        .env
        .iter()
        .map(|(name, value)| pair(name, value))
        .collect();
    let (Ok(path), Ok(argv), Ok(env)) =
        (c_string(program), c_strings(args), c_strings(pairs.iter()))
    else {
        return io::Error::new(
            io::ErrorKind::InvalidInput,
            "a nul byte in an argument or a variable",
        );
    };
    let _restored = Restored::apply();
    let error = execve(&path, &argv, &env);
    if error.raw_os_error() != Some(libc::ENOEXEC) {
        return error;
    }
    // A script without `#!`: `execvp` and every shell run it with sh.
    let shell = c"/bin/sh".to_owned();
    let with_shell: Vec<CString> = [shell.clone(), path]
        .into_iter()
        .chain(argv.into_iter().skip(1))
        .collect();
    execve(&shell, &with_shell, &env)
}

fn execve(path: &CString, argv: &[CString], env: &[CString]) -> io::Error {
    let (argv, env) = (pointers(argv), pointers(env));
    // SAFETY: path is a C string, both arrays hold pointers to C strings and end with null, and all
    // of them live on.
    unsafe { libc::execve(path.as_ptr(), argv.as_ptr(), env.as_ptr()) };
    io::Error::last_os_error()
}

fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    strings
        .iter()
        .map(|text| text.as_ptr())
        .chain(std::iter::once(std::ptr::null()))
        .collect()
}

fn pair(name: &OsStr, value: &OsStr) -> OsString {
    OsString::from_vec([name.as_bytes(), b"=", value.as_bytes()].concat())
}

fn c_string(text: &OsStr) -> Result<CString, std::ffi::NulError> {
    CString::new(text.as_bytes())
}

fn c_strings<T: AsRef<OsStr>>(
    texts: impl Iterator<Item = T>,
) -> Result<Vec<CString>, std::ffi::NulError> {
    texts.map(|text| c_string(text.as_ref())).collect()
}
