//! The folders in which this system wants a program's own files.
//!
//! A relative value of an `XDG_` variable is ignored, as the XDG base directory specification
//! demands. A value below `~/snap` is ignored too. A snap sets it for every program started in its
//! terminal, and mostly for one revision of itself.

use crate::kept_path;
use crate::variable::Lookup;
use std::path::{Path, PathBuf};

/// The files in which distributions keep the trusted roots: Debian and Arch, Fedora, SUSE, Alpine.
pub const ROOT_BUNDLES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// The root of the file system, or of the disk that Windows starts from.
pub const ROOT: &str = if cfg!(windows) { "C:\\" } else { "/" };

/// Where the system's own programs are: the PATH of a new login (login(1), `ENV_PATH` of
/// login.defs(5)).
pub const PROGRAMS: &[&str] = if cfg!(windows) {
    &["C:\\Windows\\System32", "C:\\Windows"]
} else {
    &["/usr/local/bin", "/usr/bin", "/bin"]
};

const OURS: &str = "npmcred";

/// What Windows does not carry to the user's other machines: programs are for this one alone.
const LOCAL: &str = "LOCALAPPDATA";

/// The user's home folder: the variable's value, or the system's user database if it is not set.
#[must_use]
pub fn home(env: Lookup<'_>) -> Option<PathBuf> {
    let variable = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    if env(variable).is_some() {
        return absolute(env, variable);
    }
    std::env::home_dir().filter(|home| home.is_absolute())
}

/// The folder for our settings; it need not exist.
#[must_use]
pub fn config(env: Lookup<'_>) -> Option<PathBuf> {
    base(env, "XDG_CONFIG_HOME", ".config", "APPDATA").map(|folder| folder.join(OURS))
}

/// The folder for files that no user edits; it need not exist.
#[must_use]
pub fn data(env: Lookup<'_>) -> Option<PathBuf> {
    base(env, "XDG_DATA_HOME", ".local/share", LOCAL).map(|folder| folder.join(OURS))
}

/// The folder in which a program of node's keeps what its user chose (pnpm `getConfigDir`).
#[must_use]
pub fn preferences(env: Lookup<'_>, program: &str) -> Option<PathBuf> {
    if let Some(chosen) = env("XDG_CONFIG_HOME").filter(|value| !value.is_empty()) {
        return Some(PathBuf::from(chosen).join(program));
    }
    if cfg!(windows) {
        return Some(absolute(env, LOCAL)?.join(program).join("config"));
    }
    let below = if cfg!(target_os = "macos") {
        "Library/Preferences"
    } else {
        ".config"
    };
    Some(home(env)?.join(below).join(program))
}

/// The same, if no variable says otherwise.
#[must_use]
pub fn usual_data(env: Lookup<'_>) -> Option<PathBuf> {
    data(&|name: &str| {
        if name.starts_with("XDG_") {
            None
        } else {
            env(name)
        }
    })
}

/// The folder that an `XDG_` variable names, if the user chose it.
#[must_use]
pub fn xdg(env: Lookup<'_>, name: &str) -> Option<PathBuf> {
    let chosen = absolute(env, name)?;
    let is_of_a_snap = home(env).is_some_and(|home| chosen.starts_with(home.join("snap")));
    (!is_of_a_snap).then_some(chosen)
}

/// Whether a folder can be one of those that [`data`] returns, by its name.
#[must_use]
pub fn may_be_data(folder: &Path) -> bool {
    folder.is_absolute() && folder.file_name().is_some_and(|name| name == OURS)
}

/// The data folder for all users of this machine, which only an administrator may write; `None` on
/// a system that keeps no PATH of the machine.
#[must_use]
pub fn data_of_machine() -> Option<PathBuf> {
    kept_path::protected_folder().map(|folder| folder.join(OURS))
}

/// The path at which PowerShell looks for the user's profile. `config` is the folder of the user's
/// settings. Documents may be outside of home; only PowerShell's own `$PROFILE` tells.
#[must_use]
pub fn power_shell(home: &Path, config: &Path) -> Vec<PathBuf> {
    if cfg!(windows) {
        let documents = home.join("Documents");
        vec![
            documents.join("PowerShell"),
            documents.join("WindowsPowerShell"),
        ]
    } else {
        vec![config.join("powershell")]
    }
}

fn base(env: Lookup<'_>, xdg_name: &str, below_home: &str, on_windows: &str) -> Option<PathBuf> {
    if cfg!(windows) {
        absolute(env, on_windows)
    } else if cfg!(target_os = "macos") {
        Some(home(env)?.join("Library/Application Support"))
    } else {
        xdg(env, xdg_name).or_else(|| Some(home(env)?.join(below_home)))
    }
}

fn absolute(env: Lookup<'_>, name: &str) -> Option<PathBuf> {
    env(name)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use std::ffi::OsString;

    #[test]
    fn xdg_wins_over_home_unless_relative() {
        let env = |home: &'static str, xdg: &'static str| {
            move |name: &str| match name {
                "HOME" => Some(OsString::from(home)),
                "XDG_CONFIG_HOME" | "XDG_DATA_HOME" => Some(OsString::from(xdg)),
                _ => None,
            }
        };
        assert_eq!(config(&env("/h", "/x")), Some("/x/npmcred".into()));
        assert_eq!(config(&env("/h", "x")), Some("/h/.config/npmcred".into()));
        assert_eq!(data(&env("/h", "")), Some("/h/.local/share/npmcred".into()));
        assert_eq!(data(&env("", "")), None);
        assert_eq!(home(&env("/h", "")), Some("/h".into()));
        assert_eq!(
            data(&env("/h", "/h/snap/code/143/.local/share")),
            Some("/h/.local/share/npmcred".into())
        );
        assert_eq!(
            data(&env("/h", "/h/snapshots")),
            Some("/h/snapshots/npmcred".into())
        );
        assert_eq!(
            usual_data(&env("/h", "/x")),
            Some("/h/.local/share/npmcred".into())
        );
    }
}
