//! A command to type, held as words. It is quoted here and nowhere else.
//!
//! There is one form of quoting, because a printed command is copied into whatever shell the reader
//! has; one form for each shell lost. It means the same words in sh, bash, zsh, ksh, yash, fish and
//! tcsh, also at their prompts. In every other shell no word gets out of its quotes. A command that
//! nobody could read or type exactly is not shown at all.

use super::printable::is_unseen;
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// A command that a person or a program may type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// A program by its plain name. If PATH does not lead to it, another spelling takes its place.
    Program(&'static str),
    /// Fixed text of npmcred's, in words that every shell reads in the same way.
    Fixed(Cow<'static, str>),
    /// A word from outside, which may contain anything.
    Word(OsString),
    /// A word from outside after a name and `=`: a flag's value, or a variable of this command.
    Value(&'static str, OsString),
    /// An operator between two commands, spaces included.
    Join(&'static str),
    /// A command inside a substitution: the opening text, the command, the closing text.
    Inside(&'static str, Command, &'static str),
    /// A whole line that was already quoted for its shell.
    Line(String),
}

impl Command {
    /// Begins with fixed text, whose first word is a program.
    #[must_use]
    pub fn new(text: &'static str) -> Self {
        Self::default().program(text)
    }

    fn program(mut self, text: &'static str) -> Self {
        let (program, rest) = text.split_once(' ').unwrap_or((text, ""));
        self.0.push(Part::Program(program));
        if rest.is_empty() {
            self
        } else {
            self.fixed(rest)
        }
    }

    /// A whole line from [`setup::shell`](crate::setup::shell) or from `platform`, which know their
    /// shell.
    #[must_use]
    pub fn line(line: impl Into<String>) -> Self {
        Self(vec![Part::Line(line.into())])
    }

    /// Adds fixed text: a flag, a redirection.
    #[must_use]
    pub fn fixed(mut self, text: &'static str) -> Self {
        self.0.push(Part::Fixed(text.into()));
        self
    }

    /// Adds another command, which runs after this one.
    #[must_use]
    pub fn then(mut self, text: &'static str) -> Self {
        self.0.push(Part::Join("; "));
        self.program(text)
    }

    /// Adds another command, which runs if this one succeeds.
    #[must_use]
    pub fn and(mut self, text: &'static str) -> Self {
        self.0.push(Part::Join(" && "));
        self.program(text)
    }

    /// A command inside a substitution: `within("\"$(", command, ")\"")`.
    #[must_use]
    pub fn within(mut self, open: &'static str, command: Self, close: &'static str) -> Self {
        self.0.push(Part::Inside(open, command, close));
        self
    }

    /// Adds a word from outside: a path, a URL, a key. One that begins with a dash would be read as
    /// a flag and is not shown.
    #[must_use]
    pub fn word(mut self, word: impl Into<OsString>) -> Self {
        self.0.push(Part::Word(word.into()));
        self
    }

    /// Adds a flag and its value, as two words.
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

    /// Adds the flag that names a profile, if there is one to name.
    #[must_use]
    pub fn profile(self, profile: Option<&str>) -> Self {
        match profile {
            Some(name) => self.flag("--profile", name),
            None => self,
        }
    }

    /// The same command with these words in place of `program`, where PATH does not lead to it.
    #[must_use]
    pub fn spelled(mut self, program: &str, words: &[OsString]) -> Self {
        let spelling: Option<Vec<String>> = words.iter().map(|word| quoted(word, true)).collect();
        match spelling.map(|words| words.join(" ")) {
            Some(spelling) => self.respell(program, &spelling),
            // Not to be shown, as these words are not.
            None => self.0.extend(words.iter().cloned().map(Part::Word)),
        }
        self
    }

    fn respell(&mut self, program: &str, spelling: &str) {
        for part in &mut self.0 {
            match part {
                Part::Program(name) if *name == program => {
                    *part = Part::Fixed(spelling.to_owned().into());
                }
                Part::Inside(_, command, _) => command.respell(program, spelling),
                Part::Program(_)
                | Part::Fixed(_)
                | Part::Word(_)
                | Part::Value(..)
                | Part::Join(_)
                | Part::Line(_) => {}
            }
        }
    }

    /// A command that renames a file or folder.
    #[must_use]
    pub fn move_away(path: &Path) -> Self {
        let mut aside = path.as_os_str().to_owned();
        aside.push(".old");
        Self::new("mv").word(path).word(aside)
    }

    /// The text to type; `None` if a word cannot be read or typed exactly.
    #[must_use]
    pub fn shown(&self) -> Option<String> {
        let (mut typed, mut between) = (String::new(), "");
        for part in &self.0 {
            if let Part::Join(operator) = part {
                between = operator;
                continue;
            }
            typed.push_str(between);
            typed.push_str(&part.shown()?);
            between = " ";
        }
        Some(typed)
    }
}

impl Part {
    fn shown(&self) -> Option<String> {
        match self {
            Self::Program(text) | Self::Join(text) => Some((*text).to_owned()),
            Self::Fixed(text) => Some(text.clone().into_owned()),
            Self::Word(word) if word.as_encoded_bytes().starts_with(b"-") => None,
            Self::Word(word) => quoted(word, true),
            Self::Value(name, value) => Some(format!("{name}={}", quoted(value, false)?)),
            Self::Inside(open, command, close) => {
                Some(format!("{open}{}{close}", command.shown()?))
            }
            Self::Line(line) if line.chars().any(is_unseen) => None,
            Self::Line(line) => Some(line.clone()),
        }
    }
}

/// The text as one word; `None` if it has invisible characters. `bare` says that it is a whole
/// word, in which one `=` needs no quotes.
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

/// Quotes the text. Single quotes hold everything that all shells take as it is. A backslash is
/// special there in fish, an exclamation mark in tcsh: both go outside, after a backslash. A
/// character that ends single quotes goes into double quotes; in PowerShell a typographic quote is
/// one too.
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
    fn another_spelling_takes_the_place_of_the_program_and_of_nothing_else() {
        let spelling = [OsString::from("/a b/npmcred")];
        let env = || Command::new("npmcred env");
        let cases = [
            (Command::new("npmcred setup"), "'/a b/npmcred' setup"),
            (Command::new("npmcred"), "'/a b/npmcred'"),
            (
                Command::new("eval").within("\"$(", env(), ")\""),
                "eval \"$('/a b/npmcred' env)\"",
            ),
            (
                Command::new("mv").word("a").then("npmcred setup"),
                "mv a; '/a b/npmcred' setup",
            ),
            (
                Command::new("npmcred setup --undo").and("npmcred setup"),
                "'/a b/npmcred' setup --undo && '/a b/npmcred' setup",
            ),
            (Command::new("rm npmcred"), "rm npmcred"),
            (Command::new("npmcredx y"), "npmcredx y"),
            (
                Command::new("rm").word("/x; npmcred y"),
                "rm '/x; npmcred y'",
            ),
        ];
        for (command, want) in cases {
            let shown = command.spelled("npmcred", &spelling).shown();
            assert_eq!(shown.as_deref(), Some(want));
        }
    }
}
