//! Which npm each way to start one gets.
//!
//! Only the shells themselves can tell what their start files do, so they are started: without a
//! terminal, in a session of their own, with a deadline. The ways that inherit this shell's PATH
//! start from it; the ways that begin anew (a login, cron, the desktop) start from the environment
//! that they really get.

mod desktop;
mod npm_run;
mod question;
mod start;

use super::{Finding, Group, Ourselves, Severity};
use crate::context::Context;
use crate::report::Command;
use crate::setup::Plan;
use npmcred_platform::process;
use serde_json::{Value, json};
use start::Starts;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// A way to start npm, and what it gets.
pub(super) struct Entry {
    /// A word that stays the same from version to version; also the finding's.
    id: &'static str,
    /// As a user calls it.
    name: String,
    finds: Finds,
}

/// What the name `npm` means there.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Finds {
    /// The shim, and behind it this.
    Shim(Option<PathBuf>),
    /// Another program; `behind`: our folder is on PATH, but later.
    Other { path: PathBuf, behind: bool },
    /// An alias or a function of the shell.
    Word(String),
    /// A function of the shell that puts this before the shim, and goes on with it.
    Lazy(PathBuf),
    /// No npm at all: nothing runs without us either.
    Nothing,
    /// It could not be asked; the reason.
    Silent(String),
}

pub(super) fn look(context: &Context, ourselves: &Ourselves) -> Group {
    let cures = Cures::of(context, ourselves);
    let entries = entries(context, ourselves);
    let asked = entries
        .iter()
        .filter(|entry| !matches!(entry.finds, Finds::Nothing | Finds::Silent(_)));
    let shims = asked
        .clone()
        .filter(|entry| matches!(entry.finds, Finds::Shim(_)));
    let (shims, asked) = (shims.count(), asked.count());
    let how_many = match (shims, asked) {
        (_, 0) => "no npm anywhere".to_owned(),
        (shims, asked) if shims == asked => {
            format!("npm is the shim in all {asked} ways to start it")
        }
        (shims, asked) => format!("npm is the shim in {shims} of {asked} ways to start it"),
    };
    // A script inherits this shell's PATH: what is wrong here is not said again there.
    let again =
        |entry: &&Entry| matches!(entry.id, "script" | "sh") && entry.finds == entries[0].finds;
    let told = entries.iter().filter(|entry| !again(entry));
    let mut findings: Vec<Finding> = told.filter_map(|entry| finding(entry, &cures)).collect();
    findings.extend(own_npm_of_project(context));
    // What npm runs as `node $npm_execpath` is npm itself, and so is what it says of itself.
    let state = format!("{how_many}; `node $npm_execpath` is npm itself by design (npmcred exec)");
    Group {
        details: details(&entries),
        ..Group::new("entry-points", state, findings)
    }
}

fn entries(context: &Context, ourselves: &Ourselves) -> Vec<Entry> {
    let judge = Judge {
        ourselves,
        cwd: context.cwd.as_deref().unwrap_or(Path::new("/")),
    };
    let starts = Starts::of(context);
    let path = context.env.get("PATH").unwrap_or_default();
    let mut entries = vec![Entry {
        id: "this-shell",
        name: "this shell".to_owned(),
        finds: judge.on_path(path),
    }];
    if let (Finds::Shim(Some(_)), Some(folder)) = (&entries[0].finds, &ourselves.folder) {
        let finds = judge.asked(npm_run::ask(context, folder.join("npm")));
        entries.push(Entry {
            id: "npm-run",
            name: "a script of a project (npm run)".to_owned(),
            finds,
        });
    }
    let started = starts.all(context).into_iter();
    let started = started.map(|(id, name, answer)| Entry {
        id,
        name,
        finds: judge.asked(answer),
    });
    entries.extend(started);
    if let Some(path) = desktop::path_variable(context) {
        entries.push(Entry {
            id: "desktop",
            name: "the desktop session".to_owned(),
            finds: judge.on_path(&path),
        });
    }
    entries
}

/// Tells the shim from other programs.
struct Judge<'a> {
    ourselves: &'a Ourselves,
    cwd: &'a Path,
}

