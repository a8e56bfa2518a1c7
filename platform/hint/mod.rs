//! Commands for a person to type, one function each: on a Unix for any of its shells, on Windows
//! for `PowerShell`.
//!
//! Nothing here is ever run by npmcred. A command must work as it is printed.

mod command;
pub mod cron;
mod quote;

pub use command::{HintPart, ShellCommand};
pub use quote::Shell;

use std::ffi::{OsStr, OsString};
use std::path::Path;

/// The editor of those who have named none.
pub const EDITOR: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// Has the shell that the user sits at read its start files again; `None` where none is ours.
pub const READ_START_FILES_AGAIN: Option<&str> = if cfg!(windows) {
    None
} else {
    Some("exec $SHELL")
};

/// Has the desktop session read the files of its environment again.
pub const READ_DESKTOP_FILES_AGAIN: &str = "systemctl --user daemon-reload";

/// Names the file that a shell by POSIX's rules reads at a prompt; the file is an example.
pub const SET_ENV_FILE: &str = "export ENV=\"$HOME/.shrc\"";

/// Gives the user the start file that yash brings.
pub const COPY_YASH_START_FILE: &str = "cp /usr/share/yash/initialization/sample ~/.yashrc";

/// Gives a file or folder another name.
#[must_use]
pub fn move_aside(path: &Path) -> ShellCommand {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".old");
    ShellCommand::new("mv", "Move-Item -LiteralPath")
        .word(path)
        .word(aside)
}

/// Removes a file or a link.
#[must_use]
pub fn remove(file: &Path) -> ShellCommand {
    ShellCommand::new("rm", "Remove-Item -LiteralPath").word(file)
}

/// Lets the user read a file of theirs.
#[must_use]
pub fn allow_reading(file: &Path) -> ShellCommand {
    ShellCommand::new("chmod u+r", "icacls")
        .word(file)
        .text("", "/grant \"${env:USERNAME}:(R)\"")
}

/// Lets the user write a file or folder of theirs.
#[must_use]
pub fn allow_writing(path: &Path) -> ShellCommand {
    ShellCommand::new("chmod u+w", "attrib -R").word(path)
}

/// Keeps all other users from writing a file or folder.
#[must_use]
pub fn forbid_others_to_write(path: &Path) -> ShellCommand {
    only_for_the_user("chmod go-w", path)
}

/// Keeps all other users from reading and writing a file or folder.
#[must_use]
pub fn close_to_others(path: &Path) -> ShellCommand {
    only_for_the_user("chmod go=", path)
}

/// Windows grants rights rather than taking them away, so there is one command for both.
fn only_for_the_user(unix: &'static str, path: &Path) -> ShellCommand {
    ShellCommand::new(unix, "icacls")
        .word(path)
        .text("", "/inheritance:r /grant:r \"${env:USERNAME}:(F)\"")
}

/// Makes the user the owner of a file or folder.
#[must_use]
pub fn take_ownership(path: &Path) -> ShellCommand {
    ShellCommand::new("sudo chown \"$(id -u)\"", "takeown /F").word(path)
}

/// Names the user's home folder; the folder is an example.
#[must_use]
pub fn set_home() -> ShellCommand {
    ShellCommand::new(
        "export HOME=/your/home",
        "$env:USERPROFILE='C:\\Users\\you'",
    )
}

/// Has npmcred's data where it is without any choice of the user's.
#[must_use]
pub fn set_usual_data_folder() -> ShellCommand {
    ShellCommand::new(
        "export XDG_DATA_HOME=\"$HOME/.local/share\"",
        "$env:LOCALAPPDATA=\"$HOME\\AppData\\Local\"",
    )
}

/// Has npmcred's data in another place; the folder is an example.
#[must_use]
pub fn set_other_data_folder() -> ShellCommand {
    ShellCommand::new(
        "export XDG_DATA_HOME=/some/where/else",
        "$env:LOCALAPPDATA='C:\\some\\where\\else'",
    )
}

/// Takes a variable out of the environment of the shell that the user logs in with.
#[must_use]
pub fn unset(name: &str, login_shell: Option<&OsStr>) -> ShellCommand {
    let shell = login_shell.map(Path::new).and_then(Path::file_name);
    let unix = if shell.is_some_and(|shell| shell == "fish") {
        "set -e"
    } else {
        "unset"
    };
    ShellCommand::new(unix, "Remove-Item").word(if cfg!(windows) {
        OsString::from(format!("Env:{name}"))
    } else {
        name.into()
    })
}

/// Sets a variable for the command that is typed behind it.
#[must_use]
pub fn with_variable(name: &'static str, value: impl Into<OsString>) -> ShellCommand {
    ShellCommand::default().variable(name, value)
}

/// Sets a variable for all that a script starts.
#[must_use]
pub fn set_variable(name: &'static str, value: impl Into<OsString>) -> ShellCommand {
    ShellCommand::new("export", "").variable(name, value)
}

/// Shows every program of this name on PATH, in the order in which they are found.
#[must_use]
pub fn find_all(program: &'static str) -> ShellCommand {
    ShellCommand::new("type -a", "Get-Command -All").text(program, program)
}

/// Shows the processes of a program.
#[must_use]
pub fn find_processes(program: &'static str) -> ShellCommand {
    ShellCommand::new("pgrep -af", "Get-Process").text(program, program)
}

/// Shows the other names of a file.
#[must_use]
pub fn find_hard_links(file: &Path) -> ShellCommand {
    ShellCommand::new("find ~ -samefile", "fsutil hardlink list").word(file)
}

/// Opens a file in an editor, at this line where the editor can.
#[must_use]
pub fn edit(file: &Path, line: usize) -> ShellCommand {
    let editor = ShellCommand::new(EDITOR, EDITOR);
    if cfg!(windows) {
        editor.word(file)
    } else {
        editor.word(format!("+{line}")).word(file)
    }
}

/// Copies our program to a folder that only the user may write, and has the copy set itself up.
#[must_use]
pub fn set_up_from_own_folder(program: &Path) -> ShellCommand {
    ShellCommand::new(
        "mkdir -p ~/.local/bin && cp",
        "New-Item -Force -ItemType Directory ~\\bin && Copy-Item -LiteralPath",
    )
    .word(program)
    .text(
        "~/.local/bin/ && ~/.local/bin/npmcred setup",
        "~\\bin && ~\\bin\\npmcred setup",
    )
}

/// Writes a script that a shell of a Unix runs, and makes it a program; `None` on Windows.
#[must_use]
pub fn write_script(file: &Path, line: &str) -> Option<ShellCommand> {
    let command = ShellCommand::new(r"printf '%s\n' '#!/bin/sh'", "")
        .word(line)
        .text(">", "")
        .word(file)
        .text("&& chmod +x", "")
        .word(file);
    (!cfg!(windows)).then_some(command)
}
