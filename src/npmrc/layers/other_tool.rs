//! The configuration of another tool, put together by that tool's rules of layers that look like
//! npm's.

use super::config::{Config, UserOnly};
use super::layer::{Layer, LayerKind};
use super::origin::outer::Outer;
use std::path::PathBuf;

/// What the tool's rules say.
pub struct Parts {
    /// The layers, highest first. There may be several of a kind.
    pub layers: Vec<Layer>,
    /// Files that the tool may read instead of the project's; we cannot tell.
    pub doubtful: Vec<Layer>,
    /// The folder of the project.
    pub folder: PathBuf,
    /// The user's own file, which stands in the place of npm's global one: what is handed over
    /// replaces it.
    pub user_path: PathBuf,
}

impl Config {
    /// Puts them together. `outer` tells which flags and variables are the user's own.
    #[must_use]
    pub fn of_other_tool(parts: Parts, outer: &Outer) -> Self {
        let mut config = Self {
            layers: parts.layers,
            local_prefix: parts.folder,
            workspace: None,
            global_prefix: PathBuf::new(),
            user_path: parts.user_path.clone(),
            global_path: parts.user_path,
            global_path_from: None,
            project_path: None,
            doubtful: parts.doubtful,
            around: Vec::new(),
            user_only: UserOnly::default(),
        };
        let spoken = |layer: &&Layer| matches!(layer.kind, LayerKind::Cli | LayerKind::Env);
        let own = |layer: &Layer| {
            let mut own = layer.clone();
            let is_line = |setting: &_| config.line_of(setting).is_some();
            own.retain_map(|setting| outer.is_own(&setting, is_line).then_some(setting));
            (own.settings().len() < layer.settings().len()).then_some(own)
        };
        let replaced = config.layers.iter().filter(spoken).filter_map(own);
        config.user_only.replaced = replaced.collect();
        config
    }
}
