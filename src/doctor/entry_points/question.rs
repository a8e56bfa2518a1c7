//! The question to each shell which npm it finds, and the answer.
//!
//! Start files may print anything, with or without a line end. So the answer is between marks on
//! lines of their own, and the last one counts. An interactive shell is asked after its prompt hook
//! has run, as when a person types.

use crate::report::Command;
use npmcred_platform::hint::Shell;
use npmcred_platform::system_paths;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// The mode in which a shell is started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShellMode {
    /// At a login on a console.
    Login,
    /// In a terminal window.
    Interactive,
    /// By an editor that reads the user's environment (VS Code: `-i -l -c`).
    Editor,
    /// For a script.
    Script,
}

/// The answer of a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShellAnswer {
    /// What `npm` means: a path, or a word if it is an alias or a function; empty if it means
    /// nothing. `None` if the shell was only asked for its PATH.
    pub npm: Option<OsString>,
    /// What `npm` means after a function of that name was called: one that loads a version manager
    /// has removed itself by then.
    pub called: Option<OsString>,
    /// Its PATH.
    pub path: OsString,
}

/// The command that a shell is given to run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ShellQuestion {
    /// A script that prints the answer between marks.
    Marked(&'static str),
    /// The same; [`POSIX_PROMPT`] may be put in front of it.
    Prompted(&'static str),
    /// `env`, which shows the PATH that the shell gives to programs.
    Environment,
}

/// A family of shells.
struct ShellFamily {
    names: &'static [&'static str],
    /// The flags before the command, for each mode in which the shell can be asked.
    login: Option<&'static [&'static str]>,
    interactive: Option<&'static [&'static str]>,
    editor: Option<&'static [&'static str]>,
    question: ShellQuestion,
    /// The command that puts the shims first on its PATH.
    evaluates: fn() -> Command,
}

/// `command -v` gives the path, `alias npm=…` or the bare name of a function.
const POSIX: &str = "printf '\\n%s\\n' '<npmcred'; command -v npm; case $(command -v npm) in npm) npm --version >/dev/null 2>&1 </dev/null;; esac; printf '%s\\n' '<npmcred-called'; command -v npm; printf '%s\\n' '<npmcred-path' \"$PATH\" 'npmcred>'";
/// The prompt hooks of bash and zsh, to run before the question.
const POSIX_PROMPT: &str = "{ for npmcred_hook in \"${PROMPT_COMMAND[@]}\"; do eval \"$npmcred_hook\"; done; for npmcred_hook in $precmd_functions; do $npmcred_hook; done; } >/dev/null 2>&1 </dev/null; ";
const FISH: &str = "emit fish_prompt >/dev/null 2>&1; echo; echo '<npmcred'; if functions -q npm; echo npm; npm --version >/dev/null 2>&1 </dev/null; else; command -v npm; end; echo '<npmcred-called'; if functions -q npm; echo npm; else; command -v npm; end; echo '<npmcred-path'; string join : $PATH; echo 'npmcred>'";

fn posix_env() -> Command {
    Command::new("eval").within("\"$(", Command::new("npmcred env"), ")\"")
}

fn fish_env() -> Command {
    Command::new("npmcred env fish | source")
}

fn tcsh_env() -> Command {
    Command::new("eval").within("`", Command::new("npmcred env tcsh"), "`")
}

/// nushell, elvish, xonsh and PowerShell read their start files at a terminal only, so they cannot
/// be asked.
const SHELLS: [ShellFamily; 4] = [
    ShellFamily {
        names: &["bash", "zsh"],
        login: Some(&["-lc"]),
        interactive: Some(&["-ic"]),
        editor: Some(&["-ilc"]),
        question: ShellQuestion::Prompted(POSIX),
        evaluates: posix_env,
    },
    ShellFamily {
        names: &["sh", "dash", "ash", "ksh", "ksh93", "mksh", "yash"],
        login: Some(&["-l", "-c"]),
        interactive: Some(&["-i", "-c"]),
        editor: Some(&["-i", "-l", "-c"]),
        question: ShellQuestion::Marked(POSIX),
        evaluates: posix_env,
    },
    ShellFamily {
        names: &["fish"],
        login: Some(&["-l", "-c"]),
        interactive: Some(&["-i", "-c"]),
        editor: Some(&["-i", "-l", "-c"]),
        question: ShellQuestion::Marked(FISH),
        evaluates: fish_env,
    },
    // tcsh accepts -l only on its own, and reads ~/.tcshrc in every mode.
    ShellFamily {
        names: &["tcsh", "csh"],
        login: None,
        interactive: Some(&["-c"]),
        editor: None,
        question: ShellQuestion::Environment,
        evaluates: tcsh_env,
    },
];

/// The arguments that ask this shell in this mode; `None` if it cannot be asked so.
pub(super) fn arguments(shell: &Path, mode: ShellMode) -> Option<Vec<OsString>> {
    let row = row(shell)?;
    let flags: &[&str] = match mode {
        ShellMode::Login => row.login?,
        ShellMode::Interactive => row.interactive?,
        ShellMode::Editor => row.editor?,
        ShellMode::Script => &["-c"],
    };
    // The prompt hook is in the language of bash and zsh; no other shell has to understand it.
    let question = match row.question {
        ShellQuestion::Prompted(script) if mode == ShellMode::Interactive => {
            format!("{POSIX_PROMPT}{script}")
        }
        ShellQuestion::Prompted(script) | ShellQuestion::Marked(script) => script.to_owned(),
        ShellQuestion::Environment => system_paths::PRINT_ENVIRONMENT.to_owned(),
    };
    Some(
        flags
            .iter()
            .map(OsString::from)
            .chain([question.into()])
            .collect(),
    )
}

