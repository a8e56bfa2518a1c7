//! Asks for a second factor in the middle of a request, and sends the request again with it.
//!
//! Both kinds end in the header `npm-otp` (npm 12 `lib/utils/auth.js`, `otplease`). One is the code
//! that the person types, the other a token that appears once they have confirmed in the browser.
//! It is only for requests of our own, not for npm's.

use super::answer::unreachable;
use super::caller::Caller;
use super::challenge::{Challenge, challenge};
use super::person::{Person, Title};
use super::poll::{Done, nobody_came, poll};
use super::protocol::Protocol;
use super::request::Browser;
use super::voice::Voice;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Answer, Client, HttpError};
use crate::registry::Registry;
use npmcred_platform::Secret;
use url::Url;

/// The parties of a request.
pub struct StepUp<'a> {
    /// Sends the requests.
    pub client: &'a Client,
    /// The caller; its own one-time password is tried first.
    pub caller: &'a Caller,
    /// The registry.
    pub registry: &'a Registry,
    /// The version of npm that is imitated.
    pub protocol: Protocol,
}

/// Makes the attempt, and repeats it with a one-time password if the registry asks for one and a
/// person is there.
///
/// # Errors
/// `Network`; `NotLoggedIn` with the address or the command if nobody can be asked; `Interrupted`.
pub fn with_otp(
    context: &Context,
    step: &StepUp<'_>,
    browser: &Browser,
    voice: Voice,
    attempt: impl FnMut(Option<&Secret>) -> std::result::Result<Answer, HttpError>,
) -> Result<Answer> {
    with_person(&Person::new(context, voice, browser), step, attempt)
}

pub(super) fn with_person(
    person: &Person<'_>,
    step: &StepUp<'_>,
    mut attempt: impl FnMut(Option<&Secret>) -> std::result::Result<Answer, HttpError>,
) -> Result<Answer> {
    let failed = |error: HttpError| unreachable(step.registry, &error);
    let answer = attempt(step.caller.otp.as_ref()).map_err(failed)?;
    let otp = match challenge(&answer) {
        Some(found @ (Challenge::Otp | Challenge::WebOtp { .. })) if !person.is_attended() => {
            person.notices(&answer);
            return Err(wanted(step.registry, &found));
        }
        Some(Challenge::WebOtp { auth_url, done_url }) => {
            person.notices(&answer);
            confirm(person, step, (&auth_url, &done_url))?
        }
        Some(Challenge::Otp) => {
            person.notices(&answer);
            person.ask_code("This operation requires a one-time password.\nEnter OTP: ")?
        }
        Some(Challenge::Address | Challenge::Credential) | None => return Ok(answer),
    };
    attempt(Some(&otp)).map_err(failed)
}

/// Confirms a request in the browser; returns the one-time token that replaces a one-time password.
fn confirm(person: &Person<'_>, step: &StepUp<'_>, (auth, done): (&Url, &Url)) -> Result<Secret> {
    let _asking = person.show(Title::Account, auth, step.protocol);
    match poll(person, step.client, step.caller, step.registry, done)? {
        Done::Token(token) => Ok(token),
        Done::NotSupported => Err(Error::new(
            ErrorKind::NotLoggedIn,
            format!("{} did not accept the confirmation", step.registry),
        )),
        Done::Late => Err(nobody_came(step.registry)),
    }
}

/// The hint about a second factor if nobody can be asked, or if the given one was wrong.
#[must_use]
pub(super) fn wanted(registry: &Registry, challenge: &Challenge) -> Error {
    let error = Error::new(
        ErrorKind::NotLoggedIn,
        format!("{registry} asks for a one-time password"),
    );
    match challenge {
        Challenge::WebOtp { auth_url, .. } => error
            .note(format!("it is confirmed at {auth_url}"))
            .hint("do it from a terminal"),
        Challenge::Otp | Challenge::Address | Challenge::Credential => {
            error.hint("add the code of your authenticator to the command: --otp=CODE")
        }
    }
}
