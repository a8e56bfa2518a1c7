//! Quotes a text so that a shell reads it as one word.

/// Which shell a command is typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// Any shell of a Unix. The form is one that sh, bash, zsh, ksh, yash, fish and tcsh read
    /// alike.
    Unix,
    /// `PowerShell` 7 or later.
    PowerShell,
}

impl Shell {
    /// The one that people type into on this system.
    pub const HERE: Self = if cfg!(windows) {
        Self::PowerShell
    } else {
        Self::Unix
    };

    /// The text as one word. `whole`: nothing stands before it in that word, and one `=` in it is
    /// plain.
    #[must_use]
    pub fn word(self, text: &str, whole: bool) -> String {
        if text.is_empty() {
            "''".to_owned()
        } else if self.is_plain(text, whole) {
            text.to_owned()
        } else {
            match self {
                Self::Unix => for_unix(text),
                Self::PowerShell => for_power_shell(text),
            }
        }
    }

    /// A command whose first word may be a quoted path.
    #[must_use]
    pub fn called(self, command: String) -> String {
        // PowerShell takes a quoted text at the start for a value.
        if self == Self::PowerShell && command.starts_with('\'') {
            format!("& {command}")
        } else {
            command
        }
    }

    /// Sets a variable for the command that follows.
    #[must_use]
    pub fn variable(self, name: &str, value: &str) -> String {
        let value = self.word(value, false);
        match self {
            Self::Unix => format!("{name}={value}"),
            Self::PowerShell => format!("$env:{name}={};", quoted_value(&value)),
        }
    }

    fn is_plain(self, text: &str, whole: bool) -> bool {
        let (others, first) = match self {
            // zsh reads `=name` as a path, fish `%self` as a number.
            Self::Unix => ("-._@/:,+%", "=%"),
            Self::PowerShell => ("-._/\\:+%", "=%"),
        };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || others.contains(c) || c == '=';
        let equals = text.matches('=').count();
        !text.starts_with(|c| first.contains(c))
            && equals <= usize::from(whole)
            && text.chars().all(is_plain)
    }
}

/// `PowerShell` assigns only what is quoted.
fn quoted_value(word: &str) -> String {
    if word.starts_with('\'') {
        word.to_owned()
    } else {
        format!("'{word}'")
    }
}

/// Between single quotes every shell takes nearly all characters as they are. A backslash means
/// something there in fish, and an exclamation mark in tcsh: both stand outside, behind a
/// backslash. Whatever ends the quotes, in `PowerShell` also a typographic quote, stands in double
/// ones.
fn for_unix(text: &str) -> String {
    let mut word = String::new();
    let mut open = false;
    for c in text.chars() {
        let alone = match c {
            _ if is_single_quote(c) => Some(format!("\"{c}\"")),
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

/// A quote that is doubled stands for itself.
fn for_power_shell(text: &str) -> String {
    let mut word = String::from("'");
    for c in text.chars() {
        if is_single_quote(c) {
            word.push(c);
        }
        word.push(c);
    }
    word + "'"
}

/// The apostrophe, and the typographic quotes that `PowerShell` takes for one.
fn is_single_quote(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}'..='\u{201b}')
}

#[cfg(test)]
mod tests {
    use super::Shell::{PowerShell, Unix};

    #[test]
    fn a_word_stays_one_word() {
        for (text, unix, power_shell) in [
            ("a-b.c/d", "a-b.c/d", "a-b.c/d"),
            ("a@d", "a@d", "'a@d'"),
            ("", "''", "''"),
            ("a b", "'a b'", "'a b'"),
            ("it's", r#"'it'"'"'s'"#, "'it''s'"),
            ("'", r#""'""#, "''''"),
            ("$x", "'$x'", "'$x'"),
            ("a;b", "'a;b'", "'a;b'"),
            (r"a\b", r"'a'\\'b'", r"a\b"),
            (r"a\b!", r"'a'\\'b'\!", r"'a\b!'"),
            ("a\u{2019}b", "'a'\"\u{2019}\"'b'", "'a\u{2019}\u{2019}b'"),
            (
                "a:registry=https://h/",
                "a:registry=https://h/",
                "a:registry=https://h/",
            ),
            ("a==b", "'a==b'", "'a==b'"),
            ("=ls", "'=ls'", "'=ls'"),
            ("%self", "'%self'", "'%self'"),
            ("a%2fb", "a%2fb", "a%2fb"),
            ("~", "'~'", "'~'"),
            ("\u{e9}", "'\u{e9}'", "'\u{e9}'"),
        ] {
            assert_eq!(Unix.word(text, true), unix);
            assert_eq!(PowerShell.word(text, true), power_shell);
        }
        assert_eq!(Unix.word("a=b", false), "'a=b'");
    }

    #[test]
    fn a_program_is_called_and_a_variable_is_set() {
        let command = || r"'C:\a b\npmcred' setup".to_owned();
        assert_eq!(Unix.called(command()), command());
        assert_eq!(PowerShell.called(command()), format!("& {}", command()));
        assert_eq!(PowerShell.called("npmcred".to_owned()), "npmcred");
        assert_eq!(Unix.variable("A", "b c"), "A='b c'");
        assert_eq!(Unix.variable("A", "off"), "A=off");
        assert_eq!(PowerShell.variable("A", "off"), "$env:A='off';");
        assert_eq!(PowerShell.variable("A", "b c"), "$env:A='b c';");
    }
}
