//! bun's configuration for a command: its layers in its own order, as a configuration of npm's.
//!
//! Highest first: flags; variables, those of the project's `.env` among them; the project's
//! `bunfig.toml`; the user's; the project's `.npmrc`; the user's. The last one stands where npm has
//! its global file, because what is handed over takes its place.

use super::bunfig::Bunfig;
use super::dotenv::{self, Assignment};
use super::environment::{self, USER_FILES};
use super::file;
use super::folders::Folders;
use super::words::Words;
use crate::context::{Context, Env};
use crate::npmrc::{Config, Layer, LayerKind, Parts, Setting};
use crate::registry::{PUBLIC_REGISTRY, Registry};
use crate::tool::as_npm::config::outer;
use crate::tool::as_npm::{GIVEN, token_key};
use crate::trust::{Finding, Reason};
use npmcred_platform::folders;
use std::path::{Path, PathBuf};

/// bun's configuration.
pub(super) struct BunConfig {
    /// Its layers.
    pub layers: Config,
    /// Where it was read.
    pub folders: Folders,
    /// What the files hold against a hand-over, beside what is in the layers.
    pub findings: Vec<Finding>,
    /// Where the user has packages kept.
    pub cache: Option<String>,
    /// What the project's files of variables set.
    files: Vec<Assignment>,
}

impl BunConfig {
    /// Reads it. `env` holds nothing of ours.
    #[must_use]
    pub(super) fn load(context: &Context, env: &Env, words: &Words) -> Self {
        let folders = Folders::of(context, words);
        let read = |folder: &PathBuf| dotenv::read(folder, env);
        let (files, mut findings) = match folders.project.as_ref().map(read).transpose() {
            Ok(files) => (files.unwrap_or_default(), Vec::new()),
            Err(finding) => (Vec::new(), vec![*finding]),
        };
        findings.extend(environment::findings(&files));
        let sources = Sources { env, files: &files };
        let own = Bunfig::read(LayerKind::User, &own_bunfig(context), &sources.is_set());
        findings.extend(own.findings.into_iter().filter(|one| !one.can_be_allowed()));
        let user_path = user_path(context, env);
        let user = file::layer(LayerKind::Global, &user_path, &|key, name| {
            sources.of_user(key, name)
        });
        findings.extend(sources.filled_in(&user));
        let mut of_project = |folder: &Path| {
            let (found, layers) = sources.of_folder(folder, &user_path);
            findings.extend(found);
            layers
        };
        let project = folders.project.as_deref();
        let project = project.map(&mut of_project);
        let (bunfig, npmrc) = project.unzip();
        let mut doubtful = Vec::new();
        for folder in folders.doubtful() {
            let (bunfig, npmrc) = of_project(folder);
            doubtful.extend([Some(bunfig), npmrc].into_iter().flatten());
        }
        let of_npmrc = || Some(user.get("cache")?.value.to_text());
        let cache = own.cache.or_else(of_npmrc);
        let below = [bunfig, Some(own.layer), npmrc.flatten(), Some(user)];
        let below: Vec<Layer> = below.into_iter().flatten().collect();
        let above = sources.layers_above(words, &below);
        let parts = Parts {
            layers: above.into_iter().chain(below).collect(),
            doubtful,
            folder: folders
                .project
                .clone()
                .unwrap_or_else(|| folders.start.clone()),
            user_path,
        };
        Self {
            layers: Config::of_other_tool(parts, &outer(context)),
            folders,
            findings,
            cache,
            files,
        }
    }

    /// The value of a variable for what stands under this key of the user's file, as bun sees it.
    pub(super) fn variable(&self, env: &Env, name: &str) -> Option<String> {
        let files = &self.files;
        Sources { env, files }.of_project(name)
    }
}

/// Where variables come from.
struct Sources<'a> {
    env: &'a Env,
    files: &'a [Assignment],
}

impl Sources<'_> {
    fn of_process(&self, name: &str) -> Option<String> {
        Some(self.env.get(name)?.to_string_lossy().into_owned())
    }

    fn of_project(&self, name: &str) -> Option<String> {
        let of_files = || {
            let one = self.files.iter().find(|one| one.name == name)?;
            // What cannot be read for certain is something, all the same.
            Some(one.value.clone().unwrap_or_else(|| GIVEN.to_owned()))
        };
        self.of_process(name).or_else(of_files)
    }

    /// A project may give a token to the user's file, and nothing else: see [`Sources::filled_in`].
    fn of_user(&self, key: &str, name: &str) -> Option<String> {
        if key.starts_with("//") {
            self.of_project(name)
        } else {
            self.of_process(name)
        }
    }

    /// What flags and variables say, above what the files do.
    fn layers_above(&self, words: &Words, below: &[Layer]) -> Vec<Layer> {
        let (of_files, mut variables) = environment::variables(self.env, self.files);
        let flags = environment::flags(words);
        if environment::has_token(self.env, self.files) {
            let above = [Some(&flags), of_files.as_ref(), Some(&variables)];
            let registry = default_registry(above.into_iter().flatten().chain(below));
            if let Some(registry) = registry {
                variables.set(Setting::said(&token_key(&registry), GIVEN, None));
            }
        }
        let all = [Some(flags), of_files, Some(variables)];
        all.into_iter().flatten().collect()
    }

    /// What a project's `bunfig.toml` and `.npmrc` in this folder say.
    fn of_folder(&self, folder: &Path, user_path: &Path) -> (Vec<Finding>, (Layer, Option<Layer>)) {
        let is_set = self.is_set();
        let path = folder.join("bunfig.toml");
        let bunfig = Bunfig::read(LayerKind::Project, &path, &is_set);
        let path = folder.join(".npmrc");
        let npmrc = (path != user_path).then(|| {
            let variable = |_: &str, name: &str| self.of_project(name);
            file::layer(LayerKind::Project, &path, &variable)
        });
        (bunfig.findings, (bunfig.layer, npmrc))
    }

    fn is_set(&self) -> impl Fn(&str) -> bool {
        |name: &str| self.of_project(name).is_some()
    }

    /// Where the project's files give other settings of the user's own file their value.
    fn filled_in(&self, user: &Layer) -> Vec<Finding> {
        let open = user.settings().iter().flat_map(|one| &one.unresolved);
        let open: Vec<&String> = open.collect();
        let fills = self.files.iter().filter(|one| open.contains(&&one.name));
        let found = fills.map(|one| {
            let line = Some(one.line);
            Finding::new(&one.file, line, &one.name, &one.raw, Reason::Transport)
        });
        found.collect()
    }
}

fn default_registry<'a>(mut layers: impl Iterator<Item = &'a Layer>) -> Option<Registry> {
    let named = layers.find_map(|layer| Some(layer.get("registry")?.value.to_text()));
    Registry::parse_any(named.as_deref().unwrap_or(PUBLIC_REGISTRY)).ok()
}

/// The user's own `.bunfig.toml`.
fn own_bunfig(context: &Context) -> PathBuf {
    let folder = context.env.filled("XDG_CONFIG_HOME").map(PathBuf::from);
    let home = || context.home().unwrap_or_else(|| folders::ROOT.into());
    folder.unwrap_or_else(home).join(".bunfig.toml")
}

/// The user's own `.npmrc`.
fn user_path(context: &Context, env: &Env) -> PathBuf {
    match USER_FILES.iter().find_map(|name| env.filled(name)) {
        Some(path) => context.absolute(Path::new(path)),
        // Never an empty path: the project's own file would then pass for the user's.
        None => context
            .home()
            .unwrap_or_else(|| folders::ROOT.into())
            .join(".npmrc"),
    }
}
