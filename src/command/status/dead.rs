//! Credentials that no longer work, as the error that ends `npmcred status --check`.
//!
//! A registry that could not be asked calls no credential dead.

use super::facts::Status;
use crate::credential::Credential;
use crate::error::{Error, ErrorKind};
use crate::login;
use crate::report::{Command, Hint};

/// The error for the dead credentials, with the command that replaces each; `None` if none is dead.
pub(super) fn find(status: &Status, now: u64) -> Option<Error> {
    let held = status.held.iter().flatten();
    let dead: Vec<&Credential> = held
        .filter_map(|one| {
            let credential = one.item.1.as_ref().ok()?;
            let is_refused = one.status == Some(login::Status::Refused);
            (is_refused || credential.expires.is_past(now)).then_some(credential)
        })
        .collect();
    let hints = dead
        .iter()
        .map(|credential| login::replacement(*credential));
    let winners = status.overruled.iter();
    let winners = winners
        .filter(|one| one.status == Some(login::Status::Refused))
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
