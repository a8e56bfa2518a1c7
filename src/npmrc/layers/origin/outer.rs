//! The shims and scripts around this call, as far as they are known.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::super::layer::Setting;
use super::keys::{is_scope_registry, matters};
use super::same::canonical;
use crate::npmrc::file::value::Value;

/// The shims and scripts around this call, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outer {
    /// There are none: flags and variables are the user's.
    #[default]
    Nothing,
    /// Below a shim, which recorded what the user had: digests of keys with their values.
    Recorded(HashSet<String>),
    /// In a script without a shim above it. A registry is taken for the user's unless a surrounding
    /// project names it; settings of the transport are not.
    Unknown,
}

/// The record of a shim that does not know either.
pub(super) const UNKNOWN: &str = "?";

impl Outer {
    /// Reads the record of the shim above; `in_script` is whether npm or a similar tool runs a
    /// script around this call.
    #[must_use]
    pub fn read(below_shim: bool, in_script: bool, record: Option<&str>) -> Self {
        match record {
            Some(UNKNOWN) if below_shim => Self::Unknown,
            Some(record) if below_shim => {
                Self::Recorded(record.split(',').map(str::to_owned).collect())
            }
            None if below_shim => Self::Recorded(HashSet::new()),
            Some(_) | None if in_script => Self::Unknown,
            Some(_) | None => Self::Nothing,
        }
    }

    /// Whether a flag or a variable is the user's own.
    pub(crate) fn is_own(&self, setting: &Setting, is_line: impl Fn(&Setting) -> bool) -> bool {
        let Setting { key, value, .. } = setting;
        match self {
            Self::Nothing => true,
            _ if !matters(key) => true,
            Self::Recorded(digests) => digests.contains(&digest(key, value)),
            Self::Unknown => (key == "registry" || is_scope_registry(key)) && !is_line(setting),
        }
    }
}

pub(super) fn digest(key: &str, value: &Value) -> String {
    let mut hash = Sha256::new();
    hash.update(key.as_bytes());
    hash.update([0]);
    hash.update(canonical(key, value).as_bytes());
    hash.finalize()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
