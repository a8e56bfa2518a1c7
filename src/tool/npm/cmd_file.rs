//! What `npm.cmd` and `npx.cmd` start, so that it can be started without them.
//!
//! They ask node for the global prefix, and prefer the npm that is installed there to the one
//! beside them. So it is in npm 10 to 12 (`bin/npm.cmd`, `bin/npm-prefix.js`). Their way costs a
//! second node, which reads the whole configuration, and the arguments pass a command interpreter
//! that reads `%` and `^`. A project's own `prefix` is not followed here: it would choose the
//! program that gets a credential.

use crate::context::Context;
use crate::error::Result;
use crate::npmrc::LayerKind;
use crate::tool::as_npm::config;
use crate::tool::package::{Package, package_of};
use crate::tool::phrases::Phrases;
use crate::tool::real::RealTool;
use npmcred_platform::files;
use std::path::{Path, PathBuf};

/// The real tool; behind a batch file of npm's, what that would start.
///
/// # Errors
/// `ToolNotFound`.
pub(super) fn find(context: &Context, tool: &'static Phrases) -> Result<RealTool> {
    let real = RealTool::find(context, tool)?;
    let Some(beside) = real.package.clone().filter(|_| is_batch(&real.path)) else {
        return Ok(real);
    };
    let package = in_global_prefix(context, &real, tool).unwrap_or(beside);
    let script = script(&package.folder, tool.name);
    Ok(if files::is_file(&script) {
        real.run_from(package, script)
    } else {
        real
    })
}

fn is_batch(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("cmd"))
}

fn script(package: &Path, name: &str) -> PathBuf {
    package.join("bin").join(format!("{name}-cli.js"))
}

/// The one in the user's global prefix.
fn in_global_prefix(context: &Context, real: &RealTool, tool: &Phrases) -> Option<Package> {
    let config = config::for_prefix(context, real);
    if config
        .get("prefix")
        .is_some_and(|(layer, _)| layer.kind == LayerKind::Project)
    {
        return None;
    }
    let modules = config.global_prefix.join("node_modules");
    let folder = modules.join(tool.package);
    package_of(context, &script(&folder, tool.name), tool.package)
}
