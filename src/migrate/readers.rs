//! Other tools that read npm's config files, and will not find a credential that was moved.
//!
//! Each row is a tool. yarn from version 2 on reads none of these files; its own config file tells
//! it from yarn 1.

use super::sighting::PlaceKind;
use crate::context::Context;
use npmcred_platform::files;
use std::path::Path;

/// A tool that reads npm's files.
struct ReadingTool {
    /// Its name for a person.
    name: &'static str,
    /// Its name on PATH.
    program: &'static str,
    /// Which of npm's files it reads.
    files: &'static [PlaceKind],
    /// A file in the project or at home that shows that it is another tool of the same name.
    unless: Option<&'static str>,
    /// Whether it stops at a placeholder whose variable is not set.
    pub stops_at_placeholder: bool,
}

const NPMS: &[PlaceKind] = &[
    PlaceKind::User,
    PlaceKind::Global,
    PlaceKind::Project,
    PlaceKind::Folder,
];
const NOT_GLOBAL: &[PlaceKind] = &[PlaceKind::User, PlaceKind::Project, PlaceKind::Folder];

const ALL: [ReadingTool; 3] = [
    ReadingTool {
        name: "pnpm",
        program: "pnpm",
        files: NPMS,
        unless: None,
        stops_at_placeholder: false,
    },
    ReadingTool {
        name: "yarn 1",
        program: "yarn",
        files: NPMS,
        unless: Some(".yarnrc.yml"),
        stops_at_placeholder: true,
    },
    ReadingTool {
        name: "bun",
        program: "bun",
        files: NOT_GLOBAL,
        unless: None,
        stops_at_placeholder: false,
    },
];

/// A reader that is installed on this machine.
#[derive(Clone, Copy)]
pub(super) struct Present(&'static ReadingTool);

/// The installed readers. `project` is the folder that decides which yarn it is.
pub(super) fn present(context: &Context, project: &Path) -> Vec<Present> {
    let is_there = |reader: &&ReadingTool| {
        let folders = [Some(project.to_owned()), context.home()];
        let is_other = |name: &str| {
            folders
                .iter()
                .flatten()
                .any(|folder| files::is_file(&folder.join(name)))
        };
        context.which(reader.program, &|_| false).is_some() && !reader.unless.is_some_and(is_other)
    };
    static READERS: [ReadingTool; 3] = ALL;
    READERS.iter().filter(is_there).map(Present).collect()
}

/// The names of the tools that read such a file.
pub(super) fn of(present: &[Present], place: PlaceKind) -> Vec<&'static str> {
    present
        .iter()
        .filter(|one| one.0.files.contains(&place))
        .map(|one| one.0.name)
        .collect()
}

/// Those of the names that stop at a placeholder.
pub(super) fn stopping<'a>(names: &'a [&'static str]) -> impl Iterator<Item = &'static str> + 'a {
    names.iter().copied().filter(|name| {
        ALL.iter()
            .any(|reader| reader.name == *name && reader.stops_at_placeholder)
    })
}
