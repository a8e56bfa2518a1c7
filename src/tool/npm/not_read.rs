//! Config files that exist, but that npm cannot read or npmcred does not.

use crate::npmrc::{Config, Layer, LayerKind};
use std::path::PathBuf;

/// The user's own and npm's config files that are there and that npm cannot read: it tells of them
/// at its level `verbose` alone, and goes on, perhaps to another registry (npm 12 `@npmcli/config`
/// `lib/index.js`, `#loadFile`). Or that we do not read, though npm does. A project's that is not
/// read stands in the way, which is said as that.
#[must_use]
pub fn not_read(config: &Config) -> Vec<(PathBuf, String)> {
    let said = |layer: &Layer| {
        let (path, problem) = (layer.path.as_ref()?, layer.problem.as_ref()?);
        let is_a_finding = layer.unread.is_some() && layer.kind == LayerKind::Project;
        let text = if layer.is_open_to_npm() {
            format!("npmcred does not read {}: {problem}", path.display())
        } else {
            format!("nothing in {} counts: {problem}", path.display())
        };
        (!is_a_finding).then(|| (path.clone(), text))
    };
    config.layers.iter().filter_map(said).collect()
}
