//! The user's settings and the environment, as node and npm read them for a way.

use crate::error::Result;
use crate::npmrc::{Layer, Value};
use npmcred_platform::variable;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What decides a way, apart from npm's configuration.
pub struct World<'a> {
    /// The environment, in its order.
    pub env: &'a [(OsString, OsString)],
    /// The working folder.
    pub cwd: &'a Path,
    /// The contents of a file; `None` where there is none.
    pub read: &'a dyn Fn(&Path) -> Result<Option<Vec<u8>>>,
    /// The files of a folder; nothing where it cannot be read.
    pub list: &'a dyn Fn(&Path) -> Vec<PathBuf>,
}

/// Reads the parts of a way, one after the other.
pub(super) struct Reader<'a> {
    pub(super) world: &'a World<'a>,
    /// The user's own layers, the highest first.
    pub(super) layers: Vec<&'a Layer>,
    /// What there is to say.
    pub(super) notes: Vec<String>,
}

impl Reader<'_> {
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

    /// A file that a setting names. npm goes on without one that is missing, and so do we, but not
    /// silently.
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
