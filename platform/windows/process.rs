//! Programs and their identity. Becoming another program has no counterpart here and is not there yet.

use crate::handover::Handover;
use crate::process::{FileId, Launch};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

/// What a name without an extension may mean, in the order of an untouched `PATHEXT`.
const EXTENSIONS: [&str; 3] = ["exe", "cmd", "bat"];

pub(crate) fn file_id(path: &Path) -> io::Result<FileId> {
    let found = winapi_util::file::information(winapi_util::Handle::from_path_any(path)?)?;
    Ok(FileId::new(found.volume_serial_number(), found.file_index()))
}

pub(crate) fn own_file() -> io::Result<(PathBuf, FileId)> {
    let path = std::env::current_exe()?;
    let id = file_id(&path)?;
    Ok((path, id))
}

pub(crate) fn is_program(path: &Path) -> bool {
    path.is_file()
}

pub(crate) fn spellings(folder: &Path, name: &OsStr) -> Vec<PathBuf> {
    let plain = folder.join(name);
    if plain.extension().is_some() {
        return vec![plain];
    }
    EXTENSIONS.iter().map(|extension| plain.with_extension(extension)).collect()
}

pub(crate) fn run_child(launch: &Launch) -> io::Result<u8> {
    let mut command = std::process::Command::new(&launch.program);
    let status = command.args(&launch.args).env_clear().envs(launch.env.iter().cloned()).status()?;
    Ok(u8::try_from(status.code().unwrap_or(1)).unwrap_or(u8::MAX))
}

pub(crate) fn become_tool(_launch: &Launch, _handover: Option<&Handover>) -> io::Error {
    crate::not_yet("starting the tool in our place")
}

pub(crate) fn start_apart(_launch: &Launch) -> io::Result<()> {
    Err(crate::not_yet("starting a program apart from us"))
}