impl Judge<'_> {
    fn on_path(&self, path: &OsStr) -> Finds {
        match process::find_on_path(OsStr::new("npm"), path, self.cwd, &|_| false) {
            Some(found) => self.file(found, path),
            None => Finds::Nothing,
        }
    }

    fn asked(&self, answer: Result<question::Answer, String>) -> Finds {
        answer.map_or_else(Finds::Silent, |answer| self.answer(&answer))
    }

    fn answer(&self, answer: &question::Answer) -> Finds {
        match &answer.npm {
            None => self.on_path(&answer.path),
            Some(npm) if Path::new(npm).is_absolute() => self.file(npm.into(), &answer.path),
            Some(npm) if npm.is_empty() => Finds::Nothing,
            Some(word) => self.word(word, answer),
        }
    }

    /// A function was called once: what counts is what it goes on with. An alias stands for
    /// something else.
    fn word(&self, word: &OsStr, answer: &question::Answer) -> Finds {
        let is_function = word == "npm";
        let called = answer
            .called
            .as_deref()
            .map(Path::new)
            .filter(|called| called.is_absolute());
        let after = match called {
            Some(called) => self.file(called.to_owned(), &answer.path),
            None => self.on_path(&answer.path),
        };
        match after {
            Finds::Other { path, .. } if is_function => Finds::Lazy(path),
            Finds::Shim(_) if is_function && called.is_some() => after,
            _ => Finds::Word(word.to_string_lossy().into_owned()),
        }
    }

    fn file(&self, found: PathBuf, path: &OsStr) -> Finds {
        if self.ourselves.is_shim(&found) {
            let real = process::find_on_path(OsStr::new("npm"), path, self.cwd, &|id| {
                self.ourselves.id.as_ref() == Some(id)
            });
            return Finds::Shim(real);
        }
        let behind = std::env::split_paths(path)
            .any(|folder| Some(&folder) == self.ourselves.folder.as_ref());
        Finds::Other {
            path: found,
            behind,
        }
    }
}

/// What cures what, on this machine.
struct Cures {
    /// Whether our lines are in every start file.
    in_place: bool,
    /// Puts us first in the shell that asks.
    this_shell: Command,
    /// Puts us first in what `npm run` starts.
    npm_run: Option<Command>,
    /// Gives cron a PATH, where there is a cron.
    cron: Option<Command>,
    /// Puts our lines into the start files, at their end where they are in them already.
    setup: Command,
    /// Has the running desktop session read its files again, where that is what is missing.
    desktop: Option<Command>,
}

impl Cures {
    fn of(context: &Context, ourselves: &Ourselves) -> Self {
        // Somebody put lines of theirs behind ours: taken out and put in again, ours are the last.
        let in_place = Plan::make(context).is_ok_and(|plan| plan.steps.is_empty());
        let setup = || {
            if in_place {
                Command::new("npmcred setup --undo --keep-credentials").and("npmcred setup")
            } else {
                Command::new("npmcred setup")
            }
        };
        let installed = ourselves.folder.as_ref().is_some_and(|folder| {
            ourselves.is_shim(&folder.join("npm")) && process::file_id(&folder.join("npm")).is_ok()
        });
        let this_shell = if installed {
            question::evaluates(context.env.filled("SHELL"))
        } else {
            setup()
        };
        let cron = ourselves
            .folder
            .as_ref()
            .filter(|_| installed)
            .and_then(|folder| for_cron(context, folder));
        let npm_run = ourselves
            .folder
            .as_ref()
            .and_then(|folder| npm_run::cure(context, folder));
        let reload = desktop::is_outdated(context, ourselves.folder.as_deref());
        // Where another file comes after ours, no command puts it right.
        let desktop = if reload {
            Some(Command::new("systemctl --user daemon-reload"))
        } else {
            (!in_place).then(setup)
        };
        Self {
            in_place,
            this_shell,
            npm_run,
            cron,
            setup: setup(),
            desktop,
        }
    }

    fn of_entry(&self, id: &str) -> Option<Command> {
        match id {
            "this-shell" | "script" | "sh" => Some(self.this_shell.clone()),
            "npm-run" => self.npm_run.clone(),
            "cron" => self.cron.clone(),
            "desktop" => self.desktop.clone(),
            _ => Some(self.setup.clone()),
        }
    }
}

