//! Decides what setup will do: `--dry-run` prints the plan, and applying it does exactly that.
//!
//! A start file that cannot be changed does not stop the others. It is left alone and reported at
//! the end, with the lines to add by hand. If there is nothing to do the plan is empty, so that a
//! second run writes nothing at all.

use super::again;
use super::edit;
use super::layout::{ELSEWHERE, RECEIPT, folder};
use super::pages::pages;
use super::place;
use super::receipt::{self, OurLines, Receipt};
use super::relocation::{Relocation, own_copy};
use super::shell::{self, StartFile, StartFileReader, TextPlacement};
use super::shims::{self, Shim};
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::tool::Tool;
use memchr::memmem;
use npmcred_platform::shared_file::{self, NamedFile};
use npmcred_platform::{files, tree};
use std::path::{Path, PathBuf};

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupStep {
    /// A shim.
    Link(PathBuf),
    /// A whole file of ours, below our own folder.
    Page {
        /// Its path.
        path: PathBuf,
        /// Its contents.
        contents: Vec<u8>,
    },
    /// A file of ours that an earlier npmcred wrote and this one no longer has.
    Outdated(PathBuf),
    /// The link from our folder's usual place to this one.
    Pointer(PathBuf),
    /// Our lines in a start file.
    Lines(Change),
    /// Our folder in the PATH that the system keeps.
    Path,
}

/// A start file with our lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file, by the name that its shell uses.
    pub start: StartFile,
    /// The file itself, links followed.
    pub target: PathBuf,
    /// Its whole new contents.
    pub contents: Vec<u8>,
    /// Our part of it, with the marks.
    pub block: Vec<u8>,
    /// Whether it does not exist yet.
    pub is_new: bool,
}

/// A start file that is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The file, and the text for it.
    pub start: StartFile,
    /// The reason, in words that follow its name.
    pub why: String,
}

/// The whole plan.
#[derive(Clone, Debug)]
pub struct SetupPlan {
    /// The folder of the shims.
    pub folder: PathBuf,
    /// The target of the shims.
    pub program: PathBuf,
    /// The copy that carries out this plan, if this program is in a place that may be cleared.
    pub relocation: Option<Relocation>,
    /// The tools that have a shim afterwards.
    pub tools: Vec<Tool>,
    /// The steps, in order.
    pub steps: Vec<SetupStep>,
    /// The shells that read a start file with our lines afterwards.
    pub readers: Vec<StartFileReader>,
    /// The start files that are left alone.
    pub left: Vec<Skipped>,
    /// Places of shims that hold another file.
    pub foreign: Vec<PathBuf>,
    /// The receipt of everything there will be to undo, including earlier runs.
    pub receipt: Receipt,
    /// Whether the receipt of an earlier run already contains all of that.
    pub is_recorded: bool,
}

impl SetupPlan {
    /// Looks at the present state and decides. It changes nothing.
    ///
    /// # Errors
    /// `ToolNotFound` if there is no tool to make a shim for; `Refused` if the folder cannot be on
    /// PATH, or holds another file in the place of the copy; `File` if our own folder's place is
    /// taken.
    pub fn make(context: &Context) -> Result<Self> {
        let (data, folder) = (context.data_folder()?, folder(context)?);
        place::check(&data, &folder)?;
        let before = Receipt::read(context)?;
        let relocation = Relocation::find(context, before.as_ref())?;
        let program = match &relocation {
            Some(relocation) => relocation.place.clone(),
            None => shims::safe_program(context)?,
        };
        let mut plan = Self {
            program,
            relocation,
            folder,
            tools: Vec::new(),
            steps: Vec::new(),
            readers: Vec::new(),
            left: Vec::new(),
            foreign: Vec::new(),
            receipt: before.clone().unwrap_or_default(),
            is_recorded: false,
        };
        plan.receipt.is_complete = true;
        plan.add_shims(context)?;
        plan.add_itself(context)?;
        plan.add_pointer(&data, &context.usual_data_folder()?);
        plan.add_pages(context, &data);
        for start in shell::start_files(context, &plan.program, &plan.folder) {
            if is_the_users(context, &start.path) {
                plan.add_start_file(start);
            }
        }
        plan.add_path(context)?;
        plan.add_folders(&data);
        plan.is_recorded = before.as_ref() == Some(&plan.receipt);
        Ok(plan)
    }

