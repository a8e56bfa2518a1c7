//! npm's rules for the input at a login. Each function returns a complaint, or `None`.

use super::component::COMPONENT;
use percent_encoding::utf8_percent_encode;

/// A user name (`npm-user-validate`).
pub(super) fn name_complaint(name: &str) -> Option<&'static str> {
    if name.to_lowercase() != name {
        Some("a user name has no capital letters")
    } else if utf8_percent_encode(name, COMPONENT).any(|part| part.starts_with('%'))
        || name.contains('\'')
    {
        Some("a user name has only letters, digits and -_.!~*()")
    } else if name.starts_with('.') {
        Some("a user name does not begin with a dot")
    } else if name.len() > 214 {
        Some("a user name has at most 214 characters")
    } else {
        None
    }
}

/// An e-mail address (`npm-user-validate`).
#[must_use]
pub(super) fn email_complaint(email: &str) -> Option<&'static str> {
    let sound = email.len() <= 254
        && email.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && host
                    .rsplit_once('.')
                    .is_some_and(|(domain, top)| !domain.is_empty() && !top.is_empty())
        });
    (!sound).then_some("not an e-mail address")
}

/// Six digits, blanks allowed, or a recovery code (npm 12 `lib/utils/read-user-info.js`).
pub(super) fn otp_complaint(otp: &str) -> Option<&'static str> {
    let digits = otp
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b' ');
    let recovery = otp.len() == 64 && otp.bytes().all(|byte| byte.is_ascii_hexdigit());
    (!digits && !recovery)
        .then_some("a one-time password has digits only; a recovery code has 64 hexadecimal ones")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_npms_rules() {
        for sound in ["bob", "b-o.b_9", "a~b!c*(d)"] {
            assert_eq!(name_complaint(sound), None, "{sound}");
        }
        for unsound in [
            "Bob",
            "Kim.O@Example.com",
            "kim@example.com",
            "corp\\kim",
            "bö",
            "a b",
            "a/b",
            ".bob",
            "o'b",
            &"x".repeat(215),
        ] {
            assert!(name_complaint(unsound).is_some(), "{unsound}");
        }
    }

    #[test]
    fn codes_follow_npms_rules() {
        for sound in ["123456", "123 456", &"aF".repeat(32)] {
            assert_eq!(otp_complaint(sound), None, "{sound}");
        }
        for unsound in ["12345x", &"g".repeat(64)] {
            assert!(otp_complaint(unsound).is_some(), "{unsound}");
        }
    }
}
