//! Asks each registry whether the credentials found still work.
//!
//! Only a plain refusal (`401`) makes a token invalid. A registry that cannot be reached, or does
//! not know the question, gives no answer.

use super::reread::reread;
use super::scanner::Scanner;
use super::sighting::{Action, Fingerprint, Sighting};
use super::warning::Warning;
use crate::context::Context;
use crate::login::account::NpmUserConfig;
use crate::login::{self, REJECTED, RegistryStatus};

/// Asks about each credential that would move, once for every secret.
pub(super) fn ask(context: &Context, scanner: &Scanner, sightings: &mut [Sighting]) {
    let mut asked: Vec<(Option<Fingerprint>, RegistryStatus, Option<String>)> = Vec::new();
    for one in sightings
        .iter_mut()
        .filter(|one| one.action == Action::Move)
    {
        let known = asked
            .iter()
            .position(|(fingerprint, _, _)| *fingerprint == one.fingerprint);
        let at = known.unwrap_or_else(|| {
            let (status, name) = said(context, scanner, one);
            asked.push((one.fingerprint, status, name));
            asked.len() - 1
        });
        let Some((_, status, name)) = asked.get(at) else {
            continue;
        };
        match status {
            RegistryStatus::Accepted => one.owner = one.owner.take().or_else(|| name.clone()),
            RegistryStatus::Rejected => {
                one.action = Action::Remove;
                one.why = format!("it {REJECTED}");
                one.warnings.clear();
            }
            RegistryStatus::Silent(why) | RegistryStatus::Unreachable(why) => {
                one.warnings.push(Warning::NotChecked(why.clone()));
            }
        }
    }
}

fn said(context: &Context, scanner: &Scanner, one: &Sighting) -> (RegistryStatus, Option<String>) {
    let silent = |why: String| (RegistryStatus::Silent(why), None);
    let Some(credential) = reread(context, scanner, one).and_then(|seen| seen.credential) else {
        return silent("it is not there any more".to_owned());
    };
    let config = NpmUserConfig::new(context, &scanner.config, scanner.npm);
    match login::ask_now(&config, &credential) {
        // For a password, npm knows the name without asking, and a registry may too.
        Ok((RegistryStatus::Accepted, name)) if credential.kind.is_basic() => {
            (RegistryStatus::Accepted, credential.owner.or(name))
        }
        Ok(said) => said,
        Err(error) => silent(error.message),
    }
}
