//! Reads the user's settings and the environment for a route, as node and npm do.

use crate::error::Result;
use crate::npmrc::{Layer, Value};
use npmcred_platform::variable;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The inputs of a route, apart from npm's configuration.
pub struct RouteInputs<'a> {
    /// The environment, in its order.
    pub env: &'a [(OsString, OsString)],
    /// The current folder.
    pub cwd: &'a Path,
    /// Reads a file; `None` if there is none.
    pub read: &'a dyn Fn(&Path) -> Result<Option<Vec<u8>>>,
    /// Lists the files of a folder; none if it cannot be read.
    pub list: &'a dyn Fn(&Path) -> Vec<PathBuf>,
}

/// Reads the parts of a route, one after the other.
pub(super) struct RouteReader<'a> {
    pub(super) world: &'a RouteInputs<'a>,
    /// The user's own layers, the highest first.
    pub(super) layers: Vec<&'a Layer>,
    /// Notes for the user.
    pub(super) notes: Vec<String>,
}

impl RouteReader<'_> {
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.layers
            .iter()
            .find_map(|layer| layer.get(key))
            .map(|setting| &setting.value)
    }

    /// The text of a setting that JavaScript takes for true.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text().filter(|text| !text.is_empty())
    }

    /// A variable's value if it is not empty.
    pub(super) fn variable(&self, name: &str) -> Option<&OsString> {
        self.world
            .env
            .iter()
            .find(|(key, _)| variable::is_same(key, name.as_ref()))
            .map(|(_, value)| value)
            .filter(|value| !value.is_empty())
    }

    /// Reads a file that a setting names. npm ignores a missing one, and so does this, but with a
    /// note.
    pub(super) fn file(&mut self, setting: &str, path: &Path) -> Result<Option<Vec<u8>>> {
        let text = (self.world.read)(&self.world.cwd.join(path))?;
        if text.is_none() {
            self.notes.push(format!(
                "npm's setting {setting} is ignored: there is no {}",
                path.display()
            ));
        }
        Ok(text)
    }
}
