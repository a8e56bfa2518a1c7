//! Finds out whether a line reads npm's file, and what for.
//!
//! A line that writes the file, removes it, or only asks whether it exists needs no credential. Any
//! other line counts as reading it.

use super::names::Sort;
use super::way::FileUse;
use crate::context::Context;
use crate::migrate::sighting::{PlaceKind, Sighting};
use crate::npmrc::Config;
use crate::tool::Tool;
use std::ffi::OsStr;
use std::path::Path;

/// A line that reads the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reads {
    /// Its number, from 1.
    pub line: usize,
    pub way: FileUse,
}

/// The spellings of the files that are read.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The user's file, in every spelling.
    user: Vec<String>,
    /// The project's file, if a credential is removed from it.
    project: Vec<String>,
    /// The folder of the shims.
    pub shims: String,
}

/// The spellings of the home folder: in shells, make, compose, devcontainer.json, just, PowerShell.
const HOMES: [&str; 11] = [
    "~/",
    "$HOME/",
    "${HOME}/",
    "$(HOME)/",
    "$HOME\"/",
    "${HOME}\"/",
    "${HOME%/}/",
    "env:HOME}/",
    LOCAL_HOME,
    "$env:HOME/",
    "env_var('HOME')}}/",
];
const LOCAL_HOME: &str = "localEnv:HOME}/";
/// The spellings of the project's folder.
const HERE: [&str; 6] = [
    "",
    "./",
    "$PWD/",
    "${PWD}/",
    "$(pwd)/",
    "${localWorkspaceFolder}/",
];

impl Texts {
    pub(super) fn of(context: &Context, config: &Config, sightings: &[Sighting]) -> Self {
        let is_emptied = |one: &Sighting| {
            one.is_edited() && matches!(one.place, PlaceKind::Project | PlaceKind::Folder)
        };
        let shims = crate::setup::folder(context)
            .map(|folder| folder.display().to_string())
            .unwrap_or_default();
        Self::new(
            &config.user_path,
            context.home().as_deref(),
            sightings.iter().any(is_emptied),
            shims,
        )
    }

    fn new(user: &Path, home: Option<&Path>, project: bool, shims: String) -> Self {
        let below = home
            .and_then(|home| user.strip_prefix(home).ok())
            .map(|below| below.display().to_string());
        let spelled = below
            .iter()
            .flat_map(|below| HOMES.iter().map(move |home| format!("{home}{below}")));
        let user = spelled.chain([user.display().to_string()]).collect();
        let here = if project {
            HERE.iter().map(|here| format!("{here}.npmrc")).collect()
        } else {
            Vec::new()
        };
        Self {
            user,
            project: here,
            shims,
        }
    }

    /// Where such a file is named: the beginning and the end of the spelling.
    fn mentions<'a>(
        &'a self,
        text: &'a str,
        sort: Sort,
    ) -> impl Iterator<Item = (usize, usize)> + 'a {
        let user = self.user.iter().filter(move |spelling| match sort {
            // The home of a Dockerfile is in the image, and that of a devcontainer.json mostly in
            // the container.
            Sort::Image => false,
            Sort::DevContainer => spelling.starts_with(LOCAL_HOME),
            _ => !spelling.starts_with(LOCAL_HOME),
        });
        user.chain(&self.project).flat_map(move |spelling| {
            let found = text
                .match_indices(spelling.as_str())
                .map(|(at, _)| (at, at + spelling.len()));
            found.filter(move |(at, end)| is_whole(text, *at, *end))
        })
    }
}

/// Whether it is the whole name: `a/.npmrc` and `.npmrc.old` are other files.
fn is_whole(text: &str, at: usize, end: usize) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "_-./~".contains(c);
    let before = text[..at].chars().next_back();
    let begins_itself = text[at..].starts_with("env") || text[at..].starts_with("localEnv");
    (begins_itself || !before.is_some_and(|c| is_part(c) || c == '}'))
        && !text[end..]
            .chars()
            .next()
            .is_some_and(|c| is_part(c) && c != '/')
}

