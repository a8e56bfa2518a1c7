//! A command to type, held as words. It is put together here and nowhere else.
//!
//! A system has one form of quoting for all its shells. One form for each shell lost, because a
//! printed command is copied into whatever shell the reader has. In every other shell no word gets
//! out of its quotes. A command that nobody could read or type exactly is not shown at all.

use super::own_name::{NAME, own_path};
use super::printable::is_unseen;
use npmcred_platform::hint::{self, Shell, ShellCommand};
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};

/// A command that a person or a program may type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command(Vec<CommandPart>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum CommandPart {
    /// A program by its plain name. If PATH does not lead to it, another spelling takes its place.
    Program(&'static str),
    /// Fixed text of npmcred's, in words that every shell reads in the same way.
    Fixed(Cow<'static, str>),
    /// A word from outside, which may contain anything.
    Word(OsString),
    /// A word from outside after a name and `=`: a flag's value, or a variable of this command.
    Value(&'static str, OsString),
    /// A variable that is set for the rest of the command.
    Variable(&'static str, OsString),
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
        self.0.push(CommandPart::Program(program));
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
        Self(vec![CommandPart::Line(line.into())])
    }

    /// Adds fixed text: a flag, a redirection.
    #[must_use]
    pub fn fixed(mut self, text: &'static str) -> Self {
        self.0.push(CommandPart::Fixed(text.into()));
        self
    }

    /// Adds another command, which runs after this one.
    #[must_use]
    pub fn then(mut self, text: &'static str) -> Self {
        self.0.push(CommandPart::Join("; "));
        self.program(text)
    }

    /// Adds another command, which runs if this one succeeds.
    #[must_use]
    pub fn and(mut self, text: &'static str) -> Self {
        self.0.push(CommandPart::Join(" && "));
        self.program(text)
    }

    /// A command inside a substitution: `within("\"$(", command, ")\"")`.
    #[must_use]
    pub fn within(mut self, open: &'static str, command: Self, close: &'static str) -> Self {
        self.0.push(CommandPart::Inside(open, command, close));
        self
    }

    /// Adds a word from outside: a path, a URL, a key. One that begins with a dash would be read as
    /// a flag and is not shown.
    #[must_use]
    pub fn word(mut self, word: impl Into<OsString>) -> Self {
        self.0.push(CommandPart::Word(word.into()));
        self
    }

    /// Adds a flag and its value, as two words.
    #[must_use]
    pub fn flag(self, flag: &'static str, value: impl Into<OsString>) -> Self {
        self.fixed(flag).word(value)
    }

    /// Adds the words of another command, for example flags alone.
    #[must_use]
    pub fn words_of(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// A program of ours behind what was said so far, for example behind a variable.
    #[must_use]
    pub fn runs(self, text: &'static str) -> Self {
        self.program(text)
    }

    /// Sets a variable for the rest of the command.
    #[must_use]
    pub fn variable(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.0.push(CommandPart::Variable(name, value.into()));
        self
    }

    /// `--flag=value`, or `NAME=value` in a file that is no shell's.
    #[must_use]
    pub fn value(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.0.push(CommandPart::Value(name, value.into()));
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
        match spelling.map(|words| Shell::HERE.called(words.join(" "))) {
            Some(spelling) => self.respell(program, &spelling),
            // Not to be shown, as these words are not.
            None => self.0.extend(words.iter().cloned().map(CommandPart::Word)),
        }
        self
    }

    fn respell(&mut self, program: &str, spelling: &str) {
        for part in &mut self.0 {
            match part {
                CommandPart::Program(name) if *name == program => {
                    *part = CommandPart::Fixed(spelling.to_owned().into());
                }
                CommandPart::Inside(_, command, _) => command.respell(program, spelling),
                CommandPart::Program(_)
                | CommandPart::Fixed(_)
                | CommandPart::Word(_)
                | CommandPart::Value(..)
                | CommandPart::Variable(..)
                | CommandPart::Join(_)
                | CommandPart::Line(_) => {}
            }
        }
    }

    /// The text to type; `None` if a word cannot be read or typed exactly.
    #[must_use]
    pub fn shown(&self) -> Option<String> {
        let (mut typed, mut between) = (String::new(), "");
        for part in &self.0 {
            if let CommandPart::Join(operator) = part {
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

impl CommandPart {
    fn shown(&self) -> Option<String> {
        match self {
            Self::Program(NAME) => Some(own_name()),
            Self::Program(text) | Self::Join(text) => Some((*text).to_owned()),
            Self::Fixed(text) => Some(text.clone().into_owned()),
            Self::Word(word) if word.as_encoded_bytes().starts_with(b"-") => None,
            Self::Word(word) => quoted(word, true),
            Self::Value(name, value) => Some(format!("{name}={}", quoted(value, false)?)),
            Self::Variable(name, value) => {
                let value = value.to_str().filter(|text| !text.chars().any(is_unseen))?;
                Some(Shell::HERE.variable(name, value))
            }
            Self::Inside(open, command, close) => {
                Some(format!("{open}{}{close}", command.shown()?))
            }
            Self::Line(line) if line.chars().any(is_unseen) => None,
            Self::Line(line) => Some(line.clone()),
        }
    }
}

/// The word to type for this program. A path that nobody could type is worse than a name that may
/// be found later.
fn own_name() -> String {
    own_path()
        .and_then(|path| quoted(path.as_os_str(), true))
        .map_or_else(|| NAME.to_owned(), |path| Shell::HERE.called(path))
}

/// The text as one word; `None` if it has invisible characters. `whole` says that nothing stands
/// before it in that word.
fn quoted(word: &OsStr, whole: bool) -> Option<String> {
    let text = word.to_str().filter(|text| !text.chars().any(is_unseen))?;
    Some(Shell::HERE.word(text, whole))
}

impl From<ShellCommand> for Command {
    fn from(command: ShellCommand) -> Self {
        let mut parts = command.into_parts().into_iter().peekable();
        let begun = match parts.next_if(|part| matches!(part, hint::HintPart::Text(_))) {
            Some(hint::HintPart::Text(text)) => Self::new(text),
            _ => Self::default(),
        };
        parts.fold(begun, |command, part| match part {
            hint::HintPart::Text(text) => command.fixed(text),
            hint::HintPart::Word(word) => command.word(word),
            hint::HintPart::Variable(name, value) => command.variable(name, value),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_they_must_be() {
        for (command, want) in [
            (Command::new("rm").word("a b"), "rm 'a b'"),
            (Command::default().value("--name", "a=b"), "--name='a=b'"),
            (
                Command::default().variable("A", "b c").runs("npm ci"),
                "A='b c' npm ci",
            ),
            (
                Command::from(hint::move_aside("/a b".as_ref())),
                "mv '/a b' '/a b.old'",
            ),
        ] {
            assert_eq!(command.shown().as_deref(), Some(want));
        }
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
