//! pnpm's answers to the questions that the steps of a call ask about a command line.

use super::settings::PnpmSettings;
use super::switch::FIRST;
use super::words::Words;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use crate::settings::BYPASS;
use crate::tool::call::Call;
use crate::tool::dialect::{Line, Next, NothingSaved, Snapshot};
use crate::tool::intent::Intent;
use crate::tool::settings::Settings;
use npmcred_platform::handover;

impl Line for Words {
    fn command(&self) -> Option<&'static str> {
        self.command
    }

    fn intent(&self) -> Intent {
        Words::intent(self)
    }

    fn not_served(&self, _: &Call<'_>) -> Option<String> {
        self.not_served_where(handover::IN_MEMORY_IS_POSSIBLE)
    }

    fn load<'a>(&'a self, call: &'a Call<'a>) -> Box<dyn Settings + 'a> {
        Box::new(PnpmSettings::load(call, self))
    }

    fn serve(&self, call: &Call<'_>) -> Result<Next> {
        match self.refusal(call.phrases.name, handover::IN_MEMORY_IS_POSSIBLE) {
            Some(refusal) => Err(refusal),
            None => Ok(Next::Run),
        }
    }

    fn snapshot<'a>(&'a self, _: &'a Call<'a>) -> Box<dyn Snapshot + 'a> {
        Box::new(NothingSaved)
    }
}

impl Words {
    /// Why pnpm is handed nothing; `in_memory` is whether this system can hand anything over in
    /// memory, which is all that pnpm reads from.
    fn not_served_where(&self, in_memory: bool) -> Option<String> {
        if let Some(version) = self.old_version() {
            return Some(format!(
                "pnpm {version} is handed no credential: npmcred knows pnpm from {FIRST} on"
            ));
        }
        (!in_memory).then(|| "pnpm is handed no credential on this system yet".to_owned())
    }

    fn old_version(&self) -> Option<&str> {
        self.version.as_deref().filter(|_| self.major() < FIRST)
    }

    /// Why a command that is about credentials is not run, under this name of pnpm's.
    fn refusal(&self, name: &'static str, in_memory: bool) -> Option<Error> {
        if self.old_version().is_some() {
            return None;
        }
        let at = |command| match self.option(&["registry"]) {
            Some(registry) => Command::new(command).flag("--registry", registry),
            None => Command::new(command),
        };
        let (what, says, command) = match self.command? {
            "login" => (
                "login would write the token into a file",
                "log in, and keep it in the store",
                at("npmcred login"),
            ),
            "config" | "set" => (
                "config set would write the secret into a file",
                "keep it in the store",
                at("npmcred store"),
            ),
            // Where pnpm is handed nothing, what these two are about is pnpm's alone.
            "logout" | "token" if !in_memory => return None,
            "logout" => (
                "logout knows nothing of what is stored",
                "end it here",
                at("npmcred logout"),
            ),
            "token" => (
                "token create would show the token",
                "have one made and kept",
                at("npmcred token create"),
            ),
            _ => return None,
        };
        let error = Error::new(ErrorKind::Refused, format!("{name} {what}"));
        Some(if in_memory {
            error.cure(says, command)
        } else {
            // pnpm would find nothing of what the store keeps.
            let off = format!("with {}=off in its environment", BYPASS.name);
            error
                .note("pnpm is handed no credential on this system yet")
                .note(format!("{off}, {name} runs as if npmcred were not there"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::real::RealTool;

    fn line(typed: &str, version: &str) -> Words {
        let args: Vec<_> = typed.split(' ').map(Into::into).collect();
        let mut words = Words::read(false, &args, &RealTool::none());
        words.version = Some(version.to_owned());
        words
    }

    #[test]
    fn pnpm_is_served_from_11_on_where_there_is_memory() {
        for (version, in_memory, want) in [
            ("10.34.1", true, Some("from 11 on")),
            ("10.34.1", false, Some("from 11 on")),
            ("11.28.11", true, None),
            ("12.21.0", false, Some("on this system")),
        ] {
            let why = line("install", version).not_served_where(in_memory);
            let is_so = match want {
                Some(want) => why.as_ref().is_some_and(|why| why.contains(want)),
                None => why.is_none(),
            };
            assert!(is_so, "{version} {in_memory}: {why:?}");
        }
    }

    #[test]
    fn what_would_write_a_secret_is_refused_on_every_system() {
        for (typed, served, bare) in [
            ("login", true, true),
            ("config set //h/:_authToken x", true, true),
            ("set //h/:_authToken=x", true, true),
            ("logout", true, false),
            ("token create", true, false),
        ] {
            let refused =
                |version, in_memory| line(typed, version).refusal("pnpm", in_memory).is_some();
            assert_eq!(refused("12.21.0", true), served, "{typed}");
            assert_eq!(refused("12.21.0", false), bare, "{typed}");
            assert!(!refused("10.34.1", false), "{typed}");
        }
    }
}
