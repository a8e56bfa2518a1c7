//! The whole files of ours: the manual and the completions, or where the system starts tools by
//! batch files as well, those.

use super::shims;
use crate::manual;
use crate::tool::Tool;
use npmcred_platform::{kept_path, process};
use std::path::{Path, PathBuf};

/// The files of these tools, each with its contents. No shell looks for a manual or for completions
/// where the system keeps PATH.
pub(super) fn pages(data: &Path, folder: &Path, tools: &[Tool]) -> Vec<(PathBuf, Vec<u8>)> {
    let beside = tools
        .iter()
        .filter_map(|tool| process::batch_file_beside(&shims::file(folder, *tool)));
    let manual = if kept_path::IS_KEPT {
        Vec::new()
    } else {
        manual::pages()
    };
    let manual = manual
        .into_iter()
        .map(|page| (data.join(page.path), page.text.into_bytes()));
    let beside = beside.map(|(path, text)| (path, text.into_bytes()));
    manual.chain(beside).collect()
}
