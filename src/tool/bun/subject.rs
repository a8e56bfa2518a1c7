//! The packages that a command of bun's acts on.

use super::config::BunConfig;
use super::words::Words;
use crate::context::Context;
use crate::tool::as_npm::publish_target::{PublishTarget, targets_of_path};
use crate::tool::files::ContextFiles;

/// What is about to be published: the package here, or a tarball.
#[must_use]
pub(super) fn published(
    context: &Context,
    words: &Words,
    config: &BunConfig,
) -> Vec<PublishTarget> {
    if words.name() != "publish" {
        return Vec::new();
    }
    let paths = match words.texts()[..] {
        [] => vec![config.folders.package.clone()],
        ref operands => operands
            .iter()
            .map(|word| config.folders.start.join(word))
            .collect(),
    };
    let here = |path| targets_of_path(&ContextFiles, context.cwd(), path);
    paths.iter().flat_map(|path| here(path)).collect()
}
