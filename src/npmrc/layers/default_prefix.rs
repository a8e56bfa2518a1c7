//! The prefix of global packages if nothing sets it.

use std::path::{Path, PathBuf};

use super::inputs::Inputs;
use super::variables::variable;
use crate::npmrc::words::paths;

/// `PREFIX`, or where node is; `DESTDIR` before it, but not on Windows.
pub(super) fn default_prefix(inputs: &Inputs) -> PathBuf {
    let given = |name| variable(inputs, name).filter(|value| !value.is_empty());
    let prefix =
        given("PREFIX").map_or_else(|| prefix_of_node(inputs, given("DESTDIR")), PathBuf::from);
    paths::resolve(inputs.cwd, prefix)
}

fn prefix_of_node(inputs: &Inputs, destination: Option<String>) -> PathBuf {
    let parent = inputs.node.and_then(Path::parent).unwrap_or(Path::new(""));
    if inputs.windows {
        return parent.into();
    }
    let prefix = parent.parent().unwrap_or(parent);
    match destination {
        // Joined, not resolved: the prefix is absolute, and npm still puts it below this folder.
        Some(destination) => {
            Path::new(&destination).join(prefix.strip_prefix("/").unwrap_or(prefix))
        }
        None => prefix.into(),
    }
}
