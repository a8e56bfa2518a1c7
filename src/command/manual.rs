//! `npmcred manual FOLDER`, for packagers; `npmcred setup` writes the same pages for a user.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::manual;
use npmcred_platform::shared_file;
use std::path::Path;

/// The name of a page while it is written, before it replaces an older one.
const FRESH: &str = ".npmcred-page";

/// Writes every page into the folder.
///
/// # Errors
/// `File` if a page cannot be written.
pub(super) fn run(context: &Context, folder: &Path) -> Result<()> {
    for page in manual::pages() {
        let path = folder.join(&page.path);
        shared_file::replace_quickly(&path, page.text.as_bytes(), FRESH)
            .map_err(|cause| Error::file("write", &path, &cause))?;
        context.report.print(&format!("{}\n", path.display()));
    }
    Ok(())
}
