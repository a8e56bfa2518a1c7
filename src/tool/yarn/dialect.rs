//! yarn under both of its names, as the steps of a call know it.

use super::berry::below::yarn_above;
use super::berry::plugin;
use super::commands::{self, COMMANDS};
use super::phrases;
use super::words::Words;
use crate::context::{Context, Env};
use crate::error::Result;
use crate::tool::dialect::{Dialect, Line};
use crate::tool::intent::Intent;
use crate::tool::phrases::Phrases;
use crate::tool::real::RealTool;
use std::ffi::OsString;

/// yarn.
pub(in crate::tool) static YARN: Yarn = Yarn {
    phrases: &phrases::YARN,
};

/// yarnpkg, which is yarn where another program has that name.
pub(in crate::tool) static YARNPKG: Yarn = Yarn {
    phrases: &phrases::YARNPKG,
};

/// One of its names.
#[derive(Debug)]
pub(in crate::tool) struct Yarn {
    phrases: &'static Phrases,
}

impl Dialect for Yarn {
    fn phrases(&self) -> &'static Phrases {
        self.phrases
    }

    fn find(&self, context: &Context) -> Result<RealTool> {
        yarn_above(context, self.phrases).map_or_else(|| RealTool::find(context, self.phrases), Ok)
    }

    fn restore(&self, env: &mut Env) {
        plugin::restore(env);
    }

    fn read(&self, args: &[OsString], _: &RealTool) -> Box<dyn Line> {
        Box::new(Words::read(args))
    }

    fn looked_at(&self) -> &'static [&'static [&'static str]] {
        &[
            &["install"],
            &["npm", "publish"],
            &["workspaces", "foreach", "npm", "publish"],
        ]
    }

    fn commands(&self) -> Vec<(&'static str, &'static [&'static str])> {
        COMMANDS.all()
    }

    fn intent(&self, command: &str, operands: &[&str]) -> Intent {
        commands::intent(command, operands)
    }
}
