//! bun's answers to the questions that the steps of a call ask about a command line.

use super::executed::Executed;
use super::settings::BunSettings;
use super::version::{FIRST, FIRST_UNKNOWN_X, Version};
use super::words::Words;
use crate::error::Result;
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

    fn not_served(&self, call: &Call<'_>) -> Option<String> {
        if Executed::of(call.context, self, None) == Some(Executed::Here) {
            return None;
        }
        if !handover::IN_MEMORY_IS_POSSIBLE {
            return Some("bun is handed no credential on this system yet".to_owned());
        }
        let Some(version) = Version::of(call.real, call.env) else {
            let what = "the version of bun is not to be found, and it is handed no credential";
            return Some(what.to_owned());
        };
        if version < FIRST {
            return Some(format!(
                "bun {version} is handed no credential: npmcred knows bun from {FIRST} on"
            ));
        }
        (self.runs_another() && version >= FIRST_UNKNOWN_X).then(|| {
            format!(
                "bun {version} is handed no credential for {}: npmcred knows that of bun before {FIRST_UNKNOWN_X}",
                self.name()
            )
        })
    }

    fn load<'a>(&'a self, call: &'a Call<'a>) -> Box<dyn Settings + 'a> {
        Box::new(BunSettings::load(call, self))
    }

    fn serve(&self, _: &Call<'_>) -> Result<Next> {
        Ok(Next::Run)
    }

    fn snapshot<'a>(&'a self, _: &'a Call<'a>) -> Box<dyn Snapshot + 'a> {
        Box::new(NothingSaved)
    }
}
