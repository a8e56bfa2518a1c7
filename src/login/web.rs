//! The login in the browser: ask for two addresses, show one, poll the other (npm 12 `npm-profile`
//! `lib/index.js`).
//!
//! npm falls back to the password login for every 4xx and for exactly 500, also where it is the
//! *poll* that says so: a login that ran out in the browser ends at `Username:`. A 502 is an error.
//! This is followed; that npm polls without a pause where the registry names none, and for ever, is
//! not.

use super::headers::Caller;
use super::person::{Person, Title};
use super::renew::cure;
use super::{LoginRequest, StepUp, token_in, unreachable};
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Client, Method, Request};
use crate::npmrc::NpmVersion;
use crate::registry::{Realm, Registry, is_cleartext};
use npmcred_platform::{Secret, session};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use url::Url;

/// How long a person may take in the browser.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Between two polls where the registry names no pause.
const PAUSE: Duration = Duration::from_secs(1);

/// The shortest pause that a registry may name.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);

/// The host that a mirror's answer may name instead of the mirror.
const CANONICAL_HOST: &str = "registry.npmjs.org";

/// Logs in; `None` where npm would ask for a password now.
pub(super) fn log_in(
    person: &Person<'_>,
    client: &Client,
    wanted: &LoginRequest,
) -> Result<Option<Secret>> {
    let url = wanted
        .registry
        .below("-/v1/login")
        .map_err(|error| Error::new(ErrorKind::Usage, error.to_string()))?;
    let body = body(wanted.npm, wanted.caller.command, || person.host_name());
    let request = wanted
        .caller
        .request(Method::Post, url, Some(Secret::from(body.to_string())));
    let answer = client
        .send(&request)
        .map_err(|error| unreachable(&wanted.registry, &error))?;
    person.notices(&answer);
    if falls_back(answer.status) {
        return Ok(None);
    }
    if !(200..300).contains(&answer.status) {
        return Err(super::refused(
            &wanted.registry,
            "the request for a login",
            &answer,
            &wanted.caller,
            None,
        ));
    }
    let offer = answer.json().ok_or_else(|| senseless(&wanted.registry))?;
    let url = |key: &str| {
        offer
            .get(key)
            .and_then(http_url)
            .ok_or_else(|| senseless(&wanted.registry))
    };
    let (done, login) = (url("doneUrl")?, url("loginUrl")?);
    let done = if wanted.npm >= NpmVersion::Npm11 {
        at_registry(done, &wanted.registry)
    } else {
        done
    };
    let title = match (wanted.npm, wanted.caller.command) {
        (NpmVersion::Npm8, _) => Title::Account,
        (_, "adduser") => Title::Create,
        (_, _) => Title::Login,
    };
    let _asking = person.show(title, &login, wanted.npm);
    match poll(person, client, &wanted.caller, &wanted.registry, &done)? {
        Done::Token(token) => Ok(Some(token)),
        Done::NotSupported => Ok(None),
        Done::Late => {
            Err(nobody_came(&wanted.registry).hinted(cure(&wanted.registry, &wanted.profile)))
        }
    }
}

/// Confirms a request in the browser: the one-time token that stands for a one-time password.
pub(super) fn confirm(
    person: &Person<'_>,
    step: &StepUp<'_>,
    (auth, done): (&Url, &Url),
) -> Result<Secret> {
    let _asking = person.show(Title::Account, auth, step.npm);
    match poll(person, step.client, step.caller, step.registry, done)? {
        Done::Token(token) => Ok(token),
        Done::NotSupported => Err(Error::new(
            ErrorKind::NotLoggedIn,
            format!("{} did not take the confirmation", step.registry),
        )),
        Done::Late => Err(nobody_came(step.registry)),
    }
}

/// The body of the first request. npm 8 and 9 name the machine; only `adduser` of npm 9 to 11 wants
/// an account made.
fn body(npm: NpmVersion, command: &str, host: impl FnOnce() -> String) -> Value {
    let mut body = json!({});
    if command == "adduser" && npm >= NpmVersion::Npm9 {
        body["create"] = json!(true);
    }
    if npm <= NpmVersion::Npm9 {
        body["hostname"] = json!(host());
    }
    body
}

/// Outside the registry's realm the poll has neither credential nor one-time password.
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

enum Done {
    Token(Secret),
    NotSupported,
    Late,
}

