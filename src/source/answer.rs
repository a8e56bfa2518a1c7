//! The token and its end in what the command printed. Pure.

use super::end::end_of;
use super::model::TokenSource;
use crate::credential::{Expiry, LONGEST_SESSION, check_value, token_expiry, wipe};
use npmcred_platform::Secret;
use serde_json::Value;

/// The most that a command may print, in bytes. The largest tokens have two thousand.
pub(super) const LARGEST: usize = 16 * 1024;

/// How long a token of unknown end is kept, in seconds.
const UNKNOWN_LIFE: u64 = 15 * 60;

/// A token that was just made.
#[derive(Debug)]
pub(super) struct FreshToken {
    /// The token.
    pub secret: Secret,
    /// The end of its use here, in seconds since 1970.
    pub end: u64,
}

/// Reads the answer.
///
/// # Errors
/// What is wrong with it, as the end of a sentence that begins with the program's name. Nothing of
/// the answer is in it.
pub(super) fn read(source: &TokenSource, printed: &Secret, now: u64) -> Result<FreshToken, String> {
    if printed.expose().len() > LARGEST {
        return Err(format!("printed more than {LARGEST} bytes"));
    }
    let text = printed
        .expose_str()
        .ok_or("printed what is not text")?
        .trim();
    let (secret, said) = match &source.field {
        None if text.starts_with('{') => {
            return Err("printed JSON; --field says where the token is in it".to_owned());
        }
        None => (Secret::from(text.to_owned()), None),
        Some(field) => of_json(source, field, text, now)?,
    };
    check_value(secret.expose()).map_err(|unfit| format!("printed no token: {unfit}"))?;
    let token = secret.expose_str().unwrap_or_default();
    if token.contains(char::is_whitespace) {
        return Err("printed no token: there are spaces in it".to_owned());
    }
    let own = match token_expiry(token) {
        Expiry::At(end) => Some(end),
        Expiry::Unknown => None,
    };
    let life = source.life.map(|life| now.saturating_add(life));
    let end = [said, own, life].into_iter().flatten().min();
    let end = end.unwrap_or(now.saturating_add(UNKNOWN_LIFE));
    if end <= now {
        return Err("made a token that has expired already; is this machine's clock right?".into());
    }
    let end = end.min(now.saturating_add(LONGEST_SESSION));
    Ok(FreshToken { secret, end })
}

/// The token of a JSON answer, and its end if a field was named for that.
fn of_json(
    source: &TokenSource,
    field: &str,
    text: &str,
    now: u64,
) -> Result<(Secret, Option<u64>), String> {
    let mut answer: Value = serde_json::from_str(text).map_err(|_| "printed no JSON")?;
    let said = match &source.end_field {
        None => Ok(None),
        Some(name) => at(&mut answer, name)
            .and_then(|value| end_of(value, now))
            .map(Some)
            .ok_or_else(|| format!("printed no moment with a time zone as {name:?}")),
    };
    let secret = match at(&mut answer, field) {
        Some(Value::String(text)) => Some(Secret::from(std::mem::take(text))),
        _ => None,
    };
    wipe(&mut answer);
    Ok((
        secret.ok_or_else(|| format!("printed no text as {field:?}"))?,
        said?,
    ))
}

fn at<'a>(answer: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    let mut parts = path.split('.');
    parts.try_fold(answer, |value, name| value.get_mut(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::Profile;
    use crate::registry::Registry;

    const NOW: u64 = 1_796_040_000;

    fn source(field: &str, end_field: &str, life: Option<u64>) -> TokenSource {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        TokenSource {
            profile: Profile::DEFAULT,
            registry: Registry::parse("https://h/").unwrap(),
            command: vec!["/bin/x".to_owned()],
            field: given(field),
            end_field: given(end_field),
            life,
            basic: None,
            deadline: 60,
        }
    }

    fn told(source: &TokenSource, printed: &str) -> Result<(String, u64), String> {
        let fresh = read(source, &Secret::from(printed.to_owned()), NOW)?;
        Ok((
            fresh.secret.expose_str().unwrap().to_owned(),
            fresh.end - NOW,
        ))
    }

    #[test]
    fn the_answers_of_the_makers_are_read() {
        let cases = [
            ("", "", None, "tok\n", "tok", UNKNOWN_LIFE),
            ("", "", Some(3600), " tok \r\n", "tok", 3600),
            ("", "", Some(99 * 3600), "tok", "tok", LONGEST_SESSION),
            (
                "authorizationToken",
                "expiration",
                None,
                r#"{"authorizationToken":"tok","expiration":"2026-11-30T22:00:00+08:00"}"#,
                "tok",
                2 * 3600,
            ),
            (
                "credential.access_token",
                "credential.token_expiry",
                None,
                r#"{"credential":{"access_token":"tok","token_expiry":"2026-11-30T12:30:00Z"},"x":1}"#,
                "tok",
                1800,
            ),
            (
                "accessToken",
                "expires_on",
                Some(600),
                r#"{"accessToken":"tok","expires_on":1796044000}"#,
                "tok",
                600,
            ),
            (
                "access_token",
                "expires_in",
                None,
                r#"{"access_token":"tok","expires_in":900}"#,
                "tok",
                900,
            ),
        ];
        for (field, end_field, life, printed, token, left) in cases {
            let got = told(&source(field, end_field, life), printed);
            assert_eq!(got, Ok((token.to_owned(), left)), "{printed}");
        }
        // {"exp":1796041000}
        let jwt = "eyJhbGciOiJub25lIn0.eyJleHAiOjE3OTYwNDEwMDB9.c2ln";
        assert_eq!(
            told(&source("", "", Some(7200)), jwt),
            Ok((jwt.to_owned(), 1000))
        );
    }

    #[test]
    fn junk_is_no_token_and_is_not_repeated() {
        let long = "canary".repeat(LARGEST);
        let cases = [
            ("", "", "", "is empty"),
            ("", "", "  \n", "is empty"),
            ("", "", "canary\nmore", "line break"),
            ("", "", "Please log in, canary", "spaces"),
            ("", "", r#"{"token":"canary"}"#, "--field"),
            ("", "", "canary${HOME}", "variable"),
            ("", "", long.as_str(), "more than"),
            ("a", "", "canary", "no JSON"),
            ("a", "", r#"{"b":"canary"}"#, "as \"a\""),
            ("a", "", r#"{"a":1,"b":"canary"}"#, "as \"a\""),
            ("a", "", r#"{"a":""}"#, "is empty"),
            ("a.b", "", r#"{"a":"canary"}"#, "as \"a.b\""),
            ("a", "b", r#"{"a":"canary"}"#, "as \"b\""),
            (
                "a",
                "b",
                r#"{"a":"canary","b":"2026-11-30T12:00:00"}"#,
                "as \"b\"",
            ),
            ("a", "b", r#"{"a":"canary","b":1796039999}"#, "clock"),
            ("a", "b", r#"{"a":"canary","b":0}"#, "clock"),
        ];
        for (field, end_field, printed, says) in cases {
            let why = told(&source(field, end_field, None), printed).unwrap_err();
            assert!(why.contains(says), "{printed}: {why}");
            assert!(!why.contains("canary"), "{why}");
        }
        let bytes = Secret::new(vec![b't', 0xff]);
        assert!(read(&source("", "", None), &bytes, NOW).is_err());
    }
}
