//! What npm saved in a config file while it ran as a child.
//!
//! A new secret need not have been typed. npm 8 copies the credential of any layer into the user's
//! file whenever it saves that one. It also writes a variable's value in the place of its
//! `${NAME}`. Such a copy is taken out again; what is nowhere else goes to the store. To look only
//! at the words that were typed would miss both, and an editor's work.

use super::words::Words;
use super::{keep, saved_file};
use crate::context::Context;
use crate::credential::Credential;
use crate::credential::literal::{self, Pair};
use crate::error::{Error, ErrorKind, Result};
use crate::login::account::{self, NpmUserConfig};
use crate::login::{self, Replacement};
use crate::npmrc::{Config, Document, LayerKind, NpmVersion, Value};
use crate::profile;
use crate::report::Command;
use crate::tool::as_npm::config;
use crate::tool::call::Call;
use crate::tool::dialect;
use npmcred_platform::files;
use npmcred_platform::memory::CoreDumpsOff;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A secret's digest: while npm runs, nothing more is remembered of what the files held.
type Print = [u8; 32];

/// What npm's config files held before it ran.
pub(super) struct ConfigSnapshot<'a> {
    call: &'a Call<'a>,
    words: &'a Words,
    before: Config,
    known: Vec<(PathBuf, Vec<Print>)>,
}

impl<'a> ConfigSnapshot<'a> {
    /// Looks at the files that the command may save.
    pub(super) fn take(call: &'a Call<'a>, words: &'a Words) -> Self {
        let _undumped = CoreDumpsOff::begin();
        let before = config::load(call.context, call.real, call.env, &words.line);
        let places = [
            Some(&before.user_path),
            Some(&before.global_path),
            before.project_path.as_ref(),
        ];
        let known = places.into_iter().flatten().map(|path| {
            let known = prints(&secrets(call.context, path, words.npm));
            (path.clone(), known)
        });
        Self {
            known: known.collect(),
            call,
            words,
            before,
        }
    }
}

impl dialect::Snapshot for ConfigSnapshot<'_> {
    fn scrub(&self) {
        let (context, npm) = (self.call.context, self.words.npm);
        for (path, known) in &self.known {
            let fresh: Vec<Pair> = secrets(context, path, npm)
                .into_iter()
                .filter(|(_, value)| !known.contains(&print(value)))
                .collect();
            if fresh.is_empty() {
                continue;
            }
            let after = config::load(context, self.call.real, self.call.env, &self.words.line);
            let file = File {
                path,
                npm,
                before: &self.before,
                after: &after,
            };
            put_right(context, &file, fresh);
        }
    }
}

/// A config file in which npm left a new secret.
struct File<'a> {
    path: &'a Path,
    npm: NpmVersion,
    before: &'a Config,
    after: &'a Config,
}

fn put_right(context: &Context, file: &File<'_>, fresh: Vec<Pair>) {
    let (copies, fresh): (Vec<Pair>, Vec<Pair>) =
        fresh.into_iter().partition(|pair| file.is_copy(pair));
    if !copies.is_empty() {
        let keys: Vec<&str> = copies.iter().map(|(key, _)| key.as_str()).collect();
        told(context, file.restore(context, &keys), || {
            format!(
                "npm had copied {} into {}; it is out again",
                keys.join(" and "),
                file.path.display()
            )
        });
    }
    let understood = literal::understand(context.now(), file.after, &file.all(context, &fresh));
    for (mut credential, keys) in understood.credentials {
        let keys: Vec<&str> = keys
            .iter()
            .map(String::as_str)
            .filter(|key| fresh.iter().any(|(new, _)| new == key))
            .collect();
        let moved = file
            .may_move(context, &mut credential, &keys)
            .and_then(|replaced| {
                let store = keep::keep(context, &mut credential)?;
                file.restore(context, &keys)?;
                Ok((store, replaced))
            });
        match moved {
            Ok((store, replaced)) => {
                let place = file.path.display();
                context.report.note(&format!(
                    "moved from {place} to the {store}: {}",
                    keys.join(" and ")
                ));
                if let Some(old) = &replaced {
                    let config = NpmUserConfig::new(context, file.after, file.npm);
                    let new = &credential;
                    if let Err(error) =
                        (Replacement { old, new }).offer_revocation(context, &config, true)
                    {
                        context.report.error(&error);
                    }
                }
            }
            Err(error) => left(context, file, &keys, &error),
        }
    }
    for key in understood
        .left
        .iter()
        .filter(|key| fresh.iter().any(|(new, _)| new == *key))
    {
        left(context, file, &[key], &keep::refused(file.after, key));
    }
}

fn told(context: &Context, done: Result<()>, text: impl FnOnce() -> String) {
    match done {
        Ok(()) => context.report.note(&text()),
        Err(error) => context.report.error(&error),
    }
}

