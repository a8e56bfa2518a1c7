//! Layers for tests elsewhere: a project in `/p`, a home in `/h`, and nothing else.

use super::config::Config;
use super::files::{Files, FolderEntry};
use super::inputs::Inputs;
use super::origin::outer::Outer;
use crate::npmrc::version::NpmVersion;
use crate::npmrc::words::command_line::parse;
use crate::npmrc::words::paths;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

struct LayersWorld<'a> {
    project: &'a str,
    user: &'a str,
}

impl Files for LayersWorld<'_> {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        Ok(match path.to_str() {
            Some("/p/.npmrc") => Some(self.project.into()),
            Some("/h/.npmrc") => Some(self.user.into()),
            _ => None,
        })
    }

    fn is_file(&self, path: &Path) -> bool {
        path == Path::new("/p/package.json")
    }

    fn is_dir(&self, _: &Path) -> bool {
        false
    }

    fn list_dir(&self, _: &Path) -> Vec<FolderEntry> {
        Vec::new()
    }
}

/// The configuration of a command in `/p`, with these texts as the project's and the user's file.
pub(crate) fn config(project: &str, user: &str, npm: NpmVersion) -> Config {
    nested(project, user, npm, &[], &[], &Outer::Nothing)
}

/// The same with variables and flags, in a call that is nested in others.
pub(crate) fn nested(
    project: &str,
    user: &str,
    npm: NpmVersion,
    env: &[(&str, &str)],
    flags: &[&str],
    outer: &Outer,
) -> Config {
    with_inputs(project, user, npm, env, flags, outer, Config::load)
}

/// The record that a call of the user's with these variables and flags leaves for those below it.
pub(crate) fn recorded(npm: NpmVersion, env: &[(&str, &str)], flags: &[&str]) -> Outer {
    let record = with_inputs("", "", npm, env, flags, &Outer::Nothing, |inputs| {
        Outer::Nothing.record(inputs)
    });
    Outer::read(true, true, record.as_deref())
}

fn with_inputs<T>(
    project: &str,
    user: &str,
    npm: NpmVersion,
    env: &[(&str, &str)],
    flags: &[&str],
    outer: &Outer,
    then: impl FnOnce(&Inputs) -> T,
) -> T {
    let env: Vec<(OsString, OsString)> = env
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    let flags: Vec<OsString> = flags.iter().map(OsString::from).collect();
    then(&Inputs {
        npm,
        command_line: &parse(&flags, npm),
        env: &env,
        cwd: Path::new("/p"),
        home: Path::new("/h"),
        node: Some(Path::new("/n/bin/node")),
        npm_dir: None,
        files: &LayersWorld { project, user },
        outer,
        windows: false,
    })
}

/// A file system of these texts and their folders.
pub(crate) struct FakeFiles(BTreeMap<PathBuf, Vec<u8>>);

impl FakeFiles {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        Self(
            files
                .iter()
                .map(|(path, text)| (path.into(), text.as_bytes().to_vec()))
                .collect(),
        )
    }

    fn inside(&self, path: &Path) -> impl Iterator<Item = &Path> {
        let path = paths::resolve(Path::new("/"), path);
        self.0
            .keys()
            .filter(move |file| file.starts_with(&path) && **file != path)
            .map(PathBuf::as_path)
    }
}

impl Files for FakeFiles {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        Ok(self.0.get(&paths::resolve(Path::new("/"), path)).cloned())
    }

    fn is_file(&self, path: &Path) -> bool {
        self.0.contains_key(&paths::resolve(Path::new("/"), path))
    }

    fn is_dir(&self, path: &Path) -> bool {
        self.inside(path).next().is_some()
    }

    fn list_dir(&self, path: &Path) -> Vec<FolderEntry> {
        let depth = paths::resolve(Path::new("/"), path).components().count();
        let names: BTreeSet<&OsStr> = self
            .inside(path)
            .filter_map(|file| file.iter().nth(depth))
            .collect();
        let entry = |name: &OsStr| FolderEntry {
            name: name.into(),
            is_dir: self.is_dir(&path.join(name)),
            is_link: false,
        };
        names.into_iter().map(entry).collect()
    }
}

/// The configuration of a command in `cwd`, with the home in `/h`.
pub(crate) fn config_of(files: &FakeFiles, cwd: &str, npm: NpmVersion) -> Config {
    Config::load(&Inputs {
        npm,
        command_line: &parse(&[], npm),
        env: &[],
        cwd: Path::new(cwd),
        home: Path::new("/h"),
        node: Some(Path::new("/n/bin/node")),
        npm_dir: None,
        files,
        outer: &Outer::Nothing,
        windows: false,
    })
}
