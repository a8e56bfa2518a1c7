//! The places on this machine where plaintext secrets of npm's may be.
//!
//! There is a table for each kind of place; another tool's files are added as rows. No other file
//! is opened, and no link is followed out of a named folder.

use super::found::LeftOut;
use super::sighting::PlaceKind;
use crate::context::Context;
use crate::npmrc::{self, Config, NpmVersion};
use crate::setup;
use crate::tool::ContextFiles;
use npmcred_platform::{files, folders};
use std::path::{Path, PathBuf};

/// Files below home that a shell or the session reads at its start.
const START: [&str; 32] = [
    ".profile",
    ".bashrc",
    ".bash_profile",
    ".bash_login",
    ".bash_aliases",
    ".zshenv",
    ".zprofile",
    ".zshrc",
    ".zlogin",
    ".kshrc",
    ".mkshrc",
    ".yashrc",
    ".yash_profile",
    ".shrc",
    ".login",
    ".tcshrc",
    ".cshrc",
    ".xonshrc",
    ".xprofile",
    ".xsessionrc",
    ".pam_environment",
    ".envrc",
    ".elvish/rc.elv",
    ".config/fish/config.fish",
    ".config/nushell/config.nu",
    ".config/nushell/env.nu",
    ".config/powershell/profile.ps1",
    ".config/powershell/Microsoft.PowerShell_profile.ps1",
    ".config/elvish/rc.elv",
    ".config/xonsh/rc.xsh",
    ".config/zsh/.zshrc",
    ".config/zsh/.zshenv",
];

/// Folders below home whose files are start files.
const START_FOLDERS: [&str; 2] = [".config/environment.d", ".config/fish/conf.d"];

/// How deep a named folder is searched.
const DEPTH: usize = 8;
/// How many names are looked at in all named folders together.
const NAMES: usize = 50_000;

/// Folders that are skipped: files of other users, and files that tools make.
const PASSED_OVER: [&str; 8] = [
    "node_modules",
    ".git",
    ".hg",
    ".svn",
    "target",
    "dist",
    ".cache",
    ".npm",
];

/// Files to search, and the places that were skipped.
#[derive(Default)]
pub(super) struct Places {
    pub files: Vec<(PlaceKind, PathBuf)>,
    pub left_out: Vec<LeftOut>,
}

impl Places {
    /// All places.
    pub(super) fn of(
        context: &Context,
        config: &Config,
        npm: NpmVersion,
        folders: &[PathBuf],
    ) -> Self {
        let mut places = Self::default();
        places.add(PlaceKind::User, config.user_path.clone());
        places.add(PlaceKind::Global, config.global_path.clone());
        config
            .project_path
            .iter()
            .for_each(|path| places.add(PlaceKind::Project, path.clone()));
        if let Some(home) = context.home() {
            places.start_files(context, &home);
            places.of_tools(context, &home);
        }
        if folders.is_empty() {
            places.project(context, config, npm);
        }
        let mut left = NAMES;
        for folder in folders {
            let folder = context.absolute(folder);
            let root = files::canonical(&folder).unwrap_or_else(|_| folder.clone());
            places.below(&root, &folder, DEPTH, &mut left);
        }
        if left == 0 {
            places.left_out.push(LeftOut {
                path: None,
                what: format!("everything after the first {NAMES} names"),
            });
        }
        places
    }

    fn add(&mut self, place: PlaceKind, path: PathBuf) {
        if !self.files.iter().any(|(_, known)| *known == path) {
            self.files.push((place, path));
        }
    }

    fn start_files(&mut self, context: &Context, home: &Path) {
        START
            .iter()
            .for_each(|name| self.add(PlaceKind::Start, home.join(name)));
        for folder in START_FOLDERS {
            for name in files::list_dir(&home.join(folder)).unwrap_or_default() {
                self.add(PlaceKind::Start, home.join(folder).join(name));
            }
        }
        if let Ok(folder) = setup::folder(context) {
            let own = setup::shell::start_files(context, Path::new("npmcred"), &folder);
            own.into_iter()
                .for_each(|file| self.add(PlaceKind::Start, file.path));
        }
    }

    /// The files of the user's in which yarn, bun and pnpm keep what they send.
    fn of_tools(&mut self, context: &Context, home: &Path) {
        let yarns = [".yarnrc.yml", ".yarnrc"].map(|name| home.join(name));
        let chosen = context.env.filled("XDG_CONFIG_HOME").map(PathBuf::from);
        let buns = chosen.as_deref().unwrap_or(home).join(".bunfig.toml");
        let pnpms = folders::preferences(&context.env.lookup(), "pnpm");
        let pnpms = pnpms
            .iter()
            .flat_map(|it| ["auth.ini", "rc"].map(|name| it.join(name)));
        for path in yarns.into_iter().chain([buns]).chain(pnpms) {
            self.add(PlaceKind::Tool, path);
        }
    }

    /// The project of the current folder: its own files, and its workspaces' config files.
    fn project(&mut self, context: &Context, config: &Config, npm: NpmVersion) {
        let folders = [
            Some(config.local_prefix.as_path()),
            config.workspace.as_deref(),
            context.existing_cwd(),
        ];
        for folder in folders.into_iter().flatten() {
            self.beside(folder);
        }
        for folder in npmrc::workspaces(&config.local_prefix, npm, &ContextFiles) {
            self.add(PlaceKind::Folder, folder.join(".npmrc"));
        }
    }

