//! Copies the program beside the shims where it was started from a package of npm's, and goes on as
//! that copy.
//!
//! `npx` and its like keep a package as long as they please; the shims have to outlast it. The copy
//! stands in the receipt like every file of ours, so that undo removes it.

use super::layout::{RECEIPT, folder};
use super::receipt::{self, Receipt};
use crate::context::Context;
use crate::error::{Error, Result};
use npmcred_platform::process::{self, Launch};
use npmcred_platform::{files, tree};
use std::path::{Path, PathBuf};

/// The folder in which npm, pnpm, yarn and bun keep packages.
const PACKAGES: &str = "node_modules";

/// Where the program is, and where it will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relocation {
    program: PathBuf,
    /// Where it will be: first on PATH, like the shims.
    pub place: PathBuf,
}

impl Relocation {
    /// Whether one is needed. Changes nothing.
    ///
    /// # Errors
    /// `File` where there is no home.
    pub fn find(context: &Context) -> Result<Option<Self>> {
        let Ok((program, _)) = process::own_file() else {
            return Ok(None);
        };
        let place = place(&folder(context)?);
        Ok(is_in_package(&program).then_some(Self { program, place }))
    }

    /// Makes the copy, in one step even where an older one is running. Needs the lock of setup.
    ///
    /// # Errors
    /// `File` where it cannot be made.
    pub fn carry_out(&self, context: &Context) -> Result<()> {
        let data = context.data_folder()?;
        let unread = |cause| Error::file("read", &self.program, &cause);
        let contents = files::read(&self.program)
            .map_err(unread)?
            .unwrap_or_default();
        let digest = receipt::digest(&contents);
        if receipt::is_as_recorded(&self.place, &digest) {
            return Ok(());
        }
        let mut receipt = Receipt::read(context)?.unwrap_or_default();
        receipt.is_complete = false;
        receipt.files.retain(|(path, _)| *path != self.place);
        receipt.files.push((self.place.clone(), digest));
        let missing = [
            tree::missing_above(&data.join(RECEIPT)),
            tree::missing_above(&self.place),
        ];
        for folder in missing.into_iter().flatten() {
            if !receipt.folders.contains(&folder) {
                receipt.folders.push(folder);
            }
        }
        receipt.write(&data)?;
        files::put_program(&contents, &self.place)
            .map_err(|cause| Error::file("write", &self.place, &cause))
    }

    /// Becomes the copy, with the same words; returns only where that fails.
    pub fn go_on(&self, context: &Context) -> Error {
        let launch = Launch {
            program: self.place.clone(),
            args: context.args.clone(),
            env: context.env.variables().to_vec(),
        };
        let cause = process::become_tool(&launch, None);
        Error::file("start", &self.place, &cause)
    }
}

/// The copy and its digest, where this very program is it.
pub(super) fn running_copy(folder: &Path) -> Option<(PathBuf, String)> {
    let place = place(folder);
    let (_, own) = process::own_file().ok()?;
    let is_own = process::file_id(&place).is_ok_and(|id| id == own);
    let contents = is_own.then(|| files::read(&place).ok().flatten())??;
    Some((place, receipt::digest(&contents)))
}

fn place(folder: &Path) -> PathBuf {
    process::program_file(folder, "npmcred")
}

fn is_in_package(program: &Path) -> bool {
    program.iter().any(|name| name == PACKAGES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_known_by_its_folder() {
        for (program, is_in) in [
            (
                "/home/a/.npm/_npx/1f/node_modules/@npmcred/linux-x64/npmcred",
                true,
            ),
            (
                "/home/a/p/node_modules/.pnpm/@npmcred+linux-x64@1/node_modules/@npmcred/linux-x64/npmcred",
                true,
            ),
            (
                "/usr/lib/node_modules/npmcred/node_modules/@npmcred/linux-x64/npmcred",
                true,
            ),
            ("/usr/bin/npmcred", false),
            ("/home/a/node_modules.old/npmcred", false),
        ] {
            assert_eq!(is_in_package(Path::new(program)), is_in, "{program}");
        }
    }
}
