//! Paths and lines as setup shows them.

use crate::context::Context;
use crate::report::printable;
use std::path::Path;

/// A path as it is shown.
pub(super) fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy())
}

pub(super) fn lines(context: &Context, text: &[u8]) {
    for line in String::from_utf8_lossy(text).lines() {
        context.report.print(&format!("  | {}\n", printable(line)));
    }
}