    /// Whether everything is in place and recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let has_copy = self.relocation.as_ref().is_none_or(|one| one.is_made);
        self.steps.is_empty() && self.is_recorded && has_copy
    }

    fn add_shims(&mut self, context: &Context) -> Result<()> {
        for tool in Tool::with_handover() {
            let link = shims::file(&self.folder, tool);
            if let Some(theirs) = shims::strangers_beside(&link) {
                self.foreign.push(theirs);
                continue;
            }
            let leads_to_us = files::link_target(&link).is_some_and(|target| {
                target == self.program || shims::is_same_file(&link, &self.program)
            });
            match shims::look(&link) {
                Shim::Foreign => self.foreign.push(link),
                Shim::Wanting if !leads_to_us && !shims::is_served(context, tool) => {}
                state => {
                    self.tools.push(tool);
                    if !self.receipt.links.contains(&link) {
                        self.receipt.links.push(link.clone());
                    }
                    if state == Shim::Wanting && !leads_to_us {
                        self.steps.push(SetupStep::Link(link));
                    }
                }
            }
        }
        if self.tools.is_empty() && self.foreign.is_empty() {
            return Err(
                Error::new(ErrorKind::ToolNotFound, "no npm was found on PATH")
                    .cure("install node with npm, then", again::setup(context.owner())),
            );
        }
        Ok(())
    }

    /// The link by which a shell finds npmcred itself. It is made where PATH leads to it nowhere
    /// else, as for a program in a `~/.local/bin` that is new, and stays once it is there.
    fn add_itself(&mut self, context: &Context) -> Result<()> {
        let link = shims::itself(&self.folder);
        let is_link = files::is_link(&link);
        if self.program == link || (!is_link && shims::on_path(context)?.is_some()) {
            self.receipt.links.retain(|other| *other != link);
            return Ok(());
        }
        let state = shims::look(&link);
        if state == Shim::Foreign && !self.receipt.has_file(&link) {
            self.foreign.push(link);
            return Ok(());
        }
        if !self.receipt.links.contains(&link) {
            self.receipt.links.push(link.clone());
        }
        if state != Shim::InPlace {
            self.steps.push(SetupStep::Link(link));
        }
        Ok(())
    }

    fn add_pointer(&mut self, data: &Path, usual: &Path) {
        let pointer = usual.join(ELSEWHERE);
        if data == usual {
            return;
        }
        if files::link_target(&pointer).as_deref() != Some(data) {
            self.steps.push(SetupStep::Pointer(pointer.clone()));
        }
        if !self.receipt.links.contains(&pointer) {
            self.receipt.links.push(pointer);
        }
    }

    fn add_pages(&mut self, context: &Context, data: &Path) {
        let pages = pages(data, &self.folder, &self.tools);
        let copy = own_copy(context);
        for (path, recorded) in &self.receipt.files {
            let is_gone = pages.iter().all(|(other, _)| other != path)
                && !self.receipt.links.contains(path)
                && copy.as_ref().is_none_or(|(copy, _)| copy != path);
            if is_gone && receipt::is_as_recorded(path, recorded) {
                self.steps.push(SetupStep::Outdated(path.clone()));
            }
        }
        self.receipt.files = pages
            .iter()
            .map(|(path, text)| (path.clone(), receipt::digest(text)))
            .chain(copy)
            .collect();
        for (path, contents) in pages {
            if files::read(&path).ok().flatten().as_ref() != Some(&contents) {
                self.steps.push(SetupStep::Page { path, contents });
            }
        }
    }

    fn add_start_file(&mut self, start: StartFile) {
        let seen = match shared_file::look(&start.path) {
            Ok(seen) => seen,
            Err(cause) => {
                return self.left.push(Skipped {
                    start,
                    why: format!("cannot be examined: {cause}"),
                });
            }
        };
        // Two names for one file, such as `.bash_profile` as a link to `.profile`: it is changed
        // once.
        let is_planned = |step: &SetupStep| matches!(step, SetupStep::Lines(change) if change.target == seen.target);
        if self.steps.iter().any(is_planned) {
            return self.cover(start.reader);
        }
        match change(&start, &seen) {
            Ok(None) => self.cover(start.reader),
            Ok(Some(change)) => {
                self.cover(start.reader);
                self.steps.push(SetupStep::Lines(change));
            }
            Err(why) => return self.left.push(Skipped { start, why }),
        }
        self.record(&start, &seen);
    }

    fn cover(&mut self, reader: StartFileReader) {
        if !self.readers.contains(&reader) {
            self.readers.push(reader);
        }
    }

    fn record(&mut self, start: &StartFile, seen: &NamedFile) {
        let is_this = |lines: &OurLines| lines.path == start.path;
        let bytes = match self.steps.last() {
            Some(SetupStep::Lines(change)) if change.start.path == start.path => {
                change.block.clone()
            }
            // The user wrote it by hand, so it is not ours.
            _ => match edit::existing_block(
                seen.contents.as_deref().unwrap_or_default(),
                comment(start),
            ) {
                Ok(Some((block, ..))) => block,
                Ok(None) | Err(_) => return,
            },
        };
        let lines = OurLines {
            path: start.path.clone(),
            reader: start.reader.to_string(),
            comment: comment(start).to_owned(),
            bytes,
        };
        match self.receipt.lines.iter_mut().find(|lines| is_this(lines)) {
            Some(old) => *old = lines,
            None => self.receipt.lines.push(lines),
        }
    }

    /// The folders that the steps will make, with the ones that earlier runs made.
    fn add_folders(&mut self, data: &Path) {
        let made = |step: &SetupStep| match step {
            SetupStep::Link(path) | SetupStep::Page { path, .. } | SetupStep::Pointer(path) => {
                tree::missing_above(path)
            }
            SetupStep::Lines(change) => tree::missing_above(&change.target),
            SetupStep::Outdated(_) | SetupStep::Path => Vec::new(),
        };
        let fresh: Vec<PathBuf> = tree::missing_above(&data.join(RECEIPT))
            .into_iter()
            .chain(self.steps.iter().flat_map(made))
            .collect();
        for folder in fresh {
            if !self.receipt.folders.contains(&folder) {
                self.receipt.folders.push(folder);
            }
        }
    }
}

