//! Finds another program and becomes it.
//!
//! A program is recognised by its file, never by its name. Our own binary is on `PATH` under
//! several names, and a link to it is still ours.

use crate::files;
use crate::handover::Handover;
pub use crate::launch::{CAPTURE_LIMIT, Captured, FileId, Launch};
use crate::secret::Secret;
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

/// The identity of the file behind `path`, links followed. A batch file of ours stands for the
/// program that it starts.
///
/// # Errors
/// Those of looking the file up.
pub fn file_id(path: &Path) -> io::Result<FileId> {
    if cfg!(windows) && is_batch_file(path) && files::begins_with(path, BATCH_MARK.as_bytes()) {
        return imp::file_id(&path.with_extension("exe"));
    }
    imp::file_id(path)
}

/// The path and identity of the running program. The identity is right even if the file was
/// replaced since.
///
/// # Errors
/// Those of asking the system, for example if `/proc` is not mounted.
pub fn own_file() -> io::Result<(PathBuf, FileId)> {
    // The start of every shell asks this once for each tool.
    static OWN: OnceLock<(PathBuf, FileId)> = OnceLock::new();
    if let Some(known) = OWN.get() {
        return Ok(known.clone());
    }
    let own = imp::own_file()?;
    Ok(OWN.get_or_init(|| own).clone())
}

/// The path of a running program as that program is told it: links followed, but on Windows as it
/// was started (`GetModuleFileName`).
///
/// # Errors
/// Those of looking the file up.
pub fn path_when_run(path: &Path) -> io::Result<PathBuf> {
    imp::path_when_run(path)
}

/// The program that `name` means, by the rules of `execvp`: a name with a slash is a path; an empty
/// entry of `path_var` is `cwd`; only a regular file that we may execute counts. Files that `skip`
/// accepts are passed over. On Windows an entry that is empty or relative is nothing.
///
/// The path is absolute if `cwd` is, so that it stays right after a change of folder.
#[must_use]
pub fn find_on_path(
    name: &OsStr,
    path_var: &OsStr,
    cwd: &Path,
    skip: &dyn Fn(&FileId) -> bool,
) -> Option<PathBuf> {
    let fits = |candidate: &PathBuf| {
        imp::is_program(candidate) && file_id(candidate).is_ok_and(|id| !skip(&id))
    };
    if name.is_empty() {
        return None;
    }
    if Path::new(name).components().nth(1).is_some() || name.as_encoded_bytes().contains(&b'/') {
        return Some(cwd.join(name)).filter(fits);
    }
    std::env::split_paths(path_var)
        .filter(|folder| imp::is_searched(folder))
        .flat_map(|folder| imp::spellings(&cwd.join(folder), name))
        .find(fits)
}

/// A PATH without the folders in which a project says what its scripts find, and without what
/// counts from the current folder; `None` if it cannot be written.
#[must_use]
pub fn without_scripts_folders(path: &OsStr) -> Option<OsString> {
    let is_users = |folder: &PathBuf| {
        let mut parts = ["node_modules/.bin", "node-gyp-bin"].into_iter();
        folder.is_absolute() && !parts.any(|part| folder.ends_with(part))
    };
    std::env::join_paths(std::env::split_paths(path).filter(is_users)).ok()
}

/// The file name of a program in a folder: `npm`, on Windows `npm.exe`.
#[must_use]
pub fn program_file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The file in a folder that starts a script of an npm package: `npm`, on Windows `npm.cmd`.
#[must_use]
pub fn script_file(folder: &Path, name: &str) -> PathBuf {
    folder.join(if cfg!(windows) {
        format!("{name}.cmd")
    } else {
        name.to_owned()
    })
}

/// Whether a program under another name is a file of its own: another name of the same file, or a
/// copy of it where that cannot be. Elsewhere it is a link, which leads to what comes later, too.
pub const NAMES_ARE_FILES: bool = cfg!(windows);

/// Where those look that ask for a tool as Windows' own installer names it, `npm.cmd`, and what has
/// to stand there to start the program beside it; `None` on a system without batch files.
#[must_use]
pub fn batch_file_beside(program: &Path) -> Option<(PathBuf, String)> {
    let name = program.file_name()?.to_str()?;
    cfg!(windows).then(|| (program.with_extension("cmd"), batch_text(name)))
}

/// How our batch files begin.
const BATCH_MARK: &str = "@rem npmcred made this: it starts the program beside it.\r\n";

