//! Which program we stand in for, and where the real one is.
//!
//! The real one is the first on PATH that is not npmcred by file identity. Names prove nothing:
//! links, copies of links and renamed folders all lead to the same file.

use super::launcher::Unknown;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::NpmVersion;
use crate::settings;
use npmcred_platform::{files, process};
use std::cell::OnceCell;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A tool that npmcred stands in front of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// `npm`.
    Npm,
    /// `npx`, which is `npm exec` with its own way to read arguments.
    Npx,
}

/// The real tool.
#[derive(Clone, Debug)]
pub struct RealTool {
    /// As found on PATH, links not followed: what a shell would have started.
    pub path: PathBuf,
    /// npm's package, where the path leads straight to it. A version manager's launcher does not.
    pub package: Option<NpmPackage>,
    /// Which node runs it, once that was asked: for [`super::launcher`].
    pub(super) node: OnceCell<std::result::Result<Option<PathBuf>, Unknown>>,
}

/// npm as installed.
#[derive(Clone, Debug)]
pub struct NpmPackage {
    /// The folder that holds its `package.json`.
    pub folder: PathBuf,
    /// Its version, as it says.
    pub version: String,
}

impl Tool {
    /// All tools that have a shim.
    pub const ALL: [Self; 2] = [Self::Npm, Self::Npx];

    /// The tool's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Npx => "npx",
        }
    }

    /// The tool whose name we were started under; `None` where that is our own name, or any other.
    #[must_use]
    pub fn of_program(program: &OsStr) -> Option<Self> {
        let name = process::program_name(Path::new(program))?;
        Self::ALL.into_iter().find(|tool| tool.name() == name)
    }

    /// Finds the real one.
    ///
    /// # Errors
    /// `ToolNotFound`.
    pub fn find(self, context: &Context) -> Result<RealTool> {
        let mut passed = process::own_file()
            .ok()
            .map(|(_, id)| id)
            .into_iter()
            .collect::<Vec<_>>();
        let mut doubtful = None;
        let above = shims_above(context);
        loop {
            let path = match context.find_program_passing(OsStr::new(self.name()), &passed) {
                Ok(path) => path,
                Err(error) => return doubtful.ok_or(error),
            };
            let package = npm_package(context, &path);
            let real = RealTool {
                path,
                package,
                node: OnceCell::new(),
            };
            if !is_doubtful(&real, above) {
                return Ok(real);
            }
            passed.extend(process::file_id(&real.path));
            // Another npmcred is never the tool.
            if !is_npmcred(&real.path) {
                doubtful.get_or_insert(real);
            } else if passed.len() > PASSED_LIMIT {
                return Err(loops());
            }
        }
    }
}

impl RealTool {
    /// In the place of one that is not there.
    #[must_use]
    pub(super) fn none() -> Self {
        Self {
            path: PathBuf::new(),
            package: None,
            node: OnceCell::new(),
        }
    }

    /// Whose rules to follow. Behind a launcher nobody can tell; the newest is then the best guess.
    #[must_use]
    pub fn npm_version(&self) -> NpmVersion {
        let major = self
            .package
            .as_ref()
            .and_then(|package| package.version.split('.').next()?.parse().ok());
        NpmVersion::from_major(major.unwrap_or(u64::MAX))
    }

    /// How long what was handed over may stay unread. npm itself reads it as it starts, so that
    /// nobody has to watch it. What a launcher does first, and whether it starts npm at all, nobody
    /// knows.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        self.package.is_none().then_some(LAUNCHER_PATIENCE)
    }

    /// npm's full version, or the newest major one where nobody can tell.
    #[must_use]
    pub fn release(&self) -> String {
        self.package
            .as_ref()
            .map_or_else(|| "12".to_owned(), |package| package.version.clone())
    }
}

/// Whether this would lead back to us: a copy of npmcred, of whatever version; or, after many
/// starts of ours above one another, anything that is not npm itself. A tool of many names that
/// looks for npm on PATH finds us, and we it.
///
/// At the first start nothing is looked at: a copy comes back to us, and is known then.
fn is_doubtful(real: &RealTool, above: u32) -> bool {
    real.package.is_none() && above > 0 && (above >= LOOPING || is_npmcred(&real.path))
}

