//! Findings that name files, with what those files hold.

use crate::context::Context;
use crate::npmrc::Config;
use crate::trust::{self, Finding};
use std::path::Path;

/// Puts beside each line that names a file what that file is.
pub(in crate::tool) fn seal(context: &Context, config: &Config, findings: &mut [Finding]) {
    let read = |path: &Path| context.read(path).ok().flatten();
    trust::seal(findings, config, context.cwd(), &read);
}
