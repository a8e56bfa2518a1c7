//! Finds PATH for the programs that the desktop session starts: editors from a menu, the user's
//! services.
//!
//! The session's manager (systemd) keeps the environment that it read when it started. If it does
//! not answer, the program that reads `environment.d` for it shows what a new session would get.

use super::shells;
use crate::context::Context;
use npmcred_platform::process::{self, Launch};
use npmcred_platform::{files, system_paths};
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(3);

/// PATH of the desktop session; `None` if there is no session, or it does not set PATH.
pub(super) fn path_variable(context: &Context) -> Option<OsString> {
    running(context).or_else(|| of_files(context))
}

/// Whether the files would put our folder on the session's PATH, but it has not read them since.
pub(super) fn is_outdated(context: &Context, folder: Option<&Path>) -> bool {
    let holds = |path: Option<OsString>| {
        path.is_some_and(|path| {
            std::env::split_paths(&path).any(|one| Some(one.as_path()) == folder)
        })
    };
    let running = running(context);
    running.is_some() && !holds(running) && holds(of_files(context))
}

fn running(context: &Context) -> Option<OsString> {
    let systemctl = context.find_program(OsStr::new("systemctl")).ok()?;
    printed_path(
        systemctl.as_os_str(),
        &["--user", "show-environment"],
        context.env.variables().to_vec(),
    )
}

/// Without an `environment.d` of the user's own the session has the system's PATH, so there is
/// nothing to check.
fn of_files(context: &Context) -> Option<OsString> {
    let home = context.home()?.join(".config");
    let config = context.xdg("XDG_CONFIG_HOME").unwrap_or(home);
    if !files::is_dir(&config.join("environment.d")) {
        return None;
    }
    let reader = system_paths::READ_ENVIRONMENT_D
        .iter()
        .find(|reader| files::is_file(Path::new(reader)))?;
    printed_path(
        OsStr::new(reader),
        &[],
        shells::fresh_environment(context, shells::joined(system_paths::LOGIN_PATH)),
    )
}

fn printed_path(
    program: &OsStr,
    args: &[&str],
    env: Vec<(OsString, OsString)>,
) -> Option<OsString> {
    let launch = Launch {
        program: program.into(),
        args: args.iter().map(OsString::from).collect(),
        env,
    };
    let captured = process::run_captured(&launch, PATIENCE)
        .ok()
        .filter(|captured| captured.status == 0)?;
    let text = String::from_utf8(captured.stdout).ok()?;
    text.lines().find_map(value_of_path).map(OsString::from)
}

/// Both print `NAME=value`, with quotes like a shell's if the value needs them.
fn value_of_path(line: &str) -> Option<String> {
    let value = line.strip_prefix("PATH=")?;
    let value = value.strip_prefix('$').unwrap_or(value);
    let unquoted = ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    Some(unquoted.unwrap_or(value).replace("\\ ", " "))
}

#[cfg(test)]
mod tests {
    use super::value_of_path;

    #[test]
    fn the_value_is_read_as_it_is_printed() {
        let cases = [
            ("PATH=/a:/b", Some("/a:/b")),
            ("PATH=\"/a b:/c\"", Some("/a b:/c")),
            ("PATH=$'/a b:/c'", Some("/a b:/c")),
            ("XPATH=/a", None),
        ];
        for (line, want) in cases {
            assert_eq!(value_of_path(line).as_deref(), want);
        }
    }
}
