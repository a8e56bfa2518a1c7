//! Node's old `url.parse`, as far as npm 8 to 11 use it: whether there is a host, and the `href`.
//!
//! It is not the WHATWG parser: default ports, `..` and a missing path behave differently, and any
//! scheme with a host passes. npm 12 uses `URL.parse` instead. So a value that one of them drops
//! may be valid for the other.

/// `url.parse(text).href`, or `None` if `host` is empty and npm drops the value.
///
/// If node throws (a port of letters after brackets, a broken percent sign in the user's name), npm
/// does not start; the value is dropped here too.
pub(super) fn href(text: &str) -> Option<String> {
    let text = slashes_forward(text.trim_matches(is_trimmed));
    let colon =
        text.find(|c: char| !matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '+' | '-'))?;
    let (scheme, rest) = text.split_at(colon);
    let rest = rest.strip_prefix(':')?;
    if scheme.is_empty() {
        return None;
    }
    let lower = scheme.to_ascii_lowercase();
    if lower == "javascript" {
        return None;
    }
    let after_slashes = rest.strip_prefix("//");
    if after_slashes.is_none() && is_slashed(scheme) {
        return None;
    }
    let authority = split_authority(after_slashes.unwrap_or(rest));
    let user = authority.user.map(decode).transpose().ok()?;
    let (host, misplaced) = host_and_port(authority.host)?;
    let mut path = escape(&format!("{misplaced}{}", authority.rest));
    let first = path.find(['?', '#']);
    if is_slashed(&lower) && (path.is_empty() || first == Some(0)) {
        path.insert(0, '/');
    }
    let slashes = after_slashes.is_some() || is_slashed(&lower);
    if slashes && !path.is_empty() && !path.starts_with(['/', '?', '#']) {
        path.insert(0, '/');
    }
    let user = user
        .filter(|user| !user.is_empty())
        .map(|user| encode(&user) + "@")
        .unwrap_or_default();
    Some(format!(
        "{lower}:{}{user}{host}{path}",
        if slashes { "//" } else { "" }
    ))
}

/// Schemes whose URLs have `//` and a path. One look-up uses the spelling as typed, another the
/// lower-cased one.
fn is_slashed(scheme: &str) -> bool {
    matches!(
        scheme,
        "http" | "https" | "ftp" | "gopher" | "file" | "ws" | "wss"
    )
}

const fn is_trimmed(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\r' | '\n' | '\u{c}' | '\u{a0}' | '\u{feff}'
    )
}

/// Backslashes before the query are slashes.
fn slashes_forward(text: &str) -> String {
    let split = text.find(['?', '#']).unwrap_or(text.len());
    text[..split].replace('\\', "/") + &text[split..]
}

struct UrlAuthority<'a> {
    user: Option<&'a str>,
    host: &'a str,
    rest: &'a str,
}

/// The host ends at the first character that cannot be in one; the user is before the last `@`.
fn split_authority(text: &str) -> UrlAuthority<'_> {
    let stop = text.find(['/', '?', '#']).unwrap_or(text.len());
    let at = text[..stop].rfind('@');
    let start = at.map_or(0, |at| at + 1);
    let not_host = |c: char| {
        matches!(
            c,
            '\t' | '\n'
                | '\r'
                | ' '
                | '"'
                | '%'
                | '\''
                | ';'
                | '<'
                | '>'
                | '\\'
                | '^'
                | '`'
                | '{'
                | '|'
                | '}'
        )
    };
    let end = text[start..stop]
        .find(not_host)
        .map_or(stop, |end| start + end);
    UrlAuthority {
        user: at.map(|at| &text[..at]),
        host: &text[start..end],
        rest: &text[end..],
    }
}

/// The host in lower case and ASCII with its port, and the rest, which belongs to the path.
fn host_and_port(host: &str) -> Option<(String, String)> {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (name, port),
        Some(_) | None => (host, ""),
    };
    let brackets = name.starts_with('[') && name.ends_with(']');
    let (name, misplaced) = match name.find(':') {
        Some(at) if !brackets => (&name[..at], format!("/{}", &name[at..])),
        Some(_) | None => (name, String::new()),
    };
    let port = if port.is_empty() {
        String::new()
    } else {
        format!(":{port}")
    };
    let name = if name.is_ascii() {
        name.to_ascii_lowercase()
    } else {
        ascii(name)?
    };
    let host = name + &port;
    (!host.is_empty()).then_some((host, misplaced))
}

fn ascii(name: &str) -> Option<String> {
    url::Url::parse(&format!("http://{name}/"))
        .ok()?
        .host_str()
        .map(str::to_owned)
}

/// Characters that node escapes outside the host.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' | '\n' | '\r' | ' ' | '"' | '\'' | '<' | '>' | '\\' | '^' | '`' | '{' | '|'
            | '}' => {
                push_escaped(&mut out, c as u8);
            }
            _ => out.push(c),
        }
    }
    out
}

fn push_escaped(out: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.extend([
        '%',
        char::from(DIGITS[usize::from(byte >> 4)]),
        char::from(DIGITS[usize::from(byte & 15)]),
    ]);
}

/// `decodeURIComponent`.
fn decode(text: &str) -> Result<String, std::string::FromUtf8Error> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let pair = [
            bytes.next().unwrap_or_default(),
            bytes.next().unwrap_or_default(),
        ];
        let digits = std::str::from_utf8(&pair)
            .ok()
            .filter(|_| pair.iter().all(u8::is_ascii_hexdigit));
        // An invalid escape becomes an invalid byte, which the conversion below refuses.
        out.push(
            digits
                .and_then(|digits| u8::from_str_radix(digits, 16).ok())
                .unwrap_or(0xff),
        );
    }
    String::from_utf8(out)
}

/// The user's part, escaped again.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'!'
            | b'\''
            | b'('
            | b')'
            | b'*'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b':' => {
                out.push(char::from(byte));
            }
            _ => push_escaped(&mut out, byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hrefs_are_those_of_url_parse() {
        for (text, expected) in [
            ("http://h:80", Some("http://h:80/")),
            ("https://U:P@h/a b?q=1#f", Some("https://U:P@h/a%20b?q=1#f")),
            ("HTTPS://FOO.com", Some("https://foo.com/")),
            ("//h/a", None),
            ("h.com", None),
            ("http://", None),
            ("foo:bar", Some("foo:bar")),
            ("foo://Bar", Some("foo://bar")),
            ("http:/h/x", None),
            ("http:\\\\h\\x", Some("http://h/x")),
            ("http://h/../a", Some("http://h/../a")),
            ("http://[::1]:80/", Some("http://[::1]:80/")),
            ("http://münchen.de/ü", Some("http://xn--mnchen-3ya.de/ü")),
            ("  http://h/ ", Some("http://h/")),
            (
                "http://h/{a}|`'\"<>^",
                Some("http://h/%7Ba%7D%7C%60%27%22%3C%3E%5E"),
            ),
            ("http://a b/", Some("http://a/%20b/")),
            ("http://h?x", Some("http://h/?x")),
            ("mailto:a@b", Some("mailto:a@b")),
            ("file:///x", None),
            ("http://a%20b/", Some("http://a/%20b/")),
            ("http://u:@h/", Some("http://u:@h/")),
            ("http://@/x", None),
            ("http://a@b@c/", Some("http://a%40b@c/")),
            ("http://h:/a", Some("http://h/a")),
            ("javascript:alert(1)", None),
        ] {
            assert_eq!(href(text).as_deref(), expected, "{text}");
        }
    }
}
