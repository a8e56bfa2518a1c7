//! `npmcred manual FOLDER`, for packagers; `npmcred setup` writes the same pages for a user.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::manual;
use npmcred_platform::files;
use std::path::Path;

/// Writes every page into the folder.
///
/// # Errors
/// `File` where one cannot be written.
pub(super) fn run(context: &Context, folder: &Path) -> Result<()> {
    for page in manual::pages() {
        let path = folder.join(&page.path);
        files::write_private(&path, page.text.as_bytes()).map_err(|cause| Error::file("write", &path, &cause))?;
        context.report.print(&format!("{}\n", path.display()));
    }
    Ok(())
}
