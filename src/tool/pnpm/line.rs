//! pnpm's answers to the questions that the steps of a call ask about a command line.

use super::settings::PnpmSettings;
use super::switch::FIRST;
use super::words::Words;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use crate::tool::call::Call;
use crate::tool::dialect::{Line, Next, Snapshot};
use crate::tool::intent::Intent;
use crate::tool::settings::Settings;

impl Line for Words {
    fn command(&self) -> Option<&'static str> {
        self.command
    }

    fn intent(&self) -> Intent {
        Words::intent(self)
    }

    fn not_served(&self) -> Option<String> {
        let version = self.version.as_deref().filter(|_| self.major() < FIRST)?;
        Some(format!(
            "pnpm {version} is handed no credential: npmcred knows pnpm from {FIRST} on"
        ))
    }

    fn load<'a>(&'a self, call: &'a Call<'a>) -> Box<dyn Settings + 'a> {
        Box::new(PnpmSettings::load(call, self))
    }

    fn serve(&self, call: &Call<'_>) -> Result<Next> {
        if self.not_served().is_some() {
            return Ok(Next::Run);
        }
        let refused = |what: String| Error::new(ErrorKind::Refused, what);
        let name = call.phrases.name;
        let at = |command| match self.option(&["registry"]) {
            Some(registry) => Command::new(command).flag("--registry", registry),
            None => Command::new(command),
        };
        match self.command {
            Some("login") => {
                let what = format!("{name} login would write the token into a file");
                Err(refused(what).cure("log in, and keep it in the store", at("npmcred login")))
            }
            Some("logout") => {
                let what = format!("{name} logout knows nothing of what is stored");
                Err(refused(what).cure("end it here", at("npmcred logout")))
            }
            Some("config" | "set") => {
                let what = format!("{name} config set would write the secret into a file");
                Err(refused(what).cure("keep it in the store", at("npmcred store")))
            }
            Some("token") => {
                let what = format!("{name} token create would show the token");
                Err(refused(what).cure("have one made and kept", at("npmcred token create")))
            }
            _ => Ok(Next::Run),
        }
    }

    fn snapshot<'a>(&'a self, _: &'a Call<'a>) -> Box<dyn Snapshot + 'a> {
        Box::new(NothingSaved)
    }
}

/// pnpm is never run as a child: no command of it saves what it was handed.
struct NothingSaved;

impl Snapshot for NothingSaved {
    fn scrub(&self) {}
}
