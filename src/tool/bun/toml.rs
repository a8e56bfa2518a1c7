//! A `bunfig.toml`, as far as it can be read for certain.
//!
//! Every key is found with the tables that it stands in; of values, only texts are read. Some forms
//! are read in more than one way: a key twice, an array of tables, an escape in a key. One of them
//! makes the whole file unreadable, so that nobody has to know what it means.

/// A key with its value.
#[derive(Debug, PartialEq)]
pub(super) struct TomlEntry {
    /// The names from the outermost table to the key.
    pub path: Vec<String>,
    /// The value, if it is a text without escapes.
    pub text: Option<String>,
    /// The value as it is written.
    pub raw: String,
    /// Its line, from 1.
    pub line: usize,
}

/// The most keys of a file.
const MOST: usize = 2000;

/// The deepest value in values, and the most names of a key.
const DEEPEST: usize = 16;

/// The entries of a file, or `None` where it cannot be read for certain.
pub(super) fn entries(text: &str) -> Option<Vec<TomlEntry>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A lone carriage return ends a line for some.
    if text.replace("\r\n", "\n").contains('\r') {
        return None;
    }
    let mut reader = TomlReader {
        text,
        at: 0,
        line: 1,
        counted: 0,
        found: Vec::new(),
    };
    let mut table = Vec::new();
    loop {
        reader.skip_blank();
        if reader.rest().is_empty() {
            break;
        }
        if reader.take('[') {
            table = reader.path()?;
            reader.take(']').then_some(())?;
        } else {
            reader.pair(&table, 0)?;
        }
        reader.end_of_line()?;
    }
    let found = &reader.found;
    let is_same = |one: &TomlEntry, other: &TomlEntry| {
        one.path.starts_with(&other.path) || other.path.starts_with(&one.path)
    };
    let is_twice = |at: usize| found[..at].iter().any(|one| is_same(one, &found[at]));
    if (0..found.len()).any(is_twice) {
        return None;
    }
    Some(reader.found)
}

struct TomlReader<'a> {
    text: &'a str,
    at: usize,
    /// The line, from 1, of the place up to which lines were counted.
    line: usize,
    counted: usize,
    found: Vec<TomlEntry>,
}

