//! Finds the folder that npm takes for the project, and other folders that it may take.
//!
//! npm walks up from the current folder. A root above is the project if its `package.json` has the
//! found folder as a workspace. If we read that file or its patterns differently from npm, another
//! `.npmrc` counts. So every folder on the way whose `.npmrc` npm does not *certainly* skip is
//! named too.

use std::path::{Path, PathBuf};

use super::files::Files;
use super::workspaces::{Declared, declared, is_workspace_of};
use crate::npmrc::version::NpmVersion;

/// The result of the walk.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FoundRoots {
    /// The project's folder.
    pub(super) prefix: PathBuf,
    /// The workspace below it in which the walk began.
    pub(super) workspace: Option<PathBuf>,
    /// Other folders that npm may take for the project's.
    pub(super) doubtful: Vec<PathBuf>,
}

impl FoundRoots {
    /// The folder that a flag names, which is certain.
    pub(super) fn given(prefix: PathBuf) -> Self {
        Self {
            prefix,
            ..Self::default()
        }
    }

    /// The first folder upwards with a `package.json` or `node_modules`; or the root above it that
    /// has that one as a workspace, unless only the first counts (`alone`); or the current folder.
    pub(super) fn find(cwd: &Path, alone: bool, npm: NpmVersion, files: &dyn Files) -> Self {
        let mut place = Self::default();
        let mut found: Option<&Path> = None;
        for folder in cwd.ancestors() {
            let has_package = files.is_file(&folder.join("package.json"));
            match found {
                None if has_package || files.is_dir(&folder.join("node_modules")) => {
                    found = Some(folder);
                    if alone {
                        break;
                    }
                }
                Some(inner) if has_package => match declared(folder, files) {
                    Declared::Nothing => {}
                    Declared::Plain if is_workspace_of(inner, folder, npm, files) => {
                        if place.prefix.as_os_str().is_empty() {
                            return place.below_root(folder, inner);
                        }
                        // npm comes as far only if it reads the nearer root differently.
                        place.doubtful.push(folder.into());
                        return place;
                    }
                    Declared::Plain => {}
                    // Patterns that npm may read differently, or a file that we cannot read.
                    Declared::Unclear if place.prefix.as_os_str().is_empty() => {
                        if is_workspace_of(inner, folder, npm, files) {
                            place = place.below_root(folder, inner);
                        } else {
                            place.doubtful.push(folder.into());
                        }
                    }
                    Declared::Unclear => place.doubtful.push(folder.into()),
                },
                None | Some(_) => {}
            }
        }
        if place.prefix.as_os_str().is_empty() {
            place.prefix = found.unwrap_or(cwd).into();
        }
        place
    }

    /// npm does not take the root if it cannot make sense of it: then the workspace's own file
    /// counts.
    fn below_root(mut self, root: &Path, inner: &Path) -> Self {
        self.doubtful.push(inner.into());
        Self {
            prefix: root.into(),
            workspace: Some(inner.into()),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::layers::testing::FakeFiles;

    /// A pattern that may be read differently decides all the same: npm stops at the first root.
    #[test]
    fn the_nearest_root_is_the_project_and_one_further_up_only_doubtful() {
        let files = FakeFiles::new(&[
            ("/w/package.json", r#"{"workspaces":["*","packages/*"]}"#),
            (
                "/w/packages/package.json",
                r#"{"workspaces":["[ab]","**"]}"#,
            ),
            ("/w/packages/c/package.json", "{}"),
        ]);
        for npm in [NpmVersion::Npm8, NpmVersion::Npm12] {
            let place = FoundRoots::find(Path::new("/w/packages/c"), false, npm, &files);
            let expected = FoundRoots {
                prefix: "/w/packages".into(),
                workspace: Some("/w/packages/c".into()),
                doubtful: vec!["/w/packages/c".into(), "/w".into()],
            };
            assert_eq!(place, expected);
        }
    }
}
