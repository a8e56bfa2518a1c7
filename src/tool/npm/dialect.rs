//! npm and npx, as the steps of a call know them.

use super::cmd_file;
use super::commands;
use super::other_tools;
use super::withheld::withheld;
use super::words::Words;
use crate::context::{Context, Env};
use crate::credential::Use;
use crate::error::Result;
use crate::npmrc::{self, NpmCommand, NpmVersion};
use crate::tool::as_npm::config;
use crate::tool::as_npm::node_options;
use crate::tool::as_npm::phrases;
use crate::tool::dialect::{Dialect, Line, ReadByOthers};
use crate::tool::intent::Intent;
use crate::tool::phrases::Phrases;
use crate::tool::real::RealTool;
use crate::tool::remark::Remark;
use crate::tool::withheld::Withheld;
use std::ffi::OsString;
use std::path::Path;

/// npm.
pub static NPM: Npm = Npm {
    is_npx: false,
    phrases: &phrases::NPM,
};

/// npx, which is `npm exec` with its own way to read arguments.
pub static NPX: Npm = Npm {
    is_npx: true,
    phrases: &phrases::NPX,
};

/// One of the two.
#[derive(Debug)]
pub struct Npm {
    is_npx: bool,
    phrases: &'static Phrases,
}

impl Dialect for Npm {
    fn phrases(&self) -> &'static Phrases {
        self.phrases
    }

    fn find(&self, context: &Context) -> Result<RealTool> {
        cmd_file::find(context, self.phrases)
    }

    fn read(&self, args: &[OsString], real: &RealTool) -> Box<dyn Line> {
        Box::new(Words::read(self.is_npx, args, real))
    }

    /// npx is handed what npm is, so that npm alone answers this for both; and so below.
    fn restore(&self, env: &mut Env) {
        if !self.is_npx {
            node_options::unload(env);
        }
    }

    fn pass_on(&self, context: &Context, env: &mut Env) {
        if !self.is_npx {
            let npm = NpmVersion::Npm12;
            config::pass_on_origin(context, &npmrc::parse(&[], npm), npm, env);
        }
    }

    fn withheld(
        &self,
        context: &Context,
        args: &[OsString],
        command: Option<&'static str>,
    ) -> Withheld {
        withheld(context, args, command)
    }

    fn commands(&self) -> Vec<(&'static str, &'static [&'static str])> {
        let names = if self.is_npx {
            vec!["exec"]
        } else {
            NpmCommand::all()
                .into_iter()
                .map(NpmCommand::name)
                .collect()
        };
        let words = |name: &'static str| (name, commands::second_words(name));
        names.into_iter().map(words).collect()
    }

    fn intent(&self, command: &str, operands: &[&str]) -> Intent {
        commands::intent(command, operands)
    }
}

impl ReadByOthers for Npm {
    fn any_program(&self, real: &RealTool, wanted: Use) -> Box<dyn Line> {
        Box::new(Words::of_any_program(real, wanted))
    }

    fn is_in_script(&self, env: &Env) -> bool {
        env.filled("npm_lifecycle_event").is_some()
    }

    fn remark_on(&self, program: &Path, args: &[OsString]) -> Option<Remark> {
        other_tools::in_vain(program, args)
    }
}

#[cfg(test)]
#[path = "dialect_tests.rs"]
mod tests;
