//! The files of a project that start programs, by their names. No other file is opened.

use npmcred_platform::files;
use std::path::{Path, PathBuf};

/// The kind of a file: how it begins a comment, and what runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A start file of a shell.
    Start,
    /// A shell script, whatever its name.
    Script,
    /// A makefile, a justfile, a taskfile.
    Make,
    /// `package.json`.
    Manifest,
    /// A Dockerfile: its paths are in the image, or in the folder that it is built from.
    Image,
    /// A compose file.
    Compose,
    /// A `devcontainer.json`.
    DevContainer,
    /// A build server's job.
    Server,
    /// The apps of pm2.
    Pm2,
}

/// Folders of a project whose files are scripts.
const SCRIPT_FOLDERS: [&str; 7] = ["scripts", "script", "bin", ".ci", "ci", "tools", ".husky"];
/// The most names that are looked at in one folder.
const NAMES: usize = 300;

impl Sort {
    /// Whether the text is of this kind: a file in a folder of scripts may be anything.
    pub(super) fn is_this(self, text: &str) -> bool {
        self != Self::Script
            || text.starts_with("#!")
                && text
                    .lines()
                    .next()
                    .is_some_and(|first| first.contains("sh"))
    }
}

/// The files of a project, with their kinds.
pub(super) fn of_project(folder: &Path) -> Vec<(PathBuf, Sort)> {
    let mut found = within(folder, &of_name);
    let container = folder.join(".devcontainer");
    found.extend(within(&container, &of_name));
    for name in files::list_dir(&container)
        .unwrap_or_default()
        .into_iter()
        .take(NAMES)
    {
        found.extend(within(&container.join(name), &of_name));
    }
    found.extend(within(&folder.join(".github/workflows"), &|name| {
        has_end(name, &["yml", "yaml"]).then_some(Sort::Server)
    }));
    found.extend(
        SCRIPT_FOLDERS
            .iter()
            .flat_map(|scripts| within(&folder.join(scripts), &of_script)),
    );
    found
}

fn within(folder: &Path, sort: &dyn Fn(&str) -> Option<Sort>) -> Vec<(PathBuf, Sort)> {
    let names = files::list_dir(folder)
        .unwrap_or_default()
        .into_iter()
        .take(NAMES);
    names
        .filter_map(|name| Some((folder.join(&name), sort(name.to_str()?)?)))
        .collect()
}

fn has_end(name: &str, ends: &[&str]) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, end)| ends.contains(&end))
}

/// Beside the manifest.
fn of_name(name: &str) -> Option<Sort> {
    let lower = name.to_ascii_lowercase();
    let is_yaml = has_end(&lower, &["yml", "yaml"]);
    let stem = lower.split('.').next().unwrap_or_default();
    Some(match lower.as_str() {
        "makefile" | "gnumakefile" | "justfile" | ".justfile" => Sort::Make,
        _ if lower.ends_with(".mk") || is_yaml && stem == "taskfile" => Sort::Make,
        "package.json" => Sort::Manifest,
        "devcontainer.json" | ".devcontainer.json" => Sort::DevContainer,
        ".gitlab-ci.yml" | "azure-pipelines.yml" | "bitbucket-pipelines.yml" => Sort::Server,
        _ if ["dockerfile", "containerfile"].contains(&stem)
            || has_end(&lower, &["dockerfile"]) =>
        {
            Sort::Image
        }
        _ if is_yaml && lower.contains("compose") => Sort::Compose,
        "process.json" | "pm2.json" | "processes.json" => Sort::Pm2,
        _ if lower.starts_with("ecosystem.") || lower.contains(".ecosystem.") => Sort::Pm2,
        _ => return of_script(&lower).filter(|_| lower.contains('.')),
    })
}

/// In a folder of scripts, where the extension is often left out.
fn of_script(name: &str) -> Option<Sort> {
    if has_end(name, &["sh", "bash", "zsh", "ksh", "fish"]) {
        return Some(Sort::Start);
    }
    (!name.contains('.')).then_some(Sort::Script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_sort() {
        let cases = [
            ("Makefile", Some(Sort::Make)),
            ("rules.mk", Some(Sort::Make)),
            ("Taskfile.yml", Some(Sort::Make)),
            ("package.json", Some(Sort::Manifest)),
            ("package-lock.json", None),
            ("Dockerfile.ci", Some(Sort::Image)),
            ("docker-compose.override.yml", Some(Sort::Compose)),
            (".gitlab-ci.yml", Some(Sort::Server)),
            ("ecosystem.config.js", Some(Sort::Pm2)),
            ("release.sh", Some(Sort::Start)),
            ("README", None),
            ("index.js", None),
        ];
        for (name, want) in cases {
            assert_eq!(of_name(name), want, "{name}");
        }
        assert_eq!(
            (of_script("release"), of_script("a.js")),
            (Some(Sort::Script), None)
        );
        assert!(
            Sort::Script.is_this("#!/usr/bin/env bash\n")
                && !Sort::Script.is_this("#!/usr/bin/env node\nsh")
        );
    }
}
