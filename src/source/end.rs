//! When a token ends, as the command that made it says: a date, seconds since 1970, or seconds from
//! now. Pure.

use serde_json::Value;

/// A smaller number counts from now, a larger one from 1970: no token lives for thirty years.
const SMALLEST_EPOCH: f64 = 1e9;

/// A larger number counts milliseconds.
const LARGEST_EPOCH: f64 = 1e11;

/// The end in seconds since 1970; `None` for what is no moment, and for a date without a time zone,
/// because programs mean different ones by it.
#[must_use]
pub(super) fn end_of(value: &Value, now: u64) -> Option<u64> {
    match value {
        Value::Number(number) => of_number(number.as_f64()?, now),
        Value::String(text) => match text.trim().parse() {
            Ok(number) => of_number(number, now),
            Err(_) => of_date(text.trim()),
        },
        _ => None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is not negative, and a cast of what is too large ends at the largest"
)]
fn of_number(number: f64, now: u64) -> Option<u64> {
    if !number.is_finite() || number < 0.0 {
        return None;
    }
    Some(if number < SMALLEST_EPOCH {
        now.saturating_add(number as u64)
    } else if number < LARGEST_EPOCH {
        number as u64
    } else {
        (number / 1000.0) as u64
    })
}

/// A date of RFC 3339; a zone without its colon is read too (`date +%z`).
fn of_date(text: &str) -> Option<u64> {
    let (local, east) = match text.strip_suffix(['Z', 'z']) {
        Some(local) => (local, 0),
        None => {
            let at = text.rfind(['+', '-']).filter(|at| *at > 10)?;
            let (local, zone) = text.split_at(at);
            (local.trim_end(), offset(zone)?)
        }
    };
    let moment = humantime::parse_rfc3339_weak(local).ok()?;
    let since = moment.duration_since(std::time::UNIX_EPOCH).ok()?;
    since.as_secs().checked_add_signed(-east)
}

/// The seconds of `+hh:mm` or `+hhmm`.
fn offset(zone: &str) -> Option<i64> {
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits = zone.get(1..)?.replace(':', "");
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at(2);
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_form_that_the_makers_use_is_the_same_moment() {
        // 2026-11-30T12:00:00Z
        let moment = 1_796_040_000;
        for value in [
            json!("2026-11-30T12:00:00Z"),
            json!("2026-11-30T12:00:00.123456+00:00"),
            json!("2026-11-30T14:00:00+02:00"),
            json!("2026-11-30 06:30:00 -0530"),
            json!(moment),
            json!(1_796_040_000.25),
            json!("1796040000"),
            json!(1_796_040_000_000_u64),
            json!(3_600),
            json!("3600"),
        ] {
            assert_eq!(end_of(&value, moment - 3_600), Some(moment), "{value}");
        }
    }

    #[test]
    fn what_is_no_moment_is_not_guessed_at() {
        for value in [
            json!("2026-11-30 12:00:00.000000"),
            json!("2026-11-30T12:00:00"),
            json!("2026-11-30"),
            json!("2026-11-30T12:00:00+2"),
            json!("2026-11-30T12:00:00+25:00"),
            json!("soon"),
            json!(""),
            json!("NaN"),
            json!("inf"),
            json!(-1),
            json!(true),
            json!(null),
            json!({}),
        ] {
            assert_eq!(end_of(&value, 1), None, "{value}");
        }
    }
}
