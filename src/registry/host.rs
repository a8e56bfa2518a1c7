//! The address of the registry that is meant by a host without its scheme: `npm.example.com`.
//!
//! It is used in messages, and what was typed may be a secret. So only a text that cannot be one is
//! taken: lower case, and at its end a name such as `com`, `localhost` or a port.

/// The address that this text names without its scheme; `None` if it does not look like a host.
#[must_use]
pub fn of_host(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text.strip_prefix("//").unwrap_or(text);
    let (authority, path) = bare.split_once('/').unwrap_or((bare, ""));
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    let is_local = host == "localhost" || host == "127.0.0.1";
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = path
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._/".contains(&byte));
    if !(is_port && is_plain && path.len() <= 64 && (is_local || is_host_name(host))) {
        return None;
    }
    let scheme = if is_local { "http" } else { "https" };
    Some(format!("{scheme}://{bare}"))
}

/// `npm.example.com`: names of letters, digits and dashes, the last one short and of letters.
fn is_host_name(host: &str) -> bool {
    let Some((names, last)) = host.rsplit_once('.') else {
        return false;
    };
    let is_name = |name: &str| {
        let of_a_name =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !name.is_empty() && name.len() <= 24 && name.bytes().all(of_a_name)
    };
    names.split('.').all(is_name)
        && (2..=12).contains(&last.len())
        && last.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::of_host;

    #[test]
    fn a_host_is_completed_and_what_may_be_a_secret_is_not() {
        let cases = [
            ("npm.example.com", Some("https://npm.example.com")),
            ("//npm.example.com/", Some("https://npm.example.com/")),
            (
                "npm.example.com:8443/api/npm",
                Some("https://npm.example.com:8443/api/npm"),
            ),
            ("localhost:4873", Some("http://localhost:4873")),
            ("127.0.0.1:4873/", Some("http://127.0.0.1:4873/")),
            ("", None),
            ("npm", None),
            ("npm_s3cr3t", None),
            ("me:secret@npm.example.com", None),
            ("eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeKKF2Q", None),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbb", None),
            ("npm.example.com/s3cr3tS3CR3T", None),
            ("npm.example.com/?token=s3cr3t", None),
        ];
        for (text, want) in cases {
            assert_eq!(of_host(text).as_deref(), want, "{text}");
        }
    }
}