/// Every line of the text that reads such a file.
pub(super) fn find(text: &str, sort: Sort, texts: &Texts) -> Vec<Reads> {
    let mut found: Vec<Reads> = Vec::new();
    for (first, whole) in logical(text, sort) {
        if whole.trim_start().starts_with(['#', ';']) || whole.trim_start().starts_with("//") {
            continue;
        }
        // The quotes of JSON hide the quotes inside them.
        let whole = whole.replace("\\\"", "\"");
        let asked = asks_npm(&whole, sort).map(|at| (at, FileUse::Asks));
        let wanted = wants_secret(&whole, sort).map(|at| (at, FileUse::Wants));
        let named = texts
            .mentions(&whole, sort)
            .filter_map(|(at, end)| Some((at, way(&whole, at, end, sort)?)));
        let mut all: Vec<(usize, FileUse)> = asked.into_iter().chain(wanted).chain(named).collect();
        all.sort_by_key(|(at, _)| *at);
        for (at, way) in all {
            let line = first + whole[..at].matches('\n').count();
            if !found.iter().any(|known| known.line == line) {
                found.push(Reads { line, way });
            }
        }
    }
    found
}

/// The lines, joined with their continuations, each with the number of its first line.
fn logical(text: &str, sort: Sort) -> Vec<(usize, String)> {
    let continues = !matches!(
        sort,
        Sort::Manifest | Sort::Compose | Sort::DevContainer | Sort::Pm2
    );
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        let next = continues && line.ends_with('\\');
        let line = if next { &line[..line.len() - 1] } else { line };
        match found.last_mut().filter(|_| open) {
            Some((_, whole)) => {
                whole.push('\n');
                whole.push_str(line);
            }
            None => found.push((at + 1, line.to_owned())),
        }
        open = next;
    }
    found
}

/// Where npm is asked for a credential (`npm config get //host/:_authToken`): npm shows none, pnpm
/// and old versions do.
fn asks_npm(text: &str, sort: Sort) -> Option<usize> {
    if matches!(sort, Sort::Image | Sort::Compose | Sort::DevContainer) {
        return None;
    }
    let at = ["_authToken", "_auth", "_password"]
        .iter()
        .find_map(|key| text.find(key))?;
    let words: Vec<&str> = segment(&text[..at]).split_whitespace().collect();
    let npm = words
        .iter()
        .position(|word| word.trim_start_matches(['"', '\'', '@']).ends_with("npm"))?;
    words[npm..].contains(&"get").then_some(at)
}

/// Where a Dockerfile uses the file as a build secret.
fn wants_secret(text: &str, sort: Sort) -> Option<usize> {
    let at = text
        .find("--mount=type=secret")
        .filter(|_| sort == Sort::Image)?;
    text[at..]
        .split_whitespace()
        .next()
        .is_some_and(|word| word.contains("npmrc"))
        .then_some(at)
}

/// What the line does with the file that it names there.
fn way(text: &str, at: usize, end: usize, sort: Sort) -> Option<FileUse> {
    let before = text[..at].trim_end_matches(['"', '\'', '$', '{']);
    match sort {
        Sort::Image => {
            let first = text.split_whitespace().next().unwrap_or_default();
            return ["COPY", "ADD"]
                .iter()
                .any(|word| first.eq_ignore_ascii_case(word))
                .then_some(FileUse::Copy);
        }
        // After the colon is its place in the container.
        Sort::Compose | Sort::DevContainer => {
            let is_target = before.ends_with(':')
                || ["target=", "dst=", "destination="]
                    .iter()
                    .any(|t| before.ends_with(t));
            return (!is_target).then_some(FileUse::Mount);
        }
        Sort::Pm2 => return None,
        Sort::Start | Sort::Script | Sort::Make | Sort::Manifest | Sort::Server => {}
    }
    let way = in_shell(text, before, &text[end..])?;
    Some(if sort == Sort::Server {
        FileUse::Server
    } else {
        way
    })
}

