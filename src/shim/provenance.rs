//! Where a tool comes from. A tool that a project or a dependency brings is started as usual, and
//! is handed nothing.
//!
//! It is started because a shell would have started it, and npmcred must not change that. Its name
//! says nothing about who wrote it. The same goes for the `node` that runs the tool, because that
//! program reads all that the tool reads.

use crate::context::Context;
use npmcred_platform::files;
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

/// What makes a folder the root of somebody's project.
const MARKS: [&str; 3] = ["package.json", "node_modules", ".git"];

/// Launchers that let a file of the project say from where they fetch the tool that they start:
/// what their real path holds, and that file, beside a `package.json` (corepack
/// `sources/specUtils.ts`; Volta's "hooks").
const CHOOSERS: [(&str, &str); 2] = [
    ("/corepack/", ".corepack.env"),
    ("volta", ".volta/hooks.json"),
];

/// corepack's variable for the name of its file.
const NAMES_FILE: &str = "COREPACK_ENV_FILE";

/// Why a program on PATH is handed nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    program: PathBuf,
    why: Why,
}

#[derive(Debug, PartialEq, Eq)]
enum Why {
    Dependency,
    Relative,
    Project(PathBuf),
    Chosen(PathBuf),
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let program = self.program.display();
        match &self.why {
            Why::Dependency => write!(f, "{program} is a dependency's")?,
            Why::Relative => write!(
                f,
                "{program} was found by a relative or empty entry of PATH"
            )?,
            Why::Project(root) => write!(f, "{program} belongs to the project {}", root.display())?,
            Why::Chosen(file) => write!(f, "{program} starts what {} says", file.display())?,
        }
        f.write_str("; it is handed no credential")
    }
}

/// Why the program at `path`, which was found on PATH, is handed nothing; or why the node that
/// would run it is not.
#[must_use]
pub(super) fn foreign(context: &Context, path: &Path) -> Option<Foreign> {
    let node = || {
        context
            .find_program(OsStr::new("node"))
            .ok()
            .and_then(|node| foreign_program(context, &node))
    };
    foreign_program(context, path).or_else(node)
}

fn foreign_program(context: &Context, path: &Path) -> Option<Foreign> {
    let folder = path.parent()?;
    let cwd = context.existing_cwd()?;
    let mut entries = context.path_folders().into_iter();
    let entry = entries.find(|entry| cwd.join(entry) == folder);
    let real = files::canonical(folder).ok();
    let folders = || std::iter::once(folder).chain(real.as_deref());
    let why = if entry.is_none_or(|entry| !entry.is_absolute()) {
        Some(Why::Relative)
    } else if folders().any(|folder| folder.ends_with("node_modules/.bin")) {
        Some(Why::Dependency)
    } else {
        let home = context.home().unwrap_or_default();
        let project = folders()
            .find_map(|folder| project_of_both(cwd, folder, &home, &is_root))
            .map(Why::Project);
        let named = context.env.get(NAMES_FILE).map(Path::new);
        project.or_else(|| chosen(path, cwd, &home, named).map(Why::Chosen))
    };
    why.map(|why| Foreign {
        program: path.to_owned(),
        why,
    })
}

/// Why the node that a launcher started, which only the launcher knows, is one of the project's: by
/// a path in a file of versions, for one.
#[must_use]
pub(super) fn foreign_node(context: &Context, node: &Path) -> Option<Foreign> {
    let (cwd, home) = (context.existing_cwd()?, context.home().unwrap_or_default());
    let root = project_of_both(cwd, node.parent()?, &home, &is_root)?;
    Some(Foreign {
        program: node.to_owned(),
        why: Why::Project(root),
    })
}

fn is_root(folder: &Path) -> bool {
    MARKS
        .into_iter()
        .any(|mark| files::is_file(&folder.join(mark)) || files::is_dir(&folder.join(mark)))
}

/// The file of the project that says which program a launcher starts; `named` is another name that
/// the user gave corepack's, `0` for none.
fn chosen(path: &Path, cwd: &Path, home: &Path, named: Option<&Path>) -> Option<PathBuf> {
    let real = files::canonical(path).ok()?;
    let real = files::slashed(&real);
    // A folder above may have the name of another launcher.
    let matching = CHOOSERS.iter().filter(|(mark, _)| real.contains(mark));
    let names: Vec<&Path> = matching
        .map(|(mark, usual)| {
            let named = named.filter(|_| *mark == CHOOSERS[0].0);
            named.unwrap_or(Path::new(usual))
        })
        .collect();
    let mut folders = cwd
        .ancestors()
        .take_while(|folder| !home.starts_with(folder));
    folders.find_map(|folder| {
        let mut said = names.iter().map(|name| folder.join(name));
        said.find(|file| files::is_file(file))
    })
}

/// The project that holds both the working folder and the program. The home of a user, and what is
/// above it, is none, whatever lies in it.
fn project_of_both(
    cwd: &Path,
    folder: &Path,
    home: &Path,
    is_root: &dyn Fn(&Path) -> bool,
) -> Option<PathBuf> {
    let above = cwd.ancestors().filter(|root| folder.starts_with(root));
    let mut ours = above.take_while(|root| root.parent().is_some() && !home.starts_with(root));
    ours.find(|root| is_root(root)).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_what_holds_both_and_is_nobodys_home() {
        let roots = [
            "/",
            "/home",
            "/home/u",
            "/home/u/p",
            "/home/u/p/sub",
            "/srv/app",
            "/home/u/.nvm",
        ];
        let is_root = |folder: &Path| roots.iter().any(|root| folder == Path::new(root));
        let cases = [
            ("/home/u/p", "/home/u/p/bin", Some("/home/u/p")),
            ("/home/u/p/deep/er", "/home/u/p/bin", Some("/home/u/p")),
            ("/home/u/p/sub", "/home/u/p/bin", Some("/home/u/p")),
            ("/home/u/p", "/home/u/p", Some("/home/u/p")),
            ("/home/u/p", "/home/u/bin", None),
            ("/home/u", "/home/u/bin", None),
            ("/home/u/p", "/usr/bin", None),
            ("/home/u/p", "/home/u/p2/bin", None),
            ("/srv/app/x", "/srv/app/env/bin", Some("/srv/app")),
            ("/", "/usr/bin", None),
            ("/usr", "/usr/bin", None),
        ];
        for (cwd, folder, want) in cases {
            let found = project_of_both(
                Path::new(cwd),
                Path::new(folder),
                Path::new("/home/u"),
                &is_root,
            );
            assert_eq!(found.as_deref(), want.map(Path::new), "{cwd} {folder}");
        }
    }
}
