//! A publish is held to the `publishConfig` that was looked at before it.
//!
//! npm reads the manifest again after the scripts of a package have run, and applies its
//! `publishConfig` again (npm 12 `lib/commands/publish.js`, `#getManifest`). So a `prepack` script
//! could lead the connection, and the credential, through a proxy of its own. npm is made to load a
//! file of ours, which compares each key that changes the way with what stood there at first. Where
//! one differs, it ends the publish. It does so at the very reading that npm goes by: there is no
//! moment in between.
//!
//! Flags are the alternative that lost. From npm 10 on they stand above `publishConfig`, on npm 8
//! and 9 below it. They cannot hold an address with a password or packages that disagree. And a
//! registry that a script names on purpose would be passed over without a word. A private package
//! would then go to the public registry.
//!
//! Only the file tells npm where the credential is. Started without it, npm finds none.

use crate::context::{Context, Env};
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::origin::TRANSPORT;
use crate::settings;
use crate::tool::as_npm::node_options::OPTIONS;
use crate::tool::as_npm::publish_target::PublishTarget;
use crate::tool::delivery::PathSlot;
use crate::trust::PUBLISHED;
use npmcred_platform::files;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::ffi::OsString;

/// The file's name, in our data folder.
pub const FILE: &str = "mid_publish.cjs";

const CODE: &str = include_str!("mid_publish.cjs");

/// What stood in `publishConfig`: a digest of each key with its value, which may hold a password.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PublishGuard {
    said: Vec<String>,
}

impl PublishGuard {
    /// That of a command; `None` where it applies no `publishConfig`.
    #[must_use]
    pub(super) fn of(command: &str, operands: &[&str], targets: &[PublishTarget]) -> Option<Self> {
        let applies = matches!(
            (command, operands),
            ("publish" | "unpublish", _) | ("stage", ["publish", ..])
        );
        let said = targets.iter().flat_map(|target| &target.publish_config);
        applies.then(|| Self {
            said: said.map(|(key, value)| digest(key, value)).collect(),
        })
    }

    /// Has npm load the file, which then leads it to the contents: by a flag, where a config file
    /// names another place. The file itself is [`write_file`]'s.
    ///
    /// # Errors
    /// `File` where the file cannot be written; `Other` where its path cannot be said to node.
    pub(super) fn load(&self, context: &Context, flag: bool, env: &Env) -> Result<Loaded> {
        let quoted = write_file(context)?;
        let before = env.get(OPTIONS);
        let mut options = OsString::from(format!("--require \"{quoted}\""));
        if let Some(before) = before {
            options.push(" ");
            options.push(before);
        }
        let keys: Vec<&str> = TRANSPORT.into_iter().chain(PUBLISHED).collect();
        let before = before.map(|before| before.to_string_lossy().into_owned());
        let held = json!({ "flag": flag, "keys": keys, "said": self.said, "options": before });
        Ok(Loaded {
            options: (OPTIONS.into(), Some(options)),
            path_in: PathSlot::FirstLine(settings::HELD.name, held.to_string()),
        })
    }
}

/// How npm comes to load the file.
pub(super) struct Loaded {
    /// The variable that has node load it.
    pub options: (OsString, Option<OsString>),
    /// Where the file finds the path of the contents, and what it holds the publish to.
    pub path_in: PathSlot,
}

/// Writes the file into our data folder, and returns its path as node's options spell it.
fn write_file(context: &Context) -> Result<String> {
    let path = context.data_folder()?.join(FILE);
    if context.read(&path)?.as_deref() != Some(CODE.as_bytes()) {
        files::write_private(&path, CODE.as_bytes()).map_err(|cause| {
            Error::file("write", &path, &cause)
                .note("npm is held to the package's publishConfig by it; nothing was begun")
        })?;
    }
    let quoted = path
        .to_str()
        .map(|path| path.replace('\\', "\\\\").replace('"', "\\\""));
    quoted.ok_or_else(|| {
        let what = format!(
            "the path of {} is no text, so that node cannot be told of it",
            path.display()
        );
        Error::new(ErrorKind::Other, what)
    })
}

fn digest(key: &str, value: &Value) -> String {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let digest = Sha256::digest(format!("{key}\0{text}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_applies_a_publish_config_is_held() {
        let config = [
            ("registry", "https://a/".into()),
            ("strict-ssl", false.into()),
        ];
        let publish_config = config
            .into_iter()
            .map(|(key, value): (&str, Value)| (key.to_owned(), value))
            .collect();
        let target = PublishTarget {
            publish_config,
            ..PublishTarget::default()
        };
        let targets = [target.clone(), target];
        let said = |command: &str, operands: &[&str]| {
            PublishGuard::of(command, operands, &targets).map(|held| held.said.len())
        };
        assert_eq!(
            (
                said("publish", &[]),
                said("unpublish", &["x"]),
                said("stage", &["publish"])
            ),
            (Some(4), Some(4), Some(4))
        );
        assert_eq!(
            (
                said("stage", &["list"]),
                said("view", &["x"]),
                said("pack", &[])
            ),
            (None, None, None)
        );
        assert_eq!(
            PublishGuard::of("publish", &[], &[]),
            Some(PublishGuard { said: Vec::new() })
        );
        // A word and what looks like it are one to `mid_publish.cjs` as well.
        assert_eq!(
            digest("strict-ssl", &false.into()),
            digest("strict-ssl", &"false".into())
        );
    }
}