/// The command that puts the shims first on PATH in this shell: code that it evaluates, or, for an
/// unknown shell, its start file once more.
pub(super) fn evaluates(shell: Option<&OsStr>) -> Command {
    if shell.is_none() && Shell::HERE == Shell::PowerShell {
        return Command::new("npmcred env powershell | Out-String | Invoke-Expression");
    }
    let shell = Path::new(shell.unwrap_or(OsStr::new("sh")));
    row(shell).map_or_else(|| Command::new("exec").word(shell), |row| (row.evaluates)())
}

fn row(shell: &Path) -> Option<&'static ShellFamily> {
    let name = shell.file_name()?.to_str()?;
    SHELLS.iter().find(|row| row.names.contains(&name))
}

/// The answer in the output of a shell; `None` if the shell did not get that far.
pub(super) fn answer(shell: &Path, printed: &[u8]) -> Option<ShellAnswer> {
    let lines: Vec<&[u8]> = printed.split(|byte| *byte == b'\n').collect();
    if row(shell)?.question == ShellQuestion::Environment {
        let path = lines
            .iter()
            .rev()
            .find_map(|line| line.strip_prefix(b"PATH="))?;
        return Some(ShellAnswer {
            npm: None,
            called: None,
            path: os(path)?,
        });
    }
    let begin = lines.iter().rposition(|line| *line == b"<npmcred")?;
    let rest = lines.get(begin + 1..)?;
    let called = rest.iter().position(|line| *line == b"<npmcred-called")?;
    let middle = rest.iter().position(|line| *line == b"<npmcred-path")?;
    let end = rest.iter().position(|line| *line == b"npmcred>")?;
    // Only the first line: an alias of several lines is an alias anyway.
    let first = |lines: Option<&[&[u8]]>| os(lines?.first().copied().unwrap_or_default());
    let (npm, called) = (
        first(rest.get(..called))?,
        first(rest.get(called + 1..middle))?,
    );
    Some(ShellAnswer {
        npm: Some(npm),
        called: Some(called),
        path: os(&rest.get(middle + 1..end)?.join(&b'\n'))?,
    })
}

fn os(bytes: &[u8]) -> Option<OsString> {
    String::from_utf8(bytes.to_vec()).ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(shell: &str, printed: &str) -> Option<(Option<String>, String)> {
        let text = |os: OsString| os.into_string().unwrap();
        answer(Path::new(shell), printed.as_bytes())
            .map(|answer| (answer.npm.map(text), text(answer.path)))
    }

    #[test]
    fn what_a_start_file_prints_does_not_disturb() {
        let found = |npm: &str, path: &str| Some((Some(npm.to_owned()), path.to_owned()));
        let cases = [
            (
                "<npmcred\n/a/npm\n<npmcred-called\n/a/npm\n<npmcred-path\n/a:/b\nnpmcred>\n",
                found("/a/npm", "/a:/b"),
            ),
            (
                "hello\n<npmcred\nx\n<npmcred\n/a/npm\n<npmcred-called\n/a/npm\n<npmcred-path\n/a\nnpmcred>\nbye\n",
                found("/a/npm", "/a"),
            ),
            ("no line end<npmcred\n", None),
            (
                "<npmcred\n<npmcred-called\n<npmcred-path\n/a\nnpmcred>\n",
                found("", "/a"),
            ),
            (
                "<npmcred\nalias npm='a\nb'\n<npmcred-called\nalias npm='a\nb'\n<npmcred-path\n/a\nnpmcred>\n",
                found("alias npm='a", "/a"),
            ),
            ("<npmcred\n/a/npm\n<npmcred-called\n/a/npm\n", None),
            ("", None),
        ];
        for (printed, want) in cases {
            assert_eq!(said("/bin/bash", printed), want, "{printed:?}");
        }
        assert_eq!(
            said("/bin/tcsh", "hi\nPATH=/a\nX=1\n"),
            Some((None, "/a".to_owned()))
        );
        assert_eq!(said("/bin/tcsh", "hi\n"), None);
        assert_eq!(
            said(
                "/bin/unknown",
                "<npmcred\nx\n<npmcred-called\nx\n<npmcred-path\n/a\nnpmcred>\n"
            ),
            None
        );
    }

    #[test]
    fn each_shell_is_asked_in_its_own_way() {
        let flags = |shell: &str, mode| {
            arguments(Path::new(shell), mode).map(|words| words[..words.len() - 1].to_vec())
        };
        assert_eq!(
            flags("/bin/zsh", ShellMode::Editor),
            Some(vec!["-ilc".into()])
        );
        assert_eq!(
            flags("/usr/bin/fish", ShellMode::Login),
            Some(vec!["-l".into(), "-c".into()])
        );
        assert_eq!(flags("/bin/tcsh", ShellMode::Login), None);
        assert_eq!(flags("/bin/unknown", ShellMode::Script), None);
    }
}
