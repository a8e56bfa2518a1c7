//! pnpm under each of its names, as the steps of a call know it.

use super::commands::{self, COMMANDS};
use super::npm_path;
use super::phrases;
use super::words::Words;
use crate::context::{Context, Env};
use crate::error::Result;
use crate::tool::dialect::{Dialect, Line};
use crate::tool::intent::Intent;
use crate::tool::package::package_of;
use crate::tool::phrases::Phrases;
use crate::tool::real::RealTool;
use std::ffi::OsString;

/// pnpm.
pub(in crate::tool) static PNPM: Pnpm = Pnpm {
    is_dlx: false,
    phrases: &phrases::PNPM,
};

/// pnpx, which is `pnpm dlx`.
pub(in crate::tool) static PNPX: Pnpm = Pnpm {
    is_dlx: true,
    phrases: &phrases::PNPX,
};

/// pn, which is pnpm.
pub(in crate::tool) static PN: Pnpm = Pnpm {
    is_dlx: false,
    phrases: &phrases::PN,
};

/// pnx, which is pnpx.
pub(in crate::tool) static PNX: Pnpm = Pnpm {
    is_dlx: true,
    phrases: &phrases::PNX,
};

/// The package of a pnpm 7 to 11 that is a program by itself.
const PROGRAM: &str = "@pnpm/exe";

/// One of its names.
#[derive(Debug)]
pub(in crate::tool) struct Pnpm {
    is_dlx: bool,
    phrases: &'static Phrases,
}

impl Dialect for Pnpm {
    fn phrases(&self) -> &'static Phrases {
        self.phrases
    }

    fn find(&self, context: &Context) -> Result<RealTool> {
        let mut real = RealTool::find(context, self.phrases)?;
        let beside = || package_of(context, &real.path, PROGRAM);
        real.package = real.package.clone().or_else(beside);
        Ok(real)
    }

    /// pnpm is handed the same under each of its names.
    fn restore(&self, env: &mut Env) {
        npm_path::restore(env);
    }

    fn read(&self, args: &[OsString], real: &RealTool) -> Box<dyn Line> {
        Box::new(Words::read(self.is_dlx, args, real))
    }

    fn commands(&self) -> Vec<(&'static str, &'static [&'static str])> {
        if self.is_dlx {
            return vec![("dlx", &[])];
        }
        COMMANDS.all()
    }

    fn intent(&self, command: &str, operands: &[&str]) -> Intent {
        commands::intent(command, operands)
    }
}