/// Puts the folder in front of the PATH that a table of jobs has, or gives it one.
fn for_cron(context: &Context, folder: &Path) -> Option<Command> {
    let table = start::crontab(context)?;
    let folder = folder.to_str()?;
    Some(if start::cron_path(&table).is_some() {
        // What sed would read as its own in what is put in.
        let literal = folder
            .replace('\\', r"\\")
            .replace('|', r"\|")
            .replace('&', r"\&");
        let put_first = format!("s|^ *PATH *= *[\"']*|&{literal}:|");
        Command::new("crontab -l | sed")
            .word(put_first)
            .fixed("| crontab -")
    } else {
        let line = format!("PATH={folder}:/usr/local/bin:/usr/bin:/bin");
        // No braces: fish has none.
        Command::new(r"printf '%s\n'")
            .word(line)
            .fixed("\"$(crontab -l)\" | crontab -")
    })
}

fn finding(entry: &Entry, cures: &Cures) -> Option<Finding> {
    let Entry { id, name, finds } = entry;
    // Jobs of cron rarely need a registry, and nothing that npmcred could write makes its PATH.
    let severity = if *id == "cron" {
        Severity::Note
    } else {
        Severity::Problem
    };
    match finds {
        Finds::Shim(_) | Finds::Nothing => None,
        Finds::Other { path, behind } => {
            let before = if *behind {
                ", which stands before the shim"
            } else {
                ""
            };
            Some(Finding::new(
                id,
                severity,
                format!("{name} gets {}{before}", path.display()),
                cures.of_entry(id),
            ))
        }
        Finds::Lazy(path) => {
            let what = format!(
                "{name} gets {} first, because npm is a function that puts it before the shim; let the function evaluate \
                 `npmcred env` before it goes on, or load what it loads when the shell starts",
                path.display()
            );
            // Behind a prompt our own text has looked at it already, and did not know it for what
            // it is.
            let by_setup = *id != "interactive-shell" || !cures.in_place;
            Some(Finding::problem(
                "lazy-npm",
                what,
                by_setup.then(|| cures.of_entry(id)).flatten(),
            ))
        }
        Finds::Word(word) => Some(Finding::note(
            "npm-is-a-word",
            format!("in {name}, npm is no program: {word}"),
            None,
        )),
        Finds::Silent(why) => Some(Finding::note("no-answer", format!("{name}: {why}"), None)),
    }
}

/// A dependency's own npm goes before the shim in what `npm run` starts (npm puts every
/// `node_modules/.bin` from the working folder up in front of PATH: `@npmcli/run-script`
/// `set-path.js`).
fn own_npm_of_project(context: &Context) -> Option<Finding> {
    let cwd = context.cwd.as_deref()?;
    let bin = cwd
        .ancestors()
        .map(|folder| folder.join("node_modules/.bin/npm"))
        .find(|bin| process::file_id(bin).is_ok())?;
    let folder = bin.ancestors().nth(3)?;
    let manifest: Value =
        serde_json::from_slice(&context.read(&folder.join("package.json")).ok()??).ok()?;
    let asked = ["dependencies", "devDependencies", "optionalDependencies"]
        .into_iter()
        .any(|kind| {
            manifest
                .get(kind)
                .is_some_and(|names| names.get("npm").is_some())
        });
    let cure = asked.then(|| Command::new("npm uninstall npm").flag("--prefix", folder));
    Some(Finding::note(
        "nested-scripts",
        format!("scripts of this project get its own npm: {}", bin.display()),
        cure,
    ))
}

fn details(entries: &[Entry]) -> Value {
    let one = |entry: &Entry| {
        let (finds, path, real) = match &entry.finds {
            Finds::Shim(real) => ("shim", None, real.clone()),
            Finds::Other { path, .. } => ("other", Some(path.display().to_string()), None),
            Finds::Word(word) => ("word", Some(word.clone()), None),
            Finds::Lazy(path) => ("lazy", Some(path.display().to_string()), None),
            Finds::Nothing => ("nothing", None, None),
            Finds::Silent(why) => ("no-answer", Some(why.clone()), None),
        };
        json!({ "id": entry.id, "npm": finds, "what": path, "real": real })
    };
    let mut all: Vec<Value> = entries.iter().map(one).collect();
    all.push(
        json!({ "id": "npm-execpath", "npm": "by-design", "what": "npm itself", "real": null }),
    );
    all.into()
}

/// A list of folders as PATH holds it.
fn joined(folders: &[&str]) -> OsString {
    folders.join(":").into()
}