/// Whether a program is npmcred, of whatever version: no script, and it names the variable that
/// only the shim sets.
#[must_use]
pub fn is_npmcred(file: &Path) -> bool {
    let mark = settings::ORIGINAL_GLOBALCONFIG.name.as_bytes();
    !files::begins_with(file, b"#!")
        && files::head(file, LOOKED_AT).is_ok_and(|head| holds(head, mark))
}

fn holds(mut bytes: impl std::io::Read, mark: &[u8]) -> bool {
    let mut piece = vec![0; 1 << 16];
    let mut kept = 0;
    while let Ok(read @ 1..) = bytes.read(&mut piece[kept..]) {
        let end = kept + read;
        if memchr::memmem::find(&piece[..end], mark).is_some() {
            return true;
        }
        // The mark may begin at the end of one piece and go on in the next.
        let from = end.saturating_sub(mark.len() - 1);
        piece.copy_within(from..end, 0);
        kept = end - from;
    }
    false
}

/// How many shims stand above this one.
///
/// # Errors
/// `ToolNotStarted` where there are so many that it must be a loop.
pub(super) fn depth(context: &Context) -> Result<u32> {
    let depth = shims_above(context);
    if depth < settings::DEPTH_LIMIT {
        Ok(depth)
    } else {
        Err(loops())
    }
}

fn shims_above(context: &Context) -> u32 {
    let text = context
        .env
        .get(settings::DEPTH.name)
        .and_then(OsStr::to_str)
        .unwrap_or_default();
    text.parse().unwrap_or(0)
}

fn loops() -> Error {
    Error::new(
        ErrorKind::ToolNotStarted,
        "npmcred keeps finding itself instead of the real tool",
    )
    .note("a program on PATH that carries the tool's name starts npmcred again")
    .hint("see which one: type -a npm")
}

/// From how many starts above one another only npm itself is started: far more than scripts in
/// scripts make.
const LOOPING: u32 = 12;

/// How much of a program is looked at for being a copy of us, in bytes. What a debugger needs makes
/// a program larger, and stands behind what it runs and reads.
const LOOKED_AT: u64 = 64 << 20;

/// So many copies of us on PATH are no accident.
const PASSED_LIMIT: usize = 16;

/// How long a launcher may take until npm reads what it was handed; see [`RealTool::patience`].
/// Measured behind launchers in shell and node: half a second, and up to 7.4 where forty processes
/// shared two processors.
const LAUNCHER_PATIENCE: Duration = Duration::from_secs(20);

/// npm's package folder: the real file is `<folder>/bin/npm-cli.js` or `npx-cli.js`.
pub(super) fn npm_package(context: &Context, path: &Path) -> Option<NpmPackage> {
    let script = files::canonical(path).ok()?;
    let folder = script.parent()?.parent()?.to_owned();
    let text = context.read(&folder.join("package.json")).ok()??;
    let json: serde_json::Value = serde_json::from_slice(&text).ok()?;
    if json.get("name")?.as_str()? != "npm" {
        return None;
    }
    Some(NpmPackage {
        version: json.get("version")?.as_str()?.to_owned(),
        folder,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_decides_who_we_are() {
        let cases = [
            ("npm", Some(Tool::Npm)),
            ("/a/b/npx", Some(Tool::Npx)),
            ("npmcred", None),
            ("", None),
            ("/", None),
            ("npm2", None),
        ];
        for (program, want) in cases {
            assert_eq!(Tool::of_program(OsStr::new(program)), want, "{program}");
        }
    }

    #[test]
    fn the_mark_is_found_wherever_it_stands() {
        for before in [0, 1, 65_530, 65_535, 65_536, 131_000] {
            let mut bytes = vec![b'-'; before];
            bytes.extend(b"MARK");
            bytes.extend([b'-'; 9]);
            assert!(holds(bytes.as_slice(), b"MARK"), "behind {before}");
            assert!(!holds(bytes.as_slice(), b"MARK-M"), "behind {before}");
        }
    }
}
