//! What people should know before npm runs, in words.

use super::not_read::not_read;
use crate::credential::{Place, literal, registry_of};
use crate::npmrc::{Config, Layer, LayerKind, Setting};
use crate::report::{Command, Hint};
use crate::tool::as_npm::publish_target::PublishTarget;
use crate::tool::remark::Remark;
use crate::tool::settings::Published;
use crate::tool::target::Target;
use std::path::Path;

/// The credentials in these `publishConfig`s, and what they do.
#[must_use]
pub(super) fn published(targets: &[PublishTarget]) -> Vec<Published> {
    let of = |target: &PublishTarget| -> Vec<Published> {
        let manifest = &target.manifest;
        let keys = target.credentials();
        keys.map(|key| Published {
            file: manifest.clone(),
            key: key.to_owned(),
            text: what_is_published(manifest, key),
        })
        .collect()
    };
    targets.iter().flat_map(of).collect()
}

fn what_is_published(manifest: &Path, key: &str) -> String {
    let place = format!("{}, publishConfig.{key}", manifest.display());
    format!(
        "{place}: npm sends this credential instead of the stored one, and publishes it with the package; take it out"
    )
}

/// Warns the person who has typed a secret of where it is now. npm's log keeps its arguments, and
/// hides only what begins with `npm_` (npm 12 `lib/npm.js`, `@npmcli/redact`).
#[must_use]
pub(super) fn typed(config: &Config) -> Vec<Remark> {
    let typed = config
        .layers
        .iter()
        .filter(|layer| layer.kind == LayerKind::Cli)
        .flat_map(Layer::settings);
    let is_secret = |setting: &&Setting| {
        literal::is_secret(&setting.key, setting.value.as_text().unwrap_or_default())
    };
    let Some(Setting { key, .. }) = typed.into_iter().find(is_secret) else {
        return Vec::new();
    };
    let note = format!("what you typed for {key} stays in your shell's history and in npm's log");
    let store = registry_of(config, literal::dart(key)).map(|registry| {
        let command = Command::new("npmcred store").flag("--registry", registry.to_string());
        Remark::Cure(Hint::new("keep it in the store instead", command))
    });
    std::iter::once(Remark::Note(note)).chain(store).collect()
}

/// Names config files that are there and that npm cannot read, or we do not.
pub(super) fn files_not_read(config: &Config) -> impl Iterator<Item = Remark> {
    not_read(config)
        .into_iter()
        .map(|(_, text)| Remark::Note(text))
}

/// npm's first look sees one key only.
#[must_use]
pub(super) fn unseen(target: &Target, place: &Place) -> String {
    let spot = place.spot();
    let (nerf, name) = (
        &target.nerf,
        place.key.rsplit(':').next().unwrap_or_default(),
    );
    let why = if place.key == format!("{}:{name}", nerf.as_str().trim_end_matches('/')) {
        ": the last slash is missing"
    } else {
        ""
    };
    format!(
        "{spot}: npm looks for a credential under {nerf}:{name} first, so it does not see {}{why} (npmcred migrate takes it to \
         where npm finds it)",
        place.key
    )
}

/// npm would turn a user name and a password into a token, and save that.
#[must_use]
pub(super) fn why_kept_back() -> Vec<Remark> {
    let note = "the stored password is not handed to this command: npm would save the token it makes of it";
    vec![
        Remark::Note(note.to_owned()),
        Remark::Hint("keep a token instead: npm login"),
    ]
}
