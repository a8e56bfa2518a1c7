//! How npm is handed a credential: in place of its global config, which it reads once.

use super::mid_publish::PublishGuard;
use crate::context::{Context, Env};
use crate::npmrc::NpmVersion;
use crate::tool::delivery::{Delivery, PathSlot, Undelivered};
use crate::tool::grant::Grant;
use npmcred_platform::Secret;
use std::ffi::OsString;
use std::path::PathBuf;

/// Which of npm's config files a hand-over stands in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReplacedLayer {
    /// The global one: the user's own file stays where npm writes to.
    Global,
    /// The user's: tools that only imitate npm read no other that a variable can lead them to.
    User,
}

/// What node runs as npm and as npx.
const SCRIPTS: [&str; 2] = ["npm-cli.js", "npx-cli.js"];

impl ReplacedLayer {
    /// What the file is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Global => "global config",
            Self::User => "user config",
        }
    }

    /// npm's variable for the path of the file.
    fn variable(self) -> &'static str {
        match self {
            Self::Global => "npm_config_globalconfig",
            Self::User => "npm_config_userconfig",
        }
    }

    /// npm takes its variables in any case (npm 12 `@npmcli/config` `lib/index.js`, `loadEnv`).
    fn is_its(self, name: &str) -> bool {
        name.eq_ignore_ascii_case(self.variable())
    }
}

/// Where npm finds what it is handed.
pub(super) struct ContentsPlace {
    /// Which of npm's files the contents stand in for.
    pub channel: ReplacedLayer,
    /// That file, whose bytes the contents repeat.
    pub real_path: PathBuf,
    /// Whether a config file names it: npm would then follow that file rather than our variable.
    pub named_in_file: bool,
    /// What a publish is held to.
    pub held: Option<PublishGuard>,
}

impl ContentsPlace {
    /// The text that npm is given, read back, and the real file. `env` is the environment of the
    /// tool.
    ///
    /// # Errors
    /// See [`Undelivered`].
    pub(super) fn text(
        &self,
        context: &Context,
        all: &Grant,
        npm: NpmVersion,
        env: &Env,
    ) -> Result<(Secret, Vec<u8>), Undelivered> {
        let real = context
            .read(&self.real_path)
            .map_err(Undelivered::File)?
            .unwrap_or_default();
        let variable = |name: &str| Some(env.get(name)?.to_string_lossy().into_owned());
        let text = all.text(&real, npm, &variable)?;
        Ok((text, real))
    }

    /// Everything that npm is started with.
    ///
    /// # Errors
    /// See [`Undelivered`].
    pub(super) fn deliver(
        &self,
        context: &Context,
        all: &Grant,
        npm: NpmVersion,
        env: &Env,
    ) -> Result<Delivery, Undelivered> {
        let (contents, afterwards) = self.text(context, all, npm, env)?;
        let channel = self.channel;
        let known = |(name, _): &&(OsString, OsString)| channel.is_its(&name.to_string_lossy());
        let before = env.variables().iter().rfind(known);
        let before = before.map_or_else(OsString::new, |(_, value)| value.clone());
        let mut changes = Vec::new();
        let mut path_in = Vec::new();
        if let Some(held) = &self.held {
            let loaded = held
                .load(context, self.named_in_file, env)
                .map_err(Undelivered::File)?;
            changes.push(loaded.options);
            path_in.push(loaded.path_in);
        } else {
            let spelled = env.variables().iter().filter(known);
            changes.extend(spelled.map(|(name, _)| (name.clone(), None)));
            path_in.push(PathSlot::Variable(channel.variable()));
            path_in.extend(self.flag());
        }
        let emptied = all.emptied.iter();
        changes.extend(emptied.map(|name| (name.into(), Some(OsString::new()))));
        Ok(Delivery {
            contents,
            afterwards,
            channel: crate::tool::delivery::Channel::Pipe,
            scripts: &SCRIPTS,
            env: changes,
            path_in,
            covered: (channel.variable(), before),
            args: all.arguments.iter().map(OsString::from).collect(),
        })
    }

    /// Our variable stands above a `--globalconfig` that the user typed, but below a config file
    /// that names one: of all that set this key, the first in npm's reading order (flag, variable,
    /// file) counts least. A flag of ours sinks in the variable's place. Of a publish,
    /// [`super::mid_publish`] says so inside npm, and nobody else does.
    fn flag(&self) -> Option<PathSlot> {
        self.named_in_file
            .then_some(PathSlot::Flag("--globalconfig="))
    }
}
