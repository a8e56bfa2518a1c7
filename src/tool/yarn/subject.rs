//! The packages that a command of yarn's acts on.

use super::config::YarnConfig;
use super::words::Words;
use crate::context::Context;
use crate::npmrc::{Config, NpmVersion};
use crate::registry::Scope;
use crate::tool::as_npm::publish_target::{PublishTarget, targets_of_folder};
use crate::tool::as_npm::questions::{About, questions};
use crate::tool::as_npm::registries::collected;
use crate::tool::files::ContextFiles;
use crate::tool::target::Target;
use npmcred_platform::files;
use std::path::PathBuf;

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
    pub(super) fn read(context: &Context, words: &Words, config: &YarnConfig) -> Self {
        let here = |folder: PathBuf| targets_of_folder(&ContextFiles, context.cwd(), &folder);
        let project = || config.folders.project.clone();
        if words.name() == "publish" {
            // The manifest of a tarball is not looked at (1.22 `commands/publish.js`).
            let named = words.operands.first();
            let named = named.map(|word| config.folders.project.join(word));
            let folder = named.filter(|path| files::is_dir(path));
            return Self {
                published: here(folder.unwrap_or_else(project)),
                own: Vec::new(),
            };
        }
        let operands = words.as_npm_operands();
        let asked = questions(words.as_npm(), &operands, NpmVersion::Npm12);
        let asks_own = asked.iter().any(|one| one.about == About::Own);
        let own = if asks_own {
            here(project())
        } else {
            Vec::new()
        };
        Self {
            published: Vec::new(),
            own: own.into_iter().map(|one| one.name).collect(),
        }
    }

    /// The registries that `publishConfig` names. For yarn they stand above all others.
    pub(super) fn registries(&self) -> Vec<&str> {
        let all = self.published.iter();
        let named = all.filter_map(|one| one.publish_config.get("registry")?.as_str());
        named.filter(|text| !text.is_empty()).collect()
    }

    /// Where a package that is published goes.
    pub(super) fn targets(&self, config: &Config) -> Vec<Target> {
        let goes_to = |one: &PublishTarget| {
            let named = one
                .publish_config
                .get("registry")
                .and_then(|it| it.as_str());
            let scope = Scope::of_package(&one.name);
            let of_scope = |scope: &Scope| config.truthy(&format!("{scope}:registry"));
            let text = match named.filter(|text| !text.is_empty()) {
                Some(text) => text.to_owned(),
                None => {
                    let of_scope = scope.as_ref().and_then(of_scope);
                    of_scope.unwrap_or_else(|| config.default_registry())
                }
            };
            (text, scope)
        };
        collected(self.published.iter().map(goes_to))
    }
}
