//! A command line, as npm reads it.

use super::commands;
use crate::credential::Use;
use crate::npmrc::{self, CommandLine, NpmCommand, NpmVersion};
use crate::tool::as_npm::config;
use crate::tool::as_npm::questions::{self, Question};
use crate::tool::intent::{Access, Intent};
use crate::tool::real::RealTool;
use std::ffi::OsString;

/// Who reads what is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// npm itself.
    Npm,
    /// Another program that reads npm's configuration, and what it may do with a credential.
    AnyProgram(Use),
}

/// A command line of npm's.
pub(super) struct Words {
    /// The parsed line.
    pub line: CommandLine,
    /// The canonical command.
    pub command: Option<&'static str>,
    /// Whether a flag turns the call into a question about npm itself.
    asks_npm: bool,
    /// The words behind it.
    pub operands: Vec<String>,
    /// Whose rules it follows.
    pub npm: NpmVersion,
    /// Who reads what is handed over.
    pub mode: Mode,
}

impl Words {
    /// The words of a program that reads npm's configuration: npm does not see them.
    #[must_use]
    pub(super) fn of_any_program(real: &RealTool, wanted: Use) -> Self {
        Self {
            mode: Mode::AnyProgram(wanted),
            ..Self::read(false, &[], real)
        }
    }

    /// Understands arguments of npm, or of npx.
    #[must_use]
    pub(super) fn read(is_npx: bool, args: &[OsString], real: &RealTool) -> Self {
        let npm = config::version_of(real);
        if is_npx {
            Self::of(&npmrc::npx_to_npm(args, npm), npm)
        } else {
            Self::of(args, npm)
        }
    }

    /// Understands arguments of npm.
    #[must_use]
    pub(super) fn of(args: &[OsString], npm: NpmVersion) -> Self {
        let line = npmrc::parse(args, npm);
        let asks_npm = ["usage", "version", "versions"]
            .into_iter()
            .any(|flag| line.has(flag));
        let operands = line.operands.iter();
        Self {
            command: line.command.map(NpmCommand::name),
            asks_npm,
            operands: operands
                .map(|word| word.to_string_lossy().into_owned())
                .collect(),
            line,
            npm,
            mode: Mode::Npm,
        }
    }

    /// The command's name; empty where there is none.
    pub(super) fn name(&self) -> &'static str {
        self.command.unwrap_or_default()
    }

    /// The words behind the command.
    pub(super) fn texts(&self) -> Vec<&str> {
        self.operands.iter().map(String::as_str).collect()
    }

    /// What it asks of registries, as far as the words tell.
    pub(super) fn questions(&self) -> Vec<Question<'_>> {
        questions::questions(self.name(), &self.texts(), self.npm)
    }

    /// What the command wants.
    #[must_use]
    pub(super) fn intent(&self) -> Intent {
        match (self.mode, self.command) {
            (Mode::AnyProgram(wanted), _) => Intent::Registry(Access {
                wanted,
                needs_credential: true,
                checks_first: true,
            }),
            (Mode::Npm, Some(command)) if !self.asks_npm => {
                commands::intent(command, &self.texts())
            }
            (Mode::Npm, _) => Intent::Local,
        }
    }
}
