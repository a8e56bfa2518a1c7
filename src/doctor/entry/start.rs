//! Starting the shells, each with the environment that it would really get.

use super::joined;
use super::question::{self, Answer, Mode};
use crate::context::Context;
use npmcred_platform::files;
use npmcred_platform::process::{self, Launch};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a shell may take to start and answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a login begins with (login(1), `ENV_PATH` of login.defs(5)).
pub(super) const LOGIN_PATH: [&str; 3] = ["/usr/local/bin", "/usr/bin", "/bin"];
/// What a job of cron begins with (crontab(5)).
const CRON_PATH: [&str; 2] = ["/usr/bin", "/bin"];

/// What a login hands on of what it finds: who the user is, how text looks, where the session
/// lives. The rest is made anew.
const HANDED_ON: [&str; 13] = [
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

/// What became of asking.
type Reply = (&'static str, String, Result<Answer, String>);

/// How shells are started here.
pub(super) struct Starts {
    /// The user's; nothing on a system that has no shells of this kind.
    shell: Option<PathBuf>,
}

const SH: &str = "/bin/sh";

impl Starts {
    pub(super) fn of(context: &Context) -> Self {
        let shell = context
            .env
            .filled("SHELL")
            .map(PathBuf::from)
            .filter(|shell| shell.is_absolute());
        Self {
            shell: shell.or_else(|| files::is_file(Path::new(SH)).then(|| SH.into())),
        }
    }

    /// Asks in every way, and says which and by which name.
    pub(super) fn all(&self, context: &Context) -> Vec<Reply> {
        let login = anew(context, joined(&LOGIN_PATH));
        let mut all = Vec::new();
        all.extend(self.own("login-shell", "a login shell", Mode::Login, &login));
        // A terminal window inherits what the login made.
        let after_login = match all.last() {
            Some((_, _, Ok(answer))) => anew(context, answer.path.clone()),
            _ => login.clone(),
        };
        all.extend(self.own(
            "interactive-shell",
            "an interactive shell",
            Mode::Interactive,
            &after_login,
        ));
        all.extend(self.own(
            "editor",
            "an editor that asks the shell",
            Mode::Editor,
            &login,
        ));
        let here = context.env.variables();
        all.extend(self.own("script", "a script", Mode::Script, here));
        all.extend(Self::others(context, here));
        all
    }

    fn own(
        &self,
        id: &'static str,
        what: &str,
        mode: Mode,
        env: &[(OsString, OsString)],
    ) -> Option<Reply> {
        let shell = self.shell.as_deref()?;
        let name = shell.file_name().unwrap_or_default().to_string_lossy();
        Some((id, format!("{what} ({name})"), ask(shell, mode, env)?))
    }

    fn others(context: &Context, here: &[(OsString, OsString)]) -> Vec<Reply> {
        let sh = Path::new(SH);
        if !files::is_file(sh) {
            return Vec::new();
        }
        let path = crontab(context).and_then(|table| cron_path(&table));
        let mut cron = anew(context, path.unwrap_or_else(|| joined(&CRON_PATH)));
        cron.retain(|(name, _)| ["HOME", "LOGNAME", "PATH"].iter().any(|kept| name == kept));
        cron.push(("SHELL".into(), sh.into()));
        let named =
            |id, name: &str, answer: Option<_>| answer.map(|answer| (id, name.to_owned(), answer));
        let script = named("sh", "a script (sh -c)", ask(sh, Mode::Script, here));
        let cron = named("cron", "a job of cron", ask(sh, Mode::Script, &cron));
        script.into_iter().chain(cron).collect()
    }
}

fn ask(shell: &Path, mode: Mode, env: &[(OsString, OsString)]) -> Option<Result<Answer, String>> {
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
                    "did not come to its first command within {} seconds",
                    PATIENCE.as_secs()
                )
            } else {
                format!("ended with {} before its first command", captured.status)
            }
        }),
    })
}

/// The environment of something that begins anew.
pub(super) fn anew(context: &Context, path: OsString) -> Vec<(OsString, OsString)> {
    let handed_on = HANDED_ON
        .iter()
        .filter_map(|name| Some(((*name).into(), context.env.get(name)?.to_owned())));
    let made = [("PATH".into(), path), ("TERM".into(), "dumb".into())];
    handed_on.chain(made).collect()
}

/// The lines of the user's table of jobs, which may be none; nothing where this machine has no such
/// tables.
pub(super) fn crontab(context: &Context) -> Option<Vec<String>> {
    let program = context.find_program(OsStr::new("crontab")).ok()?;
    let launch = Launch {
        program,
        args: vec!["-l".into()],
        env: context.env.variables().to_vec(),
    };
    let printed = process::run_captured(&launch, PATIENCE)
        .map(|captured| captured.stdout)
        .unwrap_or_default();
    Some(
        String::from_utf8_lossy(&printed)
            .lines()
            .map(str::to_owned)
            .collect(),
    )
}

/// The PATH that the table gives to its jobs, where it does.
pub(super) fn cron_path(table: &[String]) -> Option<OsString> {
    table
        .iter()
        .rev()
        .find_map(|line| assigned(line, "PATH"))
        .map(OsString::from)
}

/// The value that a line of a table of jobs gives to a variable (crontab(5): spaces and quotes
/// around it are taken off).
fn assigned<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let value = line
        .trim_start()
        .strip_prefix(name)?
        .trim_start()
        .strip_prefix('=')?
        .trim();
    let unquoted = ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    Some(unquoted.unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::assigned;

    #[test]
    fn a_variable_of_cron_is_read_as_cron_reads_it() {
        let cases = [
            ("PATH=/a:/b", Some("/a:/b")),
            (" PATH = \"/a b\" ", Some("/a b")),
            ("PATH='/a'", Some("/a")),
            ("#PATH=/a", None),
            ("PATHS=/a", None),
            ("* * * * * PATH=/a npm", None),
        ];
        for (line, want) in cases {
            assert_eq!(assigned(line, "PATH"), want, "{line}");
        }
    }
}
