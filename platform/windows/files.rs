//! Files on Windows. Those in a user's profile are already closed to other users by the access
//! lists that they inherit.

use super::random;
use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, ErrorKind};
use std::os::windows::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::{PathPersistError, TempPath};
use windows_sys::Win32::System::Threading::CREATE_NO_WINDOW;

/// The most characters of a path in its plain form (`MAX_PATH`).
const LONGEST: usize = 260;

pub(crate) fn open_for_reading(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// The system's own form of such a path (`\\?\C:\…`) is understood by few programs, and is shown to
/// nobody; it is kept where there is no other: for a path that is too long without it, or that
/// would lead elsewhere, as one whose name ends with a dot.
pub(crate) fn canonical(path: &Path) -> io::Result<PathBuf> {
    let whole = path.canonicalize()?;
    Ok(plain(&whole).unwrap_or(whole))
}

fn plain(path: &Path) -> Option<PathBuf> {
    let text = path.to_str()?.strip_prefix(r"\\?\")?;
    let plain = match text.strip_prefix(r"UNC\") {
        Some(share) => format!(r"\\{share}"),
        None if text.as_bytes().get(1) == Some(&b':') => text.to_owned(),
        None => return None,
    };
    let plain = PathBuf::from(plain);
    let means_the_same = || std::path::absolute(&plain).is_ok_and(|whole| whole == plain);
    (plain.as_os_str().len() < LONGEST && means_the_same()).then_some(plain)
}

pub(crate) fn is_null_device(_found: &Metadata) -> bool {
    false
}

pub(crate) fn create_private_folders(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}

/// Here a program is known by its name.
#[allow(clippy::unnecessary_wraps, reason = "as on other systems")]
pub(crate) fn make_executable(_file: &File) -> io::Result<()> {
    Ok(())
}

pub(crate) fn open_private(path: &Path) -> io::Result<File> {
    File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

/// The number of names is not checked: editors do not make several on Windows.
pub(crate) fn names_and_read_only(found: &Metadata) -> (u64, bool) {
    (1, found.permissions().readonly())
}

/// Only the read-only mark is kept: the access list of the replaced file is lost, and that of its
/// folder applies.
pub(crate) fn take_over(fresh: &File, before: &Metadata) -> io::Result<()> {
    fresh.set_permissions(before.permissions())
}

/// A rename needs nothing more here.
pub(crate) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Only the read-only mark is checked; the access list takes effect when the file is written.
pub(crate) fn is_writable(_path: &Path, found: &Metadata) -> bool {
    found.is_dir() || !found.permissions().readonly()
}

/// Stable Rust does not tell how many there are.
pub(crate) fn names(_found: &Metadata) -> u64 {
    1
}

pub(crate) fn create_new(path: &Path, _private: bool) -> io::Result<File> {
    File::options().write(true).create_new(true).open(path)
}

/// None are copied: the access list becomes that of the folder.
pub(crate) fn take_attributes(_fresh: &File, _before: &Path) -> io::Result<()> {
    Ok(())
}

/// A path that is not Unicode cannot be made from bytes here.
pub(crate) fn os_str(bytes: &[u8]) -> Option<&OsStr> {
    std::str::from_utf8(bytes).ok().map(OsStr::new)
}

/// There is no root.
pub(crate) fn is_roots_view_of_another(_folder: &Path) -> bool {
    false
}

pub(crate) fn open_folder(_folder: &Path) -> io::Result<File> {
    Err(crate::unsupported::not_yet("a lock on a folder"))
}

/// A symbolic link wants a privilege that users lack. Another name of the file is as good, but for
/// an update: the link keeps the older program until setup runs again.
pub(crate) fn link(target: &Path, link: &Path) -> io::Result<()> {
    match std::fs::hard_link(target, link) {
        // It is on another disk, or the disk has no such names.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => copy(target, link),
        done => done,
    }
}

fn copy(target: &Path, link: &Path) -> io::Result<()> {
    let mut fresh = File::options().write(true).create_new(true).open(link)?;
    io::copy(&mut File::open(target)?, &mut fresh)?;
    fresh.sync_all()
}

/// A program that runs cannot be replaced, but renamed. What is out of the way is removed as soon
/// as it can be: now, or by the next setup.
pub(crate) fn put_program_in_place(fresh: TempPath, place: &Path) -> io::Result<()> {
    let Err(PathPersistError { error, path }) = fresh.persist(place) else {
        return Ok(());
    };
    if error.kind() != ErrorKind::PermissionDenied {
        return Err(error);
    }
    // Beside it, under a name that the next setup knows.
    let mut aside = path.as_os_str().to_owned();
    aside.push(".old");
    std::fs::rename(place, &aside).map_err(|_| error)?;
    let done = path.persist(place).map_err(|failed| failed.error);
    match done {
        // The next setup tries again.
        Ok(()) => drop(std::fs::remove_file(&aside)),
        Err(_) => std::fs::rename(&aside, place)?,
    }
    done
}

/// Waits until the program that was renamed has ended, for a minute at most: a pass a second. The
/// interpreter of Wine needs the parentheses, and takes `@(` for a command.
const REMOVE_LATER: &str = "for /l %i in (1,1,60) do (del /f /q \"%NPMCRED_GONE%\" 2>nul & \
     if exist \"%NPMCRED_GONE%\" (ping -n 2 127.0.0.1 >nul) else exit)";

/// A program that runs cannot be removed, but renamed: it goes to the folder of temporary files,
/// where the system's interpreter removes it when it has ended.
pub(crate) fn remove_running(path: &Path, error: io::Error) -> io::Result<()> {
    let is_program = path.is_file()
        && path
            .extension()
            .is_some_and(|it| it == "exe" || it == "old");
    if error.kind() != ErrorKind::PermissionDenied || !is_program {
        return Err(error);
    }
    let name = format!("npmcred-gone-{}.exe", random::digits::<8>()?);
    // The folder of temporary files may be on another disk.
    let above = path.ancestors().nth(3).unwrap_or(path);
    let mut folders = [&*std::env::temp_dir(), above]
        .map(|folder| folder.join(&name))
        .into_iter();
    let Some(gone) = folders.find(|gone| std::fs::rename(path, gone).is_ok()) else {
        return Err(error);
    };
    let interpreter = crate::folders::PROGRAMS[0];
    let later = Command::new(Path::new(interpreter).join("cmd.exe"))
        .raw_arg(format!("/d /v:off /c {REMOVE_LATER}"))
        .env("NPMCRED_GONE", &gone)
        .current_dir(interpreter)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .creation_flags(CREATE_NO_WINDOW)
        .spawn();
    // Without it the file stays among the temporary ones, where it does nothing.
    drop(later);
    Ok(())
}

/// The folder that it is in has an access list to inherit.
pub(crate) fn close_to_others(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Access lists decide this here, and they are not read yet.
pub(crate) fn lets_others_replace(_found: &Metadata, _is_near: bool) -> bool {
    false
}

pub(crate) fn exposure(_found: &Metadata) -> Option<crate::exposure::Exposure> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_as_people_write_it() {
        let long = format!(r"\\?\C:\{}", "a".repeat(300));
        let cases = [
            (r"\\?\C:\Users\me", Some(r"C:\Users\me")),
            (r"\\?\UNC\server\share\x", Some(r"\\server\share\x")),
            (r"\\?\Volume{1}\x", None),
            (r"C:\Users", None),
            (r"\\?\C:\Users\me.", None),
            (r"\\?\C:\Users.\me", None),
            (r"\\?\C:\Users\me ", None),
            (&long, None),
        ];
        for (path, want) in cases {
            let found = plain(Path::new(path));
            assert_eq!(found.as_deref(), want.map(Path::new), "{path}");
        }
    }
}
