//! The environment of `pass`, and what it is told for GnuPG in it.

use crate::secret_store::Prompting;
use crate::variable::Lookup;
use rustix::stdio::{stderr, stdin, stdout};
use rustix::termios::ttyname;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStringExt;

/// What `pass`, GnuPG, git and the window that asks read. A token in another variable is none of
/// their business.
const PASSED_ON: [&str; 34] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "TERM",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    "TMPDIR",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
    "XDG_CONFIG_HOME",
    "DBUS_SESSION_BUS_ADDRESS",
    "GNUPGHOME",
    "GPG_TTY",
    "GPG_AGENT_INFO",
    "PINENTRY_USER_DATA",
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_EMAIL",
    "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "SSH_AUTH_SOCK",
    "PASSWORD_STORE_DIR",
    "PASSWORD_STORE_KEY",
    "PASSWORD_STORE_UMASK",
    "PASSWORD_STORE_SIGNING_KEY",
    "PASSWORD_STORE_ENABLE_EXTENSIONS",
    "PASSWORD_STORE_EXTENSIONS_DIR",
];

const OPTIONS: &str = "PASSWORD_STORE_GPG_OPTS";

pub(super) fn variables(env: Lookup<'_>, prompting: Prompting) -> Vec<(OsString, OsString)> {
    let mut variables: Vec<(OsString, OsString)> = PASSED_ON
        .iter()
        .filter_map(|name| Some((OsString::from(name), env(name)?)))
        .collect();
    variables.push((OPTIONS.into(), options(env(OPTIONS), prompting)));
    if env("GPG_TTY").is_none() {
        variables.extend(terminal().map(|name| ("GPG_TTY".into(), name)));
    }
    variables
}

/// One of them.
pub(super) fn of<'a>(variables: &'a [(OsString, OsString)], name: &str) -> Option<&'a OsStr> {
    let found = variables.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_os_str())
}

/// The user's own options, and ours: what happened in words that are the same in each language,
/// and no question where none may be asked.
fn options(own: Option<OsString>, prompting: Prompting) -> OsString {
    let mut options = own.unwrap_or_default();
    options.push(" --status-fd=2");
    if prompting == Prompting::Never {
        options.push(" --no-tty --batch --pinentry-mode error");
    }
    options
}

/// Where a question can be shown without a desktop. `pass` would look at its standard input, which
/// is a pipe.
fn terminal() -> Option<OsString> {
    let name = [stdin(), stdout(), stderr()]
        .into_iter()
        .find_map(|stream| ttyname(stream, Vec::new()).ok())?;
    Some(OsString::from_vec(name.into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_options_stay() {
        let own = Some(OsString::from("--no-throw-keyids"));
        assert_eq!(
            options(own, Prompting::Allowed),
            "--no-throw-keyids --status-fd=2"
        );
    }
}
