//! Where this system wants a program's own files to be.
//!
//! A relative value of an `XDG_` variable is ignored, as the XDG base directory specification demands.

use crate::Lookup;
use std::path::PathBuf;

/// Where distributions keep the roots of trust, each in one file: Debian and Arch, Fedora, SUSE, Alpine.
pub const ROOT_BUNDLES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

const OURS: &str = "npmcred";

/// The user's home folder: what the variable says, or where it is not set the system's user database.
#[must_use]
pub fn home(env: Lookup<'_>) -> Option<PathBuf> {
    let variable = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    if env(variable).is_some() {
        return absolute(env, variable);
    }
    std::env::home_dir().filter(|home| home.is_absolute())
}

/// Where our settings are kept; need not exist.
#[must_use]
pub fn config(env: Lookup<'_>) -> Option<PathBuf> {
    base(env, "XDG_CONFIG_HOME", ".config").map(|folder| folder.join(OURS))
}

/// Where we keep what no user edits; need not exist.
#[must_use]
pub fn data(env: Lookup<'_>) -> Option<PathBuf> {
    base(env, "XDG_DATA_HOME", ".local/share").map(|folder| folder.join(OURS))
}

fn base(env: Lookup<'_>, xdg: &str, below_home: &str) -> Option<PathBuf> {
    if cfg!(windows) {
        absolute(env, "APPDATA")
    } else if cfg!(target_os = "macos") {
        Some(home(env)?.join("Library/Application Support"))
    } else {
        absolute(env, xdg).or_else(|| Some(home(env)?.join(below_home)))
    }
}

fn absolute(env: Lookup<'_>, name: &str) -> Option<PathBuf> {
    env(name).map(PathBuf::from).filter(|path| path.is_absolute())
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
    }
}
