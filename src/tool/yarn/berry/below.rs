//! The yarn that a script of yarn 2 to 4 calls: the very one that runs the script.
//!
//! The plugin has put the shim in its place. It keeps what was there under a name of ours, with the
//! version in its last line.

use crate::context::Context;
use crate::tool::package::Package;
use crate::tool::phrases::Phrases;
use crate::tool::real::RealTool;
use npmcred_platform::process;
use std::path::PathBuf;

/// The name under which it is kept.
const NAME: &str = "npmcred-yarn";

/// yarn's variable for the folder in which its programs for scripts are.
const FOLDER: &str = "BERRY_BIN_FOLDER";

/// That yarn, if this is a script of one, and it is still first on PATH.
#[must_use]
pub(in crate::tool::yarn) fn yarn_above(
    context: &Context,
    phrases: &'static Phrases,
) -> Option<RealTool> {
    let folder = PathBuf::from(context.env.filled(FOLDER)?);
    let path = folder.join(NAME);
    let (_, own) = process::own_file().ok()?;
    let next = context.which("yarn", &|file| *file == own)?;
    if next.parent() != Some(&*folder) {
        return None;
    }
    let text = String::from_utf8(context.read(&path).ok()??).ok()?;
    let version = text.lines().last()?.strip_prefix("# ")?.to_owned();
    let package = Package { folder, version };
    Some(RealTool::launched(context, path, phrases, package))
}
