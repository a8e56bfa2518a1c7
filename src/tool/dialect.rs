//! What a tool has to answer about itself and about one command line.
//!
//! The steps of a call (`src/shim`) speak to every tool through these traits alone. A tool answers
//! in values; it starts nothing and hands nothing over.

use super::call::Call;
use super::intent::Intent;
use super::phrases::Phrases;
use super::real::RealTool;
use super::remark::Remark;
use super::settings::Settings;
use super::withheld::Withheld;
use crate::context::{Context, Env};
use crate::credential::Use;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use std::ffi::OsString;
use std::path::Path;

/// A tool.
pub trait Dialect: Sync {
    /// Its own words.
    fn phrases(&self) -> &'static Phrases;

    /// Finds the real one.
    ///
    /// # Errors
    /// `ToolNotFound`.
    fn find(&self, context: &Context) -> Result<RealTool> {
        RealTool::find(context, self.phrases())
    }

    /// Understands a command line. Touches nothing but it.
    fn read(&self, args: &[OsString], real: &RealTool) -> Box<dyn Line>;

    /// Takes out of an environment what a delivery of ours put in besides the path of its contents.
    fn restore(&self, _env: &mut Env) {}

    /// Puts into the environment of any tool's call what a call of this tool below has to know.
    fn pass_on(&self, _context: &Context, _env: &mut Env) {}

    /// What a build server put into variables for this command, and scripts are not to see; nothing
    /// for a tool whose scripts are not kept from it.
    fn withheld(
        &self,
        _context: &Context,
        _args: &[OsString],
        _command: Option<&'static str>,
    ) -> Withheld {
        Withheld::default()
    }

    /// The commands whose findings `npmcred trust` shows.
    fn looked_at(&self) -> &'static [&'static [&'static str]] {
        &[&["install"]]
    }

    /// The commands that the manual lists, each with the words behind it that make a difference.
    fn commands(&self) -> Vec<(&'static str, &'static [&'static str])>;

    /// What a command of the manual wants, by its name and the words behind it.
    fn intent(&self, command: &str, operands: &[&str]) -> Intent;
}

/// A tool whose configuration other programs read by themselves.
pub trait ReadByOthers: Dialect {
    /// Stands for such a program, of which nobody knows what it does.
    fn any_program(&self, real: &RealTool, wanted: Use) -> Box<dyn Line>;

    /// Whether a process with this environment was started by a script of the tool.
    fn is_in_script(&self, env: &Env) -> bool;

    /// What to say of a program that does not read the tool's configuration, although one might
    /// think so.
    fn remark_on(&self, program: &Path, args: &[OsString]) -> Option<Remark>;
}

/// A command line, as the tool reads it.
pub trait Line {
    /// The canonical command, unless a flag turns the call into a question about the tool itself.
    fn command(&self) -> Option<&'static str>;

    /// What it wants.
    fn intent(&self) -> Intent;

    /// Why nothing is handed over to this tool, if its version is one that npmcred does not serve.
    fn not_served(&self, _call: &Call<'_>) -> Option<String> {
        None
    }

    /// Puts into the environment what a nested call has to know of this line, after
    /// [`Dialect::pass_on`] of every tool.
    fn pass_on(&self, _call: &Call<'_>, _env: &mut Env) {}

    /// Loads the tool's configuration for it.
    fn load<'a>(&'a self, call: &'a Call<'a>) -> Box<dyn Settings + 'a>;

    /// Does what the command wants of a credential itself: a login, a logout, a secret that would
    /// be written into a file.
    ///
    /// # Errors
    /// Everything that ends the command; what to type instead, where it is [`Intent::Refused`].
    fn serve(&self, call: &Call<'_>) -> Result<Next>;

    /// Why the command is not started with what another program would be handed.
    fn refused_as_program(&self, _context: &Context, name: &'static str) -> Option<Error> {
        let what = format!("npmcred exec hands {name} nothing that it would read");
        let error = Error::new(ErrorKind::Refused, what);
        Some(error.cure("it gets its own without npmcred exec", Command::new(name)))
    }

    /// Remembers what the files hold that the tool may save. No secret is kept.
    fn snapshot<'a>(&'a self, call: &'a Call<'a>) -> Box<dyn Snapshot + 'a>;
}

/// What is left to do after a command was served here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing. The tool is not started.
    Done,
    /// The tool runs, and is given nothing.
    Run,
    /// The tool runs as a child with these arguments, and what it saved is looked at.
    RunAndScrub(Vec<OsString>),
}

/// What files held before a tool ran.
pub trait Snapshot {
    /// Takes secrets that are new in these files out of them. What cannot be put right is told.
    fn scrub(&self);
}

/// Of a tool that saves nothing of what it was handed.
pub(super) struct NothingSaved;

impl Snapshot for NothingSaved {
    fn scrub(&self) {}
}
