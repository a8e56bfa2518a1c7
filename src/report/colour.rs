//! Decides whether output is coloured, and in which colours.
//!
//! The rules are those of no-color.org and bixense.com/clicolors, in this order: `NO_COLOR` that is
//! not empty says no. `CLICOLOR_FORCE` that is neither empty nor `0` says yes. `CLICOLOR=0` says
//! no, and so does a terminal without a name or named `dumb`. Otherwise a stream is coloured if it
//! is a terminal. The environment is read at the start; whether a stream is a terminal is asked
//! when something is printed.

use std::ffi::OsStr;

/// When to use colours, as the environment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// Never.
    Never,
    /// On every stream.
    Always,
    /// On terminals only.
    AtTerminals,
}

/// The role of a piece of text, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// An error, or a problem.
    Bad,
    /// A warning.
    Odd,
    /// Something in order.
    Good,
    /// Information.
    Plain,
    /// A command to type.
    Typed,
    /// A heading.
    Heading,
}

impl Colours {
    /// The choice that these variables make.
    #[must_use]
    pub fn of<'a>(variable: impl Fn(&str) -> Option<&'a OsStr>) -> Self {
        let filled = |name: &str| variable(name).filter(|value| !value.is_empty());
        if filled("NO_COLOR").is_some() {
            Self::Never
        } else if filled("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
            Self::Always
        } else if variable("CLICOLOR").is_some_and(|value| value == "0")
            || !can_move(variable("TERM"))
        {
            Self::Never
        } else {
            Self::AtTerminals
        }
    }

    /// Whether a stream is coloured.
    pub(super) fn on(self, is_terminal: impl FnOnce() -> bool) -> bool {
        match self {
            Self::Never => false,
            Self::Always => true,
            Self::AtTerminals => is_terminal(),
        }
    }
}

/// Whether a terminal of this name understands escape sequences.
pub(super) fn can_move(term: Option<&OsStr>) -> bool {
    term.is_some_and(|name| !name.is_empty() && name != "dumb")
}

impl Tone {
    fn code(self) -> &'static str {
        match self {
            Self::Bad => "1;31",
            Self::Odd => "1;33",
            Self::Good | Self::Typed => "1;32",
            Self::Plain => "1;36",
            Self::Heading => "1",
        }
    }

    /// The text in this tone, for a terminal.
    pub(super) fn paint(self, text: &str) -> String {
        format!("\u{1b}[{}m{text}\u{1b}[0m", self.code())
    }
}

/// Help with its headings coloured: the word before a usage line, and each unindented line that
/// ends with a colon.
pub(super) fn paint_help(text: &str) -> String {
    let paint = |line: &str| {
        let heading = !line.starts_with(' ') && line.trim_end().ends_with(':');
        match line.strip_prefix("Usage:") {
            Some(rest) => format!("{}{rest}", Tone::Heading.paint("Usage:")),
            None if heading => format!("{}\n", Tone::Heading.paint(line.trim_end())),
            None => line.to_owned(),
        }
    };
    text.split_inclusive('\n').map(paint).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_rules_hold_in_their_order() {
        let cases: [(&[(&str, &str)], Colours); 14] = [
            (&[("TERM", "xterm")], Colours::AtTerminals),
            (&[], Colours::Never),
            (&[("TERM", "")], Colours::Never),
            (&[("TERM", "dumb")], Colours::Never),
            (&[("TERM", "xterm"), ("NO_COLOR", "1")], Colours::Never),
            (&[("TERM", "xterm"), ("NO_COLOR", "")], Colours::AtTerminals),
            (&[("TERM", "xterm"), ("CLICOLOR", "0")], Colours::Never),
            (
                &[("TERM", "xterm"), ("CLICOLOR", "1")],
                Colours::AtTerminals,
            ),
            (&[("CLICOLOR_FORCE", "1")], Colours::Always),
            (
                &[("TERM", "dumb"), ("CLICOLOR_FORCE", "1")],
                Colours::Always,
            ),
            (
                &[("TERM", "xterm"), ("CLICOLOR_FORCE", "0")],
                Colours::AtTerminals,
            ),
            (
                &[("TERM", "xterm"), ("CLICOLOR_FORCE", "")],
                Colours::AtTerminals,
            ),
            (
                &[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")],
                Colours::Always,
            ),
            (
                &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")],
                Colours::Never,
            ),
        ];
        for (variables, want) in cases {
            let look = |name: &str| {
                variables
                    .iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| OsStr::new(value))
            };
            assert_eq!(Colours::of(look), want, "{variables:?}");
        }
    }

    #[test]
    fn a_stream_is_asked_only_where_it_matters() {
        for (colours, terminal, want) in [
            (Colours::Never, true, false),
            (Colours::Always, false, true),
            (Colours::AtTerminals, true, true),
            (Colours::AtTerminals, false, false),
        ] {
            assert_eq!(colours.on(|| terminal), want, "{colours:?} {terminal}");
        }
    }

    #[test]
    fn headings_of_help_are_painted_and_nothing_else() {
        let help = "About\n\nUsage: npmcred [X]\n\nOptions:\n  --a  it: so\n      Deep:\n";
        let want = "About\n\n\u{1b}[1mUsage:\u{1b}[0m npmcred [X]\n\n\u{1b}[1mOptions:\u{1b}[0m\n  --a  it: so\n      Deep:\n";
        assert_eq!(paint_help(help), want);
    }
}
