//! yarn's answers to the questions that the steps of a call ask about a command line.

use super::settings::YarnSettings;
use super::version::Which;
use super::words::Words;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
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
        if !handover::IN_MEMORY_IS_POSSIBLE {
            return Some("yarn is handed no credential on this system yet".to_owned());
        }
        if self.is_on("har") {
            let what = "yarn --har writes what it sends into a file, and is handed no credential";
            return Some(what.to_owned());
        }
        match self.which.get_or_init(|| Which::of(call)) {
            Which::One(_) => None,
            Which::Other(version) => Some(format!(
                "yarn {version} is handed no credential: npmcred knows yarn 1"
            )),
            Which::Unknown => Some(
                "the version of yarn is not to be found, and it is handed no credential".to_owned(),
            ),
            Which::Unclear(file) => Some(format!(
                "{} asks for a yarn of a version that is not to be told; it is handed no credential",
                file.display()
            )),
        }
    }

    fn load<'a>(&'a self, call: &'a Call<'a>) -> Box<dyn Settings + 'a> {
        Box::new(YarnSettings::load(call, self))
    }

    fn serve(&self, call: &Call<'_>) -> Result<Next> {
        // Of what a newer yarn does with its own login nothing is known here; and where yarn would
        // find nothing of what the store keeps, it is left alone.
        let is_known = matches!(self.which.get_or_init(|| Which::of(call)), Which::One(_));
        if !is_known || !handover::IN_MEMORY_IS_POSSIBLE {
            return Ok(Next::Run);
        }
        self.refusal(call.phrases.name).map_or(Ok(Next::Run), Err)
    }

    fn snapshot<'a>(&'a self, _: &'a Call<'a>) -> Box<dyn Snapshot + 'a> {
        Box::new(NothingSaved)
    }
}

impl Words {
    /// Why a command that is about credentials is not run, under this name of yarn's.
    fn refusal(&self, name: &'static str) -> Option<Error> {
        let at = |command| match self.option("registry") {
            Some(registry) => Command::new(command).flag("--registry", registry),
            None => Command::new(command),
        };
        let (what, says, command) = match self.command? {
            "login" => (
                "login would keep a name and no login",
                "log in, and keep it in the store",
                at("npmcred login"),
            ),
            "logout" => (
                "logout knows nothing of what is stored",
                "end it here",
                at("npmcred logout"),
            ),
            "config" => (
                "config set would write the secret into a file",
                "keep it in the store",
                at("npmcred store"),
            ),
            _ => return None,
        };
        let error = Error::new(ErrorKind::Refused, format!("{name} {what}"));
        Some(error.cure(says, command))
    }
}
