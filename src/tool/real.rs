//! Where the real tool is.
//!
//! The real tool is the first on PATH that is not npmcred by file identity. Names prove nothing:
//! links, copies of links and renamed folders all lead to the same file.

use super::chosen::{self, COREPACK};
use super::launcher::{self, Unknown};
use super::package::{Package, package_among};
use super::phrases::Phrases;
use crate::context::{Context, Env};
use crate::error::{Error, ErrorKind, Result};
use crate::settings;
use npmcred_platform::{files, hint, process};
use std::cell::OnceCell;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The real tool.
#[derive(Clone, Debug)]
pub struct RealTool {
    /// As found on PATH, links not followed: what a shell would have started.
    pub path: PathBuf,
    /// The tool's package, where the path leads straight to it. A version manager's launcher does
    /// not.
    pub package: Option<Package>,
    /// Whether the path leads to a launcher, which starts the tool in its own way.
    is_launched: bool,
    /// Whether that is corepack, of which is known how it starts which version.
    pub is_by_corepack: bool,
    /// The arguments by which it starts this tool, before the user's.
    before: Vec<OsString>,
    runs_on_node: bool,
    /// What node runs, where the path leads to a batch file: see [`RealTool::command`].
    script: Option<PathBuf>,
    /// Which node runs it, once that was asked.
    node: OnceCell<std::result::Result<Option<PathBuf>, Unknown>>,
}

impl RealTool {
    /// The real one of the tool that is called so.
    ///
    /// # Errors
    /// `ToolNotFound`.
    pub fn find(context: &Context, tool: &'static Phrases) -> Result<Self> {
        let name = tool.name;
        let mut passed = process::own_file()
            .ok()
            .map(|(_, id)| id)
            .into_iter()
            .collect::<Vec<_>>();
        let mut doubtful = None;
        let above = shims_above(context);
        loop {
            let path = match context.find_program_passing(OsStr::new(name), &passed) {
                Ok(path) => path,
                Err(error) => return doubtful.ok_or(error),
            };
            let real = Self::at(context, path, tool);
            if !is_doubtful(&real, above) {
                return Ok(real);
            }
            passed.extend(process::file_id(&real.path));
            // Another npmcred is never the tool.
            if !is_npmcred(&real.path) {
                doubtful.get_or_insert(real);
            } else if passed.len() > PASSED_LIMIT {
                return Err(loops(name));
            }
        }
    }

    fn at(context: &Context, path: PathBuf, tool: &Phrases) -> Self {
        let package = match package_among(context, &path, &[tool.package, COREPACK]) {
            Some((name, _)) if name != tool.package => {
                return Self::none_at(path).started_by_corepack(context, tool, "");
            }
            found => found.map(|(_, package)| package),
        };
        let is_script = || files::canonical(&path).is_ok_and(|it| files::begins_with(&it, b"#!"));
        Self {
            is_launched: package.is_none() && (tool.runs_on_node || !is_program(&path, tool)),
            is_by_corepack: false,
            before: Vec::new(),
            // Of one tool there may be versions of both kinds.
            runs_on_node: tool.runs_on_node || (package.is_some() && is_script()),
            script: None,
            package,
            path,
            node: OnceCell::new(),
        }
    }

    /// One behind a launcher of which more is known than its path tells.
    #[must_use]
    pub(super) fn launched(
        context: &Context,
        path: PathBuf,
        tool: &Phrases,
        package: Package,
    ) -> Self {
        Self {
            package: Some(package),
            ..Self::at(context, path, tool)
        }
    }

    /// In the place of one that is not there.
    #[must_use]
    pub fn none() -> Self {
        Self::none_at(PathBuf::new())
    }

    fn none_at(path: PathBuf) -> Self {
        Self {
            path,
            package: None,
            is_launched: true,
            is_by_corepack: false,
            before: Vec::new(),
            runs_on_node: true,
            script: None,
            node: OnceCell::new(),
        }
    }

    /// What corepack, which this is, starts for a tool; `asked` is what it is told of the version.
    #[must_use]
    fn started_by_corepack(self, context: &Context, tool: &Phrases, asked: &str) -> Self {
        Self {
            package: chosen::by_corepack(context, tool, asked),
            is_launched: false,
            is_by_corepack: true,
            ..self
        }
    }

    /// The same for a word behind corepack's own name, as `yarn@4`.
    #[must_use]
    pub(super) fn named_to_corepack(
        self,
        context: &Context,
        tool: &Phrases,
        word: OsString,
    ) -> Self {
        let text = word.to_string_lossy().into_owned();
        let asked = text.split_once('@').map_or("", |(_, asked)| asked);
        // A launcher of which nobody knows what it starts is none the less one.
        let is_launched = self.is_launched;
        let started = self.started_by_corepack(context, tool, asked);
        Self {
            is_launched,
            before: vec![word],
            ..started
        }
    }

    /// The same tool, which node runs from this script of this package.
    #[must_use]
    pub fn run_from(self, package: Package, script: PathBuf) -> Self {
        Self {
            package: Some(package),
            script: Some(script),
            ..self
        }
    }

