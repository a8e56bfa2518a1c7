//! bun under both of its names, as the steps of a call know it.

use super::commands::{self, COMMANDS};
use super::phrases;
use super::words::Words;
use crate::tool::dialect::{Dialect, Line};
use crate::tool::intent::Intent;
use crate::tool::phrases::Phrases;
use crate::tool::real::RealTool;
use std::ffi::OsString;

/// bun.
pub(in crate::tool) static BUN: Bun = Bun {
    is_x: false,
    phrases: &phrases::BUN,
};

/// bunx, which is `bun x`.
pub(in crate::tool) static BUNX: Bun = Bun {
    is_x: true,
    phrases: &phrases::BUNX,
};

/// One of its names.
#[derive(Debug)]
pub(in crate::tool) struct Bun {
    is_x: bool,
    phrases: &'static Phrases,
}

impl Dialect for Bun {
    fn phrases(&self) -> &'static Phrases {
        self.phrases
    }

    fn read(&self, args: &[OsString], _: &RealTool) -> Box<dyn Line> {
        Box::new(Words::read(self.is_x, args))
    }

    fn commands(&self) -> Vec<(&'static str, &'static [&'static str])> {
        if self.is_x {
            return vec![("x", &[])];
        }
        COMMANDS.all()
    }

    fn intent(&self, command: &str, operands: &[&str]) -> Intent {
        commands::intent(command, operands)
    }
}
