//! corepack, as the steps of a call know it.

use super::line::{COMMANDS, OwnCommand};
use super::phrases;
use crate::tool::dialect::{Dialect, Line};
use crate::tool::intent::Intent;
use crate::tool::phrases::Phrases;
use crate::tool::real::RealTool;
use std::ffi::{OsStr, OsString};

/// corepack.
pub(in crate::tool) static COREPACK: Corepack = Corepack;

/// The one name that it has.
#[derive(Debug)]
pub(in crate::tool) struct Corepack;

/// The programs that it starts under their names.
const STARTED: [&str; 6] = ["npm", "npx", "pnpm", "pnpx", "yarn", "yarnpkg"];

impl Dialect for Corepack {
    fn phrases(&self) -> &'static Phrases {
        &phrases::COREPACK
    }

    fn read(&self, args: &[OsString], _: &RealTool) -> Box<dyn Line> {
        Box::new(OwnCommand::read(args))
    }

    fn looked_at(&self) -> &'static [&'static [&'static str]] {
        &[]
    }

    fn commands(&self) -> Vec<(&'static str, &'static [&'static str])> {
        COMMANDS.iter().map(|name| (*name, &[][..])).collect()
    }

    fn intent(&self, _: &str, _: &[&str]) -> Intent {
        Intent::Local
    }
}

/// The name of the program that a word has corepack start, as `yarn@4` (corepack `main.ts`).
#[must_use]
pub(in crate::tool) fn started(word: &OsStr) -> Option<&'static str> {
    let word = word.to_str()?;
    let name = word.split_once('@').map_or(word, |(name, _)| name);
    STARTED.into_iter().find(|known| *known == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_names_a_program_and_its_version() {
        for (word, want) in [
            ("pnpm", Some("pnpm")),
            ("yarn@4", Some("yarn")),
            ("npx@12.0.1", Some("npx")),
            ("pnpm@", Some("pnpm")),
            ("pnx", None),
            ("tool@https://h/x.tgz", None),
            ("@scope/pnpm", None),
            ("enable", None),
            ("--version", None),
            ("", None),
        ] {
            assert_eq!(started(OsStr::new(word)), want, "{word}");
        }
    }
}
