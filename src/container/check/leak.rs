//! A line that leaves a token somewhere, and what to put in its place.

use std::fmt;

/// A line that leaves a token somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// Its number, from 1.
    pub line: usize,
    /// How it leaves the token.
    pub way: LeakWay,
}

/// How a token is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeakWay {
    /// A build argument of this name.
    Argument(String),
    /// A variable of the image, or of a container, of this name.
    Variable(String),
    /// Written into a file by a step of the build.
    Written,
    /// A file of npm's that holds a token is copied into the image.
    Copied,
    /// A secret that is mounted while scripts of packages run.
    Mounted,
}

impl LeakWay {
    /// A word for programs.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Argument(_) => "build-argument",
            Self::Variable(_) => "variable",
            Self::Written => "written",
            Self::Copied => "copied",
            Self::Mounted => "mounted",
        }
    }

    /// What to put in the line's place.
    #[must_use]
    pub fn instead(&self) -> &'static str {
        match self {
            Self::Argument(_) | Self::Variable(_) => "leave the line out",
            Self::Written => {
                "leave the line out; let the step that needs it begin with a mounted secret"
            }
            Self::Copied => "copy a file that holds no token, only the lines that name registries",
            Self::Mounted => "begin the command with: npmcred run --from /run/secrets/npmrc --",
        }
    }
}

impl fmt::Display for LeakWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(name) => write!(
                f,
                "the build argument {name} stays in the image's history, the builder's output and its record"
            ),
            Self::Variable(name) => write!(
                f,
                "the variable {name} stays in the configuration of the image or the container"
            ),
            Self::Written => f.write_str(
                "a token that is written stays in the layer, even where a later line removes it",
            ),
            Self::Copied => f.write_str("the file holds a token, which stays in the layer"),
            Self::Mounted => {
                f.write_str("while the secret is mounted, the scripts of all packages can read it")
            }
        }
    }
}
