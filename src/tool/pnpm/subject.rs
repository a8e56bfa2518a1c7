//! The packages that a command of pnpm's acts on.

use super::addresses::members;
use super::commands;
use super::config::PnpmConfig;
use super::words::Words;
use crate::context::Context;
use crate::npmrc::{Files, NpmVersion, json};
use crate::tool::as_npm::publish_target::{PublishTarget, targets_of_path};
use crate::tool::as_npm::questions::{About, questions};
use crate::tool::files::ContextFiles;
use std::path::{Path, PathBuf};

/// The largest manifest that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// What a command acts on.
#[derive(Default)]
pub(super) struct Subject {
    /// What is about to be published.
    pub published: Vec<PublishTarget>,
    /// The name of the package here, for a command that names none.
    pub own: Vec<String>,
}

impl Subject {
    /// Reads the manifests that the command is about.
    #[must_use]
    pub(super) fn read(context: &Context, words: &Words, config: &PnpmConfig) -> Self {
        let publishes = match words.texts().as_slice() {
            operands if words.name() == "publish" => Some(operands.to_vec()),
            ["publish", operands @ ..] if words.name() == "stage" => Some(operands.to_vec()),
            _ => None,
        };
        let here = |path: &Path| targets_of_path(&ContextFiles, context.cwd(), path);
        match publishes {
            Some(operands) => Self {
                published: published(words, config, &operands, &here),
                own: Vec::new(),
            },
            None => {
                let operands = words.texts();
                let asked = questions(commands::as_npm(words.name()), &operands, NpmVersion::Npm12);
                let asks_own = asked.iter().any(|one| one.about == About::Own);
                let own = if asks_own {
                    here(&config.folders.start)
                } else {
                    Vec::new()
                };
                Self {
                    published: Vec::new(),
                    own: own.into_iter().map(|one| one.name).collect(),
                }
            }
        }
    }
}

fn published(
    words: &Words,
    config: &PnpmConfig,
    operands: &[&str],
    here: &dyn Fn(&Path) -> Vec<PublishTarget>,
) -> Vec<PublishTarget> {
    let start = &config.folders.start;
    let root = config
        .folders
        .project
        .as_ref()
        .filter(|_| words.is_recursive());
    let folders: Vec<PathBuf> = match root {
        Some(root) => match members(config, root) {
            Some(members) => [root.clone()].into_iter().chain(members).collect(),
            None => {
                let why = "its workspaces cannot all be looked at";
                return vec![PublishTarget::unread(&root.join("package.json"), why)];
            }
        },
        None if operands.is_empty() => vec![start.clone()],
        None => operands.iter().map(|word| start.join(word)).collect(),
    };
    let is_sent = |folder: &&PathBuf| root.is_none() || !is_private(folder);
    let sent = folders.iter().filter(is_sent);
    sent.flat_map(|folder| {
        let mut all = here(folder);
        // pnpm publishes what lies there, with the manifest that lies there.
        if let Some(inside) = publish_folder(folder) {
            all.extend(here(&inside));
        }
        all
    })
    .collect()
}

fn manifest(folder: &Path) -> Option<serde_json::Value> {
    let bytes = ContextFiles
        .read_at_most(&folder.join("package.json"), LARGEST)
        .ok()??;
    Some(json::to_serde(&json::parse_file(&bytes).ok()?))
}

/// pnpm leaves such a package out where it publishes several.
fn is_private(folder: &Path) -> bool {
    manifest(folder).is_some_and(|it| it.get("private") == Some(&serde_json::Value::Bool(true)))
}

fn publish_folder(folder: &Path) -> Option<PathBuf> {
    let directory = manifest(folder)?;
    let directory = directory.get("publishConfig")?.get("directory")?.as_str()?;
    Some(folder.join(directory))
}
