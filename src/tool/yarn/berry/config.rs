//! The configuration of yarn 2 to 4 for a command, as a configuration of npm's.
//!
//! Highest first: variables; the `.yarnrc.yml` of each folder from the working folder up; that of
//! the home folder, if it is none of these.

use super::rc::{Rc, variables};
use super::words::BerryWords;
use crate::context::Env;
use crate::npmrc::{Config, Layer, LayerKind, Parts};
use crate::tool::as_npm::config::outer;
use crate::tool::call::Call;
use crate::trust::Finding;
use npmcred_platform::{files, folders};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// yarn's configuration.
pub(super) struct BerryConfig {
    /// Its layers.
    pub layers: Config,
    /// The project: the nearest folder with a lockfile, or else the topmost with a manifest.
    pub project: PathBuf,
    /// The workspace: the nearest folder with a manifest.
    pub workspace: PathBuf,
    /// The user's home.
    pub home: PathBuf,
    /// What files of the project hold against a hand-over.
    pub findings: Vec<Finding>,
    /// Whether `yarn install` runs the project's constraints.
    pub runs_constraints: bool,
}

/// The name of yarn's files.
const NAME: &str = ".yarnrc.yml";

/// What gives variables of a `.yarnrc.yml` their value, from yarn 4 on.
const VARIABLES: &str = ".env.yarn";

impl BerryConfig {
    /// Reads it.
    #[must_use]
    pub(super) fn load(call: &Call<'_>, words: &BerryWords) -> Self {
        let (context, env) = (call.context, call.env);
        let start = context.absolute(Path::new(words.start.as_deref().unwrap_or_default()));
        let start = files::canonical(&start).unwrap_or(start);
        // Never an empty path: the project's own file would then pass for the user's.
        let home = context.home().unwrap_or_else(|| folders::ROOT.into());
        let home = files::canonical(&home).unwrap_or(home);
        let rcs = rcs(&start, &home, env);
        let has = |name: &'static str| move |folder: &&Path| files::is_file(&folder.join(name));
        let workspace = start
            .ancestors()
            .find(has("package.json"))
            .unwrap_or(&start);
        let topmost = start.ancestors().filter(has("package.json")).last();
        let locked = start.ancestors().find(has("yarn.lock"));
        let project = locked.or(topmost).unwrap_or(&start).to_owned();
        let of_env = |(name, value): &(OsString, OsString)| {
            name.eq_ignore_ascii_case("YARN_ENABLE_CONSTRAINTS_CHECKS") && value != "0"
        };
        let mut findings: Vec<Finding> = Vec::new();
        let given = project.join(VARIABLES);
        if rcs.iter().any(|rc| rc.has_variables) && files::is_file(&given) {
            let why = "gives variables of the configuration their value";
            findings.push(Finding::unread(&given, why));
        }
        let runs_constraints =
            rcs.iter().any(|rc| rc.runs_constraints) || env.variables().iter().any(of_env);
        let mut layers: Vec<Layer> = vec![variables(env)];
        for rc in rcs {
            findings.extend(rc.findings);
            let is_there = !rc.layer.settings().is_empty();
            layers.extend(Some(rc.layer).filter(|_| is_there));
        }
        let parts = Parts {
            layers,
            doubtful: Vec::new(),
            folder: project.clone(),
            user_path: home.join(NAME),
        };
        Self {
            layers: Config::of_other_tool(parts, &outer(context)),
            workspace: workspace.to_owned(),
            project,
            home,
            findings,
            runs_constraints,
        }
    }
}

/// The files, highest first.
fn rcs(start: &Path, home: &Path, env: &Env) -> Vec<Rc> {
    let read = |folder: &Path| {
        let kind = if home.starts_with(folder) {
            LayerKind::Global
        } else {
            LayerKind::Project
        };
        Rc::read(kind, &folder.join(NAME), env)
    };
    let apart = (!start.starts_with(home)).then_some(home);
    start.ancestors().chain(apart).map(read).collect()
}