fn poll(
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
            .send_untold(&poll_request(caller, registry, done))
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
                return Err(super::refused(
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

fn falls_back(status: u16) -> bool {
    matches!(status, 400..=500)
}

/// How long to wait before the next poll; `None` where that would be beyond all patience.
fn wait(header: Option<&str>, waited: Duration) -> Option<Duration> {
    let pause = named_pause(header);
    pause
        .checked_add(waited)
        .is_some_and(|then| then < PATIENCE)
        .then_some(pause)
}

/// `retry-after` as JavaScript reads a number: seconds, a date is none.
fn named_pause(header: Option<&str>) -> Duration {
    let seconds = header
        .and_then(|text| text.trim().parse::<f64>().ok())
        .filter(|seconds| *seconds > 0.0);
    let named = seconds.map_or(PAUSE, |seconds| {
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
    });
    named.max(SHORTEST_PAUSE)
}

/// A URL that npm takes for the address of a login.
#[must_use]
pub(super) fn http_url(value: &Value) -> Option<Url> {
    let url = Url::parse(value.as_str()?).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// Brings a `doneUrl` that names the public registry to the registry that was asked (npm 11 and 12,
/// `replaceDoneUrlOrigin`).
fn at_registry(mut done: Url, registry: &Registry) -> Url {
    if done.host_str() != Some(CANONICAL_HOST) {
        return done;
    }
    let base = registry.url();
    // As in JavaScript, where a `host` without a port leaves the old one alone.
    let moved = done.set_scheme(base.scheme()).is_ok()
        && done.set_host(base.host_str()).is_ok()
        && base
            .port()
            .is_none_or(|port| done.set_port(Some(port)).is_ok());
    debug_assert!(moved, "both are http or https");
    let prefix = base.path().trim_end_matches('/');
    let is_below = done.path() == prefix
        || done
            .path()
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with('/'));
    if !prefix.is_empty() && !is_below {
        let path = format!("{prefix}{}", done.path());
        done.set_path(&path);
    }
    done
}

fn senseless(registry: &Registry) -> Error {
    Error::new(
        ErrorKind::Network,
        format!("invalid response from the web login of {registry}"),
    )
    .hint("log in with user name and password: npm login --auth-type=legacy")
}

fn nobody_came(registry: &Registry) -> Error {
    let minutes = PATIENCE.as_secs() / 60;
    Error::new(
        ErrorKind::NotLoggedIn,
        format!("nobody came to {registry} in a browser within {minutes} minutes"),
    )
}

fn in_clear(registry: &Registry, done: &Url) -> Error {
    let host = done.host_str().unwrap_or_default();
    Error::new(
        ErrorKind::Refused,
        format!("{registry} sent the token over http from {host}, where others can read it"),
    )
    .note("it was not kept; the registry still accepts it until it expires or is revoked there")
}

impl Person<'_> {
    fn host_name(&self) -> String {
        session::host_name(&self.context().env.lookup())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_that_of_each_npm() {
        use NpmVersion::{Npm8, Npm9, Npm10, Npm12};
        let cases = [
            (Npm8, "adduser", r#"{"hostname":"h"}"#),
            (Npm9, "login", r#"{"hostname":"h"}"#),
            (Npm9, "adduser", r#"{"create":true,"hostname":"h"}"#),
            (Npm10, "login", "{}"),
            (Npm10, "adduser", r#"{"create":true}"#),
            (Npm12, "login", "{}"),
        ];
        for (npm, command, want) in cases {
            assert_eq!(
                body(npm, command, || "h".into()).to_string(),
                want,
                "{npm:?} {command}"
            );
        }
    }

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

    #[test]
    fn a_done_url_of_the_public_registry_is_brought_to_the_mirror() {
        let cases = [
            (
                "https://registry.npmjs.org/-/v1/done?a=1",
                "http://127.0.0.1:4873/",
                "http://127.0.0.1:4873/-/v1/done?a=1",
            ),
            (
                "https://registry.npmjs.org/-/v1/done?a",
                "https://m.example/npm/",
                "https://m.example/npm/-/v1/done?a",
            ),
            (
                "https://registry.npmjs.org/npm/done",
                "https://m.example/npm/",
                "https://m.example/npm/done",
            ),
            (
                "https://registry.npmjs.org/npmx/done",
                "https://m.example/npm/",
                "https://m.example/npm/npmx/done",
            ),
            (
                "http://registry.npmjs.org:8080/d",
                "https://m.example/",
                "https://m.example:8080/d",
            ),
            (
                "https://other.example/d",
                "https://m.example/",
                "https://other.example/d",
            ),
            (
                "https://www.npmjs.com/d",
                "https://m.example/",
                "https://www.npmjs.com/d",
            ),
        ];
        for (done, registry, want) in cases {
            let registry = Registry::parse(registry).unwrap();
            assert_eq!(
                at_registry(Url::parse(done).unwrap(), &registry).as_str(),
                want,
                "{done} at {registry}"
            );
        }
    }
}