    fn beside(&mut self, folder: &Path) {
        for name in files::list_dir(folder).unwrap_or_default() {
            if let Some(place) = name.to_str().and_then(place_of) {
                self.add(place, folder.join(name));
            }
        }
    }

    fn below(&mut self, root: &Path, folder: &Path, depth: usize, left: &mut usize) {
        let Ok(names) = files::list_dir(folder) else {
            self.left_out
                .push(LeftOut::because(folder, "cannot be read"));
            return;
        };
        for name in names {
            if *left == 0 {
                return;
            }
            *left -= 1;
            let path = folder.join(&name);
            let name = name.to_string_lossy();
            if let Some(place) = place_of(&name) {
                // Only files inside the folder were asked for.
                if files::canonical(&path).is_ok_and(|target| !target.starts_with(root)) {
                    let why = "a link that leads out of the folder";
                    self.left_out.push(LeftOut::because(&path, why));
                } else {
                    self.add(place, path);
                }
            } else if files::is_dir(&path) {
                if files::is_link(&path) {
                    self.left_out.push(LeftOut::because(&path, "a link"));
                } else if PASSED_OVER.contains(&name.as_ref()) {
                    if name == "node_modules" {
                        self.left_out
                            .push(LeftOut::because(&path, "files of other users"));
                    }
                } else if depth == 0 {
                    self.left_out.push(LeftOut::because(&path, "too deep"));
                } else {
                    self.below(root, &path, depth - 1, left);
                }
            }
        }
    }
}

/// The kind of place for a file of this name.
fn place_of(name: &str) -> Option<PlaceKind> {
    let lower = name.to_ascii_lowercase();
    let is_env = lower == ".env"
        || lower == ".envrc"
        || lower.starts_with(".env.")
        || lower.ends_with(".env");
    let is_docker = lower.starts_with("dockerfile")
        || lower.ends_with(".dockerfile")
        || lower.starts_with("containerfile");
    let is_compose =
        lower.contains("compose") && (lower.ends_with(".yml") || lower.ends_with(".yaml"));
    match name {
        ".npmrc" => Some(PlaceKind::Folder),
        ".yarnrc.yml" | ".yarnrc" | ".bunfig.toml" | "bunfig.toml" => Some(PlaceKind::Tool),
        _ if is_env => Some(PlaceKind::Env),
        _ if is_docker || is_compose => Some(PlaceKind::Image),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_sort_of_place() {
        let cases = [
            (".npmrc", Some(PlaceKind::Folder)),
            (".env", Some(PlaceKind::Env)),
            (".env.local", Some(PlaceKind::Env)),
            ("ci.env", Some(PlaceKind::Env)),
            ("Dockerfile", Some(PlaceKind::Image)),
            ("Dockerfile.ci", Some(PlaceKind::Image)),
            ("api.dockerfile", Some(PlaceKind::Image)),
            ("docker-compose.override.yml", Some(PlaceKind::Image)),
            ("compose.yaml", Some(PlaceKind::Image)),
            (".yarnrc.yml", Some(PlaceKind::Tool)),
            ("bunfig.toml", Some(PlaceKind::Tool)),
            ("package.json", None),
            (".npmrc.bak", None),
            (".environment", None),
        ];
        for (name, want) in cases {
            assert_eq!(place_of(name), want, "{name}");
        }
    }

    #[test]
    fn a_named_folder_is_looked_into_without_other_peoples_files_and_links_out() {
        let root = tempfile::tempdir().unwrap();
        let put = |name: &str| files::write_private(&root.path().join(name), b"x").unwrap();
        for name in [
            "a/.npmrc",
            "a/b/.env",
            "node_modules/x/.npmrc",
            ".git/.npmrc",
            "a/Dockerfile",
        ] {
            put(name);
        }
        let deep = format!("{}.npmrc", "d/".repeat(12));
        put(&deep);
        let outside = tempfile::tempdir().unwrap();
        files::write_private(&outside.path().join("npmrc"), b"x").unwrap();
        files::link_program(&outside.path().join("npmrc"), &root.path().join("e/.npmrc")).unwrap();
        files::link_program(&root.path().join("a/.npmrc"), &root.path().join("f/.npmrc")).unwrap();
        let mut places = Places::default();
        places.below(
            &files::canonical(root.path()).unwrap(),
            root.path(),
            DEPTH,
            &mut NAMES.clone(),
        );
        let found: Vec<_> = places
            .files
            .iter()
            .map(|(_, path)| path.strip_prefix(root.path()).unwrap())
            .collect();
        let inside = ["a/.npmrc", "a/Dockerfile", "a/b/.env", "f/.npmrc"].map(Path::new);
        assert_eq!(found, inside);
        assert_eq!(places.left_out.len(), 3, "{:?}", places.left_out);
        let link = root.path().join("e/.npmrc");
        let said = LeftOut::because(&link, "a link that leads out of the folder");
        assert!(places.left_out.contains(&said), "{:?}", places.left_out);
    }
}