/// What stays in the file, with the way out.
fn left(context: &Context, file: &File<'_>, keys: &[&str], why: &Error) {
    let names = keys.join(" and ");
    let error = Error::new(
        ErrorKind::Refused,
        format!(
            "{} holds a secret in plain text now: {names}",
            file.path.display()
        ),
    );
    let error = why
        .hints
        .iter()
        .cloned()
        .fold(error.note(why.message.clone()), Error::hinted);
    let command = keys
        .iter()
        .fold(Command::new("npm config delete"), |command, key| {
            command.word(*key)
        });
    context
        .report
        .error(&error.cure("then take it out", command));
}

impl File<'_> {
    /// Whether another place of the configuration, or a variable that this very file names, holds
    /// the same secret: npm copied it.
    fn is_copy(&self, (key, value): &Pair) -> bool {
        let layers = self
            .before
            .layers
            .iter()
            .flat_map(|layer| layer.settings().iter().map(move |one| (layer, one)));
        let mut others = layers.filter(|(layer, setting)| {
            layer.path.as_deref() != Some(self.path)
                || (setting.key == *key && setting.raw.contains("${"))
        });
        others.any(|(layer, setting)| {
            layer.kind != LayerKind::Builtin && setting.value.to_text() == *value
        })
    }

    /// Whether this may be filed: what only a project says, or what stands in a file that is not
    /// the user's own, takes nobody's place. Returns the one that it replaces.
    fn may_move(
        &self,
        context: &Context,
        credential: &mut Credential,
        keys: &[&str],
    ) -> Result<Option<Credential>> {
        let dart = keys.first().map_or("", |key| literal::dart(key));
        if let Some(place) = account::key_only_by_project(self.after, &credential.registry, dart) {
            let why = format!(
                "only the project says that {} is meant: {place}",
                credential.registry
            );
            let hint = login::by_hand(&credential.registry, keep::command_for(credential.kind));
            return Err(Error::new(ErrorKind::Refused, why).hinted(hint));
        }
        credential.profile = profile::active(context)?.profile;
        let old = login::taken(context, credential)?;
        let is_own = self.path == self.after.user_path
            && saved_file::of_one_job(context, self.after).is_none();
        match old {
            Some(old) if !is_own => {
                let what = login::described(&old);
                let why = format!("{what} is kept for {} and stays", credential.registry);
                Err(Error::new(ErrorKind::Refused, why))
            }
            old => Ok(old),
        }
    }

    /// The new pairs, and the user names that stand beside them.
    fn all(&self, context: &Context, fresh: &[Pair]) -> Vec<Pair> {
        let names = pairs(context, self.path, self.npm)
            .into_iter()
            .filter(|(key, _)| key.ends_with(":username"));
        fresh.iter().cloned().chain(names).collect()
    }

    /// Takes the keys out of the file; one that held a placeholder before holds it again.
    fn restore(&self, context: &Context, keys: &[&str]) -> Result<()> {
        let bytes = context.read(self.path)?.unwrap_or_default();
        let mut document = Document::parse(&bytes, self.npm);
        let mut restored = String::new();
        for key in keys {
            document.remove_key(key);
            let layer = self
                .before
                .layers
                .iter()
                .find(|layer| layer.path.as_deref() == Some(self.path));
            if let Some(setting) = layer
                .and_then(|layer| layer.get(key))
                .filter(|setting| setting.raw.contains("${"))
            {
                restored.push_str(&format!("{key}={}\n", setting.raw));
            }
        }
        // In front: a `[section]` would swallow what follows it.
        let contents = [restored.as_bytes(), &document.to_bytes()].concat();
        files::write_private(self.path, &contents)
            .map_err(|cause| Error::file("write", self.path, &cause))
    }
}

fn secrets(context: &Context, path: &Path, npm: NpmVersion) -> Vec<Pair> {
    pairs(context, path, npm)
        .into_iter()
        .filter(|(key, value)| literal::is_secret(key, value))
        .collect()
}

/// What a file says, as far as it is text. One that cannot be read is npm's to complain about.
fn pairs(context: &Context, path: &Path, npm: NpmVersion) -> Vec<Pair> {
    let bytes = context.read(path).ok().flatten().unwrap_or_default();
    let settings = Document::parse(&bytes, npm).settings();
    settings
        .into_iter()
        .filter_map(|(key, value, _)| Some((key, text(&value)?)))
        .collect()
}

fn text(value: &Value) -> Option<String> {
    value.as_text().map(str::to_owned)
}

fn prints(pairs: &[Pair]) -> Vec<Print> {
    pairs.iter().map(|(_, value)| print(value)).collect()
}

fn print(value: &str) -> Print {
    Sha256::digest(value.as_bytes()).into()
}
