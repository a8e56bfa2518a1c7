//! Credentials that no longer work, or of which nobody could tell, as the error that ends `npmcred
//! status --check`.
//!
//! A registry that could not be asked calls no credential dead, and does not call it alive either.
//! One that answers, and does not know the question, is no failure: it never will.

use super::facts::StatusFacts;
use crate::credential::Credential;
use crate::error::{Error, ErrorKind};
use crate::login::{self, InventoryItem};
use crate::report::{Command, Hint};

/// The error for the dead credentials, with the command that replaces each; otherwise for those of
/// which nobody could tell; `None` if there is neither.
pub(super) fn find(status: &StatusFacts, now: u64) -> Option<Error> {
    dead(status, now).or_else(|| untold(status))
}

fn dead(status: &StatusFacts, now: u64) -> Option<Error> {
    let dead: Vec<&Credential> = held(status)
        .filter_map(|one| {
            let credential = one.item.1.as_ref().ok()?;
            let is_rejected = one.status == Some(login::RegistryStatus::Rejected);
            (is_rejected || credential.expires.is_past(now)).then_some(credential)
        })
        .collect();
    let hints = dead
        .iter()
        .map(|credential| login::replacement(*credential));
    let winners = status.overruled.iter();
    let winners = winners
        .filter(|one| one.status == Some(login::RegistryStatus::Rejected))
        .count();
    let message = match dead.len() + winners {
        0 => return None,
        1 => "1 credential no longer works".to_owned(),
        count => format!("{count} credentials no longer work"),
    };
    let doctor = || Hint::new("see which one to remove", Command::new("npmcred doctor"));
    let hints = hints.chain((winners > 0).then(doctor));
    Some(hints.fold(Error::new(ErrorKind::NotLoggedIn, message), Error::hinted))
}

fn untold(status: &StatusFacts) -> Option<Error> {
    let is_untold = |status: &Option<login::RegistryStatus>| {
        matches!(status, Some(login::RegistryStatus::Unreachable(_)))
    };
    let held = held(status).filter(|one| is_untold(&one.status)).count();
    let winners = status.overruled.iter();
    let winners = winners.filter(|one| is_untold(&one.status)).count();
    let message = match held + winners {
        0 => return None,
        1 => "1 credential could not be checked".to_owned(),
        count => format!("{count} credentials could not be checked"),
    };
    Some(Error::new(ErrorKind::Network, message))
}

fn held(status: &StatusFacts) -> impl Iterator<Item = &InventoryItem> {
    status.held.iter().flatten()
}
