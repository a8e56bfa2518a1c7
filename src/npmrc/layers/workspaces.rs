//! Finds the folders that are workspaces of a root (`@npmcli/map-workspaces`).
//!
//! Order matters. In npm 8 and 9 a later `!pattern` removes folders and a still later pattern
//! brings them back. From npm 10 a negated pattern also cancels positive ones that it matches *as
//! text*, and is itself dropped if a later pattern matches it. A folder without a `package.json` is
//! not a workspace, and nothing below `node_modules` is.

use std::path::{Path, PathBuf};

use super::files::Files;
use super::glob::{Pattern, Positions, Work};
use crate::npmrc::file::json;
use crate::npmrc::file::value::Value;
use crate::npmrc::version::NpmVersion;

/// The workspace folders of `root`, in npm's order. Nothing if its `package.json` cannot be read or
/// names none.
#[must_use]
pub fn workspaces(root: &Path, npm: NpmVersion, files: &dyn Files) -> Vec<PathBuf> {
    found_workspaces(root, npm, files).0
}

/// The workspace folders, and whether npm certainly finds the same ones.
#[must_use]
pub fn found_workspaces(root: &Path, npm: NpmVersion, files: &dyn Files) -> (Vec<PathBuf>, bool) {
    let is_certain = declared(root, files) != Declared::Unclear;
    let Some(rules) = Rules::read(root, npm, files, Work::of_a_walk()) else {
        return (Vec::new(), is_certain);
    };
    let mut found = Vec::new();
    rules.walk(root, &mut Vec::new(), &rules.starts(), files, &mut found);
    found.sort_by(|a, b| locale_order(&a.join("/"), &b.join("/")));
    let rank = |names: &Vec<String>| {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        rules
            .items
            .iter()
            .position(|item| item.ranks(&names, rules.npm, &rules.work))
    };
    found.sort_by_cached_key(rank);
    let path = |names: &Vec<String>| {
        names
            .iter()
            .fold(root.to_path_buf(), |path, name| path.join(name))
    };
    (
        found.iter().map(path).collect(),
        is_certain && !rules.work.is_too_much(),
    )
}

/// Whether `folder` is a workspace of `root`, without a walk over everything below it.
pub(super) fn is_workspace_of(
    folder: &Path,
    root: &Path,
    npm: NpmVersion,
    files: &dyn Files,
) -> bool {
    let Ok(relative) = folder.strip_prefix(root) else {
        return false;
    };
    let names: Vec<_> = relative.iter().map(|name| name.to_string_lossy()).collect();
    let names: Vec<_> = names.iter().map(AsRef::as_ref).collect();
    let takes = |rules: &Rules| rules.take(&names) && !rules.work.is_too_much();
    Rules::read(root, npm, files, Work::of_one_folder()).is_some_and(|rules| takes(&rules))
        && files.is_file(&folder.join("package.json"))
}

/// What the manifest of a folder declares about workspaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declared {
    /// It declares none.
    Nothing,
    /// Patterns of names and whole stars, which every version reads alike.
    Plain,
    /// Other patterns, or a manifest that we cannot read: npm may read it differently.
    Unclear,
}

/// Whether a folder's `package.json` makes it a root, as far as that is certain.
pub(super) fn declared(root: &Path, files: &dyn Files) -> Declared {
    let Ok(bytes) = files.read_at_most(&root.join("package.json"), LARGEST) else {
        return Declared::Unclear;
    };
    let package = match json::parse_file(&bytes.unwrap_or_default()) {
        Ok(package) => package,
        // npm goes on.
        Err(json::Refusal::NotJson) => return Declared::Nothing,
        Err(json::Refusal::NotExact) => return Declared::Unclear,
    };
    match package.get("workspaces") {
        None | Some(Value::Null) => Declared::Nothing,
        Some(list) if is_plain(list) => Declared::Plain,
        Some(_) => Declared::Unclear,
    }
}

