//! The environment variables that npmcred was started with.
//!
//! Names are compared as the system compares them: on Windows, `Path` and `PATH` are the same
//! variable.

use npmcred_platform::variable;
use std::ffi::{OsStr, OsString};

/// The environment in its original order.
#[derive(Clone, Debug, Default)]
pub struct Env(Vec<(OsString, OsString)>);

impl Env {
    /// An environment of these variables.
    #[must_use]
    pub fn new(variables: Vec<(OsString, OsString)>) -> Self {
        Self(variables)
    }

    /// The variable's value, if it is set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.0
            .iter()
            .find(|(key, _)| variable::is_same(key, name.as_ref()))
            .map(|(_, value)| value.as_os_str())
    }

    /// The variable's value if it is set and not empty.
    #[must_use]
    pub fn filled(&self, name: &str) -> Option<&OsStr> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// Sets the variable. An existing variable keeps its place in the order.
    pub fn set(&mut self, name: impl AsRef<OsStr>, value: impl Into<OsString>) {
        let name = name.as_ref();
        match self
            .0
            .iter_mut()
            .find(|(key, _)| variable::is_same(key, name))
        {
            Some((_, old)) => *old = value.into(),
            None => self.0.push((name.into(), value.into())),
        }
    }

    /// Removes the variable.
    pub fn remove(&mut self, name: impl AsRef<OsStr>) {
        let name = name.as_ref();
        self.0.retain(|(key, _)| !variable::is_same(key, name));
    }

    /// Removes every variable whose name begins with this prefix.
    pub fn remove_beginning_with(&mut self, prefix: &str) {
        self.0
            .retain(|(key, _)| !variable::begins_with(key, prefix));
    }

    /// Removes every variable whose name the test accepts.
    pub fn drop_where(&mut self, test: impl Fn(&str) -> bool) {
        self.0.retain(|(key, _)| !key.to_str().is_some_and(&test));
    }

    /// All variables, in their order.
    #[must_use]
    pub fn variables(&self) -> &[(OsString, OsString)] {
        &self.0
    }

    /// A look-up function in the form that `platform` takes.
    pub fn lookup(&self) -> impl Fn(&str) -> Option<OsString> {
        |name| self.get(name).map(OsStr::to_owned)
    }
}
