//! pnpm's answers to the questions that the steps of a call ask about a command line.

use super::npm_path;
use super::settings::PnpmSettings;
use super::words::Words;
use crate::context::Env;
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
        self.not_served_where(is_possible(self))
    }

    fn pass_on(&self, call: &Call<'_>, env: &mut Env) {
        if is_possible(self) {
            npm_path::lead_to_us(call, self, env);
        }
    }

    fn load<'a>(&'a self, call: &'a Call<'a>) -> Box<dyn Settings + 'a> {
        Box::new(PnpmSettings::load(call, self))
    }

    fn serve(&self, call: &Call<'_>) -> Result<Next> {
        match self.refusal(call.phrases.name, is_possible(self)) {
            Some(refusal) => Err(refusal),
            None => Ok(Next::Run),
        }
    }

    fn snapshot<'a>(&'a self, _: &'a Call<'a>) -> Box<dyn Snapshot + 'a> {
        Box::new(NothingSaved)
    }
}

/// Whether this system has what such a pnpm is handed a credential by.
fn is_possible(words: &Words) -> bool {
    if words.reads_as_npm() {
        handover::IS_POSSIBLE && handover::ANY_READER_IS_POSSIBLE
    } else {
        handover::IN_MEMORY_IS_POSSIBLE
    }
}

/// The first version that is served.
const FIRST: u64 = 7;

impl Words {
    /// Why pnpm is handed nothing; `is_possible` is whether this system can hand it anything over.
    fn not_served_where(&self, is_possible: bool) -> Option<String> {
        if let Some(version) = self.version.as_deref().filter(|_| self.major() < FIRST) {
            return Some(format!(
                "pnpm {version} is handed no credential: npmcred knows pnpm from {FIRST} on"
            ));
        }
        (!is_possible).then(|| "pnpm is handed no credential on this system yet".to_owned())
    }

    /// Why a command that is about credentials is not run, under this name of pnpm's.
    fn refusal(&self, name: &'static str, is_possible: bool) -> Option<Error> {
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
            "logout" | "token" if !is_possible => return None,
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
        Some(if is_possible {
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
    fn pnpm_is_served_from_7_on_where_the_system_can() {
        for (version, is_possible, want) in [
            ("6.35.1", true, Some("from 7 on")),
            ("7.33.7", true, None),
            ("10.34.1", false, Some("on this system")),
            ("11.28.11", true, None),
            ("12.21.0", false, Some("on this system")),
        ] {
            let why = line("install", version).not_served_where(is_possible);
            let is_so = match want {
                Some(want) => why.as_ref().is_some_and(|why| why.contains(want)),
                None => why.is_none(),
            };
            assert!(is_so, "{version} {is_possible}: {why:?}");
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
            let refused = |is_possible| {
                let line = line(typed, "12.21.0");
                line.refusal("pnpm", is_possible).is_some()
            };
            assert_eq!(refused(true), served, "{typed}");
            assert_eq!(refused(false), bare, "{typed}");
        }
    }

    /// The others are npm's to serve.
    #[test]
    fn of_an_older_pnpm_only_what_it_writes_itself_is_refused() {
        for (typed, want) in [
            ("login", Intent::Local),
            ("logout", Intent::Local),
            ("token create", Intent::Local),
            ("set //h/:_authToken x", Intent::Local),
            ("set --location=project //h/:_authToken x", Intent::Refused),
            (
                "config set --location project //h/:_authToken x",
                Intent::Refused,
            ),
        ] {
            assert_eq!(line(typed, "10.34.1").intent(), want, "{typed}");
        }
    }
}
