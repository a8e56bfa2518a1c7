//! Searches the history of a git repository for the credentials that are about to move.
//!
//! `git log -S` would be slow and have the secret as an argument. Instead git lists every version
//! of that one file, and each is read. Time and number are limited; versions that were not searched
//! are reported, never assumed to be clean.

use super::reread::reread;
use super::scanner::Scanner;
use super::sighting::{PlaceKind, Sighting};
use super::warning::Warning;
use crate::context::Context;
use npmcred_platform::process::{self, Captured, Launch};
use npmcred_platform::{Secret, files};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroize;

/// The time for one call of git.
const PATIENCE: Duration = Duration::from_secs(3);

/// Settings for git in the environment. Git before 2.44 does not know the second; together they
/// prevent any fetching.
const VARIABLES: [(&str, &str); 4] = [
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", ""),
    ("GIT_TERMINAL_PROMPT", "0"),
];

/// Overrides for the repository's own settings, which could name a program for git to run, or
/// another repository.
const OVERRIDES: [&str; 8] = [
    "core.fsmonitor=false",
    "core.sshCommand=false",
    "core.askPass=",
    "credential.helper=",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "gc.auto=0",
    "maintenance.auto=false",
];

/// The most versions of a file that are read.
const VERSIONS: usize = 100;

/// Adds a warning for every secret in the history of its file's repository.
pub(super) fn look(context: &Context, scanner: &Scanner, sightings: &mut [Sighting]) {
    let mut files: Vec<PathBuf> = sightings
        .iter()
        .filter(|one| may_be(one))
        .filter_map(|one| one.file.clone())
        .collect();
    files.sort();
    files.dedup();
    for file in files {
        let Some(git) = Git::around(context, &file) else {
            continue;
        };
        let own: Vec<usize> = sightings
            .iter()
            .enumerate()
            .filter(|(_, one)| may_be(one) && one.file.as_ref() == Some(&file))
            .map(|(at, _)| at)
            .collect();
        let secrets: Vec<Option<Secret>> = own
            .iter()
            .map(|at| reread(context, scanner, &sightings[*at]).and_then(|seen| seen.raw))
            .collect();
        let (held, is_whole) = git.search(&secrets);
        for (turn, at) in own.iter().enumerate() {
            let warning = match (held.get(turn), is_whole) {
                (Some(true), _) => Warning::InHistory,
                (_, false) => Warning::HistoryUnsearched,
                (_, true) => continue,
            };
            sightings[*at].warnings.push(warning);
        }
    }
}

fn may_be(sighting: &Sighting) -> bool {
    sighting.is_edited()
        && matches!(
            sighting.place,
            PlaceKind::User | PlaceKind::Project | PlaceKind::Folder
        )
}

/// The git repository of a file.
struct Git {
    program: PathBuf,
    env: Vec<(OsString, OsString)>,
    folder: PathBuf,
    name: OsString,
}

impl Git {
    /// `None` if the file is in no repository, or there is no git.
    fn around(context: &Context, file: &Path) -> Option<Self> {
        let file = files::canonical(file).ok()?;
        let folder = file.parent()?.to_owned();
        folder.ancestors().find(|above| {
            files::is_dir(&above.join(".git")) || files::is_file(&above.join(".git"))
        })?;
        let program = context.find_program(OsStr::new("git")).ok()?;
        let mut env = context.env.clone();
        env.remove_beginning_with("GIT_");
        VARIABLES
            .iter()
            .for_each(|(name, value)| env.set(name, *value));
        Some(Self {
            program,
            env: env.variables().to_vec(),
            folder,
            name: file.file_name()?.to_owned(),
        })
    }

    /// Which of the secrets some version contains, and whether all versions were read.
    fn search(&self, secrets: &[Option<Secret>]) -> (Vec<bool>, bool) {
        let mut held = vec![false; secrets.len()];
        let listed = self.ask(&[
            OsStr::new("rev-list"),
            "--all".as_ref(),
            "--objects".as_ref(),
            "--missing=print".as_ref(),
            "--".as_ref(),
            &self.name,
        ]);
        let Some(listed) = listed else {
            return (held, false);
        };
        let mut is_whole = !listed.timed_out && listed.stdout.len() < process::CAPTURE_LIMIT;
        if listed.status != 0 {
            return (held, false);
        }
        let text = String::from_utf8_lossy(&listed.stdout).into_owned();
        // A version that is on another machine is not fetched.
        is_whole = is_whole && !text.lines().any(|line| line.starts_with('?'));
        let versions: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(id, _)| id)
            .collect();
        for id in versions.iter().take(VERSIONS) {
            let Some(mut blob) =
                self.ask(&[OsStr::new("cat-file"), "blob".as_ref(), OsStr::new(id)])
            else {
                is_whole = false;
                break;
            };
            // A folder of that name in an older version is not a blob.
            for (held, secret) in held.iter_mut().zip(secrets) {
                let is_in =
                    |secret: &Secret| memchr::memmem::find(&blob.stdout, secret.expose()).is_some();
                *held = *held || secret.as_ref().is_some_and(is_in);
            }
            is_whole = is_whole && !blob.timed_out;
            blob.stdout.zeroize();
        }
        (held, is_whole && versions.len() <= VERSIONS)
    }

    fn ask(&self, words: &[&OsStr]) -> Option<Captured> {
        let no_hooks = format!("core.hooksPath={}", files::NOTHING);
        let settings = OVERRIDES.into_iter().chain([no_hooks.as_str()]);
        let quiet = ["--no-pager"]
            .into_iter()
            .chain(settings.flat_map(|setting| ["-c", setting]))
            .chain(["-C"])
            .map(OsString::from);
        let words = words.iter().map(|word| (*word).to_owned());
        let args = quiet
            .chain([self.folder.clone().into()])
            .chain(words)
            .collect();
        let launch = Launch {
            program: self.program.clone(),
            args,
            env: self.env.clone(),
        };
        process::run_captured(&launch, PATIENCE).ok()
    }
}
