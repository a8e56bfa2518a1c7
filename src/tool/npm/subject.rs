//! The packages that a command acts on: those that it names, sends, or finds in its folder.

use super::words::Words;
use crate::context::Context;
use crate::npmrc::{self, Config};
use crate::tool::as_npm::publish_target::{
    PublishRequest, PublishTarget, publish_targets, targets_of_folder,
};
use crate::tool::as_npm::questions::About;
use crate::tool::files::ContextFiles;

/// What a command acts on.
#[derive(Default)]
pub(super) struct Subject {
    /// What is about to be published.
    pub published: Vec<PublishTarget>,
    /// The names of the packages of the working folder, where the command asks for them.
    pub own: Vec<String>,
    /// The names of all packages.
    pub packages: Vec<String>,
}

impl Subject {
    /// Reads the manifests that the command is about.
    #[must_use]
    pub(super) fn read(context: &Context, words: &Words, config: &Config) -> Self {
        let published = published(context, words, config);
        let questions = words.questions();
        let asks_own = questions.iter().any(|one| one.about == About::Own);
        let own = if asks_own {
            own(context, words, config)
        } else {
            Vec::new()
        };
        let named = questions
            .iter()
            .filter_map(|question| match question.about {
                About::Package(name) | About::Team(name, _) => Some(name.to_owned()),
                About::Nothing | About::Own => None,
            });
        let sent = published.iter().map(|target| target.name.clone());
        let packages = sent
            .filter(|name| !name.is_empty())
            .chain(named)
            .chain(own.iter().cloned())
            .collect();
        Self {
            published,
            own,
            packages,
        }
    }
}

fn published(context: &Context, words: &Words, config: &Config) -> Vec<PublishTarget> {
    let Some(cwd) = context.existing_cwd() else {
        return Vec::new();
    };
    let home = context.home();
    let request = PublishRequest {
        command: words.name(),
        operands: &words.texts(),
        cwd,
        home: home.as_deref(),
        config,
        npm: words.npm,
    };
    publish_targets(&ContextFiles, &request)
}

fn own(context: &Context, words: &Words, config: &Config) -> Vec<String> {
    let is_set = |key: &str| {
        let setting = config.get(key);
        setting.is_some_and(|(_, setting)| setting.value.is_truthy())
    };
    let root = &config.local_prefix;
    let folders = if is_set("workspaces") || is_set("workspace") {
        npmrc::workspaces(root, words.npm, &ContextFiles)
    } else {
        vec![root.clone()]
    };
    let here = folders
        .iter()
        .flat_map(|folder| targets_of_folder(&ContextFiles, context.cwd(), folder));
    here.map(|target| target.name)
        .filter(|name| !name.is_empty())
        .collect()
}
