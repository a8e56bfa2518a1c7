//! A `pnpm-workspace.yaml` or `config.yaml`, as far as it can be read for certain.
//!
//! What matters are the keys at the left edge, and the values of a few of them. All keys of a
//! mapping stand in the same column. So a file whose first key stands at the edge has no other keys
//! of its own. Some forms could hide a key: flow style, anchors, tags, escapes, a second document.
//! One of them makes the whole file unreadable, so that nobody has to know what it means.

/// A key at the left edge.
#[derive(Debug, PartialEq)]
pub(in crate::tool) struct YamlEntry<'a> {
    /// The key.
    pub key: &'a str,
    /// Its line, from 1.
    pub line: usize,
    /// What stands on the same line.
    value: &'a str,
    /// The lines below, with their numbers; blank lines and comments are left out.
    block: Vec<(usize, &'a str)>,
}

/// The entries of a file, or `None` where it cannot be read for certain.
pub(in crate::tool) fn entries(text: &str) -> Option<Vec<YamlEntry<'_>>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found: Vec<YamlEntry<'_>> = Vec::new();
    // A lone carriage return ends a line too.
    if text.replace("\r\n", "\n").contains('\r') {
        return None;
    }
    for (at, line) in text.lines().enumerate() {
        let bare = line.trim_start_matches(' ');
        if bare.trim().is_empty() || bare.starts_with('#') {
            continue;
        }
        if at == 0 && line.trim_end() == "---" {
            continue;
        }
        if bare.starts_with('\t') {
            return None;
        }
        let is_inside = bare.len() < line.len() || line == "-" || line.starts_with("- ");
        if is_inside {
            found.last_mut()?.block.push((at + 1, line));
            continue;
        }
        let (key, value) = pair(line)?;
        found.push(YamlEntry {
            key,
            line: at + 1,
            value,
            block: Vec::new(),
        });
    }
    Some(found)
}

impl<'a> YamlEntry<'a> {
    /// All of the value, as it is written.
    pub(in crate::tool) fn raw(&self) -> String {
        let below = self.block.iter().map(|(_, line)| *line);
        std::iter::once(self.value)
            .chain(below)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The value, if it is a plain text on the same line.
    pub(in crate::tool) fn text(&self) -> Option<&'a str> {
        if self.block.is_empty() {
            scalar(self.value)
        } else {
            None
        }
    }

    /// The entries below, each with its line; none where the value is something else.
    pub(in crate::tool) fn pairs(&self) -> Option<Vec<YamlEntry<'a>>> {
        if !without_comment(self.value).is_empty() {
            return None;
        }
        let edge = indent(self.block.first()?.1);
        let mut found: Vec<YamlEntry<'a>> = Vec::new();
        for (line, text) in &self.block {
            let (inner, depth) = (text.trim_start_matches(' '), indent(text));
            if depth < edge {
                return None;
            }
            if depth > edge || inner == "-" || inner.starts_with("- ") {
                found.last_mut()?.block.push((*line, text));
                continue;
            }
            let (key, value) = pair(inner)?;
            found.push(YamlEntry {
                key,
                line: *line,
                value,
                block: Vec::new(),
            });
        }
        Some(found)
    }

    /// The texts of a list, in either form.
    pub(in crate::tool) fn list(&self) -> Option<Vec<&'a str>> {
        let value = without_comment(self.value);
        if self.block.is_empty() {
            let inside = value.strip_prefix('[')?.strip_suffix(']')?;
            let parts = inside
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty());
            return parts.map(scalar).collect();
        }
        if !value.is_empty() {
            return None;
        }
        let item = |(_, text): &(usize, &'a str)| scalar(text.trim_start().strip_prefix('-')?);
        self.block.iter().map(item).collect()
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// A key and what follows it on its line. A key between quotes holds no escape.
fn pair(line: &str) -> Option<(&str, &str)> {
    for quote in ['"', '\''] {
        if let Some(rest) = line.strip_prefix(quote) {
            let (key, rest) = rest.split_once(quote)?;
            let value = rest.trim_start().strip_prefix(':')?;
            let ends = value.is_empty() || value.starts_with(' ');
            return (ends && !key.contains(['\\', '"', '\''])).then_some((key, value.trim()));
        }
    }
    let end = line
        .match_indices(':')
        .map(|(at, _)| at)
        .find(|at| matches!(line.as_bytes().get(at + 1), None | Some(b' ')))?;
    let key = line[..end].trim_end();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "$_-@./:~*".contains(c);
    let begins =
        key.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '$' | '_' | '/'));
    let is_read = begins && key.chars().all(is_plain) && !key.contains("<<");
    is_read.then_some((key, line[end + 1..].trim()))
}