impl<'a> TomlReader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn take(&mut self, sign: char) -> bool {
        let is_there = self.rest().starts_with(sign);
        self.at += if is_there { sign.len_utf8() } else { 0 };
        is_there
    }

    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|sign| !is_skipped(sign)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn skip_spaces(&mut self) {
        self.skip(|sign| matches!(sign, ' ' | '\t'));
    }

    /// Spaces, ends of lines and comments.
    fn skip_blank(&mut self) {
        loop {
            self.skip(|sign| matches!(sign, ' ' | '\t' | '\r' | '\n'));
            if !self.take('#') {
                return;
            }
            self.skip(|sign| sign != '\n');
        }
    }

    fn end_of_line(&mut self) -> Option<()> {
        self.skip_spaces();
        if self.take('#') {
            self.skip(|sign| sign != '\n');
        }
        self.take('\r');
        (self.take('\n') || self.rest().is_empty()).then_some(())
    }

    /// A key of one name or of several.
    fn path(&mut self) -> Option<Vec<String>> {
        let mut path = Vec::new();
        loop {
            self.skip_spaces();
            let name = match self.rest().chars().next()? {
                '"' | '\'' => self.quoted()?.filter(|name| !name.contains('\n'))?,
                _ => {
                    let is_bare = |sign: char| sign.is_ascii_alphanumeric() || "-_".contains(sign);
                    self.skip(is_bare).to_owned()
                }
            };
            path.push(name);
            self.skip_spaces();
            if !self.take('.') {
                break;
            }
        }
        let is_short = path.len() <= DEEPEST;
        (is_short && path.iter().all(|name| !name.is_empty())).then_some(path)
    }

    fn pair(&mut self, table: &[String], depth: usize) -> Option<()> {
        (self.found.len() < MOST).then_some(())?;
        self.line += self.text[self.counted..self.at].matches('\n').count();
        self.counted = self.at;
        let line = self.line;
        let path = [table, &self.path()?].concat();
        self.take('=').then_some(())?;
        self.skip_spaces();
        if self.rest().starts_with('{') {
            return self.table(&path, depth + 1);
        }
        let begin = self.at;
        let text = self.value(depth)?;
        let raw = self.text[begin..self.at].to_owned();
        self.found.push(TomlEntry {
            path,
            text,
            raw,
            line,
        });
        Some(())
    }

    /// A table that stands where a value does.
    fn table(&mut self, path: &[String], depth: usize) -> Option<()> {
        self.take('{').then_some(())?;
        (depth <= DEEPEST).then_some(())?;
        loop {
            self.skip_blank();
            if self.take('}') {
                return Some(());
            }
            self.pair(path, depth)?;
            self.skip_blank();
            if !self.take(',') && !self.rest().starts_with('}') {
                return None;
            }
        }
    }

    /// A value that is no table; the text of it, if it is one without escapes.
    fn value(&mut self, depth: usize) -> Option<Option<String>> {
        match self.rest().chars().next()? {
            '"' | '\'' => self.quoted(),
            '[' => self.list(depth + 1).map(|()| None),
            _ => {
                let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "+-_.:".contains(sign);
                (!self.skip(is_plain).is_empty()).then_some(None)
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<()> {
        self.take('[').then_some(())?;
        (depth <= DEEPEST).then_some(())?;
        loop {
            self.skip_blank();
            if self.take(']') {
                return Some(());
            }
            // A table in a list has no path of its own.
            if self.rest().starts_with('{') {
                return None;
            }
            self.value(depth)?;
            self.skip_blank();
            if !self.take(',') && !self.rest().starts_with(']') {
                return None;
            }
        }
    }

    /// A text in quotes; `Some(None)` where it has escapes.
    fn quoted(&mut self) -> Option<Option<String>> {
        let sign = self.rest().chars().next()?;
        let three = sign.to_string().repeat(3);
        let is_long = self.rest().starts_with(&three);
        let quote = if is_long { three } else { sign.to_string() };
        self.at += quote.len();
        let begin = self.at;
        let mut has_escapes = false;
        loop {
            if self.rest().starts_with(&quote) {
                break;
            }
            match self.rest().chars().next()? {
                '\n' if !is_long => return None,
                '\\' if sign == '"' => {
                    has_escapes = true;
                    self.at += 1;
                    self.at += self.rest().chars().next()?.len_utf8();
                }
                other => self.at += other.len_utf8(),
            }
        }
        let text = &self.text[begin..self.at];
        self.at += quote.len();
        // A fourth quote belongs to the text, for some.
        if is_long && self.rest().starts_with(sign) {
            return None;
        }
        Some((!has_escapes).then(|| text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<(String, Option<String>, usize)>> {
        let all = entries(text)?.into_iter();
        Some(
            all.map(|it| (it.path.join("/"), it.text, it.line))
                .collect(),
        )
    }

    #[test]
    fn keys_are_found_in_every_table() {
        let text = "# one\nsmol = true\n[install]\nregistry = { url = \"https://h/\", token = '$T' } # x\n\
            exact=false\r\n[install.scopes]\n\"@a\" = \"https://a/\"\nb.url = 'https://b/'\n\
            [install.cache]\ndir = \"C:\\\\x\"\n[test]\nlist = [ 1, \"]\", # y\n [2] ]\nlast = \"\"\"x\ny\"\"\"\n";
        let want = [
            ("smol", None, 2),
            ("install/registry/url", Some("https://h/"), 4),
            ("install/registry/token", Some("$T"), 4),
            ("install/exact", None, 5),
            ("install/scopes/@a", Some("https://a/"), 7),
            ("install/scopes/b/url", Some("https://b/"), 8),
            ("install/cache/dir", None, 10),
            ("test/list", None, 12),
            ("test/last", Some("x\ny"), 14),
        ];
        let want = want.map(|(path, text, line)| (path.to_owned(), text.map(str::to_owned), line));
        assert_eq!(read(text).unwrap(), want);
        assert_eq!(read("").unwrap(), []);
    }

    #[test]
    fn what_may_mean_something_else_is_not_read() {
        for text in [
            "[[install]]\nregistry = 'https://h/'\n",
            "a = 1\na = 2\n",
            "a = 1\na.b = 2\n",
            "a.b = 1\n[a.b]\nc = 2\n",
            "\"\\u0061\" = 1\n",
            "a = 1 b = 2\n",
            "a = \"x\n\"\n",
            "a = \"\"\"x\"\"\"\"\n",
            "a = [ {b = 1} ]\n",
            "a = {b = 1 c = 2}\n",
            "a\rb = 1\n",
            "a = \n",
            "= 1\n",
            "[a\nb = 1\n",
            "@a = 1\n",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        let deep = format!("a = {}", "[".repeat(100_000));
        assert_eq!(read(&deep), None);
        // Each key below such a table would have all of its names.
        let long = format!("[{}a]\nb = 1\n", "a.".repeat(DEEPEST));
        assert_eq!(read(&long), None);
        let keys = |count: usize| (0..count).map(|at| format!("k{at} = 1\n"));
        assert!(read(&keys(MOST).collect::<String>()).is_some());
        assert_eq!(read(&keys(MOST + 1).collect::<String>()), None);
    }
}
