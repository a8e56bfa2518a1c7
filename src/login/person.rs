//! Shows and asks the person everything during a login, in one of three voices.
//!
//! The address is always shown at once, on its own. Opening a browser is offered in addition, if
//! there is one, and a person at the terminal, and no setting against it. The registry is already
//! polled meanwhile.

use super::input::otp_complaint;
use super::protocol::Protocol;
use super::request::Browser;
use super::voice::Voice;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::http::Answer;
use crate::report::{Command, printable};
use npmcred_platform::enter::EnterWatch;
use npmcred_platform::process::{self, Launch};
use npmcred_platform::variable::LIST_SEPARATOR;
use npmcred_platform::{Secret, session};
use serde_json::json;
use std::cell::RefCell;
use std::ffi::{OsStr, OsString};
use url::Url;

/// npm's own words (`lib/utils/open-url.js`).
const ENTER: &str = "Press ENTER to open in the browser...";

/// The longest line that is read as an answer, in bytes.
const LONGEST_LINE: usize = 16 * 1024;

/// The most notices of a registry that are shown during one login, and their most characters: each
/// poll brings one.
const NOTICES: usize = 8;
const LONGEST_NOTICE: usize = 400;

/// The purpose of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Title {
    Login,
    Create,
    Account,
}

/// The person, during a login.
pub(super) struct Person<'a> {
    context: &'a Context,
    voice: Voice,
    browser: &'a Browser,
    noticed: RefCell<Vec<String>>,
    /// The command that asks the same at a terminal.
    again: Option<Command>,
}

impl Title {
    fn npms(self) -> &'static str {
        match self {
            Self::Login => "Login at",
            Self::Create => "Create your account at",
            Self::Account => "Authenticate your account at",
        }
    }

    fn own(self) -> &'static str {
        match self {
            Self::Login => "log in at",
            Self::Create => "create your account at",
            Self::Account => "confirm it at",
        }
    }
}

impl<'a> Person<'a> {
    pub(super) fn new(context: &'a Context, voice: Voice, browser: &'a Browser) -> Self {
        Self {
            context,
            voice,
            browser,
            noticed: RefCell::default(),
            again: None,
        }
    }

    /// The same, with the command to type at a terminal if nobody answers here.
    pub(super) fn asked_by(self, command: Command) -> Self {
        Self {
            again: Some(command),
            ..self
        }
    }

    pub(super) fn context(&self) -> &Context {
        self.context
    }

    pub(super) fn is_attended(&self) -> bool {
        self.voice.is_attended()
    }

    /// Shows an address, and offers to open it for as long as the result lives.
    pub(super) fn show(&self, title: Title, url: &Url, protocol: Protocol) -> Option<EnterWatch> {
        let report = self.context.report;
        match self.voice {
            Voice::Npm { json: false } => report.answer(&format!("{}:\n{url}\n", title.npms())),
            Voice::Npm { json: true } => {
                let object = json!({ "title": title.npms(), "url": url.as_str() });
                // npm 10 and later print it, indented, at the end; that is too late for the person
                // who has to open it.
                let text = if protocol >= Protocol::Npm10 {
                    format!("{object:#}\n")
                } else {
                    format!("{object}\n")
                };
                report.answer(&text);
            }
            Voice::Own => report.note(&format!("{} {url}", title.own())),
            Voice::Json => self.voice.event(
                self.context,
                "url",
                json!({ "title": title.npms(), "url": url.as_str() }),
            ),
        }
        let launch = self.launch(url).filter(|_| self.is_attended())?;
        let shown = url.clone();
        let open = move || {
            if process::start_apart(&launch).is_err() {
                report.note(&format!(
                    "no browser could be started; open {shown} yourself"
                ));
            }
        };
        // Without a terminal of its own (a detached session) there is nobody to press ENTER.
        EnterWatch::begin(ENTER, Box::new(open)).ok()
    }

    /// The program that opens the address: npm's setting, `BROWSER` as xdg-open reads it, or the
    /// desktop's.
    fn launch(&self, url: &Url) -> Option<Launch> {
        let env = &self.context.env;
        let default = || session::opener(&env.lookup()).map(str::to_owned);
        let lines: Vec<String> = match self.browser {
            Browser::Never => return None,
            Browser::Command(line) => vec![line.clone()],
            Browser::Default => match env.filled("BROWSER").and_then(OsStr::to_str) {
                Some(list) => list.split(LIST_SEPARATOR).map(str::to_owned).collect(),
                None => default().into_iter().collect(),
            },
        };
        lines.iter().find_map(|line| self.command(line, url))
    }

