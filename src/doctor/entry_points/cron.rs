//! The user's crontab: the PATH that it sets, and the command that puts the shims there.

use crate::context::Context;
use crate::report::Command;
use npmcred_platform::folders::PROGRAMS;
use npmcred_platform::hint;
use npmcred_platform::process::{self, Launch};
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(5);

/// The lines of the user's crontab, which may be empty; `None` if this machine has no `crontab`.
pub(super) fn table(context: &Context) -> Option<Vec<String>> {
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

/// The PATH that the crontab gives to its jobs, if it sets one.
pub(super) fn path_variable(table: &[String]) -> Option<OsString> {
    table
        .iter()
        .rev()
        .find_map(|line| assigned(line, "PATH"))
        .map(OsString::from)
}

/// The value that a line of a crontab gives to a variable, without the spaces and quotes around it
/// (crontab(5)).
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

/// Puts the folder in front of the PATH that the crontab sets, or sets one.
pub(super) fn cure(context: &Context, folder: &Path) -> Option<Command> {
    let table = table(context)?;
    let folder = folder.to_str()?;
    let command = if path_variable(&table).is_some() {
        hint::cron::put_first_on_path(folder)
    } else {
        let folders = std::iter::once(folder).chain(PROGRAMS.iter().copied());
        let path = std::env::join_paths(folders).ok()?;
        hint::cron::add_first_line(&format!("PATH={}", path.to_str()?))
    };
    command.map(Command::from)
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
