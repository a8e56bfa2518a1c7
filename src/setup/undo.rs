//! Uninstalls: removes everything that setup did, and nothing else.
//!
//! Our lines are found by their marks, our shims because they are links in our own folder, and the
//! rest by the receipt. Without the receipt everything can still be removed, except folders that
//! setup made outside its own. The next run finishes an undo that was killed. The copy of the
//! program and the receipt are removed last, and stay if something could not be removed.

use super::edit;
use super::kept;
use super::layout::{ELSEWHERE, FRESH, RECEIPT, folder, sweep};
use super::plan::comment;
use super::receipt::{self, Receipt};
use super::relocation::own_copy;
use super::shell;
use super::shims;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::tool::{LOADED_BY_NODE, LOADED_BY_YARN, Tool};
use npmcred_platform::kept_path::{KeptPath, PathOwner};
use npmcred_platform::shared_file::{self, FileObstacle};
use npmcred_platform::{files, process, tree};
use std::cmp::Reverse;
use std::path::{Path, PathBuf};

/// One step of an undo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A start file without our lines.
    Restore {
        /// The file itself.
        path: PathBuf,
        /// Its whole new contents.
        contents: Vec<u8>,
    },
    /// A file or a link to remove.
    Remove(PathBuf),
    /// The PATH that the system keeps, without our folder; without a value it goes.
    Path(Option<KeptPath>),
}

/// The plan of an undo.
#[derive(Debug, Default)]
pub struct Undoing {
    /// The steps.
    pub acts: Vec<Act>,
    /// Things to do by hand, and why.
    pub left: Vec<String>,
    /// Files that the user made or that are of use to them.
    pub stays: Vec<PathBuf>,
    /// The copy of this program (see `relocation`). It is removed last, because it alone may be
    /// able to finish an undo.
    pub program: Option<PathBuf>,
    /// Folders to remove if they are empty, each before its parents.
    folders: Vec<PathBuf>,
    receipt: Receipt,
    has_receipt: bool,
}

impl Undoing {
    /// Looks at the present state and decides. It changes nothing.
    ///
    /// # Errors
    /// `File` if our own folder cannot be read, or a newer npmcred wrote the receipt.
    pub fn make(context: &Context) -> Result<Self> {
        let before = Receipt::read(context)?;
        let has_receipt = files::is_file(&context.data_folder()?.join(RECEIPT));
        let mut undoing = Self {
            has_receipt,
            receipt: before.unwrap_or_default(),
            ..Self::default()
        };
        // Steps that free space come first: the disk may be full.
        undoing.add_pages(context)?;
        undoing.add_start_files(context)?;
        undoing.add_path(context)?;
        undoing.add_shims(context)?;
        undoing.add_records(context)?;
        let recorded: Vec<PathBuf> = undoing.receipt.folders.iter().rev().cloned().collect();
        undoing.folders.extend(recorded);
        Ok(undoing)
    }

