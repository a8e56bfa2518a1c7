//! The tools that npmcred stands in front of.
//!
//! Each has a room of its own behind [`Dialect`]; this file is the only place that knows them all.

mod as_npm;
mod bun;
mod call;
mod chosen;
mod commands;
mod corepack;
mod covered;
mod delivery;
mod dialect;
mod files;
mod grant;
mod intent;
mod launcher;
#[cfg(test)]
pub(crate) mod least;
pub mod npm;
pub mod overview;
mod package;
mod phrases;
mod pnpm;
mod real;
mod remark;
mod settings;
mod target;
mod withheld;
mod yaml;
mod yarn;

pub use call::Call;
pub use covered::keep_covered;
pub use delivery::{Channel, Delivery, PathSlot, Undelivered};
pub use dialect::{Dialect, Line, Next, ReadByOthers, Snapshot};
pub use files::ContextFiles;
pub use grant::{Grant, Obstacle, Reach};
pub use intent::{Access, Intent};
pub use launcher::Unknown;
pub use npm::LOADED_BY_NODE;
#[cfg(test)]
pub(crate) use npm::with_settings;
pub use package::{Package, package_of};
pub use phrases::Phrases;
pub use real::{RealTool, depth, is_npmcred};
pub use remark::Remark;
pub use settings::{
    Aside, LayerSummary, Login, Outline, Published, Resolved, Seen, Settings, Unseen,
};
pub use target::{Part, Target};
pub use withheld::Withheld;
pub use yarn::PLUGIN as LOADED_BY_YARN;

use crate::context::{Context, Env};
use crate::error::Result;
use crate::trust::Finding;
use npmcred_platform::{handover, process};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The tool whose configuration other programs read by themselves: `npmcred exec` hands over what
/// it would be given.
pub static READ_BY_OTHERS: &dyn ReadByOthers = &npm::NPM;

/// A tool that npmcred stands in front of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// `npm`.
    Npm,
    /// `npx`, which is `npm exec` with its own way to read arguments.
    Npx,
    /// `pnpm`.
    Pnpm,
    /// `pnpx`, which is `pnpm dlx`.
    Pnpx,
    /// `pn`, which is `pnpm`.
    Pn,
    /// `pnx`, which is `pnpx`.
    Pnx,
    /// `bun`.
    Bun,
    /// `bunx`, which is `bun x`.
    Bunx,
    /// `yarn`.
    Yarn,
    /// `yarnpkg`, which is `yarn`.
    Yarnpkg,
    /// `corepack`, which starts the others.
    Corepack,
}

/// What a call starts: mostly what its name says.
#[derive(Debug)]
pub struct Called {
    /// The tool.
    pub tool: Tool,
    /// The program that is started for it.
    pub real: RealTool,
    /// The arguments that the tool reads.
    pub args: Vec<OsString>,
}

impl Tool {
    /// All tools that have a shim.
    pub const ALL: [Self; 11] = [
        Self::Npm,
        Self::Npx,
        Self::Pnpm,
        Self::Pnpx,
        Self::Pn,
        Self::Pnx,
        Self::Bun,
        Self::Bunx,
        Self::Yarn,
        Self::Yarnpkg,
        Self::Corepack,
    ];

    /// Those that this system has a hand-over for. Any other would run bare behind its shim.
    pub fn with_handover() -> impl Iterator<Item = Self> {
        let has_one =
            |tool: &Self| handover::IN_MEMORY_IS_POSSIBLE || matches!(tool, Self::Npm | Self::Npx);
        Self::ALL.into_iter().filter(has_one)
    }

