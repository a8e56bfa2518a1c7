//! Writes a moment as text.

use std::fmt::Write;
use std::time::{Duration, UNIX_EPOCH};

/// Seconds since 1970 as RFC 3339 writes them, or words for a year that it cannot write.
#[must_use]
pub fn moment(seconds: u64) -> String {
    let mut text = String::new();
    // `humantime` fails to write a year of five digits, and `to_string` would end the program.
    let written = UNIX_EPOCH
        .checked_add(Duration::from_secs(seconds))
        .is_some_and(|moment| {
            write!(text, "{}", humantime::format_rfc3339_seconds(moment)).is_ok()
        });
    if written {
        text
    } else {
        "after the year 9999".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn every_moment_can_be_written() {
        assert_eq!(moment(0), "1970-01-01T00:00:00Z");
        assert_eq!(moment(253_402_300_799), "9999-12-31T23:59:59Z");
        for late in [253_402_300_800, 4_102_444_800_000, u64::MAX / 2, u64::MAX] {
            assert_eq!(moment(late), "after the year 9999", "{late}");
        }
    }
}
