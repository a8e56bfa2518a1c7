//! How a line uses npm's config file, and what to write instead.

use crate::migrate::location::spot;
use crate::report::Hint;
use std::path::{Path, PathBuf};

/// How a line uses the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileUse {
    /// It takes the credential out of the file, or out of npm.
    Asks,
    /// It gives the file to a build as a secret.
    BuildSecret,
    /// It uses the file as the secret of a build.
    Wants,
    /// It puts the file into a container.
    Mount,
    /// It copies the file to another place.
    Copy,
    /// It reads the file on a build server.
    Server,
    /// It runs the shim with node, but the shim is not a script.
    NodeOnShim,
}

/// Such a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptLine {
    /// The file.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
    /// How it uses the file.
    pub way: FileUse,
    /// How to change it.
    pub hint: Hint,
}

impl FileUse {
    /// Whether it reads the file, and so will not find a credential that was moved.
    #[must_use]
    pub fn reads(self) -> bool {
        self != Self::NodeOnShim
    }

    /// The word in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asks => "asks",
            Self::BuildSecret => "build-secret",
            Self::Wants => "wants",
            Self::Mount => "mount",
            Self::Copy => "copy",
            Self::Server => "server",
            Self::NodeOnShim => "node-on-shim",
        }
    }

    /// Its use of the file, in words that follow the place.
    #[must_use]
    pub fn what(self) -> &'static str {
        match self {
            Self::Asks => "takes a credential out of npm's config file",
            Self::BuildSecret => "gives npm's config file to a build",
            Self::Wants => "uses an npm config file as a build secret",
            Self::Mount => "shows npm's config file to a container",
            Self::Copy => "copies npm's config file",
            Self::Server => "reads npm's config file, on this machine if it is the build server",
            Self::NodeOnShim => {
                "runs npm's shim with node, but the shim is a program and not a script"
            }
        }
    }

    /// What to write instead.
    #[must_use]
    pub fn instead(self) -> &'static str {
        match self {
            Self::Asks => {
                "npm needs no such line; anything else is handed the credential by `npmcred exec -- TOOL`, in the file that \
                 $npm_config_userconfig names, to be read once"
            }
            Self::BuildSecret | Self::Wants => {
                "start the build by `npmcred exec --use read -- sh -c '…'`, and give it the file that \
                 $npm_config_userconfig names, to be read once"
            }
            Self::Mount => "log in inside the container, or give it a token of its own",
            Self::Copy => "log in at the other end, or give it a token of its own",
            Self::Server => "give it a secret of the build server",
            Self::NodeOnShim => "start npm itself; in pm2, with interpreter \"none\"",
        }
    }
}

impl ScriptLine {
    /// Its place for a person: `~/.bashrc:3`.
    #[must_use]
    pub fn spot(&self, home: Option<&Path>) -> String {
        spot(&self.file, Some(self.line), home)
    }
}
