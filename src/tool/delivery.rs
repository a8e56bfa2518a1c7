//! Everything that a tool is started with, as a value. `shim::start` applies it and knows no tool.

use crate::credential::Unfit;
use crate::error::Error;
use npmcred_platform::Secret;
use std::ffi::OsString;

/// What a tool is started with.
pub struct Delivery {
    /// What it reads.
    pub contents: Secret,
    /// What later readers find there: the real file, and nothing of the store. A watcher puts it
    /// there a moment after the last reader is done. A script that starts at once may come first.
    pub afterwards: Vec<u8>,
    /// By what means.
    pub channel: Channel,
    /// The files by which the tool's process is known behind a launcher.
    pub scripts: &'static [&'static str],
    /// Changes of the environment, in this order. A variable without a value is dropped.
    pub env: Vec<(OsString, Option<OsString>)>,
    /// How the tool learns where the contents are.
    pub path_in: Vec<PathSlot>,
    /// The tool's variable that comes to hold the path, and what it was before, empty if it was not
    /// set: a nested call finds that again.
    pub covered: (&'static str, OsString),
    /// Arguments to put before the user's own. They hold no secret.
    pub args: Vec<OsString>,
}

impl Delivery {
    /// The changes of environment and arguments, in words and without the values of variables.
    #[must_use]
    pub fn outline(&self) -> Vec<String> {
        let variables = self.env.iter().map(|(name, value)| {
            let what = if value.is_some() { "set" } else { "removed" };
            format!("{} is {what}", name.to_string_lossy())
        });
        let paths = self.path_in.iter().map(|slot| match slot {
            PathSlot::Variable(name) | PathSlot::ForAll(name) | PathSlot::FirstLine(name, _) => {
                format!("{name} names the descriptor")
            }
            PathSlot::Flag(flag) => format!("{flag} names the descriptor"),
        });
        let arguments = self
            .args
            .iter()
            .map(|argument| format!("{} is put first", argument.to_string_lossy()));
        variables.chain(paths).chain(arguments).collect()
    }
}

/// How contents reach the tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Through a pipe, which is empty as soon as it has been read. In memory, as below and for one
    /// reader, where `afterwards` is not empty.
    Pipe,
    /// In memory, until so many readers have closed it.
    Memory {
        /// How many.
        closes: u8,
    },
}

/// A place in which the tool is told the path of the contents.
pub enum PathSlot {
    /// The value of this variable.
    Variable(&'static str),
    /// The value of this variable, for a tool that keeps its descriptors from the programs it
    /// starts: they find the path all the same.
    ForAll(&'static str),
    /// The first line of this variable; the text follows on the next.
    FirstLine(&'static str, String),
    /// An argument: this text, and the path behind it.
    Flag(&'static str),
}

/// Why a delivery cannot be made.
pub enum Undelivered {
    /// A file that is needed for it cannot be read or written.
    File(Error),
    /// The tool would not read what was meant.
    Unfit(Unfit),
}

impl From<Undelivered> for Error {
    fn from(undelivered: Undelivered) -> Self {
        match undelivered {
            Undelivered::File(error) => error,
            Undelivered::Unfit(unfit) => unfit.refused(),
        }
    }
}
