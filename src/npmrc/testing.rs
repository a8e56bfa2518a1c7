//! Layers for the tests of other rooms: a project in `/p`, a home in `/h`, and nothing else.

use super::layers::FolderEntry;
use super::{Config, Files, Inputs, NpmVersion, parse};
use std::io;
use std::path::Path;

struct World<'a> {
    project: &'a str,
    user: &'a str,
}

impl Files for World<'_> {
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
    Config::load(&Inputs {
        npm,
        command_line: &parse(&[], npm),
        env: &[],
        cwd: Path::new("/p"),
        home: Path::new("/h"),
        node: Some(Path::new("/n/bin/node")),
        npm_dir: None,
        files: &World { project, user },
        windows: false,
    })
}