    /// The program to start, and its arguments before the user's: the tool's own file. In the place
    /// of a batch file, node and the script that it would start: a batch file reads the arguments
    /// again, and would be one more process between us and the tool.
    #[must_use]
    pub fn command(&self, context: &Context, env: &Env) -> (PathBuf, Vec<OsString>) {
        // Only where there is a script: behind a launcher the question costs a start of node.
        if let Some(script) = &self.script
            && let Ok(Some(node)) = self.node(context, env)
        {
            return (node, vec![script.into()]);
        }
        (self.path.clone(), self.before.clone())
    }

    /// The node that runs it, links followed; `None` where none does. `env` is what the tool would
    /// be started with. Asked once.
    ///
    /// # Errors
    /// [`Unknown`].
    pub fn node(
        &self,
        context: &Context,
        env: &Env,
    ) -> std::result::Result<Option<PathBuf>, Unknown> {
        if !self.runs_on_node {
            return Ok(None);
        }
        self.node
            .get_or_init(|| launcher::node(context, &self.path, self.is_launched, env))
            .clone()
    }

    /// How long what was handed over may stay unread. The tool itself reads it as it starts, so
    /// that nobody has to watch it. What a launcher does first, and whether it starts the tool at
    /// all, nobody knows.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        (self.is_launched || self.is_by_corepack).then_some(LAUNCHER_PATIENCE)
    }
}

/// Whether this would lead back to us: a copy of npmcred, of whatever version; or, after many
/// starts of ours above one another, anything that is not the tool itself. A program of many names
/// that looks for the tool on PATH finds us, and we it.
///
/// At the first start nothing is looked at: a copy comes back to us, and is known then.
fn is_doubtful(real: &RealTool, above: u32) -> bool {
    real.is_launched && above > 0 && (above >= LOOPING || is_npmcred(&real.path))
}

/// Whether the path leads to the program of the tool itself, by whichever of its names. A launcher
/// is a script, or a program that answers to many names.
fn is_program(path: &Path, tool: &Phrases) -> bool {
    files::canonical(path).is_ok_and(|file| {
        let names = [tool.name, tool.package];
        process::program_name(&file).is_some_and(|own| names.iter().any(|name| own == *name))
            && !files::begins_with(&file, b"#!")
    })
}

/// Whether a program is npmcred, of whatever version: no script, and it names the variable that
/// only the shim sets.
#[must_use]
pub fn is_npmcred(file: &Path) -> bool {
    let mark = settings::DEPTH.name.as_bytes();
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
pub fn depth(context: &Context, name: &'static str) -> Result<u32> {
    let depth = shims_above(context);
    if depth < settings::DEPTH_LIMIT {
        Ok(depth)
    } else {
        Err(loops(name))
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

fn loops(name: &'static str) -> Error {
    Error::new(
        ErrorKind::ToolNotStarted,
        "npmcred keeps finding itself instead of the real tool",
    )
    .note("a program on PATH that carries the tool's name starts npmcred again")
    .cure("see which one", hint::find_all(name).into())
}

/// From how many starts above one another only the tool itself is started: far more than scripts in
/// scripts make.
const LOOPING: u32 = 12;

/// How much of a program is looked at for being a copy of us, in bytes. What a debugger needs makes
/// a program larger, and stands behind what it runs and reads.
const LOOKED_AT: u64 = 64 << 20;

/// So many copies of us on PATH are no accident.
const PASSED_LIMIT: usize = 16;

/// How long a launcher may take until the tool reads what it was handed; see
/// [`RealTool::patience`]. Measured behind launchers in shell and node: half a second, and up to
/// 7.4 where forty processes shared two processors.
const LAUNCHER_PATIENCE: Duration = Duration::from_secs(20);

#[cfg(test)]
mod tests {
    use super::*;
    use npmcred_platform::StoreError;

    static NATIVE: Phrases = Phrases {
        name: "native",
        reader: "native",
        any_command: "native …",
        package: "native",
        runs_on_node: false,
        show_config: "",
        edit_config: "",
        delete_setting: None,
        publish_here: "",
    };

    #[test]
    fn a_tool_that_is_a_program_by_itself_has_no_node_and_nobody_watches_it() {
        let folder = tempfile::tempdir().unwrap();
        let programs = [
            ("native", "\x7fELF"),
            ("many", "\x7fELF"),
            ("script", "#!/bin/sh\n"),
        ];
        for (name, text) in programs {
            files::write_private(&folder.path().join(name), text.as_bytes()).unwrap();
        }
        let env = Env::new(vec![("PATH".into(), folder.path().into())]);
        let context = Context::invented(env, Box::new(|_, _| Err(StoreError::Denied)), || 0);
        for (name, is_watched) in [("native", false), ("many", true), ("script", true)] {
            let real = RealTool::at(&context, folder.path().join(name), &NATIVE);
            assert_eq!(real.patience().is_some(), is_watched, "{name}");
            assert_eq!(real.node(&context, &context.env).unwrap(), None);
        }
    }

    /// A launcher would be started for the question: at every call, `npm run` too.
    #[test]
    fn a_tool_that_is_started_as_it_was_found_is_asked_for_no_node() {
        let context = Context::invented(
            Env::default(),
            Box::new(|_, _| Err(StoreError::Denied)),
            || 0,
        );
        let real = RealTool::none();
        assert_eq!(
            real.command(&context, &context.env),
            (PathBuf::new(), Vec::new())
        );
        assert!(real.node.get().is_none());
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
