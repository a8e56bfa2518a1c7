//! Finds other programs in npmcred's way on PATH: several version managers, copies of npmcred, the
//! shims twice.
//!
//! A version manager is known by its folder on PATH, because it puts its folder there. An installed
//! one need not be the one that `npm` leads to.

use super::finding::{Diagnosis, Group};
use super::ourselves::Ourselves;
use crate::context::Context;
use crate::report::Command;
use crate::tool::{Tool, is_npmcred};
use npmcred_platform::hint;
use npmcred_platform::{files, process};
use std::path::{Path, PathBuf};

/// A version manager, and the parts of a folder's path by which it is known.
const MANAGERS: [(&str, &[&str]); 12] = [
    ("nvm", &["/.nvm/versions/node/", "/nvm/versions/node/"]),
    (
        "fnm",
        &["/fnm_multishells/", "/fnm/node-versions/", "/.fnm/"],
    ),
    (
        "asdf",
        &["/.asdf/shims", "/.asdf/installs/nodejs/", "/asdf/shims"],
    ),
    ("mise", &["/mise/shims", "/mise/installs/node/"]),
    ("Volta", &["/.volta/bin", "/volta/tools/"]),
    ("nodenv", &["/.nodenv/shims", "/nodenv/versions/"]),
    ("n", &["/n/bin", "/n/versions/node/"]),
    ("nvs", &["/.nvs/", "/nvs/default/"]),
    ("proto", &["/.proto/shims", "/.proto/bin"]),
    ("pnpm env", &["/pnpm/nodejs/", "/.local/share/pnpm"]),
    ("Homebrew", &["/homebrew/bin", "/linuxbrew/bin"]),
    ("Nix", &["/.nix-profile/bin", "/nix/var/nix/profiles/"]),
];

pub(super) fn look(context: &Context, ourselves: &Ourselves) -> Group {
    let folders = context.path_folders();
    let managers = managers(context, &folders);
    let mut findings = Vec::new();
    if let [first, .., last] = managers.as_slice() {
        let what = format!(
            "{} and {} both offer npm; that of {first} is used ({})",
            managers[..managers.len() - 1].join(", "),
            last,
            Command::from(hint::find_all("npm"))
                .shown()
                .unwrap_or_default()
        );
        findings.push(Diagnosis::note("two-managers", what, None));
    }
    findings.extend(doubled(&folders, ourselves));
    findings.extend(copies(&folders, ourselves));
    let state = match managers.as_slice() {
        [] => "no version manager on PATH".to_owned(),
        [one] => format!("npm is {one}'s"),
        several => format!("{} on PATH", several.join(", ")),
    };
    let details = serde_json::json!({ "managers": managers });
    Group {
        details,
        ..Group::new("path", state, findings)
    }
}

/// The version managers whose folders hold an npm, in the order of PATH.
fn managers(context: &Context, folders: &[PathBuf]) -> Vec<&'static str> {
    let mut found = Vec::new();
    for folder in folders
        .iter()
        .filter(|folder| process::file_id(&folder.join("npm")).is_ok())
    {
        let name = manager(folder).or_else(|| is_nodeenv(context, folder).then_some("nodeenv"));
        found.extend(name.filter(|name| !found.contains(name)));
    }
    found
}

/// nodeenv's folder has no fixed name, but its shell script names the variable that it sets.
fn is_nodeenv(context: &Context, folder: &Path) -> bool {
    let script = context.read(&folder.join("activate")).ok().flatten();
    script.is_some_and(|text| memchr::memmem::find(&text, b"NODE_VIRTUAL_ENV").is_some())
}

fn manager(folder: &Path) -> Option<&'static str> {
    let text = format!("{}/", files::slashed(folder));
    MANAGERS
        .iter()
        .find(|(_, pieces)| pieces.iter().any(|piece| text.contains(piece)))
        .map(|(name, _)| *name)
}

/// Our folder twice on PATH: harmless, but a start file adds it again and again.
fn doubled(folders: &[PathBuf], ourselves: &Ourselves) -> Option<Diagnosis> {
    let times = folders
        .iter()
        .filter(|folder| Some(*folder) == ourselves.folder.as_ref())
        .count();
    (times > 1).then(|| {
        Diagnosis::note(
            "doubled",
            format!("the folder of the shims is on PATH {times} times"),
            None,
        )
    })
}

/// Files named like a tool that are npmcred, but not this one: a copy from before an update, or one
/// that the user made. As the real tool of the shim it would start npmcred again and again.
fn copies(folders: &[PathBuf], ourselves: &Ourselves) -> Vec<Diagnosis> {
    let own = [&ourselves.folder, &ourselves.users];
    let named = folders
        .iter()
        .filter(|folder| own.iter().all(|own| own.as_ref() != Some(*folder)));
    let mut files: Vec<PathBuf> = named
        .flat_map(|folder| Tool::ALL.map(|tool| process::program_file(folder, tool.name())))
        .collect();
    files.dedup();
    let is_copy = |file: &PathBuf| {
        let other = process::file_id(file).is_ok_and(|id| ourselves.id.as_ref() != Some(&id));
        other && is_npmcred(file)
    };
    let finding = |file: PathBuf| {
        let what = format!(
            "{} is another copy of npmcred, not {}",
            file.display(),
            name(&file)
        );
        Diagnosis::problem("stale-copy", what, Some(hint::remove(&file).into()))
    };
    let dangling = |file: &PathBuf| {
        files::is_link(file) && files::canonical(file).is_err() && leads_to_npmcred(file)
    };
    let dead = |file: PathBuf| {
        let what = format!(
            "{} links to an npmcred that no longer exists",
            file.display()
        );
        Diagnosis::problem("dangling-link", what, Some(hint::remove(&file).into()))
    };
    let gone: Vec<PathBuf> = files
        .iter()
        .filter(|file| dangling(file))
        .cloned()
        .collect();
    files
        .into_iter()
        .filter(is_copy)
        .map(finding)
        .chain(gone.into_iter().map(dead))
        .collect()
}

fn name(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn leads_to_npmcred(link: &Path) -> bool {
    files::link_target(link)
        .is_some_and(|target| target.file_name().is_some_and(|name| name == "npmcred"))
}

#[cfg(test)]
mod tests {
    use super::manager;
    use std::path::Path;

    #[test]
    fn a_manager_is_known_by_its_folder_on_path() {
        let cases = [
            ("/home/u/.nvm/versions/node/v22.1.0/bin", Some("nvm")),
            ("/run/user/1/fnm_multishells/1_2/bin", Some("fnm")),
            ("/home/u/.asdf/shims", Some("asdf")),
            (
                "/home/u/.local/share/mise/installs/node/22.1.0/bin",
                Some("mise"),
            ),
            ("/home/u/.volta/bin", Some("Volta")),
            ("/home/u/n/bin", Some("n")),
            ("/usr/bin", None),
            ("/home/u/bin", None),
            ("/home/u/.local/share/npmcred/bin", None),
        ];
        for (folder, want) in cases {
            assert_eq!(manager(Path::new(folder)), want, "{folder}");
        }
    }
}