    /// Reads a command line without a shell: words, with `%s` for the address, which is otherwise
    /// the last word.
    fn command(&self, line: &str, url: &Url) -> Option<Launch> {
        let mut words = line.split_whitespace();
        let program = self.context.find_program(OsStr::new(words.next()?)).ok()?;
        let mut args: Vec<OsString> = words
            .map(|word| word.replace("%s", url.as_str()).into())
            .collect();
        if !line.contains("%s") {
            args.push(url.as_str().into());
        }
        Some(Launch {
            program,
            args,
            env: self.context.env.variables().to_vec(),
        })
    }

    /// Shows a registry's notices, each once: codes that finish a login come with them.
    pub(super) fn notices(&self, answer: &Answer) {
        let Some(text) = answer.header("npm-notice") else {
            return;
        };
        let text: String = printable(text).chars().take(LONGEST_NOTICE).collect();
        if self.noticed.borrow().len() == NOTICES || self.noticed.borrow().contains(&text) {
            return;
        }
        match self.voice {
            Voice::Npm { .. } | Voice::Own => self.context.report.note(&text),
            Voice::Json => self
                .voice
                .event(self.context, "notice", json!({ "text": text })),
        }
        self.noticed.borrow_mut().push(text);
    }

    pub(super) fn waiting(&self) {
        self.voice.event(self.context, "waiting", json!({}));
    }

    /// Asks for an answer that may be shown. At the terminal it asks until `check` has no
    /// complaint; from a pipe once.
    pub(super) fn ask(
        &self,
        prompt: &str,
        check: impl Fn(&str) -> Option<&'static str>,
    ) -> Result<String> {
        self.ask_for(prompt, check, str::to_owned)
    }

    /// Asks for a one-time password or a recovery code in the same way. It may be shown while it is
    /// typed, and is a secret from then on.
    pub(super) fn ask_code(&self, prompt: &str) -> Result<Secret> {
        self.ask_for(prompt, otp_complaint, without_blanks)
    }

    fn ask_for<T>(
        &self,
        prompt: &str,
        check: impl Fn(&str) -> Option<&'static str>,
        take: impl FnOnce(&str) -> T,
    ) -> Result<T> {
        loop {
            let line = if session::stdin_is_terminal() {
                session::read_shown_line(prompt, LONGEST_LINE)
            } else {
                self.prompt(prompt);
                session::read_stdin_line(LONGEST_LINE)
            };
            let line = line.map_err(|cause| self.no_answer(prompt, &cause))?;
            let answer = line
                .as_ref()
                .and_then(Secret::expose_str)
                .ok_or_else(|| self.nobody(prompt))?
                .trim();
            match check(answer) {
                None if !answer.is_empty() => return Ok(take(answer)),
                Some(complaint) if !answer.is_empty() => self.context.report.note(complaint),
                Some(_) | None => {}
            }
        }
    }

    /// Asks for a password; it is not shown.
    pub(super) fn ask_hidden(&self, prompt: &str) -> Result<Secret> {
        loop {
            let secret = if session::stdin_is_terminal() {
                session::read_hidden_line(prompt).map_err(|cause| self.no_answer(prompt, &cause))?
            } else {
                self.prompt(prompt);
                let line = session::read_stdin_line(LONGEST_LINE)
                    .map_err(|cause| self.no_answer(prompt, &cause))?;
                line.ok_or_else(|| self.nobody(prompt))?
            };
            if !secret.expose().is_empty() {
                return Ok(secret);
            }
        }
    }

    fn nobody(&self, prompt: &str) -> Error {
        let what = prompt.trim_end_matches([' ', ':']).to_lowercase();
        let error = Error::new(
            ErrorKind::NotLoggedIn,
            format!("there is no terminal to ask for the {what}"),
        );
        match &self.again {
            Some(command) => error.cure("log in from a terminal", command.clone()),
            None => error,
        }
    }

    fn no_answer(&self, prompt: &str, cause: &std::io::Error) -> Error {
        match cause.kind() {
            std::io::ErrorKind::Interrupted => {
                Error::new(ErrorKind::Interrupted, "interrupted; nothing was stored")
            }
            std::io::ErrorKind::InvalidData => Error::new(
                ErrorKind::Usage,
                format!("the answer is longer than {LONGEST_LINE} bytes"),
            ),
            std::io::ErrorKind::UnexpectedEof => self.nobody(prompt),
            _ => Error::new(ErrorKind::Other, format!("cannot read the answer: {cause}"))
                .caused_by_io(cause),
        }
    }

    /// The prompt that npm prints for an answer that comes from a pipe.
    fn prompt(&self, prompt: &str) {
        match self.voice {
            Voice::Npm { .. } => self.context.report.answer(prompt),
            Voice::Own | Voice::Json => {}
        }
    }
}

/// A code as it is sent, without the blanks that make it readable.
fn without_blanks(code: &str) -> Secret {
    let mut digits = Vec::with_capacity(code.len());
    digits.extend(code.bytes().filter(|byte| *byte != b' '));
    Secret::new(digits)
}
