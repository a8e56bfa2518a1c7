//! Parses the command line with clap, and reports mistakes in our own words.

use super::{effects, mistyped};
use crate::cli::{self, Cli, CliCommand, ShellWord};
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::{manual, profile};
use clap::{CommandFactory, FromArgMatches, ValueEnum};
use std::ffi::OsString;

/// The command that was typed; the profile that a flag names is put into the context. `None` if
/// help was asked for, which is then printed.
///
/// # Errors
/// `Usage` if the line is not understood.
pub(super) fn command(context: &mut Context) -> Result<Option<CliCommand>> {
    if let Some(env) = plain_env(&context.args) {
        return Ok(Some(CliCommand::Env(env)));
    }
    // cargo starts a provider with this word alone.
    if context.args == ["--cargo-plugin"] {
        context.args = vec!["helper".into(), "cargo".into()];
    }
    let mut words: Vec<OsString> = std::iter::once("npmcred".into())
        .chain(context.args.iter().cloned())
        .collect();
    if words.len() == 1 {
        words.push("-h".into());
    }
    let parsed = Cli::command().try_get_matches_from(&words);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => return Err(mistyped::usage(&error, &words)),
        Err(bare) => {
            // The long text of help is built only if help is shown.
            let full = manual::definition()
                .try_get_matches_from(&words)
                .err()
                .filter(|error| !error.use_stderr());
            context.report.help(&full.unwrap_or(bare).to_string());
            return Ok(None);
        }
    };
    if let Some(name) = &cli.profile {
        if !effects::takes_profile(&cli.command) {
            return Err(Error::new(
                ErrorKind::Usage,
                "this command is the same for every profile",
            )
            .cure(
                "leave --profile out, and see the commands",
                crate::report::Command::new("npmcred help"),
            ));
        }
        context.profile = Some(profile::parse(name)?);
    }
    Ok(Some(cli.command))
}

/// `npmcred env` or `npmcred env SHELL`, as in start files, parsed without clap. Clap builds the
/// definition of every command before it reads a word, and that would be most of the time that a
/// new shell waits for npmcred.
fn plain_env(args: &[OsString]) -> Option<cli::EnvArgs> {
    let shell = match args {
        [command] if command == "env" => ShellWord::Posix,
        [command, word] if command == "env" => ShellWord::from_str(word.to_str()?, false).ok()?,
        _ => return None,
    };
    Some(cli::EnvArgs {
        shell,
        ci: false,
        json: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clap reads whatever the short way reads in the same way; everything else is left to clap.
    #[test]
    fn the_short_way_is_in_step_with_clap() {
        let names = ShellWord::value_variants().iter().flat_map(|word| {
            let value = word.to_possible_value().unwrap();
            value
                .get_name_and_aliases()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        });
        let mut short = vec![vec!["env".to_owned()]];
        short.extend(names.map(|name| vec!["env".to_owned(), name]));
        for words in &short {
            let args: Vec<OsString> = words.iter().map(OsString::from).collect();
            let clap = Cli::command()
                .try_get_matches_from(std::iter::once(&"npmcred".into()).chain(&args))
                .unwrap();
            let CliCommand::Env(clap) = Cli::from_arg_matches(&clap).unwrap().command else {
                panic!("{words:?}")
            };
            assert_eq!(
                format!("{:?}", plain_env(&args).unwrap()),
                format!("{clap:?}"),
                "{words:?}"
            );
        }
        for words in [
            &[][..],
            &["list"],
            &["env", "cmd"],
            &["env", "SH"],
            &["env", "--json"],
            &["env", "sh", "x"],
            &["env", ""],
        ] {
            let args: Vec<OsString> = words.iter().map(OsString::from).collect();
            assert!(plain_env(&args).is_none(), "{words:?}");
        }
    }
}
