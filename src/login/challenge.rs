//! Reads the demand in a `401` (npm-registry-fetch `lib/check-response.js`).

use super::answer::http_url;
use crate::http::Answer;
use url::Url;

/// The demand of a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Challenge {
    /// A one-time password typed in.
    Otp,
    /// A confirmation in the browser.
    WebOtp {
        /// The page that the person opens.
        auth_url: Url,
        /// The address at which the one-time token appears.
        done_url: Url,
    },
    /// Another network address.
    Address,
    /// Another credential.
    Credential,
}

/// The demand in this answer; `None` if it is not a `401`.
#[must_use]
pub fn challenge(answer: &Answer) -> Option<Challenge> {
    (answer.status == 401).then(|| demand(answer.header("www-authenticate"), answer.body.expose()))
}

fn demand(header: Option<&str>, body: &[u8]) -> Challenge {
    let named = |word: &str| {
        let demands = |header: &str| {
            header
                .split(',')
                .any(|part| part.trim_start().eq_ignore_ascii_case(word))
        };
        header.is_some_and(demands)
    };
    if named("ipaddress") {
        return Challenge::Address;
    }
    // Registries that forget the header are recognised by their text.
    let worded =
        header.is_none_or(str::is_empty) && String::from_utf8_lossy(body).contains("one-time pass");
    if !named("otp") && !worded {
        return Challenge::Credential;
    }
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let url = |key: &str| http_url(body.get(key)?);
    match (url("authUrl"), url("doneUrl")) {
        (Some(auth_url), Some(done_url)) => Challenge::WebOtp { auth_url, done_url },
        (_, _) => Challenge::Otp,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_401_is_read_as_npm_reads_it() {
        let web = r#"{"authUrl":"https://h/a","doneUrl":"https://h/d"}"#;
        let both = Challenge::WebOtp {
            auth_url: Url::parse("https://h/a").unwrap(),
            done_url: Url::parse("https://h/d").unwrap(),
        };
        let cases = [
            (Some("OTP"), "{}", Challenge::Otp),
            (Some("Basic, otp"), "", Challenge::Otp),
            (Some("otp, ipaddress"), "", Challenge::Address),
            (Some("Bearer"), "a one-time password", Challenge::Credential),
            (Some("otp realm"), "", Challenge::Credential),
            (
                None,
                r#"{"error":"You must provide a one-time pass."}"#,
                Challenge::Otp,
            ),
            (Some(""), "one-time pass", Challenge::Otp),
            (None, "{}", Challenge::Credential),
            (Some("OTP"), web, both.clone()),
            (None, web, Challenge::Credential),
            (
                Some("OTP"),
                r#"{"authUrl":"https://h/a","doneUrl":"file:///d"}"#,
                Challenge::Otp,
            ),
        ];
        for (header, body, want) in cases {
            assert_eq!(demand(header, body.as_bytes()), want, "{header:?} {body}");
        }
    }
}
