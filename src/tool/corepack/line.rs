//! What corepack does itself: it looks after its own shims, and fetches tools.

use crate::context::{Context, Env};
use crate::error::Result;
use crate::tool::call::Call;
use crate::tool::dialect::{Dialect, Line, Next, NothingSaved, Snapshot};
use crate::tool::intent::{Intent, READ};
use crate::tool::npm;
use crate::tool::real::RealTool;
use crate::tool::settings::Settings;
use npmcred_platform::process;
use std::ffi::OsString;
use std::path::Path;

/// Its own commands.
pub(super) const COMMANDS: [&str; 9] = [
    "cache", "disable", "enable", "hydrate", "install", "pack", "prepare", "up", "use",
];

/// One of its own commands, or a word that it does not know.
pub(super) struct OwnCommand {
    command: Option<&'static str>,
    /// npm's line for the quiet of its log level, which corepack has none of.
    asked_of_npm: Box<dyn Line>,
}

impl OwnCommand {
    /// Understands a command line.
    #[must_use]
    pub(super) fn read(args: &[OsString]) -> Self {
        let word = args.first();
        let of_npm = ["install".into()];
        Self {
            command: COMMANDS
                .into_iter()
                .find(|name| word.is_some_and(|word| word == *name)),
            asked_of_npm: npm::NPM.read(&of_npm, &RealTool::none()),
        }
    }

    /// Whether it ends with an install by the tool, of whose version nobody knows before.
    fn installs(&self) -> bool {
        matches!(self.command, Some("use" | "up"))
    }
}

impl Line for OwnCommand {
    fn command(&self) -> Option<&'static str> {
        self.command
    }

    fn intent(&self) -> Intent {
        if self.installs() { READ } else { Intent::Local }
    }

    fn not_served(&self, _: &Call<'_>) -> Option<String> {
        let command = self.command.filter(|_| self.installs())?;
        Some(format!(
            "the install that corepack {command} ends with is handed no credential; by the tool's own name it gets one"
        ))
    }

    /// It puts its shims into the folder in which PATH has it first, or takes them away there. That
    /// is not to be ours.
    fn pass_on(&self, call: &Call<'_>, env: &mut Env) {
        if matches!(self.command, Some("enable" | "disable")) {
            leave_our_folder(call.context, env);
        }
    }

    fn load<'a>(&'a self, call: &'a Call<'a>) -> Box<dyn Settings + 'a> {
        self.asked_of_npm.load(call)
    }

    fn serve(&self, _: &Call<'_>) -> Result<Next> {
        Ok(Next::Run)
    }

    fn snapshot<'a>(&'a self, _: &'a Call<'a>) -> Box<dyn Snapshot + 'a> {
        Box::new(NothingSaved)
    }
}

/// Takes the folders out of PATH in which corepack is this program.
fn leave_our_folder(context: &Context, env: &mut Env) {
    let own = process::own_file().ok().map(|(_, own)| own);
    let is_ours = |folder: &Path| {
        let corepack = process::program_file(&context.absolute(folder), "corepack");
        own.is_some() && process::file_id(&corepack).ok() == own
    };
    let left = context.path_folders().into_iter();
    if let Ok(path) = std::env::join_paths(left.filter(|folder| !is_ours(folder))) {
        env.set("PATH", path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_ends_with_an_install_is_told_that_it_gets_nothing() {
        for (typed, want) in [
            ("use", true),
            ("up", true),
            ("enable", false),
            ("install", false),
            ("tool@https://h/x.tgz", false),
            ("--version", false),
        ] {
            let line = OwnCommand::read(&[typed.into()]);
            assert_eq!(
                matches!(line.intent(), Intent::Registry(_)),
                want,
                "{typed}"
            );
        }
        assert!(matches!(OwnCommand::read(&[]).intent(), Intent::Local));
    }
}
