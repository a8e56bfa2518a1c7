//! Whether our own folder can be in its place.

use super::layout::RECEIPT;
use crate::error::{Error, ErrorKind, Result};
use npmcred_platform::shared_file::{self, FileObstacle};
use npmcred_platform::variable::LIST_SEPARATOR;
use npmcred_platform::{files, hint};
use std::path::Path;

/// Checks that our own folder can be in its place, and on PATH.
pub(super) fn check(data: &Path, folder: &Path) -> Result<()> {
    let separator = u8::try_from(LIST_SEPARATOR).unwrap_or_default();
    if folder.as_os_str().as_encoded_bytes().contains(&separator) {
        return Err(Error::new(
            ErrorKind::Refused,
            format!("{} cannot be on PATH", folder.display()),
        )
        .note("its name contains the character that separates the folders of PATH")
        .cure("choose another place", hint::set_other_data_folder().into()));
    }
    let receipt = data.join(RECEIPT);
    let seen =
        shared_file::look(&receipt).map_err(|cause| Error::file("look at", &receipt, &cause))?;
    match seen.obstacle {
        None => Ok(()),
        Some(FileObstacle::Nowhere) => {
            let is_in_the_way =
                |path: &&Path| files::facts(path).is_some_and(|_| !files::is_dir(path));
            let file = data.ancestors().find(is_in_the_way).unwrap_or(data);
            Err(Error::new(
                ErrorKind::File,
                format!("{} is not a folder", file.display()),
            )
            .cure("move it away", hint::move_aside(file).into()))
        }
        Some(other) => Err(Error::new(
            ErrorKind::File,
            format!("{} {other}", receipt.display()),
        )),
    }
}