fn is_plain(declared: &Value) -> bool {
    let plain_name = |name: &str| {
        let letters = || {
            name.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'@'))
        };
        !name.is_empty() && (name == "*" || letters())
    };
    let plain = |text: &str| {
        text.len() <= 1024
            && text
                .strip_suffix('/')
                .unwrap_or(text)
                .split('/')
                .all(plain_name)
    };
    let list = declared.get("packages").unwrap_or(declared).as_list();
    let is_measured = |list: &[Value]| {
        let lengths = list.iter().filter_map(Value::as_text).map(str::len);
        list.len() <= MOST_PATTERNS && lengths.sum::<usize>() <= MOST_TEXT
    };
    list.is_some_and(|list| {
        is_measured(list) && list.iter().all(|item| item.as_text().is_some_and(plain))
    })
}

/// The patterns of a root.
struct Rules {
    items: Vec<Item>,
    npm: NpmVersion,
    work: Work,
}

struct Item {
    text: String,
    patterns: Vec<Pattern>,
    negated: bool,
}

impl Item {
    fn matches(&self, names: &[&str], work: &Work) -> bool {
        self.patterns
            .iter()
            .any(|pattern| pattern.matches_folder(names, false, work))
    }

    /// Whether a folder gets its place in the order from this pattern. Up to npm 9 the first that
    /// saw it counts, even one that removed it; from npm 10 the first that it matches *so far*
    /// (minimatch's `partial`).
    fn ranks(&self, names: &[&str], npm: NpmVersion, work: &Work) -> bool {
        if npm < NpmVersion::Npm10 {
            return self.matches(names, work);
        }
        !self.negated
            && self
                .patterns
                .iter()
                .any(|pattern| pattern.may_lead_to_more(names, work))
    }

    fn matches_text(&self, text: &str, work: &Work) -> bool {
        self.patterns
            .iter()
            .any(|pattern| pattern.matches_text(text, work))
    }

    /// For a pattern that only removes, from npm 10: hidden names count too.
    fn ignores(&self, names: &[&str], work: &Work) -> bool {
        self.patterns
            .iter()
            .any(|pattern| pattern.matches_folder(names, true, work))
    }
}

impl Rules {
    /// The patterns; `None` if the manifest names none, cannot be read, or is beyond a limit.
    fn read(root: &Path, npm: NpmVersion, files: &dyn Files, work: Work) -> Option<Self> {
        let bytes = files
            .read_at_most(&root.join("package.json"), LARGEST)
            .ok()??;
        let package = json::parse_file(&bytes).ok()?;
        let declared = package.get("workspaces")?;
        let list = declared
            .get("packages")
            .and_then(Value::as_list)
            .or_else(|| declared.as_list())?;
        let texts = list
            .iter()
            .map(Value::as_text)
            .collect::<Option<Vec<_>>>()?;
        Self::new(&texts, npm, work)
    }

    fn new(texts: &[&str], npm: NpmVersion, work: Work) -> Option<Self> {
        if texts.iter().map(|text| text.len()).sum::<usize>() > MOST_TEXT {
            return None;
        }
        let in_order = npm < NpmVersion::Npm10;
        let mut items: Vec<Item> = Vec::new();
        let mut written_out = 0;
        for text in texts {
            let item = item(text, in_order)?;
            written_out += item.patterns.len();
            if written_out > MOST_PATTERNS {
                return None;
            }
            if !in_order && !item.negated {
                forget_overridden(&mut items, &item.text, &work);
            }
            items.push(item);
        }
        if !in_order {
            let (negated, mut positive): (Vec<_>, Vec<_>) =
                items.into_iter().partition(|item| item.negated);
            positive.retain(|item| {
                !negated
                    .iter()
                    .any(|negated| negated.matches_text(&item.text, &work))
            });
            items = positive.into_iter().chain(negated).collect();
        }
        Some(Self { items, npm, work })
    }

    fn take(&self, names: &[&str]) -> bool {
        if names.contains(&"node_modules") {
            return false;
        }
        // Only the `**` of npm 9 takes the root itself.
        if names.is_empty() && self.npm != NpmVersion::Npm9 {
            return false;
        }
        if self.npm < NpmVersion::Npm10 {
            let last = self
                .items
                .iter()
                .rev()
                .find(|item| item.matches(names, &self.work));
            return last.is_some_and(|item| !item.negated);
        }
        self.items
            .iter()
            .any(|item| !item.negated && item.matches(names, &self.work))
            && !self.is_ignored(names)
    }

    fn is_ignored(&self, names: &[&str]) -> bool {
        self.items
            .iter()
            .any(|item| item.negated && item.ignores(names, &self.work))
    }

