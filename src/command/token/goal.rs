//! Where a new token goes, and how it gets to a command.

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use npmcred_platform::process::{self, Launch};
use npmcred_platform::{Secret, session};
use std::ffi::OsString;

/// Where a new token goes.
pub(super) enum Goal {
    /// Into the store.
    Store,
    /// To the standard input of this program, by the name that was typed.
    Program(String, Launch),
    /// Onto the terminal.
    Screen,
}

impl Goal {
    /// What the flags, and the words behind them, ask for.
    ///
    /// # Errors
    /// `ToolNotFound` for a command that is not there; `Refused` where nobody is there to be shown
    /// anything.
    pub(super) fn of(context: &Context, shows: bool, words: Vec<OsString>) -> Result<Self> {
        let mut words = words.into_iter();
        if let Some(name) = words.next() {
            let launch = Launch {
                program: context.find_program(&name)?,
                args: words.collect(),
                env: context.env.variables().to_vec(),
            };
            return Ok(Self::Program(name.to_string_lossy().into_owned(), launch));
        }
        if !shows {
            return Ok(Self::Store);
        }
        if context.is_attended() && session::stdout_is_terminal() {
            return Ok(Self::Screen);
        }
        let what = "a token is shown only to a person at a terminal";
        let give = Command::new("npmcred token create -- gh secret set NPM_TOKEN");
        Err(Error::new(ErrorKind::Refused, what).cure("give it to a command, such as", give))
    }
}

/// Runs a program, which was typed under this name, with the token on its standard input.
///
/// # Errors
/// `ToolNotStarted`; `Other` where it did not end with success.
pub(super) fn give(name: &str, launch: &Launch, secret: &Secret) -> Result<()> {
    match process::run_child_with_input(launch, secret) {
        Ok(0) => Ok(()),
        Ok(status) => Err(Error::new(
            ErrorKind::Other,
            format!("{name} ended with status {status}"),
        )),
        Err(cause) => Err(Error::new(
            ErrorKind::ToolNotStarted,
            format!("{name} cannot be started: {cause}"),
        )
        .caused_by_io(&cause)),
    }
}
