//! Finds lines of other people's scripts that read a file which a migration empties: start files,
//! and the scripts of a project.
//!
//! No language is parsed, and nothing is run. Only files of certain names are opened, with limits
//! on their number and size. Files beyond a limit are not listed, because that list would be longer
//! than the findings.

mod line;
mod names;
mod node;
mod way;

pub use way::{FileUse, ScriptLine};

use super::location::change;
use super::sighting::Sighting;
use crate::context::Context;
use crate::npmrc::Config;
use line::{Reads, Texts};
use names::Sort;
use npmcred_platform::files;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The most files to open.
const FILES: usize = 400;
/// The largest file that is opened, in bytes.
const LARGEST: u64 = 256 * 1024;
/// The most that is read in all, in bytes.
const BYTES: usize = 4 * 1024 * 1024;
/// After that no further file is opened: a folder may be on a slow disk.
const PATIENCE: Duration = Duration::from_secs(1);

/// Every such line in `starts` and in the scripts of these folders, or of the current project.
pub(super) fn look(
    context: &Context,
    config: &Config,
    starts: &[PathBuf],
    named: &[PathBuf],
    sightings: &[Sighting],
) -> Vec<ScriptLine> {
    let texts = Texts::of(context, config, sightings);
    let mut scanner = FileScanner {
        context,
        texts: &texts,
        files: 0,
        bytes: 0,
        end: Instant::now() + PATIENCE,
        found: Vec::new(),
    };
    starts
        .iter()
        .for_each(|path| scanner.look(path, Sort::Start));
    let mut folders: Vec<&Path> = named.iter().map(PathBuf::as_path).collect();
    let here = [
        Some(config.local_prefix.as_path()),
        config.workspace.as_deref(),
        context.existing_cwd(),
    ];
    for folder in here.into_iter().flatten().filter(|_| named.is_empty()) {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
        .into_iter()
        .flat_map(names::of_project)
        .for_each(|(path, sort)| scanner.look(&path, sort));
    scanner.found
}

/// Reads files within the limits.
struct FileScanner<'a> {
    context: &'a Context,
    texts: &'a Texts,
    files: usize,
    bytes: usize,
    end: Instant,
    found: Vec<ScriptLine>,
}

impl FileScanner<'_> {
    fn look(&mut self, path: &Path, sort: Sort) {
        if self.files >= FILES || self.bytes >= BYTES || Instant::now() >= self.end {
            return;
        }
        // Never a FIFO, and nothing too large for a person to have written.
        if !files::facts(path).is_some_and(|facts| facts.is_file && facts.size <= LARGEST) {
            return;
        }
        self.files += 1;
        let Ok(Some(bytes)) = self
            .context
            .read(path)
            .map(|bytes| bytes.map(zeroize::Zeroizing::new))
        else {
            return;
        };
        self.bytes += bytes.len();
        let Ok(text) = std::str::from_utf8(&bytes) else {
            return;
        };
        if !sort.is_this(text) || self.found.iter().any(|known| known.file == path) {
            return;
        }
        let reads = line::find(text, sort, self.texts)
            .into_iter()
            .map(|Reads { line, way }| (line, way));
        let starts = node::find(text, sort, &self.texts.shims)
            .into_iter()
            .map(|line| (line, FileUse::NodeOnShim));
        for (line, way) in reads.chain(starts) {
            let hint = change(path, line);
            self.found.push(ScriptLine {
                file: path.to_owned(),
                line,
                way,
                hint,
            });
        }
    }
}
