//! The login by user name and password (npm 12 `npm-profile` `lib/index.js`, `loginCouch`; npm 8
//! `lib/auth/legacy.js`).
//!
//! It writes a document of CouchDB's form. A `409` is not a refusal but says that the account
//! exists. npm then reads its document, and writes it again under its revision, with the password
//! as a credential. And npm 8 tries to make an account whenever logging in failed.

use super::answer::{refused, token_in, unreachable};
use super::caller::{Authorization, copy};
use super::challenge::{Challenge, challenge};
use super::component::COMPONENT;
use super::input::{email_complaint, name_complaint};
use super::person::Person;
use super::protocol::Protocol;
use super::request::LoginRequest;
use super::step_up::{self, StepUp};
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Answer, Client, HttpError, Method};
use crate::report::{moment, printable};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use npmcred_platform::Secret;
use percent_encoding::utf8_percent_encode;
use serde_json::{Value, json};
use url::Url;

/// The result of a login by password.
pub(super) enum PasswordLogin {
    Token(Secret),
    /// npm 8 stores the password itself if a registry returns no token.
    Password(Secret),
}

/// The person's answers.
struct Account {
    name: String,
    password: Secret,
    /// npm 8 asks for it at every login, later versions only to make an account.
    email: Option<String>,
}

/// Asks for name and password, and logs in with them.
pub(super) fn log_in(
    person: &Person<'_>,
    client: &Client,
    request: &LoginRequest,
) -> Result<(String, PasswordLogin)> {
    let account = ask(person, request)?;
    let login = PasswordRequest {
        client,
        request,
        account: &account,
        date: date(person.context().now()),
    };
    let answer = if request.protocol == Protocol::Npm8 {
        login.as_npm_8(person)
    } else {
        login.as_npm(person)
    }?;
    person.notices(&answer);
    if !(200..300).contains(&answer.status) {
        return Err(login.refusal(&answer));
    }
    let body = answer.json().ok_or_else(|| {
        Error::new(
            ErrorKind::Network,
            format!(
                "{} answered the login with something that is not JSON",
                request.registry
            ),
        )
    })?;
    let given = match token_in(body) {
        Some(token) => PasswordLogin::Token(token),
        None if request.protocol == Protocol::Npm8 => {
            PasswordLogin::Password(copy(&account.password))
        }
        None => {
            return Err(
                Error::new(ErrorKind::NotLoggedIn, "No credentials to set.").note(format!(
                    "{} accepted the password but returned no token",
                    request.registry
                )),
            );
        }
    };
    Ok((account.name, given))
}

/// The moment as JavaScript's `toISOString` writes it.
fn date(now: u64) -> String {
    moment(now).replace('Z', ".000Z")
}

fn ask(person: &Person<'_>, request: &LoginRequest) -> Result<Account> {
    let name = person.ask("Username: ", name_complaint)?;
    let password = person.ask_hidden("Password: ")?;
    let prompt = if request.protocol >= Protocol::Npm11 {
        "Email (this will be public): "
    } else {
        "Email: (this IS public) "
    };
    let asks_email = request.protocol == Protocol::Npm8 || request.caller.command == "adduser";
    let email = asks_email
        .then(|| person.ask(prompt, email_complaint))
        .transpose()?;
    Ok(Account {
        name,
        password,
        email,
    })
}

struct PasswordRequest<'a> {
    client: &'a Client,
    request: &'a LoginRequest,
    account: &'a Account,
    date: String,
}

