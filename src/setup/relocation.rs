//! Copies the program beside the shims where it lies in a place that may be cleared, and goes on as
//! that copy.
//!
//! `npx` and its like keep a package as long as they please, and a folder of downloads is emptied
//! one day. The shims have to outlast both. The copy stands in the receipt like every file of ours,
//! so that undo removes it.

use super::layout::{RECEIPT, folder};
use super::receipt::{self, Receipt};
use super::shims::{self, Shim, is_copy};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::tool::is_npmcred;
use npmcred_platform::kept_path::PathOwner;
use npmcred_platform::process::{self, Launch};
use npmcred_platform::{files, hint, tree};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The folder in which npm, pnpm, yarn and bun keep packages.
const PACKAGES: &str = "node_modules";

/// The name of folders in which programs are kept. One may be on the PATH of the next login alone,
/// as `~/.local/bin` is on Debian.
const PROGRAMS: &str = "bin";

/// A file that Cargo keeps beside the programs that it builds (layout.rs of Cargo 1.95). A
/// developer's shims lead to the newest build.
const BUILD: &str = ".cargo-lock";

/// Where the program is, and where it will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relocation {
    /// Where it is.
    pub program: PathBuf,
    /// Where it will be: first on PATH, like the shims.
    pub place: PathBuf,
    /// Whether the copy is there already, of the same bytes.
    pub is_made: bool,
}

impl Relocation {
    /// Whether one is needed. Changes nothing. The copy needs none, not even where its own place is
    /// below a folder of packages: it would start itself for ever.
    ///
    /// # Errors
    /// `File` where there is no home; `Refused` where the place of the copy holds a file of the
    /// user's, or where others may put another program in the place of this one.
    pub(super) fn find(context: &Context, receipt: Option<&Receipt>) -> Result<Option<Self>> {
        let Ok((program, own)) = process::own_file() else {
            return Ok(None);
        };
        let place = shims::itself(&folder(context)?);
        if is_copy(&place, &own) || !may_be_cleared(context, &program)? {
            return Ok(None);
        }
        if !is_in_package(&program) {
            shims::check_safe(&program)?;
        }
        let read = |path| files::read(path).ok().flatten();
        let is_made = !files::is_link(&place)
            && read(&place).is_some_and(|copy| read(&program) == Some(copy));
        let is_ours = || match receipt {
            Some(receipt) => receipt.has_file(&place),
            None => is_npmcred(&place),
        };
        // A link there is ours, like all links in the folder of the shims.
        if !is_made && shims::look(&place) == Shim::Foreign && !is_ours() {
            let error = shims::foreign(&place);
            return Err(error.cure("move it away", hint::move_aside(&place).into()));
        }
        Ok(Some(Self {
            program,
            place,
            is_made,
        }))
    }

    /// Makes the copy, in one step even where an older one is running. Needs the lock of setup.
    ///
    /// # Errors
    /// `File` where it cannot be made.
    pub fn carry_out(&self, context: &Context) -> Result<()> {
        if self.is_made {
            return Ok(());
        }
        let data = context.data_folder()?;
        let unread = |cause| Error::file("read", &self.program, &cause);
        let contents = files::read(&self.program)
            .and_then(|contents| contents.ok_or_else(|| ErrorKind::NotFound.into()))
            .map_err(unread)?;
        let mut receipt = Receipt::read(context)?.unwrap_or_default();
        receipt.is_complete = false;
        // The older copy is on record as well: it is still there if this process is killed.
        let older = files::read(&self.place).ok().flatten();
        let copies = older
            .iter()
            .chain([&contents])
            .map(|copy| receipt::digest(copy));
        receipt.files.retain(|(path, _)| *path != self.place);
        receipt
            .files
            .extend(copies.map(|digest| (self.place.clone(), digest)));
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

/// The copy and its digest, where this very program is it, or is the one that it is made of.
pub(super) fn own_copy(context: &Context) -> Option<(PathBuf, String)> {
    let (program, own) = process::own_file().ok()?;
    let place = shims::itself(&folder(context).ok()?);
    let source = match is_copy(&place, &own) {
        true => &place,
        false if may_be_cleared(context, &program).ok()? => &program,
        false => return None,
    };
    let contents = files::read(source).ok().flatten()?;
    Some((place, receipt::digest(&contents)))
}

/// Whether the program lies where nobody counts on it to stay: in a package of npm's, or in a
/// folder that PATH does not lead to and that is none of programs. For all users only a copy of our
/// own will do: another file may be one that a user can write.
///
/// # Errors
/// `File` where there is no home.
fn may_be_cleared(context: &Context, program: &Path) -> Result<bool> {
    if context.owner() == PathOwner::Machine || is_in_package(program) {
        return Ok(true);
    }
    Ok(!is_kept(program) && shims::on_path(context)?.is_none())
}

/// Whether whoever put the program into its folder keeps it there: a package, an installer, Cargo.
/// Where a shim is another name of the file, only PATH tells.
fn is_kept(program: &Path) -> bool {
    !process::NAMES_ARE_FILES && has_its_place(program)
}

fn has_its_place(program: &Path) -> bool {
    program.parent().is_some_and(|folder| {
        folder.file_name().is_some_and(|name| name == PROGRAMS)
            || files::is_file(&folder.join(BUILD))
    })
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

    #[test]
    fn a_folder_of_programs_is_known_by_its_name() {
        for (program, is) in [
            ("/usr/bin/npmcred", true),
            ("/usr/local/bin/npmcred", true),
            ("/home/a/.local/bin/npmcred", true),
            ("/home/a/.cargo/bin/npmcred", true),
            ("/home/a/Downloads/npmcred", false),
            ("/home/a/bin/npmcred-1.0/npmcred", false),
            ("/npmcred", false),
        ] {
            assert_eq!(has_its_place(Path::new(program)), is, "{program}");
        }
    }

    #[test]
    fn what_cargo_builds_is_kept_where_it_is() {
        let (built, _) = process::own_file().unwrap();
        let folder = built.parent().and_then(Path::parent).unwrap();
        assert!(
            has_its_place(&folder.join("npmcred")),
            "{}",
            built.display()
        );
    }
}
