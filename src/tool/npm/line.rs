//! npm's answers to the questions that the steps of a call ask about a command line.

use super::config_set;
use super::login;
use super::other_tools;
use super::scrub;
use super::settings::NpmSettings;
use super::token_create;
use super::words::Words;
use crate::context::{Context, Env};
use crate::error::{Error, Result};
use crate::tool::as_npm::config;
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

    fn pass_on(&self, call: &Call<'_>, env: &mut Env) {
        config::pass_on_origin(call.context, &self.line, self.npm, env);
    }

    fn load<'a>(&'a self, call: &'a Call<'a>) -> Box<dyn Settings + 'a> {
        Box::new(NpmSettings::load(call, self))
    }

    fn serve(&self, call: &Call<'_>) -> Result<Next> {
        match self.intent() {
            Intent::Login => login::login(call, self).map(|()| Next::Done),
            Intent::Logout => login::logout(call, self),
            Intent::WriteConfig => config_set::configuration(call, self),
            Intent::PrintToken => Err(token_create::refusal(self)),
            Intent::Registry(_) | Intent::Refused | Intent::Local => Ok(Next::Run),
        }
    }

    fn refused_as_program(&self, context: &Context, name: &'static str) -> Option<Error> {
        other_tools::starts_another(context, name, self)
    }

    fn snapshot<'a>(&'a self, call: &'a Call<'a>) -> Box<dyn Snapshot + 'a> {
        Box::new(scrub::ConfigSnapshot::take(call, self))
    }
}
