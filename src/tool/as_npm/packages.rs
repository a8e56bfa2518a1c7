//! Which folders may be workspaces of a project, where npm may read a pattern more widely than we
//! do.

use crate::npmrc::{Files, NpmVersion, found_workspaces, json};
use crate::tool::files::ContextFiles;
use std::path::{Path, PathBuf};

/// What is said where they cannot be told.
pub(in crate::tool) const UNCLEAR: &str = "its workspaces cannot all be looked at";

/// The largest manifest that is read, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;
/// The most folders that are looked into.
const MOST: usize = 20_000;

/// The workspaces of a root, and whatever npm may take for one; `None` where that cannot be told.
pub(in crate::tool) fn workspaces(
    files: &dyn Files,
    root: &Path,
    npm: NpmVersion,
) -> Option<Vec<PathBuf>> {
    match found_workspaces(root, npm, files) {
        (folders, true) => Some(folders),
        (_, false) => suspects(files, root),
    }
}

/// Every folder with a manifest that a pattern may lead to; `None` where there are too many, or
/// where one may lead out of the project.
pub(in crate::tool) fn suspects(files: &dyn Files, root: &Path) -> Option<Vec<PathBuf>> {
    let package = json::parse_file(
        &files
            .read_at_most(&root.join("package.json"), LARGEST)
            .ok()??,
    )
    .ok()?;
    let mut texts = Vec::new();
    json::texts(package.get("workspaces")?, &mut texts);
    suspects_of(files, root, &texts)
}

/// The patterns of the workspaces that the manifest of a folder names.
#[must_use]
pub(in crate::tool) fn patterns(folder: &Path) -> Vec<String> {
    let named = || {
        let manifest = folder.join("package.json");
        let bytes = ContextFiles.read_at_most(&manifest, LARGEST).ok()??;
        let package = json::parse_file(&bytes).ok()?;
        let mut texts = Vec::new();
        json::texts(package.get("workspaces")?, &mut texts);
        Some(texts.into_iter().map(str::to_owned).collect())
    };
    named().unwrap_or_default()
}

/// The same for the patterns of a workspace, wherever they are named.
pub(in crate::tool) fn suspects_of(
    files: &dyn Files,
    root: &Path,
    patterns: &[&str],
) -> Option<Vec<PathBuf>> {
    let mut left = patterns
        .iter()
        .filter_map(|text| start(text))
        .collect::<Option<Vec<_>>>()?;
    left.sort();
    left.dedup_by(|later, earlier| later.starts_with(earlier));
    let mut left: Vec<PathBuf> = left.iter().map(|start| root.join(start)).collect();
    let (mut looked_at, mut found) = (0, Vec::new());
    while let Some(folder) = left.pop() {
        looked_at += 1;
        if looked_at > MOST {
            return None;
        }
        for entry in files.list_dir(&folder) {
            if entry.is_dir && entry.name != "node_modules" && entry.name != ".git" {
                left.push(folder.join(&entry.name));
            } else if entry.name == "package.json" {
                found.push(folder.clone());
            }
        }
    }
    Some(found)
}

/// The folder below which everything is that a pattern may match. `None` for one that takes away;
/// `Some(None)` for one that may lead out of the project.
fn start(pattern: &str) -> Option<Option<PathBuf>> {
    let bare = pattern.trim_start_matches('!');
    if (pattern.len() - bare.len()) % 2 == 1 {
        return None;
    }
    // Braces can put two dots together, or begin at the root of all.
    let leads_out = [
        "..", "{.", ",.", "}.", ".{", ".,", ".}", "{/", ",/", "\\", "[.", "(.",
    ];
    if leads_out.iter().any(|sign| bare.contains(sign)) {
        return Some(None);
    }
    let is_plain = |name: &&str| {
        name.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_@.".contains(&byte))
    };
    Some(Some(
        bare.split('/')
            .filter(|name| !matches!(*name, "" | "."))
            .take_while(is_plain)
            .collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::testing::FakeFiles;

    #[test]
    fn only_what_a_pattern_may_lead_to_is_walked() {
        for (pattern, from) in [
            ("packages/*", Some("packages")),
            ("./packages/**", Some("packages")),
            ("!!/a/b.c/d*", Some("a/b.c")),
            ("{a,b}/*", Some("")),
            ("**", Some("")),
            ("a/../b", None),
            ("{.,x}./b", None),
            ("a/{.,x}{.,y}/b", None),
            ("{/x,y}", None),
            ("\\.\\./b", None),
        ] {
            assert_eq!(start(pattern), Some(from.map(PathBuf::from)), "{pattern}");
        }
        assert_eq!(start("!packages/a"), None);
    }

    #[test]
    fn what_is_certain_is_not_made_more_of() {
        let found = |declared: &str| {
            let root = format!(r#"{{"workspaces":[{declared}]}}"#);
            let files = [
                ("/p/package.json", root.as_str()),
                ("/p/w/package.json", "{}"),
                ("/p/w/x/package.json", "{}"),
            ];
            let found = workspaces(&FakeFiles::new(&files), Path::new("/p"), NpmVersion::Npm12)?;
            let mut found: Vec<String> =
                found.iter().map(|one| one.display().to_string()).collect();
            found.sort();
            Some(found)
        };
        assert_eq!(found(r#""w""#), Some(vec!["/p/w".into()]));
        assert_eq!(
            found(r#""./w""#),
            Some(vec!["/p/w".into(), "/p/w/x".into()])
        );
        assert_eq!(found(r#""../w""#), None);
    }
}
