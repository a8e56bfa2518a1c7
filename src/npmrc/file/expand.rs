//! Replaces `${NAME}` in config keys and values, as npm's `env-replace.js` does.
//!
//! An unset name is not an error: npm leaves the placeholder unchanged and, for a token, sends it.
//! An odd number of backslashes before it keeps it literally, and half of them are removed. npm 11
//! added `${NAME?}`, empty if unset. Older ones take the question mark for part of the name.
//! Nothing nests, and a value is not expanded again.

use crate::npmrc::version::NpmVersion;

/// A text after expansion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// The text with every set name replaced.
    pub text: String,
    /// Names that are not set: left literally, or replaced with nothing by `${NAME?}`.
    pub unresolved: Vec<String>,
}

/// Expands every placeholder of `text`. `env` returns the value of one variable.
pub fn expand(text: &str, npm: NpmVersion, env: &dyn Fn(&str) -> Option<String>) -> Expanded {
    let mut out = Expanded {
        text: String::with_capacity(text.len()),
        unresolved: Vec::new(),
    };
    let mut rest = text;
    while let Some(dollar) = rest.find("${") {
        let (before, from) = rest.split_at(dollar);
        let Some(found) = placeholder(from, npm) else {
            // The dollar is text; the text after the brace may still hold a placeholder.
            out.text.push_str(before);
            out.text.push('$');
            rest = &from[1..];
            continue;
        };
        let slashes = before.len() - before.trim_end_matches('\\').len();
        out.text
            .push_str(&before[..before.len() - slashes.div_ceil(2)]);
        rest = &from[found.length..];
        if slashes % 2 == 1 {
            out.text.push_str(&from[..found.length]);
            continue;
        }
        match env(found.name) {
            Some(value) => out.text.push_str(&value),
            None => {
                if !found.optional {
                    out.text.push_str(&from[..found.length]);
                }
                out.unresolved.push(found.name.to_owned());
            }
        }
    }
    out.text.push_str(rest);
    out
}

struct Reference<'a> {
    name: &'a str,
    optional: bool,
    length: usize,
}

/// Reads `${NAME}` or, from npm 11, `${NAME?}` at the start of `text`.
fn placeholder(text: &str, npm: NpmVersion) -> Option<Reference<'_>> {
    let modifier = npm >= NpmVersion::Npm11;
    let body = text.strip_prefix("${")?;
    let end = body.find(|c| matches!(c, '$' | '{' | '}') || (modifier && c == '?'))?;
    let (name, tail) = body.split_at(end);
    let (optional, tail) = match tail.strip_prefix('?') {
        Some(tail) => (true, tail),
        None => (false, tail),
    };
    if name.is_empty() || !tail.starts_with('}') {
        return None;
    }
    Some(Reference {
        name,
        optional,
        length: 2 + end + usize::from(optional) + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(name: &str) -> Option<String> {
        match name {
            "A" => Some("${B}".into()),
            "B" => Some("b".into()),
            "E" => Some(String::new()),
            "Q?" => Some("q".into()),
            _ => None,
        }
    }

    #[test]
    fn placeholders_are_replaced_once_and_backslashes_escape() {
        for (text, old, new) in [
            ("${B}", "b", "b"),
            ("x${A}y", "x${B}y", "x${B}y"),
            ("\\${B}", "${B}", "${B}"),
            ("\\\\${B}", "\\b", "\\b"),
            ("\\\\\\${B}", "\\${B}", "\\${B}"),
            ("${B}\\${B}", "b${B}", "b${B}"),
            ("${E}", "", ""),
            ("${X}", "${X}", "${X}"),
            ("${X?}", "${X?}", ""),
            ("${Q?}", "q", ""),
            ("${}", "${}", "${}"),
            ("${?}", "${?}", "${?}"),
            ("${${B}}", "${b}", "${b}"),
            ("$${B}", "$b", "$b"),
            ("${B", "${B", "${B"),
            ("${B?x}", "${B?x}", "${B?x}"),
        ] {
            assert_eq!(expand(text, NpmVersion::Npm10, &env).text, old, "{text}");
            assert_eq!(expand(text, NpmVersion::Npm12, &env).text, new, "{text}");
        }
    }

    #[test]
    fn unset_names_are_told() {
        assert_eq!(
            expand("${X}${Y?}${B}\\${Z}", NpmVersion::Npm12, &env).unresolved,
            ["X", "Y"]
        );
    }
}
