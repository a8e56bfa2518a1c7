//! yarn's answers to the questions that the steps of a call ask about a command line.

use super::berry::{BerrySettings, plugin};
use super::settings::YarnSettings;
use super::version::Which;
use super::words::Words;
use crate::context::Env;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use crate::tool::call::Call;
use crate::tool::dialect::{Line, Next, NothingSaved, Snapshot};
use crate::tool::intent::Intent;
use crate::tool::settings::Settings;
use npmcred_platform::handover;

impl Line for Words {
    fn command(&self) -> Option<&'static str> {
        self.command.or(self.berry.command)
    }

    /// Which yarn runs nobody knows yet: the settings of one that has no such command ask nobody.
    fn intent(&self) -> Intent {
        match Words::intent(self) {
            Intent::Local => self.berry.intent(),
            intent => intent,
        }
    }

    fn not_served(&self, call: &Call<'_>) -> Option<String> {
        if !handover::IN_MEMORY_IS_POSSIBLE {
            return Some("yarn is handed no credential on this system yet".to_owned());
        }
        if self.is_on("har") {
            let what = "yarn --har writes what it sends into a file, and is handed no credential";
            return Some(what.to_owned());
        }
        match self.which(call) {
            Which::One(_) | Which::Berry(..) => None,
            Which::Other(version) => Some(format!(
                "yarn {version} is handed no credential: npmcred knows yarn 1 to 4"
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
        match self.which(call) {
            Which::Berry(_, asked) => {
                Box::new(BerrySettings::load(call, &self.berry, asked.as_ref()))
            }
            _ => Box::new(YarnSettings::load(call, self)),
        }
    }

    /// A yarn from 2 on leads its scripts past the shim, unless it has the plugin.
    fn pass_on(&self, call: &Call<'_>, env: &mut Env) {
        if handover::IN_MEMORY_IS_POSSIBLE
            && self.berry.runs_scripts
            && matches!(
                Which::at_a_glance(call, self.berry.start.as_deref()),
                Which::Berry(..)
            )
        {
            let mut with_plugin = env.clone();
            if plugin::load(call.context, &mut with_plugin).is_ok() {
                *env = with_plugin;
            }
        }
    }

    fn serve(&self, call: &Call<'_>) -> Result<Next> {
        // Where yarn would find nothing of what the store keeps, it is left alone.
        if !handover::IN_MEMORY_IS_POSSIBLE {
            return Ok(Next::Run);
        }
        let refusal = match self.which(call) {
            Which::One(_) => self.refusal(call.phrases.name),
            Which::Berry(..) => self.berry.refusal(call.phrases.name),
            _ => None,
        };
        refusal.map_or(Ok(Next::Run), Err)
    }

    fn snapshot<'a>(&'a self, _: &'a Call<'a>) -> Box<dyn Snapshot + 'a> {
        Box::new(NothingSaved)
    }
}

impl Words {
    /// Which yarn runs. Asked once.
    pub(super) fn which(&self, call: &Call<'_>) -> &Which {
        self.which
            .get_or_init(|| Which::of(call, self.berry.start.as_deref()))
    }

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
