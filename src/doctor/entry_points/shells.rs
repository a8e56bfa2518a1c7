//! Starts the user's shells, each with the environment that it would really get.

use super::cron;
use super::entry_point::StartWay;
use super::question::{self, ShellAnswer, ShellMode};
use crate::context::Context;
use npmcred_platform::process::{self, Launch};
use npmcred_platform::system_paths::{CRON_PATH, LOGIN_PATH};
use npmcred_platform::{files, system_paths, variable};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a shell may take to start and answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The variables that a login passes on: the user, the language, the folders of the session. It
/// makes the others itself.
const PASSED_ON: [&str; 13] = [
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "XDG_RUNTIME_DIR",
];

/// The reply of a shell.
pub(super) struct Reply {
    pub way: StartWay,
    /// The way to start npm, as a user would name it.
    pub name: String,
    pub answer: Result<ShellAnswer, String>,
}

/// The shells of this user.
pub(super) struct Shells {
    /// The user's own shell; `None` on a system without such shells.
    shell: Option<PathBuf>,
}

impl Shells {
    pub(super) fn of(context: &Context) -> Self {
        let shell = context
            .env
            .filled("SHELL")
            .map(PathBuf::from)
            .filter(|shell| shell.is_absolute());
        Self {
            shell: shell.or_else(|| system_shell().map(PathBuf::from)),
        }
    }

    /// Asks every shell that can be asked.
    pub(super) fn all(&self, context: &Context) -> Vec<Reply> {
        let login = fresh_environment(context, joined(LOGIN_PATH));
        let mut all = Vec::new();
        all.extend(self.own(
            StartWay::LoginShell,
            "a login shell",
            ShellMode::Login,
            &login,
        ));
        // A terminal window inherits the environment that the login made.
        let after_login = match all.last() {
            Some(Reply {
                answer: Ok(answer), ..
            }) => fresh_environment(context, answer.path.clone()),
            _ => login.clone(),
        };
        all.extend(self.own(
            StartWay::InteractiveShell,
            "an interactive shell",
            ShellMode::Interactive,
            &after_login,
        ));
        all.extend(self.own(
            StartWay::Editor,
            "an editor that asks the shell",
            ShellMode::Editor,
            &login,
        ));
        let here = context.env.variables();
        all.extend(self.own(StartWay::Script, "a script", ShellMode::Script, here));
        all.extend(Self::others(context, here));
        all
    }

    fn own(
        &self,
        way: StartWay,
        what: &str,
        mode: ShellMode,
        env: &[(OsString, OsString)],
    ) -> Option<Reply> {
        let shell = self.shell.as_deref()?;
        let name = shell.file_name().unwrap_or_default().to_string_lossy();
        Some(Reply {
            way,
            name: format!("{what} ({name})"),
            answer: ask(shell, mode, env)?,
        })
    }

    fn others(context: &Context, here: &[(OsString, OsString)]) -> Vec<Reply> {
        let Some(sh) = system_shell() else {
            return Vec::new();
        };
        let path = cron::table(context).and_then(|table| cron::path_variable(&table));
        let mut cron = fresh_environment(context, path.unwrap_or_else(|| joined(&CRON_PATH)));
        let of_cron = |name: &OsString| {
            let mut kept = ["HOME", "LOGNAME", "PATH"].iter();
            kept.any(|kept| variable::is_same(name, kept.as_ref()))
        };
        cron.retain(|(name, _)| of_cron(name));
        cron.push(("SHELL".into(), sh.into()));
        let named = |way, name: &str, answer: Option<_>| {
            let name = name.to_owned();
            answer.map(|answer| Reply { way, name, answer })
        };
        let script = named(
            StartWay::Sh,
            "a script (sh -c)",
            ask(sh, ShellMode::Script, here),
        );
        let cron = named(
            StartWay::Cron,
            "a job of cron",
            ask(sh, ShellMode::Script, &cron),
        );
        script.into_iter().chain(cron).collect()
    }
}

/// The shell that scripts name, where it is there.
fn system_shell() -> Option<&'static Path> {
    let shell = system_paths::SHELL.map(Path::new);
    shell.filter(|shell| files::is_file(shell))
}

fn ask(
    shell: &Path,
    mode: ShellMode,
    env: &[(OsString, OsString)],
) -> Option<Result<ShellAnswer, String>> {
    let args = question::arguments(shell, mode)?;
    let launch = Launch {
        program: shell.to_owned(),
        args,
        env: env.to_vec(),
    };
    Some(match process::run_captured(&launch, PATIENCE) {
        Err(cause) => Err(format!("{} does not start: {cause}", shell.display())),
        Ok(captured) => question::answer(shell, &captured.stdout).ok_or_else(|| {
            if captured.timed_out {
                format!(
                    "did not reach its first command within {} seconds",
                    PATIENCE.as_secs()
                )
            } else {
                format!("ended with {} before its first command", captured.status)
            }
        }),
    })
}

/// The environment of a process that inherits nothing from this shell.
pub(super) fn fresh_environment(context: &Context, path: OsString) -> Vec<(OsString, OsString)> {
    let passed_on = PASSED_ON
        .iter()
        .filter_map(|name| Some(((*name).into(), context.env.get(name)?.to_owned())));
    let made = [("PATH".into(), path), ("TERM".into(), "dumb".into())];
    passed_on.chain(made).collect()
}

/// A list of folders as PATH holds it.
pub(super) fn joined(folders: &[&str]) -> OsString {
    std::env::join_paths(folders).unwrap_or_default()
}
