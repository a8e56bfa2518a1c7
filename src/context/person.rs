//! Finds out whether a person can be asked, and asks them.

use super::Context;
use crate::error::{Error, ErrorKind, Result};
use npmcred_platform::{Prompting, session};

impl Context {
    /// Whether a person is there for a login in the middle of a command. A build server may give
    /// its jobs a terminal; npm recognises one by `CI`, and so does this.
    #[must_use]
    pub fn is_attended(&self) -> bool {
        !self.is_on_build_server() && session::stdin_is_terminal() && session::stderr_is_terminal()
    }

    /// Whether a build server runs this, by npm's own test (npm 12 `ci-info`).
    #[must_use]
    pub fn is_on_build_server(&self) -> bool {
        self.env.filled("CI").is_some_and(|value| value != "false")
    }

    /// Asks the person at the terminal a yes-or-no question. An empty answer means `usual`, and the
    /// end of input means no. Call it only if a person [is there](Self::is_attended).
    ///
    /// # Errors
    /// `Interrupted` if there is no answer.
    pub fn agrees(&self, question: &str, usual: bool) -> Result<bool> {
        let choices = if usual { "[Y/n]" } else { "[y/N]" };
        let question = self.report.question(question, choices);
        match session::read_line(&format!("{question} ")) {
            Ok(answer) => Ok(match answer.trim() {
                "" => usual,
                answer => answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes"),
            }),
            Err(cause) if cause.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
            Err(cause) => Err(
                Error::new(ErrorKind::Interrupted, format!("no answer: {cause}")).caused_by(cause),
            ),
        }
    }

    /// Whether a store may ask: only a person at a terminal can answer.
    #[must_use]
    pub fn prompting_if_attended(&self) -> Prompting {
        if session::stdin_is_terminal() && session::stderr_is_terminal() {
            Prompting::Allowed
        } else {
            Prompting::Never
        }
    }
}
