//! Why a file cannot be rewritten.

use crate::report::Hint;
use npmcred_platform::shared_file::{self, FileObstacle};
use npmcred_platform::{files, hint};
use std::path::Path;

/// Why this file must not be rewritten, with a hint.
pub(super) fn obstacle(path: &Path) -> Option<(String, Hint)> {
    let facts = files::facts(path)?;
    let seen = shared_file::look(path).ok()?;
    match seen.obstacle {
        None | Some(FileObstacle::SeveralNames) => {}
        // The target of a link, or an obstacle other than a mode, is not for the user to change.
        Some(obstacle)
            if seen.target != path || !facts.is_read_only && obstacle == FileObstacle::ReadOnly =>
        {
            let what = format!("the file {obstacle}");
            return Some((what, Hint::fixed("remove it where that file is made")));
        }
        Some(FileObstacle::FolderReadOnly) => {
            let folder = path.parent()?;
            let command = hint::allow_writing(folder).into();
            return Some((
                format!("the file {}", FileObstacle::FolderReadOnly),
                Hint::new("allow yourself to write there", command),
            ));
        }
        Some(_) => {
            return Some((
                "the file is not to be written".to_owned(),
                Hint::new(
                    "allow yourself to write it",
                    hint::allow_writing(path).into(),
                ),
            ));
        }
    }
    let why = format!(
        "the file has {} names, and the others would still hold it",
        facts.names
    );
    (facts.names > 1).then(|| {
        (
            why,
            Hint::new("see which they are", hint::find_hard_links(path).into()),
        )
    })
}
