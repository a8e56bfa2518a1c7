//! A command to type, as words: quoted here and nowhere else.
//!
//! One form of quoting won over one for each shell: what is printed is copied into whatever shell
//! the reader has. It means the same words in sh, bash, zsh, ksh, yash, fish and tcsh, also at
//! their prompts, and in no other shell does a word get out of its quotes. A command that nobody
//! could read or type exactly is not shown at all.

use super::is_unseen;
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// What a person or a program may type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Our own text, in words that every shell reads in the same way.
    Fixed(Cow<'static, str>),
    /// A word from elsewhere, whatever is in it.
    Word(OsString),
    /// Such a word behind a name and `=`: a flag's value, or a variable of this command.
    Value(&'static str, OsString),
    /// Our own text again, behind a semicolon.
    Then(Cow<'static, str>),
    /// A whole line that was quoted where it was made, for the shell that it is for.
    Line(String),
}

impl Command {
    /// Begins with a text of ours: a program, or more of the command.
    #[must_use]
    pub fn new(text: &'static str) -> Self {
        Self::default().fixed(text)
    }

    /// A whole line from [`setup::shell`](crate::setup::shell) or from `platform`, which know their
    /// shell.
    #[must_use]
    pub fn line(line: impl Into<String>) -> Self {
        Self(vec![Part::Line(line.into())])
    }

    /// More of our own text: a flag, an operator such as `&&`.
    #[must_use]
    pub fn fixed(mut self, text: &'static str) -> Self {
        self.0.push(Part::Fixed(text.into()));
        self
    }

    /// Another command of ours, after this one.
    #[must_use]
    pub fn then(mut self, text: &'static str) -> Self {
        self.0.push(Part::Then(text.into()));
        self
    }

    /// A word from elsewhere: a path, a URL, a key. One that begins with a dash would be read as a
    /// flag and is not shown.
    #[must_use]
    pub fn word(mut self, word: impl Into<OsString>) -> Self {
        self.0.push(Part::Word(word.into()));
        self
    }

    /// A flag and its value, as two words.
    #[must_use]
    pub fn flag(self, flag: &'static str, value: impl Into<OsString>) -> Self {
        self.fixed(flag).word(value)
    }

    /// `--flag=value`, or `NAME=value` in front of a program.
    #[must_use]
    pub fn value(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.0.push(Part::Value(name, value.into()));
        self
    }

    /// The flag that names a profile, where there is one to name.
    #[must_use]
    pub fn profile(self, profile: Option<&str>) -> Self {
        match profile {
            Some(name) => self.flag("--profile", name),
            None => self,
        }
    }

    /// The same where PATH does not lead to `program`, but these words do.
    #[must_use]
    pub fn spelled(mut self, program: &str, words: &[OsString]) -> Self {
        let spelling: Option<Vec<String>> = words.iter().map(|word| quoted(word, true)).collect();
        match spelling.map(|words| words.join(" ")) {
            Some(spelling) => {
                for part in &mut self.0 {
                    if let Part::Fixed(text) | Part::Then(text) = part {
                        *text = respelled(text, program, &spelling).into();
                    }
                }
            }
            // Not to be shown, as these words are not.
            None => self.0.extend(words.iter().cloned().map(Part::Word)),
        }
        self
    }

    /// Gives a file or folder another name.
    #[must_use]
    pub fn move_away(path: &Path) -> Self {
        let mut aside = path.as_os_str().to_owned();
        aside.push(".old");
        Self::new("mv").word(path).word(aside)
    }

    /// As it is typed; nothing where a word cannot be read or typed exactly.
    #[must_use]
    pub fn shown(&self) -> Option<String> {
        let mut typed = String::new();
        for part in &self.0 {
            let (between, text) = match part {
                Part::Fixed(text) => (" ", text.clone().into_owned()),
                Part::Then(text) => ("; ", text.clone().into_owned()),
                Part::Word(word) if word.as_encoded_bytes().starts_with(b"-") => return None,
                Part::Word(word) => (" ", quoted(word, true)?),
                Part::Value(name, value) => (" ", format!("{name}={}", quoted(value, false)?)),
                Part::Line(line) if line.chars().any(is_unseen) => return None,
                Part::Line(line) => (" ", line.clone()),
            };
            typed.push_str(if typed.is_empty() { "" } else { between });
            typed.push_str(&text);
        }
        Some(typed)
    }
}

/// A text of ours with another spelling of the program, wherever a command begins in it.
fn respelled(text: &str, program: &str, spelling: &str) -> String {
    let is_name = |at: usize| {
        let before = text[..at].trim_end_matches(' ');
        let begins = before.is_empty() || before.ends_with(['(', ';', '&', '|', '`']);
        begins
            && text[at + program.len()..]
                .chars()
                .next()
                .is_none_or(|next| next == ' ')
    };
    let mut whole = String::new();
    let mut from = 0;
    for (at, _) in text.match_indices(program).filter(|(at, _)| is_name(*at)) {
        whole.push_str(&text[from..at]);
        whole.push_str(spelling);
        from = at + program.len();
    }
    whole + &text[from..]
}

/// The text as one word, or nothing where it has letters that are not seen. `bare`: it is a whole
/// word, in which one `=` is plain.
fn quoted(word: &OsStr, bare: bool) -> Option<String> {
    let text = word.to_str().filter(|text| !text.chars().any(is_unseen))?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._@/:,+%".contains(c);
    // zsh reads `=name` as a path, fish `%self` as a number.
    let begins_well = !text.is_empty() && !text.starts_with(['=', '%']);
    let equals = text.matches('=').count();
    if begins_well && equals <= usize::from(bare) && text.chars().all(|c| is_plain(c) || c == '=') {
        return Some(text.to_owned());
    }
    Some(if text.is_empty() {
        "''".to_owned()
    } else {
        in_quotes(text)
    })
}

/// Between single quotes stands what every shell takes as it is. A backslash means something there
/// in fish, an exclamation mark in tcsh: these stand outside, behind a backslash. What ends the
/// quotes, in PowerShell also a typographic quote, stands in double ones.
fn in_quotes(text: &str) -> String {
    let mut word = String::new();
    let mut open = false;
    for c in text.chars() {
        let alone = match c {
            '\'' | '\u{2018}'..='\u{201b}' => Some(format!("\"{c}\"")),
            '\\' | '!' => Some(format!("\\{c}")),
            _ => None,
        };
        if open == alone.is_some() {
            word.push('\'');
            open = !open;
        }
        match alone {
            Some(alone) => word.push_str(&alone),
            None => word.push(c),
        }
    }
    if open {
        word.push('\'');
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stays_one_word() {
        for (text, want) in [
            ("a-b.c@d/e", "a-b.c@d/e"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", r#"'it'"'"'s'"#),
            ("'", r#""'""#),
            ("$x", "'$x'"),
            ("a;b", "'a;b'"),
            (r"a\b!", r"'a'\\'b'\!"),
            ("a\u{2019}b", "'a'\"\u{2019}\"'b'"),
            ("@a:registry=https://h/", "@a:registry=https://h/"),
            ("a==b", "'a==b'"),
            ("=ls", "'=ls'"),
            ("%self", "'%self'"),
            ("a%2fb", "a%2fb"),
            ("~", "'~'"),
            ("\u{e9}", "'\u{e9}'"),
        ] {
            assert_eq!(
                Command::default().word(text).shown().as_deref(),
                Some(want),
                "{text}"
            );
        }
        assert_eq!(
            Command::default().value("--name", "a=b").shown().as_deref(),
            Some("--name='a=b'")
        );
        assert_eq!(
            Command::default()
                .value("A", "b c")
                .fixed("npm")
                .shown()
                .as_deref(),
            Some("A='b c' npm")
        );
    }

    #[test]
    fn what_cannot_be_read_or_typed_is_not_shown() {
        for text in [
            "a\nb", "\u{1b}[m", "\u{202e}", "\u{200b}", "\u{85}", "-f", "--yes",
        ] {
            assert_eq!(Command::new("rm").word(text).shown(), None, "{text:?}");
        }
        assert_eq!(
            Command::new("rm").value("--name", "-f").shown().as_deref(),
            Some("rm --name=-f")
        );
        assert_eq!(Command::line("a\u{202e}b").shown(), None);
    }

    #[test]
    fn a_program_is_spelled_anew_where_it_is_one() {
        let spelling = [OsString::from("/a b/npmcred")];
        let cases = [
            ("npmcred setup", "'/a b/npmcred' setup"),
            ("npmcred", "'/a b/npmcred'"),
            ("eval \"$(npmcred env)\"", "eval \"$('/a b/npmcred' env)\""),
            ("eval `npmcred env tcsh`", "eval `'/a b/npmcred' env tcsh`"),
            ("; npmcred setup", "; '/a b/npmcred' setup"),
            (
                "npmcred setup --undo && npmcred setup",
                "'/a b/npmcred' setup --undo && '/a b/npmcred' setup",
            ),
            ("rm npmcred", "rm npmcred"),
            ("npmcredx y", "npmcredx y"),
        ];
        for (text, want) in cases {
            assert_eq!(
                Command::new(text)
                    .spelled("npmcred", &spelling)
                    .shown()
                    .as_deref(),
                Some(want),
                "{text}"
            );
        }
        let word = Command::new("rm").word("/x; npmcred y");
        assert_eq!(
            word.spelled("npmcred", &spelling).shown().as_deref(),
            Some("rm '/x; npmcred y'")
        );
    }
}