/// The folder is asked for in a subroutine: `%~dp0` is the working folder for who calls the file by
/// its name in quotes, and a program there must never be run (npm's `cmd-shim` does the same). The
/// last line is filled in as a whole before it runs, so that the tool does not see the variable.
fn batch_text(program: &str) -> String {
    let lines = [
        "@echo off",
        "goto start",
        ":find",
        "set \"npmcred_beside=%~dp0\"",
        "exit /b",
        ":start",
        "setlocal disabledelayedexpansion",
        "call :find",
    ];
    let lines: String = lines.map(|line| format!("{line}\r\n")).concat();
    let last = format!("set \"npmcred_beside=\" & \"%npmcred_beside%{program}\" %*\r\n");
    [BATCH_MARK, &lines, &last].concat()
}

/// Whether this is a batch file of Windows, by its name.
#[must_use]
pub fn is_batch_file(path: &Path) -> bool {
    let ending = path.extension();
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case("cmd"))
}

/// The name of a program by its path: the file's name, on Windows without `.exe` and in lower case.
#[must_use]
pub fn program_name(path: &Path) -> Option<Cow<'_, str>> {
    let name = path.file_name()?.to_str()?;
    Some(if cfg!(windows) {
        let name = name.to_lowercase();
        name.strip_suffix(".exe").unwrap_or(&name).to_owned().into()
    } else {
        name.into()
    })
}

/// What we were started as: the first argument, or on Windows the running file.
#[must_use]
pub fn started_as() -> OsString {
    imp::started_as()
}

/// Becomes the tool; returns only if that failed. On Windows the tool is a child of ours, and this
/// process ends with its status. Signal dispositions, signal mask, limits and
/// standard descriptors are those that *we* inherited, whatever Rust's runtime changed. On failure
/// the contents handed over are taken back.
#[must_use]
#[expect(
    clippy::needless_pass_by_value,
    reason = "dropping it here is what takes the contents back"
)]
pub fn become_tool(launch: &Launch, handover: Option<Handover>) -> io::Error {
    imp::become_tool(launch, handover.as_ref())
}

/// Runs the tool as a child in our process group and waits for it. Returns its status as a shell
/// would: its exit status, or 128 and the number of the signal that ended it. Meanwhile a Ctrl-C
/// goes to the child, and a request to end is passed on to it.
///
/// # Errors
/// Those of starting it.
pub fn run_child(launch: &Launch) -> io::Result<u8> {
    child::run_child(launch, None)
}

/// Runs a program as [`run_child`] does, with `input` on its standard input, and nothing behind it.
/// A program that does not read it is none of our business.
///
/// # Errors
/// Those of starting it.
pub fn run_child_with_input(launch: &Launch, input: &Secret) -> io::Result<u8> {
    child::run_child(launch, Some(input))
}

/// Runs a program for its output, in the current folder: see [`run_captured_in`].
///
/// # Errors
/// Those of starting it.
pub fn run_captured(launch: &Launch, deadline: Duration) -> io::Result<Captured> {
    captured::run_captured(launch, None, deadline)
}

/// Runs a program for its output, in `folder`: no terminal, no standard input, a session of its
/// own. After the deadline, or when it has ended, the rest of its process group is ended too, so
/// that nothing waits for it or is surprised by it. The output from before its end is complete,
/// even if a program that it started still holds the output open.
///
/// # Errors
/// Those of starting it.
pub fn run_captured_in(launch: &Launch, folder: &Path, deadline: Duration) -> io::Result<Captured> {
    captured::run_captured(launch, Some(folder), deadline)
}

/// Starts a program that is independent of this process: no terminal, no standard streams, no
/// parent that waits.
///
/// # Errors
/// Those of starting it; `Unsupported` on a system without support for it yet.
pub fn start_apart(launch: &Launch) -> io::Result<()> {
    apart::start_apart(launch)
}

/// Starts this very program again under another name, independent of this process as in
/// [`start_apart`], with `input` on its standard input. Of what this process inherited it gets no
/// descriptor. Nobody waits for it to read: the input has to fit into a pipe.
///
/// # Errors
/// Those of starting it; `WriteZero` or `WouldBlock` for an input that does not fit; `Unsupported`
/// on a system without support for it yet.
pub fn start_self_apart(
    name: &str,
    args: &[&str],
    env: &[(OsString, OsString)],
    input: &Secret,
) -> io::Result<()> {
    apart::start_self_apart(name, args, env, input)
}

/// Ends this process when so many seconds are over, whatever it is waiting for; nothing on a system
/// that cannot.
pub fn end_within(patience: Duration) {
    apart::end_within(patience);
}

