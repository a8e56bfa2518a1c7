//! The shells of a user, and the paths of their start files.
//!
//! Only a shell itself knows what its start files do; here are only their names.

use crate::context::Context;
use npmcred_platform::files;
use std::path::{Path, PathBuf};

/// The user of the start files.
pub(super) struct User<'a> {
    pub(super) context: &'a Context,
    pub(super) home: PathBuf,
}

impl User<'_> {
    /// Whether a program of one of these names is on PATH or is the login shell.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        let found = |name: &&str| self.context.which(name, &|_| false).is_some();
        self.logs_in_with(names) || names.iter().any(found)
    }

    /// Whether one of these is the login shell.
    pub(super) fn logs_in_with(&self, names: &[&str]) -> bool {
        let shell = self
            .context
            .env
            .filled("SHELL")
            .map(Path::new)
            .and_then(Path::file_stem);
        shell.is_some_and(|shell| names.iter().any(|name| shell == *name))
    }

    pub(super) fn at_home(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    /// `~/.config`, or the user's replacement for it.
    pub(super) fn config(&self) -> PathBuf {
        self.context
            .xdg("XDG_CONFIG_HOME")
            .unwrap_or_else(|| self.at_home(".config"))
    }

    pub(super) fn in_config(&self, name: &str) -> PathBuf {
        self.config().join(name)
    }

    /// The file that `ENV` names, which POSIX shells read when they are interactive.
    pub(super) fn env_file(&self) -> Option<PathBuf> {
        let value = self.context.env.filled("ENV")?.to_str()?;
        let below = ["$HOME/", "${HOME}/", "~/"]
            .iter()
            .find_map(|start| value.strip_prefix(start));
        let path = below.map_or_else(|| PathBuf::from(value), |below| self.at_home(below));
        (path.is_absolute() && !value.contains('$') | below.is_some()).then_some(path)
    }

    /// The login file that bash reads; if there is none, the one that other shells read as well.
    pub(super) fn bash_login_file(&self) -> PathBuf {
        let candidates =
            [".bash_profile", ".bash_login", ".profile"].map(|name| self.at_home(name));
        candidates
            .iter()
            .find(|path| files::is_file(path))
            .unwrap_or(&candidates[2])
            .clone()
    }
}