    /// How the tool is spoken with.
    #[must_use]
    pub fn dialect(self) -> &'static dyn Dialect {
        match self {
            Self::Npm => &npm::NPM,
            Self::Npx => &npm::NPX,
            Self::Pnpm => &pnpm::PNPM,
            Self::Pnpx => &pnpm::PNPX,
            Self::Pn => &pnpm::PN,
            Self::Pnx => &pnpm::PNX,
            Self::Bun => &bun::BUN,
            Self::Bunx => &bun::BUNX,
            Self::Yarn => &yarn::YARN,
            Self::Yarnpkg => &yarn::YARNPKG,
            Self::Corepack => &corepack::COREPACK,
        }
    }

    /// The tool's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.dialect().phrases().name
    }

    /// The tools, each under its first name alone.
    pub fn served() -> impl Iterator<Item = Self> {
        let is_first = |tool: &Self| tool.name() == tool.dialect().phrases().reader;
        Self::ALL.into_iter().filter(is_first)
    }

    /// Why the tool that is installed is handed nothing, if its version is not served.
    #[must_use]
    pub fn not_served(self, context: &Context) -> Option<String> {
        self.asked(context, &[], |line, call| line.not_served(call))
    }

    /// The tool's project, and every line of it that stands in the way of one of these commands,
    /// accepted or not; nothing where the tool is not there.
    fn findings_here(self, context: &Context) -> Vec<(PathBuf, Vec<Finding>)> {
        let commands = self.dialect().looked_at().iter();
        let of_command = |words: &&[&str]| {
            let args: Vec<OsString> = words.iter().map(OsString::from).collect();
            self.asked(context, &args, |line, call| {
                let settings = line.load(call);
                let findings = settings.findings(&settings.targets());
                Some((settings.project()?.to_owned(), findings))
            })
        };
        commands.filter_map(of_command).collect()
    }

    /// What the tool says of these arguments; nothing where it is not there.
    fn asked<T>(
        self,
        context: &Context,
        args: &[OsString],
        question: impl FnOnce(&dyn Line, &Call<'_>) -> Option<T>,
    ) -> Option<T> {
        let real = self.find(context).ok()?;
        let mut env = context.env.clone();
        restore(&mut env);
        let line = self.dialect().read(args, &real);
        let call = Call {
            context,
            phrases: self.dialect().phrases(),
            real: &real,
            args,
            env: &env,
        };
        question(&*line, &call)
    }

    /// The tool whose name we were started under; `None` where that is our own name, or any other.
    #[must_use]
    pub fn of_program(program: &OsStr) -> Option<Self> {
        let name = process::program_name(Path::new(program))?;
        Self::named(&name)
    }

    /// What is called under this name with these arguments.
    ///
    /// # Errors
    /// `ToolNotFound`.
    pub fn called(self, context: &Context, args: &[OsString]) -> Result<Called> {
        let real = self.find(context)?;
        if self == Self::Corepack
            && let Some((word, rest)) = args.split_first()
            && let Some(tool) = corepack::started(word).and_then(Self::named)
        {
            let phrases = tool.dialect().phrases();
            return Ok(Called {
                tool,
                real: real.named_to_corepack(context, phrases, word.clone()),
                args: rest.to_vec(),
            });
        }
        Ok(Called {
            tool: self,
            real,
            args: args.to_vec(),
        })
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.name() == name)
    }

    /// Finds the real one.
    ///
    /// # Errors
    /// `ToolNotFound`.
    pub fn find(self, context: &Context) -> Result<RealTool> {
        self.dialect().find(context)
    }
}

/// The projects of the working folder, one for each tool that has its own, and every line of them
/// that stands in the way of a hand-over, accepted or not.
///
/// # Errors
/// `ToolNotFound` where there is no tool.
pub fn findings_here(context: &Context) -> Result<Vec<(PathBuf, Vec<Finding>)>> {
    let others = Tool::served().filter(|tool| *tool != Tool::Npm);
    let others: Vec<_> = others
        .flat_map(|tool| tool.findings_here(context))
        .collect();
    let mut all = match npm::findings_here(context) {
        Ok(of_npm) => vec![of_npm],
        Err(error) if others.is_empty() => return Err(error),
        Err(_) => Vec::new(),
    };
    for (folder, findings) in others {
        match all.iter_mut().find(|(known, _)| *known == folder) {
            Some((_, known)) => {
                let new: Vec<Finding> = findings
                    .into_iter()
                    .filter(|one| !known.contains(one))
                    .collect();
                known.extend(new);
            }
            None if findings.is_empty() => {}
            None => all.push((folder, findings)),
        }
    }
    Ok(all)
}

