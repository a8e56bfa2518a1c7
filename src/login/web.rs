//! The login in the browser: asks for two addresses, shows one, polls the other (npm 12
//! `npm-profile` `lib/index.js`).
//!
//! npm falls back to the password login for every 4xx and for exactly 500, even if the *poll*
//! answers so. A login that ran out in the browser ends at `Username:`. A 502 is an error. This
//! does the same. But where npm polls without a pause, or for ever, this does not.

use super::answer::{http_url, refused, unreachable};
use super::cure::cure;
use super::person::{Person, Title};
use super::poll::{Done, falls_back, nobody_came, poll, senseless};
use super::protocol::Protocol;
use super::request::LoginRequest;
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Client, Method};
use crate::registry::Registry;
use npmcred_platform::{Secret, session};
use serde_json::{Value, json};
use url::Url;

/// The host that a mirror's answer may name instead of the mirror.
const CANONICAL_HOST: &str = "registry.npmjs.org";

/// Logs in; `None` if npm would now ask for a password.
pub(super) fn log_in(
    person: &Person<'_>,
    client: &Client,
    request: &LoginRequest,
) -> Result<Option<Secret>> {
    let url = request
        .registry
        .below("-/v1/login")
        .map_err(|error| Error::from_cause(ErrorKind::Usage, error))?;
    let body = body(request.protocol, request.caller.command, || {
        person.host_name()
    });
    let post = request
        .caller
        .request(Method::Post, url, Some(Secret::from(body.to_string())));
    let answer = client
        .send(&post)
        .map_err(|error| unreachable(&request.registry, &error))?;
    person.notices(&answer);
    if falls_back(answer.status) {
        return Ok(None);
    }
    if !(200..300).contains(&answer.status) {
        return Err(refused(
            &request.registry,
            "the request for a login",
            &answer,
            &request.caller,
            None,
        ));
    }
    let offer = answer.json().ok_or_else(|| senseless(&request.registry))?;
    let url = |key: &str| {
        offer
            .get(key)
            .and_then(http_url)
            .ok_or_else(|| senseless(&request.registry))
    };
    let (done, login) = (url("doneUrl")?, url("loginUrl")?);
    let done = if request.protocol >= Protocol::Npm11 {
        at_registry(done, &request.registry)
    } else {
        done
    };
    let title = match (request.protocol, request.caller.command) {
        (Protocol::Npm8, _) => Title::Account,
        (_, "adduser") => Title::Create,
        (_, _) => Title::Login,
    };
    let _asking = person.show(title, &login, request.protocol);
    match poll(person, client, &request.caller, &request.registry, &done)? {
        Done::Token(token) => Ok(Some(token)),
        Done::NotSupported => Ok(None),
        Done::Late => {
            Err(nobody_came(&request.registry).hinted(cure(&request.registry, &request.profile)))
        }
    }
}

/// The body of the first request. npm 8 and 9 name the machine; only `adduser` of npm 9 to 11 wants
/// an account made.
fn body(protocol: Protocol, command: &str, host: impl FnOnce() -> String) -> Value {
    let mut body = json!({});
    if command == "adduser" && protocol >= Protocol::Npm9 {
        body["create"] = json!(true);
    }
    if protocol <= Protocol::Npm9 {
        body["hostname"] = json!(host());
    }
    body
}

/// Changes a `doneUrl` that names the public registry to the registry that was asked (npm 11 and
/// 12, `replaceDoneUrlOrigin`).
fn at_registry(mut done: Url, registry: &Registry) -> Url {
    if done.host_str() != Some(CANONICAL_HOST) {
        return done;
    }
    let base = registry.url();
    // As in JavaScript, where a `host` without a port leaves the old port.
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
        use Protocol::{Npm8, Npm9, Npm10, Npm12};
        let cases = [
            (Npm8, "adduser", r#"{"hostname":"h"}"#),
            (Npm9, "login", r#"{"hostname":"h"}"#),
            (Npm9, "adduser", r#"{"create":true,"hostname":"h"}"#),
            (Npm10, "login", "{}"),
            (Npm10, "adduser", r#"{"create":true}"#),
            (Npm12, "login", "{}"),
        ];
        for (protocol, command, want) in cases {
            assert_eq!(
                body(protocol, command, || "h".into()).to_string(),
                want,
                "{protocol:?} {command}"
            );
        }
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