/// Programs that do not read the file's contents, or only write it.
const HARMLESS: [&str; 38] = [
    "rm", "touch", "chmod", "chown", "mkdir", "ln", "test", "[", "[[", "ls", "stat", "echo",
    "printf", "vi", "vim", "nvim", "nano", "emacs", "code", "subl", "open", "tee", "unlink",
    "shred", "git", "yarn", "npmcred", "trap", "alias", "cd", "find", "truncate", "realpath",
    "readlink", "dirname", "basename", "$EDITOR", "chattr",
];

/// Whether a shim stands in front of this program, so that it is handed a credential.
fn is_shimmed(name: &str) -> bool {
    Tool::of_program(OsStr::new(name)).is_some()
}

/// Programs that copy: the last word is the target.
const COPIERS: [&str; 5] = ["cp", "mv", "install", "scp", "rsync"];
/// Programs that start containers.
const CONTAINERS: [&str; 6] = [
    "docker",
    "podman",
    "nerdctl",
    "buildah",
    "docker-compose",
    "finch",
];

fn in_shell(text: &str, before: &str, after: &str) -> Option<FileUse> {
    let joined = before.trim_end();
    if joined.ends_with(['>', '|']) && joined.contains('>') || joined.ends_with("--userconfig") {
        return None;
    }
    if joined.ends_with('<') {
        return Some(FileUse::Asks);
    }
    if let Some(named) = before.strip_suffix('=') {
        let name = named
            .rsplit(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c)))
            .next()
            .unwrap_or_default();
        return match name {
            "src" | "source" => Some(if text.contains("secret") {
                FileUse::BuildSecret
            } else {
                FileUse::Mount
            }),
            "of" | "dst" | "target" => None,
            "--volume" => Some(FileUse::Mount),
            _ if named.contains("--from-file") => Some(FileUse::Copy),
            _ if name.to_ascii_lowercase().ends_with("userconfig") => None,
            _ => Some(FileUse::Asks),
        };
    }
    // In a container's path it is the file in the container.
    if before.ends_with(':') {
        return None;
    }
    let segment = segment(before);
    let words: Vec<&str> = segment
        .split_whitespace()
        .map(|word| word.trim_matches(['"', '\'']))
        .collect();
    let command = words
        .iter()
        .map(|word| word.trim_start_matches(['@', '-']))
        .find(|word| !is_prelude(word))?;
    let name = command.rsplit('/').next().unwrap_or(command);
    let ends = |c: char| ";&|)`\n".contains(c);
    let is_last = after
        .split(ends)
        .next()
        .unwrap_or_default()
        .trim_matches(['"', '\'', ' ', ','])
        .is_empty();
    match name {
        _ if HARMLESS.contains(&name) || is_shimmed(name) => None,
        _ if COPIERS.contains(&name) => (!is_last).then_some(FileUse::Copy),
        _ if CONTAINERS.contains(&name) && words.contains(&"cp") => Some(FileUse::Copy),
        _ if CONTAINERS.contains(&name) => Some(FileUse::Mount),
        "kubectl" | "sftp" => Some(FileUse::Copy),
        "sed" | "perl" if words.iter().any(|word| word.starts_with("-i")) => None,
        _ => Some(FileUse::Asks),
    }
}

/// The command in which the text ends.
fn segment(before: &str) -> &str {
    before
        .rsplit([';', '&', '|', '`', '('])
        .next()
        .unwrap_or(before)
}

/// A word before a command: a member's name, a variable, a keyword of the shell.
fn is_prelude(word: &str) -> bool {
    const WORDS: [&str; 15] = [
        "", "if", "then", "else", "elif", "do", "while", "until", "!", "{", "sudo", "exec",
        "command", "env", "time",
    ];
    WORDS.contains(&word) || word.ends_with(':') || word.ends_with(":\"") || word.contains('=')
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