/// Whether a start file is the user's own. `ENV` may name one of the whole machine.
fn is_the_users(context: &Context, path: &Path) -> bool {
    let chosen = [
        context.xdg("XDG_CONFIG_HOME"),
        context.env.filled("ZDOTDIR").map(PathBuf::from),
    ];
    let mut folders = chosen.into_iter().chain([context.home()]).flatten();
    folders.any(|folder| folder.is_absolute() && path.starts_with(folder))
}

/// The text that begins a comment. A file of ours alone has marks as well, so that it is recognised
/// without the receipt; in all formats of such files a comment begins like this.
pub(super) fn comment(start: &StartFile) -> &'static str {
    match start.place {
        TextPlacement::Lines { comment } => comment,
        TextPlacement::Whole => "#",
    }
}

/// The change to a start file; `None` if our lines are already there, by us or by hand.
fn change(start: &StartFile, seen: &NamedFile) -> std::result::Result<Option<Change>, String> {
    let contents = seen.contents.as_deref();
    let mut text = start.text.clone();
    if !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    let old = contents.unwrap_or_default();
    let is_by_hand =
        !text.trim_ascii().is_empty() && memmem::find(old, text.trim_ascii()).is_some();
    let existing =
        edit::existing_block(old, comment(start)).map_err(|damage| damage.to_string())?;
    if existing.is_none() && is_by_hand {
        return Ok(None);
    }
    let with = edit::put(contents, comment(start), &text).map_err(|damage| damage.to_string())?;
    if contents == Some(&with) {
        return Ok(None);
    }
    if let Some(obstacle) = seen.obstacle {
        return Err(obstacle.to_string());
    }
    if start.place == TextPlacement::Whole && existing.is_none() && !old.is_empty() {
        return Err("exists and was not made by npmcred".to_owned());
    }
    let block = edit::existing_block(&with, comment(start))
        .ok()
        .flatten()
        .map(|(block, ..)| block)
        .unwrap_or_default();
    let is_new = contents.is_none();
    Ok(Some(Change {
        start: start.clone(),
        target: seen.target.clone(),
        contents: with,
        block,
        is_new,
    }))
}