impl PasswordRequest<'_> {
    /// npm 9 and later: `adduser` writes one document, `login` goes on after a `409`; both may be
    /// asked for a second factor.
    fn as_npm(&self, person: &Person<'_>) -> Result<Answer> {
        let request = self.request;
        let step = StepUp {
            client: self.client,
            caller: &request.caller,
            registry: &request.registry,
            protocol: request.protocol,
        };
        step_up::with_person(person, &step, |otp| {
            // npm 9 asks for the second factor of `adduser` and then forgets to send it.
            let otp = if request.protocol == Protocol::Npm9 && request.caller.command == "adduser" {
                request.caller.otp.as_ref()
            } else {
                otp
            };
            match &self.account.email {
                Some(email) => self.put(Some(email), otp),
                None => self.log_in(otp),
            }
        })
    }

    /// npm 8: it logs in, with a one-time password if the registry asks for one; if logging in
    /// failed, it makes the account.
    fn as_npm_8(&self, person: &Person<'_>) -> Result<Answer> {
        let with_otp = || {
            let otp = person.ask_code("Enter one-time password: ")?;
            self.log_in(Some(&otp))
                .map_err(|error| self.unreachable(&error))
        };
        let own = self.request.caller.otp.as_ref();
        match self.log_in(own) {
            Ok(answer) if answer.status < 400 => return Ok(answer),
            Ok(answer) if wants_otp(&answer) => return with_otp(),
            Ok(_) | Err(_) => {}
        }
        match self
            .put(self.account.email.as_deref(), own)
            .map_err(|error| self.unreachable(&error))?
        {
            answer if wants_otp(&answer) => with_otp(),
            answer => Ok(answer),
        }
    }

    /// `loginCouch`.
    fn log_in(&self, otp: Option<&Secret>) -> std::result::Result<Answer, HttpError> {
        let answer = self.put(None, otp)?;
        if answer.status != 409 {
            return Ok(answer);
        }
        let caller = &self.request.caller;
        let mut url = self.url("");
        url.set_query(Some("write=true"));
        let found = self.client.send(&caller.request_as(
            caller.authorization.as_ref(),
            otp,
            Method::Get,
            url,
            None,
        ))?;
        let Some(found) = found.json().filter(|_| found.status < 400) else {
            return Ok(found);
        };
        let mut fields = self.fields(None);
        merge(&mut fields, &found);
        let revision = fields
            .iter()
            .find(|(key, _)| key == "_rev")
            .map_or_else(|| "undefined".to_owned(), |(_, value)| text(value));
        let url = self.url(&format!("/-rev/{revision}"));
        let forced = Authorization::basic(self.request.registry.realm(), &self.pair());
        let body = self.document(&fields);
        self.client
            .send(&caller.request_as(Some(&forced), otp, Method::Put, url, Some(body)))
    }

    fn put(
        &self,
        email: Option<&str>,
        otp: Option<&Secret>,
    ) -> std::result::Result<Answer, HttpError> {
        let caller = &self.request.caller;
        let body = self.document(&self.fields(email));
        self.client.send(&caller.request_as(
            caller.authorization.as_ref(),
            otp,
            Method::Put,
            self.url(""),
            Some(body),
        ))
    }

    fn url(&self, rest: &str) -> Url {
        let name = utf8_percent_encode(&self.account.name, COMPONENT);
        let path = format!("-/user/org.couchdb.user:{name}{rest}");
        self.request
            .registry
            .below(&path)
            .unwrap_or_else(|_| self.request.registry.url().clone())
    }

    /// The document without the password; `null` keeps its place.
    fn fields(&self, email: Option<&str>) -> Vec<(String, Value)> {
        let name = &self.account.name;
        let mut fields = vec![
            ("_id", json!(format!("org.couchdb.user:{name}"))),
            ("name", json!(name)),
            ("password", Value::Null),
        ];
        fields.extend(email.map(|email| ("email", json!(email))));
        fields.extend([
            ("type", json!("user")),
            ("roles", json!([])),
            ("date", json!(self.date)),
        ]);
        fields
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect()
    }

    /// The document as JSON, with the password, in a buffer that never moves.
    fn document(&self, fields: &[(String, Value)]) -> Secret {
        let password = self.account.password.expose_str().unwrap_or_default();
        let rest: Vec<String> = fields
            .iter()
            .map(|(key, value)| format!("{}:{value},", json!(key)))
            .collect();
        let mut body = Vec::with_capacity(
            rest.iter().map(String::len).sum::<usize>() + 6 * password.len() + 16,
        );
        body.push(b'{');
        for ((key, _), part) in fields.iter().zip(&rest) {
            if key == "password" {
                body.extend_from_slice(b"\"password\":");
                // Writing text into a vector cannot fail.
                let _ = serde_json::to_writer(&mut body, password);
                body.push(b',');
            } else {
                body.extend_from_slice(part.as_bytes());
            }
        }
        body.pop();
        body.push(b'}');
        Secret::new(body)
    }

    fn pair(&self) -> Secret {
        let (name, password) = (self.account.name.as_bytes(), self.account.password.expose());
        let mut pair = Vec::with_capacity(name.len() + 1 + password.len());
        pair.extend_from_slice(name);
        pair.push(b':');
        pair.extend_from_slice(password);
        let pair = Secret::new(pair);
        Secret::from(STANDARD.encode(pair.expose()))
    }

    fn unreachable(&self, error: &HttpError) -> Error {
        unreachable(&self.request.registry, error)
    }

    fn refusal(&self, answer: &Answer) -> Error {
        let registry = &self.request.registry;
        match challenge(answer) {
            Some(Challenge::Address) => Error::new(
                ErrorKind::NotLoggedIn,
                format!("{registry} takes no login from your IP address"),
            ),
            Some(found @ (Challenge::Otp | Challenge::WebOtp { .. })) => {
                step_up::wanted(registry, &found)
            }
            Some(Challenge::Credential) | None
                if answer.status == 400 && self.account.email.is_none() =>
            {
                let name = printable(&self.account.name);
                Error::new(
                    ErrorKind::NotLoggedIn,
                    format!("There is no user with the username \"{name}\"."),
                )
            }
            Some(Challenge::Credential) | None => refused(
                registry,
                "the login",
                answer,
                &self.request.caller,
                Some(&self.account.password),
            ),
        }
    }
}

fn wants_otp(answer: &Answer) -> bool {
    matches!(
        challenge(answer),
        Some(Challenge::Otp | Challenge::WebOtp { .. })
    )
}

/// Adds members of the registry's document that ours lacks, and its roles.
fn merge(fields: &mut Vec<(String, Value)>, found: &Value) {
    for (key, value) in found.as_object().into_iter().flatten() {
        match fields.iter_mut().find(|(known, _)| known == key) {
            Some((_, own)) if key == "roles" => *own = value.clone(),
            Some(_) => {}
            None => fields.push((key.clone(), value.clone())),
        }
    }
}

/// `String(value)` of a value that can be a revision.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_found_document_fills_the_gaps_only() {
        let mut fields = vec![
            ("name".to_owned(), json!("bob")),
            ("roles".to_owned(), json!([])),
            ("password".to_owned(), Value::Null),
        ];
        merge(
            &mut fields,
            &json!({ "name": "eve", "ok": true, "roles": ["x"], "password": "p", "_rev": "1-a" }),
        );
        let keys: Vec<(&str, String)> = fields
            .iter()
            .map(|(key, value)| (key.as_str(), value.to_string()))
            .collect();
        let want = [
            ("name", "\"bob\""),
            ("roles", "[\"x\"]"),
            ("password", "null"),
            ("ok", "true"),
            ("_rev", "\"1-a\""),
        ];
        assert_eq!(keys, want.map(|(key, value)| (key, value.to_owned())));
    }
}
