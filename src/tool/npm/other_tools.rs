//! Tools that ask a registry past npm, or start an npm that never meets the shim: what is said
//! about them, and what works.
//!
//! The alternative that lost: a credential for `node_modules/.bin/lerna` because of its name.
//! Anybody who brings a program of that name would get it. So a note shows the way that works, and
//! the user names the program. What each tool does was seen with lerna 10.1, npm-check-updates 22
//! and 23, semantic-release 25, and nx 23.

use super::past_us::PastUs;
use super::words::Words;
use crate::context::Context;
use crate::error::{Error, ErrorKind};
use crate::npmrc::Config;
use crate::registry::Scope;
use crate::report::{Command, Hint};
use crate::tool::remark::Remark;
use crate::tool::settings::Resolved;
use crate::tool::target::Target;
use npmcred_platform::files;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// How a tool comes to a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// It reads npm's configuration, and asks itself.
    Itself,
    /// It starts the npm that the project has.
    ProjectsNpm,
    /// It puts the folder of the running node first, and starts the npm there.
    NodesNpm,
}

/// Names of a tool's program, its word that asks a registry where only one does, and its way there.
const TOOLS: [(&str, &str, Way); 5] = [
    ("lerna", "publish", Way::Itself),
    ("npm-check-updates", "", Way::Itself),
    ("ncu", "", Way::Itself),
    ("semantic-release", "", Way::ProjectsNpm),
    ("nx", "release", Way::NodesNpm),
];

/// What to say of a tool that npx starts and that will not be handed what npx is.
pub(super) fn started_by_npx(
    context: &Context,
    words: &Words,
    resolved: &Resolved<'_>,
) -> Option<Remark> {
    if words.command != Some("exec") || !resolved.is_handed {
        return None;
    }
    let (program, second, way) = known(&words.operands)?;
    let path = in_bin(context, program).filter(|_| way == Way::Itself);
    let Some(path) = path else {
        return Some(Remark::Note(said(way, program).to_owned()));
    };
    let command = if second.is_empty() {
        Command::new("npmcred exec --use read --").word(path)
    } else {
        Command::new("npmcred exec --").word(path).fixed(second)
    };
    Some(Remark::Cure(Hint::new(
        "npx hands this tool no credential; to have it handed one",
        command,
    )))
}

/// How npx starts what it has installed before, where it will ask a registry for which a credential
/// is lacking: of an exact version, too, it asks at every start.
pub(super) fn from_cache(
    context: &Context,
    words: &Words,
    config: &Config,
    resolved: &Resolved<'_>,
) -> Option<Remark> {
    let spec = words.operands.first()?;
    let name = program_of(spec);
    let scope = name
        .split_once('/')
        .and_then(|(scope, _)| Scope::parse(scope));
    let has_scope = |one: &Target| {
        scope
            .as_ref()
            .is_some_and(|scope| one.scopes.contains(scope))
    };
    let is_mapped = resolved.targets.iter().any(|one| has_scope(one));
    let is_asked = |one: &Target| {
        if is_mapped {
            has_scope(one)
        } else {
            one.is_default
        }
    };
    let is_offline = config
        .get("prefer-offline")
        .is_some_and(|(_, setting)| setting.value.is_truthy());
    let may_be_there = name.len() < spec.len() && in_bin(context, name).is_none();
    let lacks = || resolved.lacking.iter().any(|one| is_asked(one));
    if words.command != Some("exec") || !may_be_there || is_offline || !lacks() {
        return None;
    }
    Some(Remark::Cure(Hint::new(
        "what npx has installed before starts without the registry",
        Command::new("npx --prefer-offline").word(spec),
    )))
}

fn said(way: Way, program: &str) -> &'static str {
    let one = match way {
        Way::Itself if program == "lerna" => PastUs::Lerna,
        Way::Itself => PastUs::NpmCheckUpdates,
        Way::ProjectsNpm => PastUs::SemanticRelease,
        Way::NodesNpm => PastUs::Nx,
    };
    one.text()
}

/// The tool that these words start, where it is one of those.
fn known(operands: &[String]) -> Option<(&'static str, &'static str, Way)> {
    let name = program_of(operands.first()?);
    let second = operands[1..]
        .iter()
        .find(|word| !word.starts_with('-'))
        .map_or("", String::as_str);
    TOOLS
        .into_iter()
        .find(|(known, word, _)| *known == name && (word.is_empty() || *word == second))
}

/// `lerna` of `lerna@8.1.0`.
fn program_of(spec: &str) -> &str {
    let end = spec
        .char_indices()
        .skip(1)
        .find(|(_, letter)| *letter == '@')
        .map_or(spec.len(), |(at, _)| at);
    &spec[..end]
}

/// Where npx would find a program without asking anybody, as one types it.
fn in_bin(context: &Context, program: &str) -> Option<PathBuf> {
    let cwd = context.existing_cwd()?;
    let inside = Path::new("node_modules/.bin").join(program);
    let found = cwd
        .ancestors()
        .map(|folder| folder.join(&inside))
        .find(|file| files::is_file(file))?;
    Some(if found == cwd.join(&inside) {
        Path::new(".").join(inside)
    } else {
        found
    })
}

/// What to say of a tool that reads nothing itself, so that `npmcred exec` does not help it.
pub(super) fn in_vain(program: &Path, args: &[OsString]) -> Option<Remark> {
    let texts = program
        .file_name()
        .into_iter()
        .chain(args.iter().map(OsString::as_os_str));
    let words: Vec<String> = texts
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let (program, _, way) = known(&words).filter(|(.., way)| *way != Way::Itself)?;
    Some(Remark::Note(said(way, program).to_owned()))
}

/// The commands that start another program.
const STARTING: [&str; 7] = [
    "exec",
    "run-script",
    "run",
    "test",
    "start",
    "stop",
    "restart",
];

/// Why `npmcred exec` does not start npx, `npm exec` or `npm run`: they read what is handed over,
/// and what they start gets nothing.
pub(super) fn starts_another(context: &Context, name: &str, words: &Words) -> Option<Error> {
    let command = words.command.filter(|command| STARTING.contains(command))?;
    let what =
        format!("{name} would read the credential itself, and what it starts is handed none");
    let error = Error::new(ErrorKind::Usage, what);
    let path = words
        .operands
        .first()
        .filter(|_| command == "exec")
        .and_then(|spec| in_bin(context, program_of(spec)));
    let Some(path) = path else {
        return Some(error.note(
            "install the tool, and name it by its path; npm and npx get what they need without npmcred exec",
        ));
    };
    let command = Command::new("npmcred exec --").word(path);
    Some(error.cure("name the tool by its path", command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_is_known_by_its_name_and_its_word() {
        let cases: [(&[&str], Option<Way>); 11] = [
            (&["lerna", "publish"], Some(Way::Itself)),
            (&["lerna@8.1.0", "--loglevel", "publish"], Some(Way::Itself)),
            (&["lerna", "run", "build"], None),
            (&["lerna"], None),
            (&["npm-check-updates"], Some(Way::Itself)),
            (&["ncu", "-u"], Some(Way::Itself)),
            (&["semantic-release@25", "--no-ci"], Some(Way::ProjectsNpm)),
            (&["nx", "release", "publish"], Some(Way::NodesNpm)),
            (&["nx", "build"], None),
            (&["@acme/lerna", "publish"], None),
            (&[], None),
        ];
        for (words, want) in cases {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            assert_eq!(known(&words).map(|(.., way)| way), want, "{words:?}");
        }
    }
}