#[cfg(unix)]
use crate::unix::{apart, captured, child, process as imp};
#[cfg(windows)]
use crate::windows::{process as apart, process as child, process as captured, process as imp};

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn program(folder: &Path, name: &str, mode: u32) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, "#!/bin/sh\n").unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        path
    }

    fn find(name: &str, path_var: &str, cwd: &Path) -> Option<PathBuf> {
        find_on_path(OsStr::new(name), OsStr::new(path_var), cwd, &|_| false)
    }

    /// In a subroutine `%~dp0` is the file's own folder however it was called.
    #[test]
    fn a_batch_file_asks_for_its_folder_in_a_subroutine_alone() {
        let text = batch_text("npm.exe");
        let lines: Vec<&str> = text.lines().collect();
        let at = |wanted: &str| lines.iter().position(|line| *line == wanted).unwrap();
        let subroutine = at(":find")..at("exit /b");
        let asks = |line: &str| line.to_lowercase().contains("dp0") || line.contains("%0");
        let asking = lines.iter().enumerate().filter(|(_, line)| asks(line));
        let asking: Vec<usize> = asking.map(|(at, _)| at).collect();
        assert_eq!(asking.len(), 1, "{text}");
        assert!(subroutine.contains(&asking[0]), "{text}");
        // Whoever runs it from its top jumps over that, and calls it.
        assert!(at("goto start") < subroutine.start && subroutine.end < at(":start"));
        assert!(at("call :find") > at(":start"));
        // No program is named but by that folder.
        let started = lines.iter().filter(|line| line.contains("npm.exe"));
        assert!(
            started
                .clone()
                .all(|line| line.contains("%npmcred_beside%npm.exe"))
        );
        assert_eq!(started.count(), 1);
    }

    #[test]
    fn follows_the_rules_of_execvp() {
        let root = tempfile::tempdir().unwrap();
        let (a, b) = (root.path().join("a"), root.path().join("b"));
        std::fs::create_dir_all(a.join("folder")).unwrap();
        std::fs::create_dir_all(&b).unwrap();
        program(&a, "plain", 0o644);
        let (plain, folder) = (program(&b, "plain", 0o755), program(&b, "folder", 0o755));
        let path_var = format!("{}:{}:/nowhere", a.display(), b.display());
        assert_eq!(
            find("plain", &path_var, root.path()),
            Some(plain.clone()),
            "a file that may not run is passed over"
        );
        assert_eq!(
            find("folder", &path_var, root.path()),
            Some(folder),
            "a folder is no program"
        );
        assert_eq!(
            find("plain", "", &b),
            Some(plain.clone()),
            "an empty PATH is the current folder"
        );
        assert_eq!(
            find("plain", "/nowhere:", &b),
            Some(plain.clone()),
            "so is an empty entry"
        );
        assert_eq!(
            find("plain", "b", root.path()),
            Some(plain.clone()),
            "a relative entry starts at the current folder"
        );
        assert_eq!(
            find("b/plain", "/nowhere", root.path()),
            Some(plain.clone()),
            "a slash makes it a path"
        );
        assert_eq!(find("./plain", "/nowhere", &b), Some(b.join("./plain")));
        assert_eq!(find("none", &path_var, root.path()), None);
        assert_eq!(find("", &path_var, root.path()), None);
        assert_eq!(find("plain", "", root.path()), None);
    }

    #[test]
    fn passes_over_a_file_by_identity_whatever_its_name() {
        let root = tempfile::tempdir().unwrap();
        let (a, b) = (root.path().join("a"), root.path().join("b"));
        std::fs::create_dir_all(&a).unwrap();
        std::fs::create_dir_all(&b).unwrap();
        let ours = program(root.path(), "npmcred", 0o755);
        symlink(&ours, a.join("npm")).unwrap();
        std::fs::hard_link(&ours, a.join("npx")).unwrap();
        let (npm, npx) = (program(&b, "npm", 0o755), program(&b, "npx", 0o755));
        let own = file_id(&ours).unwrap();
        let path_var = std::env::join_paths([&a, &b]).unwrap();
        let skip = |id: &FileId| *id == own;
        assert_eq!(
            find_on_path(OsStr::new("npm"), &path_var, root.path(), &skip),
            Some(npm)
        );
        assert_eq!(
            find_on_path(OsStr::new("npx"), &path_var, root.path(), &skip),
            Some(npx)
        );
    }

    #[test]
    fn own_file_is_the_running_program() {
        let (path, id) = own_file().unwrap();
        assert_eq!(path, std::env::current_exe().unwrap());
        assert_eq!(id, file_id(&path).unwrap());
    }
}