/// The text in front of a comment.
fn without_comment(value: &str) -> &str {
    let value = value.trim();
    if value.starts_with('#') {
        return "";
    }
    value.find(" #").map_or(value, |at| value[..at].trim_end())
}

/// A text in plain style or between quotes; no escape, no other style.
fn scalar(value: &str) -> Option<&str> {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote) {
            let (text, rest) = rest.split_once(quote)?;
            let is_read = without_comment(rest).is_empty() && !text.contains('\\');
            return is_read.then_some(text);
        }
    }
    let text = without_comment(value);
    let is_read = !text.is_empty()
        && !text.starts_with(|c: char| "[]{}&*!|>%@`,?\"'".contains(c))
        && !text.starts_with("- ")
        && !text.contains(": ");
    is_read.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Option<Vec<&str>> {
        entries(text).map(|all| all.iter().map(|one| one.key).collect())
    }

    #[test]
    fn the_keys_at_the_edge_are_found() {
        for (text, want) in [
            (
                "packages:\n  - 'a/*'\nregistry: https://h/\n",
                &["packages", "registry"][..],
            ),
            (
                "---\n# x\npackages:\n- a\n\ncatalog:\n  x: 1\n",
                &["packages", "catalog"],
            ),
            ("\u{feff}\"a\": 1\r\n'b': 2\r\n", &["a", "b"]),
            ("a: |\n  registry: x\nb: 1", &["a", "b"]),
            ("", &[]),
        ] {
            assert_eq!(keys(text).as_deref(), Some(want), "{text:?}");
        }
    }

    #[test]
    fn what_could_hide_a_key_is_not_read() {
        for text in [
            "{registry: https://h/}",
            "  registry: https://h/",
            "<<: *x",
            "? registry\n: https://h/",
            "\"re\\x67istry\": https://h/",
            "!!str registry: https://h/",
            "&a registry: https://h/",
            "a: 1\n---\nregistry: https://h/",
            "%YAML 1.2\n---\nregistry: x",
            "a: 1\rregistry: https://h/",
            "\tregistry: x",
            "registry",
        ] {
            assert_eq!(keys(text), None, "{text:?}");
        }
    }

    #[test]
    fn values_are_read_in_their_usual_forms() {
        let text = "a: https://h/ # x\nb: 'x y'\nc:\n  - p/*\n  - \"!q\"\nd: ['x', y]\n\
            e:\n  '@s': https://s/\n  https://t/:\n    scopes: ['@t']\n    prefix: t\nf: {a: b}\ng: >\n  x\n";
        let all = entries(text).unwrap();
        assert_eq!(all[0].text(), Some("https://h/"));
        assert_eq!(all[1].text(), Some("x y"));
        assert_eq!(all[2].list(), Some(vec!["p/*", "!q"]));
        assert_eq!(all[3].list(), Some(vec!["x", "y"]));
        let inner = all[4].pairs().unwrap();
        assert_eq!(
            (inner[0].key, inner[0].text(), inner[0].line),
            ("@s", Some("https://s/"), 8)
        );
        assert_eq!(inner[1].key, "https://t/");
        let declared = inner[1].pairs().unwrap();
        assert_eq!(declared[0].list(), Some(vec!["@t"]));
        assert_eq!(declared[1].text(), Some("t"));
        assert_eq!((all[5].text(), all[5].pairs()), (None, None));
        assert_eq!((all[6].text(), all[6].list()), (None, None));
    }
}