    fn starts(&self) -> Vec<(&Pattern, Positions)> {
        let positive = self.items.iter().filter(|item| !item.negated);
        positive
            .flat_map(|item| &item.patterns)
            .map(|pattern| (pattern, pattern.start()))
            .collect()
    }

    /// Descends wherever a pattern may still match.
    fn walk(
        &self,
        folder: &Path,
        names: &mut Vec<String>,
        states: &[(&Pattern, Positions)],
        files: &dyn Files,
        found: &mut Vec<Vec<String>>,
    ) {
        let borrowed: Vec<_> = names.iter().map(String::as_str).collect();
        if states
            .iter()
            .any(|(pattern, places)| pattern.is_end(places))
            && self.take(&borrowed)
            && files.is_file(&folder.join("package.json"))
        {
            found.push(names.clone());
        }
        let is_left = |(pattern, places): &(&Pattern, Positions)| pattern.has_more(places);
        if !states.iter().any(is_left) || !self.work.costs(A_FOLDER) {
            return;
        }
        for entry in files.list_dir(folder) {
            let name = entry.name.to_string_lossy();
            if !entry.is_dir || name == "node_modules" {
                continue;
            }
            let next = states.iter().map(|(pattern, places)| {
                (*pattern, pattern.step(places, &name, false, &self.work))
            });
            let next: Vec<(&Pattern, Positions)> =
                next.filter(|(_, places)| !places.is_empty()).collect();
            // A link is entered only by its name: below it, `**` could go round in circles.
            let may_enter =
                !entry.is_link || next.iter().any(|(pattern, places)| pattern.is_end(places));
            if next.is_empty() || !may_enter || names.len() > DEEPEST {
                continue;
            }
            names.push(name.into_owned());
            self.walk(&folder.join(&entry.name), names, &next, files, found);
            names.pop();
        }
    }
}

/// Folders deeper than this are skipped: links can make a tree endless.
const DEEPEST: usize = 64;
/// The cost of listing a folder, in comparisons: so at most 20,000 are listed.
const A_FOLDER: usize = 1000;
/// The largest manifest of a root that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;
/// The longest text of all patterns, in bytes: plain ones of that length cost less than
/// [`Work::of_one_folder`].
const MOST_TEXT: usize = 64 * 1024;
/// The most patterns after braces are expanded.
const MOST_PATTERNS: usize = 2000;

/// Removes leading `!` (an odd number negates) and slashes, from npm 10 also one `./`.
fn item(text: &str, in_order: bool) -> Option<Item> {
    let bare = text.trim_start_matches('!');
    let negated = (text.len() - bare.len()) % 2 == 1;
    let bare = if in_order {
        bare
    } else {
        bare.strip_prefix('.')
            .filter(|rest| rest.starts_with('/'))
            .unwrap_or(bare)
    };
    let text = bare.trim_start_matches('/').to_owned();
    Some(Item {
        patterns: Pattern::parse(&text.replace('\\', "/"))?,
        text,
        negated,
    })
}

/// Drops negated patterns that a later positive one matches. npm skips the one after each that it
/// drops.
fn forget_overridden(items: &mut Vec<Item>, text: &str, work: &Work) {
    let mut skip = false;
    items.retain(|item| {
        let dropped = item.negated && !std::mem::take(&mut skip) && item.matches_text(text, work);
        skip |= dropped;
        !dropped
    });
}

/// Close enough to `localeCompare(…, 'en')`: punctuation, digits, letters; case only if all else is
/// equal.
fn locale_order(a: &str, b: &str) -> std::cmp::Ordering {
    const PUNCTUATION: &str = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";
    let rank = |c: char| match PUNCTUATION.find(c) {
        Some(at) => (0, u32::try_from(at).unwrap_or(u32::MAX)),
        None => (1, c.to_lowercase().next().map_or(0, u32::from)),
    };
    let lower_first = |text: &str| text.chars().map(char::is_uppercase).collect::<Vec<_>>();
    a.chars()
        .map(rank)
        .cmp(b.chars().map(rank))
        .then_with(|| lower_first(a).cmp(&lower_first(b)))
}

#[cfg(test)]
#[path = "workspaces_tests.rs"]
mod tests;