/// Takes out of an environment what a shim above put in for any of the tools, so that a nested call
/// finds the tools' real files and not the emptied descriptor of the call around it.
pub fn restore(env: &mut Env) {
    covered::uncover(env);
    for tool in Tool::ALL {
        tool.dialect().restore(env);
    }
}

/// Puts into an environment what a nested call of any of the tools has to know of this one.
pub fn pass_on(call: &Call<'_>, line: &dyn Line, env: &mut Env) {
    for tool in Tool::ALL {
        tool.dialect().pass_on(call.context, env);
    }
    line.pass_on(call, env);
}

#[cfg(test)]
mod tests {
    use super::least::Least;
    use super::*;
    use crate::npmrc::LayerKind;
    use crate::settings;
    use npmcred_platform::StoreError;
    use std::ffi::OsString;

    /// Whether an npm below a call of this line takes a variable for the user's own.
    fn is_own_below(line: &dyn Line, variables: &[(&str, &str)]) -> bool {
        let process = |env: Env| {
            let open = |_: &Env, _| Err(StoreError::Denied);
            Context::invented(env, Box::new(open), || 0)
        };
        let variables = variables.iter();
        let variables = variables.map(|(name, value)| ((*name).into(), (*value).into()));
        let mut env = Env::new(variables.collect());
        let (context, real) = (process(env.clone()), RealTool::none());
        let call = Call {
            context: &context,
            phrases: &least::PHRASES,
            real: &real,
            args: &[],
            env: &context.env,
        };
        env.set(settings::DEPTH.name, "1");
        pass_on(&call, line, &mut env);
        // It looks like this in a script, whoever set it.
        env.set("npm_config_https_proxy", "http://p:1/");
        let (config, _) = npm::current_or_newest(&process(env));
        config.own().is_of(LayerKind::Env, "https-proxy")
    }

    #[test]
    fn npm_below_any_tool_knows_what_the_user_set() {
        let least = Least::with("https://a.example/", Access::NONE);
        let mine = [("npm_config_https_proxy", "http://p:1")];
        assert!(is_own_below(&least, &mine));
        assert!(!is_own_below(&least, &[]));
        let typed = |words: &[&str]| {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            Tool::Npm.dialect().read(&words, &RealTool::none())
        };
        let by_flag = typed(&["run", "x", "--https-proxy=http://p:1"]);
        assert!(is_own_below(&*by_flag, &[]));
        assert!(is_own_below(&*typed(&["run", "x"]), &mine));
        assert!(!is_own_below(&*typed(&["run", "x"]), &[]));
    }

    #[test]
    fn another_tool_is_not_started_with_what_npm_reads() {
        let least = Least::with("https://a.example/", Access::NONE);
        let open = |_: &Env, _| Err(StoreError::Denied);
        let context = Context::invented(Env::default(), Box::new(open), || 0);
        let error = least.refused_as_program(&context, "least").unwrap();
        assert_eq!(error.kind, crate::error::ErrorKind::Refused);
    }

    #[test]
    fn the_name_decides_who_we_are() {
        let cases = [
            ("npm", Some(Tool::Npm)),
            ("/a/b/npx", Some(Tool::Npx)),
            ("pnpm", Some(Tool::Pnpm)),
            ("/a/b/pnx", Some(Tool::Pnx)),
            ("bun", Some(Tool::Bun)),
            ("/a/b/bunx", Some(Tool::Bunx)),
            ("yarn", Some(Tool::Yarn)),
            ("/a/b/yarnpkg", Some(Tool::Yarnpkg)),
            ("corepack", Some(Tool::Corepack)),
            ("npmcred", None),
            ("", None),
            ("/", None),
            ("npm2", None),
        ];
        for (program, want) in cases {
            assert_eq!(Tool::of_program(OsStr::new(program)), want, "{program}");
        }
    }
}
