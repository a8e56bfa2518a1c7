//! What npm makes of a path that was typed.

use std::path::{Path, PathBuf};

/// A path, and what npm 8 and 9 make of it: they take it for a URL below that of the working
/// folder, so that `a%41` is `aA`, and `.` in `x/a#b` is `x`.
pub(in crate::tool) fn readings(cwd: &Path, path: &Path) -> Vec<PathBuf> {
    let exact = cwd.join(path);
    let is_odd = exact
        .to_string_lossy()
        .contains(['%', '#', '?', '\\', '\t', '\n', '\r']);
    let as_url = || {
        let base = url::Url::parse(&format!("file://{}/", cwd.to_string_lossy())).ok()?;
        let url = base.join(&path.to_string_lossy()).ok()?;
        Some(PathBuf::from(
            percent_encoding::percent_decode_str(url.path())
                .decode_utf8()
                .ok()?
                .as_ref(),
        ))
    };
    let other = if is_odd { as_url() } else { None };
    std::iter::once(exact).chain(other).collect()
}
