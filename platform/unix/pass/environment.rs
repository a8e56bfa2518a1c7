//! The environment of `pass`, and what it is told for GnuPG in it.

use crate::process::without_scripts_folders;
use crate::secret_store::Prompting;
use crate::variable::Lookup;
use rustix::stdio::{stderr, stdin, stdout};
use rustix::termios::ttyname;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

/// What `pass`, GnuPG, git and the window that asks read. A token in another variable is none of
/// their business.
const PASSED_ON: [&str; 33] = [
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

/// What no call may ask about, by git's own configuration in variables: the signature of a commit.
const UNSIGNED: [(&str, &str); 5] = [
    ("GIT_CONFIG_COUNT", "2"),
    ("GIT_CONFIG_KEY_0", "commit.gpgsign"),
    ("GIT_CONFIG_VALUE_0", "false"),
    ("GIT_CONFIG_KEY_1", "pass.signcommits"),
    ("GIT_CONFIG_VALUE_1", "false"),
];

/// The variables of the user's that `pass` gets, and where it finds programs.
pub(super) struct Environment {
    passed_on: Vec<(OsString, OsString)>,
    /// A project's programs are not in it: this is asked in its scripts, too.
    pub(super) path: OsString,
    options: Option<OsString>,
}

impl Environment {
    pub(super) fn of(env: Lookup<'_>) -> Self {
        let mut passed_on: Vec<(OsString, OsString)> = PASSED_ON
            .iter()
            .filter_map(|name| Some((OsString::from(name), env(name)?)))
            .collect();
        let path = env("PATH").and_then(|path| without_scripts_folders(&path));
        let path = path.unwrap_or_default();
        passed_on.push(("PATH".into(), path.clone()));
        if env("GPG_TTY").is_none() {
            passed_on.extend(terminal().map(|name| ("GPG_TTY".into(), name)));
        }
        Self {
            passed_on,
            path,
            options: env(OPTIONS),
        }
    }

    /// The variables of one program.
    pub(super) fn variables(&self, prompting: Prompting) -> Vec<(OsString, OsString)> {
        let mut variables = self.passed_on.clone();
        variables.push((OPTIONS.into(), options(self.options.clone(), prompting)));
        if prompting == Prompting::Never {
            variables.extend(UNSIGNED.map(|(name, value)| (name.into(), value.into())));
        }
        variables
    }
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
