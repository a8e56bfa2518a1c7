//! A way to start npm, and the program that it starts.

use serde_json::{Value, json};
use std::path::PathBuf;

/// A way to start npm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StartWay {
    /// The shell that started the doctor.
    ThisShell,
    /// A script that `npm run` starts.
    NpmRun,
    /// The user's shell as a login starts it.
    LoginShell,
    /// The user's shell in a terminal window.
    InteractiveShell,
    /// The user's shell as an editor starts it to read the environment.
    Editor,
    /// A script for the user's shell, which inherits PATH.
    Script,
    /// A script for `sh`, which inherits PATH.
    Sh,
    /// A job of cron.
    Cron,
    /// A program that the desktop session starts.
    Desktop,
    /// A terminal that is opened now, where the system keeps PATH.
    NewTerminal,
    /// A program that asks for the batch file by its name, as older ones do there.
    BatchFile,
}

impl StartWay {
    /// A fixed identifier; also the finding's.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::ThisShell => "this-shell",
            Self::NpmRun => "npm-run",
            Self::LoginShell => "login-shell",
            Self::InteractiveShell => "interactive-shell",
            Self::Editor => "editor",
            Self::Script => "script",
            Self::Sh => "sh",
            Self::Cron => "cron",
            Self::Desktop => "desktop",
            Self::NewTerminal => "new-terminal",
            Self::BatchFile => "batch-file",
        }
    }

    /// Whether PATH is the one of the shell that started the doctor.
    pub(super) fn inherits_path(self) -> bool {
        match self {
            Self::Script | Self::Sh => true,
            Self::ThisShell
            | Self::NpmRun
            | Self::LoginShell
            | Self::InteractiveShell
            | Self::Editor
            | Self::Cron
            | Self::Desktop
            | Self::NewTerminal
            | Self::BatchFile => false,
        }
    }
}

/// The program that `npm` starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Finds {
    /// The shim, and the npm behind it.
    Shim(Option<PathBuf>),
    /// Another program. `behind`: our folder is on PATH, but later.
    Other { path: PathBuf, behind: bool },
    /// An alias or a function of the shell.
    Alias(String),
    /// A function of the shell that puts this program before the shim, and starts it.
    LazyFunction(PathBuf),
    /// No npm at all: nothing runs without the shim either.
    Nothing,
    /// The shell could not be asked; the reason.
    NoAnswer(String),
}

/// A way to start npm, and its result.
pub(super) struct EntryPoint {
    pub way: StartWay,
    /// The name for a user.
    pub name: String,
    pub finds: Finds,
}

/// All of them as JSON.
pub(super) fn json(entries: &[EntryPoint]) -> Value {
    let one = |entry: &EntryPoint| {
        let (finds, path, real) = match &entry.finds {
            Finds::Shim(real) => ("shim", None, real.clone()),
            Finds::Other { path, .. } => ("other", Some(path.display().to_string()), None),
            Finds::Alias(text) => ("word", Some(text.clone()), None),
            Finds::LazyFunction(path) => ("lazy", Some(path.display().to_string()), None),
            Finds::Nothing => ("nothing", None, None),
            Finds::NoAnswer(why) => ("no-answer", Some(why.clone()), None),
        };
        let real = real.map(|path| path.to_string_lossy().into_owned());
        json!({ "id": entry.way.id(), "npm": finds, "what": path, "real": real })
    };
    let mut all: Vec<Value> = entries.iter().map(one).collect();
    all.push(
        json!({ "id": "npm-execpath", "npm": "by-design", "what": "npm itself", "real": null }),
    );
    all.into()
}
