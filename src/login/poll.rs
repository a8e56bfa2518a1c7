//! Polls the registry until the person has finished in the browser and there is a token.
//!
//! If the registry names no pause, npm polls without one, and for ever. This does not.

use super::answer::{refused, token_in, unreachable};
use super::caller::Caller;
use super::person::Person;
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Client, Method, Request};
use crate::registry::{Realm, Registry, is_cleartext};
use crate::report::Command;
use npmcred_platform::Secret;
use std::time::{Duration, Instant};
use url::Url;

/// How long a person may take in the browser.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// The pause between two polls if the registry names none.
const PAUSE: Duration = Duration::from_secs(1);

/// The shortest pause that a registry may name.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);

/// Outside the registry's realm the poll carries neither credential nor one-time password.
fn poll_request(caller: &Caller, registry: &Registry, done: &Url) -> Request {
    let otp = caller
        .otp
        .as_ref()
        .filter(|_| Realm::of(done) == registry.realm());
    caller.request_as(
        caller.authorization.as_ref(),
        otp,
        Method::Get,
        done.clone(),
        None,
    )
}

pub(super) enum Done {
    Token(Secret),
    NotSupported,
    Late,
}

pub(super) fn poll(
    person: &Person<'_>,
    client: &Client,
    caller: &Caller,
    registry: &Registry,
    done: &Url,
) -> Result<Done> {
    let begun = Instant::now();
    person.waiting();
    loop {
        let answer = client
            .poll(&poll_request(caller, registry, done))
            .map_err(|error| unreachable(registry, &error))?;
        person.notices(&answer);
        match answer.status {
            200 if is_cleartext(done) => return Err(in_clear(registry, done)),
            200 => {
                let token = answer.json().and_then(token_in);
                return token.map(Done::Token).ok_or_else(|| senseless(registry));
            }
            202 => match wait(answer.header("retry-after"), begun.elapsed()) {
                Some(pause) => std::thread::sleep(pause),
                None => return Ok(Done::Late),
            },
            status if falls_back(status) => return Ok(Done::NotSupported),
            201 | 203..=399 => return Err(senseless(registry)),
            _ => {
                return Err(refused(
                    registry,
                    "the question whether you have logged in",
                    &answer,
                    caller,
                    None,
                ));
            }
        }
    }
}

pub(super) fn falls_back(status: u16) -> bool {
    matches!(status, 400..=500)
}

/// The wait before the next poll; `None` if it would exceed the patience.
fn wait(header: Option<&str>, waited: Duration) -> Option<Duration> {
    let pause = named_pause(header);
    pause
        .checked_add(waited)
        .is_some_and(|then| then < PATIENCE)
        .then_some(pause)
}

/// `retry-after` as JavaScript reads a number: seconds; a date does not count.
fn named_pause(header: Option<&str>) -> Duration {
    let seconds = header
        .and_then(|text| text.trim().parse::<f64>().ok())
        .filter(|seconds| *seconds > 0.0);
    let named = seconds.map_or(PAUSE, |seconds| {
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
    });
    named.max(SHORTEST_PAUSE)
}

pub(super) fn senseless(registry: &Registry) -> Error {
    Error::new(
        ErrorKind::Network,
        format!("invalid response from the web login of {registry}"),
    )
    .cure(
        "log in with user name and password",
        Command::new("npm login --auth-type=legacy"),
    )
}

pub(super) fn nobody_came(registry: &Registry) -> Error {
    let minutes = PATIENCE.as_secs() / 60;
    Error::new(
        ErrorKind::NotLoggedIn,
        format!("nobody logged in to {registry} in a browser within {minutes} minutes"),
    )
}

fn in_clear(registry: &Registry, done: &Url) -> Error {
    let host = done.host_str().unwrap_or_default();
    Error::new(
        ErrorKind::Refused,
        format!("{registry} sent the token over http from {host}, where others can read it"),
    )
    .note("it was not stored; the registry still accepts it until it expires or is revoked there")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_4xx_and_a_500_lead_to_the_password_login() {
        for status in [400, 401, 403, 404, 405, 418, 429, 499, 500] {
            assert!(falls_back(status), "{status}");
        }
        for status in [200, 202, 204, 302, 399, 501, 502, 503] {
            assert!(!falls_back(status), "{status}");
        }
    }

    #[test]
    fn the_registry_names_the_pause() {
        let cases = [
            (None, 1.0),
            (Some("5"), 5.0),
            (Some(" 0.25 "), 0.25),
            (Some("0"), 1.0),
            (Some("0.0000001"), 0.25),
            (Some("-3"), 1.0),
            (Some("Wed, 21 Oct 2026 07:28:00 GMT"), 1.0),
            (Some("NaN"), 1.0),
        ];
        for (header, want) in cases {
            assert_eq!(
                named_pause(header),
                Duration::from_secs_f64(want),
                "{header:?}"
            );
        }
        assert_eq!(named_pause(Some("1e300")), Duration::MAX);
    }

    #[test]
    fn patience_ends_after_ten_minutes() {
        let seconds = Duration::from_secs;
        assert_eq!(wait(None, seconds(598)), Some(seconds(1)));
        assert_eq!(wait(None, seconds(599)), None);
        assert_eq!(wait(Some("60"), seconds(539)), Some(seconds(60)));
        assert_eq!(wait(Some("60"), seconds(540)), None);
        assert_eq!(wait(Some("1e300"), seconds(0)), None);
    }
}