    /// Whether there is nothing to undo.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let has_program = self.program.is_some();
        self.acts.is_empty() && self.left.is_empty() && !self.has_receipt && !has_program
    }

    /// Whether the program that is running goes as well.
    #[must_use]
    pub fn removes_program(&self) -> bool {
        let own = process::own_file().ok().map(|(_, id)| id);
        self.program
            .as_ref()
            .is_some_and(|copy| process::file_id(copy).ok() == own)
    }

    fn removes(&self, path: &Path) -> bool {
        self.program.as_deref() == Some(path) || self.acts.contains(&Act::Remove(path.to_owned()))
    }

    /// Before the shims go: nobody must be led to a folder that is empty.
    fn add_path(&mut self, context: &Context) -> Result<()> {
        let recorded = self.receipt.path.as_ref();
        // A record without it is of a setup that came no further.
        if self.has_receipt && recorded.is_none() {
            return Ok(());
        }
        if let Some(value) = kept::undone(context.owner(), &folder(context)?, recorded)? {
            self.acts.push(Act::Path(value));
        }
        Ok(())
    }

    fn add_start_files(&mut self, context: &Context) -> Result<()> {
        let mut marked: Vec<(PathBuf, String)> = self
            .receipt
            .lines
            .iter()
            .map(|lines| (lines.path.clone(), lines.comment.clone()))
            .collect();
        for start in shell::start_files(context, &shims::program(context)?, &folder(context)?) {
            if marked.iter().all(|(path, _)| *path != start.path) {
                marked.push((start.path.clone(), comment(&start).to_owned()));
            }
        }
        for (path, comment) in marked {
            self.add_start_file(&path, &comment);
        }
        Ok(())
    }

    fn add_start_file(&mut self, path: &Path, comment: &str) {
        let Ok(seen) = shared_file::look(path) else {
            return;
        };
        let Some(contents) = &seen.contents else {
            if seen.obstacle == Some(FileObstacle::Unreadable)
                && self.receipt.lines.iter().any(|lines| lines.path == path)
            {
                self.left.push(format!(
                    "{} cannot be read: remove npmcred's lines from it",
                    path.display()
                ));
            }
            return;
        };
        let taken = match edit::take_out(contents, comment) {
            Ok(None) => return,
            Ok(Some(taken)) => taken,
            // A file that is not text never had our lines.
            Err(edit::Damage {
                why: edit::Wrong::Wide,
                ..
            }) => return,
            Err(damage) => {
                return self
                    .left
                    .push(format!("{} {damage}: remove them by hand", path.display()));
            }
        };
        let act = match taken.is_spent {
            // A link to a file that was made for our lines: the file is removed, the link is the
            // user's.
            true => Act::Remove(seen.target.clone()),
            false => Act::Restore {
                path: seen.target.clone(),
                contents: taken.contents,
            },
        };
        if self.acts.contains(&act) {
            return;
        }
        match (seen.obstacle, edit::existing_block(contents, comment)) {
            (Some(obstacle), Ok(Some((_, first, last)))) => {
                self.left.push(format!(
                    "{} {obstacle}: remove its lines {first} to {last}",
                    path.display()
                ));
            }
            _ => self.acts.push(act),
        }
    }

    fn add_shims(&mut self, context: &Context) -> Result<()> {
        let folder = folder(context)?;
        for tool in Tool::ALL {
            let link = shims::file(&folder, tool);
            if shims::is_ours(&link) || shims::look(&link) == shims::Shim::InPlace {
                self.acts.push(Act::Remove(link));
            } else if shims::look(&link) == shims::Shim::Foreign {
                self.stays.push(link);
            }
        }
        // A copy of the program is a file; see `add_pages`.
        let itself = shims::itself(&folder);
        if files::is_link(&itself) {
            self.acts.push(Act::Remove(itself));
        }
        for name in files::list_dir(&folder).unwrap_or_default() {
            let path = folder.join(&name);
            let is_swept = name.as_encoded_bytes().starts_with(b".npmcred-");
            if !is_swept && !self.stays.contains(&path) && !self.removes(&path) {
                self.stays.push(path);
            }
        }
        self.folders.push(folder);
        let pointers = self
            .receipt
            .links
            .iter()
            .filter(|link| link.ends_with(ELSEWHERE) && files::is_link(link));
        for pointer in pointers {
            self.acts.push(Act::Remove(pointer.clone()));
            self.folders.extend(pointer.parent().map(Path::to_owned));
        }
        Ok(())
    }

    fn add_pages(&mut self, context: &Context) -> Result<()> {
        let (data, folder) = (context.data_folder()?, folder(context)?);
        let place = shims::itself(&folder);
        let mut pages = self.receipt.files.clone();
        for (path, contents) in super::pages::pages(&data, &folder, &Tool::ALL) {
            if pages.iter().all(|(other, _)| *other != path) {
                pages.push((path, receipt::digest(&contents)));
            }
        }
        if let Some(copy) = own_copy(context)
            && pages.iter().all(|(other, _)| *other != copy.0)
        {
            pages.push(copy);
        }
        for (path, recorded) in &pages {
            let above = path
                .ancestors()
                .skip(1)
                .take_while(|above| *above != data && above.starts_with(&data));
            let above: Vec<PathBuf> = above
                .map(Path::to_owned)
                .filter(|above| !self.folders.contains(above))
                .collect();
            self.folders.extend(above);
            if self.removes(path) || !receipt::is_as_recorded(path, recorded) {
                continue;
            }
            match *path == place {
                true => self.program = Some(place.clone()),
                false => self.acts.push(Act::Remove(path.clone())),
            }
        }
        // Of two versions of one file that are on record, the file is one.
        for (path, _) in pages {
            if !self.removes(&path) && files::is_file(&path) && !self.stays.contains(&path) {
                self.stays.push(path);
            }
        }
        // The deepest first.
        self.folders
            .sort_by_key(|folder| Reverse(folder.components().count()));
        Ok(())
    }

    /// The other files of npmcred: locks, and what registries said, are removed; the user's choices
    /// stay, and so does a journal with entries.
    fn add_records(&mut self, context: &Context) -> Result<()> {
        let (data, config) = (context.data_folder()?, context.config_folder()?);
        // What users chose is theirs, not the machine's.
        let config = match context.owner() {
            PathOwner::User => config,
            PathOwner::Machine => data.clone(),
        };
        let is_passing = |name: &str| {
            let path = Path::new(name);
            path.extension()
                .is_some_and(|extension| extension == "lock" || extension == "damaged")
                || matches!(
                    name,
                    "acceptance.json"
                        | "journal.busy"
                        | ELSEWHERE
                        | LOADED_BY_NODE
                        | LOADED_BY_YARN
                )
                || name.starts_with(".npmcred-")
        };
        let logins = data.join("logins");
        for name in files::list_dir(&logins).unwrap_or_default() {
            self.acts.push(Act::Remove(logins.join(name)));
        }
        for folder in [&data, &config] {
            for name in files::list_dir(folder).unwrap_or_default() {
                let path = folder.join(&name);
                let is_known = self.folders.contains(&path) || self.removes(&path);
                if name == RECEIPT || is_known || path == logins || self.stays.contains(&path) {
                    continue;
                }
                match name.to_str().is_some_and(is_passing) && !files::is_dir(&path) {
                    true => self.acts.push(Act::Remove(path)),
                    false => self.stays.push(path),
                }
            }
        }
        self.folders.extend([logins, config]);
        Ok(())
    }

    /// Carries out all but the end, which is for [`finish`](Self::finish).
    ///
    /// # Errors
    /// `File` if something cannot be written or removed; the receipt is then still there.
    pub fn carry_out(&mut self, context: &Context) -> Result<()> {
        let data = context.data_folder()?;
        sweep(&folder(context)?);
        for act in &self.acts {
            match act {
                Act::Restore { path, contents } => {
                    if let Err(cause) = shared_file::replace(path, contents, FRESH) {
                        self.left
                            .push(format!("{} could not be written: {cause}", path.display()));
                    }
                }
                Act::Remove(path) => remove(path)?,
                Act::Path(value) => kept::write(context.owner(), value.as_ref())?,
            }
        }
        self.clear_leftovers(&data)
    }

    /// Removes the copy of the program, the folders, and the receipt. `is_whole` says that nothing
    /// else is left to undo; otherwise the copy stays, with its receipt.
    ///
    /// # Errors
    /// `File` if something cannot be removed; the receipt is then still there.
    pub fn finish(&self, context: &Context, is_whole: bool) -> Result<()> {
        let data = context.data_folder()?;
        if let Some(program) = self.program.as_ref().filter(|_| is_whole) {
            remove(program)?;
        }
        let is_above = |folder: &&PathBuf| !data.starts_with(folder);
        for folder in self.folders.iter().filter(is_above) {
            tree::remove_if_empty(folder).map_err(|cause| Error::file("remove", folder, &cause))?;
        }
        if self.left.is_empty() && (is_whole || self.program.is_none()) {
            tree::remove_with(&data, RECEIPT, &self.receipt.folders, FRESH)
                .map_err(|cause| Error::file("remove", &data.join(RECEIPT), &cause))?;
        }
        Ok(())
    }

    /// Removes temporary files that a killed process left beside start files.
    fn clear_leftovers(&self, data: &Path) -> Result<()> {
        let targets = self
            .receipt
            .lines
            .iter()
            .filter_map(|lines| shared_file::look(&lines.path).ok());
        let files = self.receipt.files.iter().map(|(path, _)| path.clone());
        let beside = targets.map(|seen| seen.target).chain(files);
        let mut folders: Vec<PathBuf> = beside
            .filter_map(|path| path.parent().map(Path::to_owned))
            .collect();
        let acts = self.acts.iter().filter_map(|act| match act {
            Act::Restore { path, .. } | Act::Remove(path) => Some(path),
            Act::Path(_) => None,
        });
        folders.extend(acts.filter_map(|path| path.parent().map(Path::to_owned)));
        folders.extend(data.ancestors().take(4).map(Path::to_owned));
        folders.sort();
        folders.dedup();
        for folder in folders {
            tree::clear(&folder, RECEIPT, FRESH)
                .map_err(|cause| Error::file("clear", &folder, &cause))?;
        }
        Ok(())
    }
}

fn remove(path: &Path) -> Result<()> {
    files::remove_program(path).map_err(|cause| Error::file("remove", path, &cause))
}
