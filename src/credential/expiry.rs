//! When a credential expires, as far as that is known.
//!
//! A registry that states no lifetime gives [`Expiry::Unknown`], never "forever". The user may say
//! when, or the token itself if it is a JWT (RFC 7519, `exp`).

use super::minted::mint;
use super::session::LONGEST_SESSION;
use crate::registry::Registry;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::time::Duration;

/// The last second of the year 9999, the last that RFC 3339 can write. A later claim is
/// milliseconds taken for seconds, or nonsense.
const LAST: u64 = 253_402_300_799;

/// The moment a credential stops working.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// Seconds since 1970.
    At(u64),
    /// It is not known.
    Unknown,
}

impl Expiry {
    /// At this second since 1970; unknown if that is beyond any sensible time.
    #[must_use]
    pub fn at(seconds: u64) -> Self {
        if seconds > LAST {
            Self::Unknown
        } else {
            Self::At(seconds)
        }
    }

    /// Whether it is known to have expired at this second.
    #[must_use]
    pub fn is_past(self, now: u64) -> bool {
        self.remaining(now) == Some(Duration::ZERO)
    }

    /// Whether it expires like a session: at a known time, within [`LONGEST_SESSION`].
    #[must_use]
    pub fn is_session(self, now: u64) -> bool {
        self.remaining(now)
            .is_some_and(|life| life.as_secs() <= LONGEST_SESSION)
    }

    /// The time that is left: zero if it has expired, `None` if it is unknown.
    #[must_use]
    pub fn remaining(self, now: u64) -> Option<Duration> {
        match self {
            Self::At(moment) => Some(Duration::from_secs(moment.saturating_sub(now))),
            Self::Unknown => None,
        }
    }
}

/// Reads `--expires`: a time from now (`2h`, `90d`), a day (`2027-01-31`, its beginning in UTC) or
/// a moment (RFC 3339, `2027-01-31T12:00:00Z`). Returns seconds since 1970; `None` for anything
/// else.
#[must_use]
pub fn parse_lifetime(text: &str, now: u64) -> Option<u64> {
    if let Ok(life) = humantime::parse_duration(text) {
        return now.checked_add(life.as_secs()).filter(|end| *end <= LAST);
    }
    let moment = humantime::parse_rfc3339_weak(text)
        .or_else(|_| humantime::parse_rfc3339_weak(&format!("{text}T00:00:00Z")))
        .ok()?;
    moment
        .duration_since(std::time::UNIX_EPOCH)
        .ok()
        .map(|since| since.as_secs())
}

/// The expiry that a bearer token states: the `exp` claim of a JWT. We cannot check the signature;
/// a wrong claim costs no more than a needless "expired".
#[must_use]
pub fn token_expiry(token: &str) -> Expiry {
    let mut parts = token.split('.');
    let (Some(_), Some(claims), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Expiry::Unknown;
    };
    let claims = URL_SAFE_NO_PAD
        .decode(claims.trim_end_matches('='))
        .unwrap_or_default();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap_or_default();
    claims
        .get("exp")
        .and_then(serde_json::Value::as_u64)
        .map_or(Expiry::Unknown, Expiry::at)
}

/// The expiry of a token stored for this registry at `now`: as the token states, otherwise as is
/// known of its registry.
#[must_use]
pub fn expiry_for(registry: &Registry, token: &str, now: u64) -> Expiry {
    match (token_expiry(token), mint(registry)) {
        (Expiry::Unknown, Some(mint)) => Expiry::At(now.saturating_add(mint.life)),
        (known, _) => known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_and_moments_are_read() {
        let cases = [
            ("2h", Some(7_200 + 1_000)),
            ("90d", Some(90 * 86_400 + 1_000)),
            ("1970-01-02", Some(86_400)),
            ("1970-01-01T01:00:00Z", Some(3_600)),
            ("soon", None),
            ("", None),
            ("-1h", None),
            ("99999999999999999999d", None),
            ("9000y", None),
            ("253402299800s", None),
        ];
        for (text, want) in cases {
            assert_eq!(parse_lifetime(text, 1_000), want, "{text}");
        }
    }

    #[test]
    fn a_jwt_tells_its_end_and_nothing_else_does() {
        let jwt = format!(
            "eyJhbGciOiJub25lIn0.{}.sig",
            URL_SAFE_NO_PAD.encode(r#"{"exp":4102444800}"#)
        );
        assert_eq!(token_expiry(&jwt), Expiry::At(4_102_444_800));
        let late = format!(
            "eyJhbGciOiJub25lIn0.{}.sig",
            URL_SAFE_NO_PAD.encode(r#"{"exp":4102444800000}"#)
        );
        assert_eq!(token_expiry(&late), Expiry::Unknown, "milliseconds");
        for other in [
            "npm_abc",
            "a.b",
            "a.b.c",
            "a.b.c.d",
            "",
            "..",
            &jwt.replace("sig", "sig.more"),
        ] {
            assert_eq!(token_expiry(other), Expiry::Unknown, "{other}");
        }
    }

    #[test]
    fn death_is_at_the_very_second() {
        assert!(!Expiry::At(10).is_past(9));
        assert!(Expiry::At(10).is_past(10));
        assert!(!Expiry::Unknown.is_past(u64::MAX));
    }
}
