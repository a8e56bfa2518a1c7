//! A throwaway place in which npm touches none of the user's files: configuration, cache, logs,
//! temporary files, a project.

use crate::context::{Context, Env};
use crate::credential::Profile;
use crate::error::{Error, Result};
use crate::settings::{BYPASS, CHECK, COVERED_PREFIX, DEPTH, HANDOVER, HELD, PROFILE, RENEW};
use npmcred_platform::files;
use npmcred_platform::scratch::Scratch;
use npmcred_platform::variable;
use std::path::{Path, PathBuf};

const WITNESS: &str = include_str!("witness.js");

/// The place; it is removed when this is dropped.
pub(super) struct Stage {
    scratch: Scratch,
}

impl Stage {
    /// Makes the place. The witness is a script of the project that npm runs at the install.
    ///
    /// # Errors
    /// `File`.
    pub(super) fn new(context: &Context) -> Result<Self> {
        let folder = context.data_folder()?;
        let scratch = Scratch::begin(&folder)
            .map_err(|cause| Error::file("make a folder in", &folder, &cause))?;
        let stage = Self { scratch };
        let script = format!("node witness.js {}", std::process::id());
        let manifest = serde_json::json!({
            "name": "npmcred-proof", "version": "1.0.0", "private": true, "scripts": { "postinstall": script },
        });
        stage.write("project/package.json", &manifest.to_string())?;
        stage.write("project/witness.js", WITNESS)?;
        stage.write("project/seen/begun", "")?;
        stage.write("tmp/begun", "")?;
        stage.write("npmrc", "")?;
        Ok(stage)
    }

    fn write(&self, name: &str, text: &str) -> Result<()> {
        let path = self.path().join(name);
        files::write_private(&path, text.as_bytes())
            .map_err(|cause| Error::file("write", &path, &cause))
    }

    pub(super) fn path(&self) -> &Path {
        self.scratch.path()
    }

    pub(super) fn project(&self) -> PathBuf {
        self.path().join("project")
    }

    /// Whether the witness has finished: it says so itself at the end.
    pub(super) fn has_witnessed(&self) -> bool {
        files::is_file(&self.project().join("seen/done"))
    }

    /// The user's own environment, with npm directed to this place and to this registry. npm logs
    /// as much as it can.
    pub(super) fn environment(&self, context: &Context, registry: &str, profile: &Profile) -> Env {
        let mut env = context.env.clone();
        let dropped = [BYPASS, DEPTH, HANDOVER, HELD].map(|one| one.name);
        dropped.iter().for_each(|name| env.remove(name));
        env.remove_beginning_with(COVERED_PREFIX);
        env.drop_where(|name| {
            let lower = name.to_lowercase();
            lower.starts_with("npm_config_") || lower.ends_with("_proxy")
        });
        let at = |name: &str| self.path().join(name).into_os_string();
        variable::TEMPORARY_FOLDER
            .iter()
            .for_each(|name| env.set(name, at("tmp")));
        env.set("npm_config_userconfig", at("npmrc"));
        env.set("npm_config_globalconfig", at("globalrc"));
        env.set("npm_config_cache", at("cache"));
        let words = [
            ("npm_config_registry", registry),
            ("npm_config_loglevel", "silly"),
            ("npm_config_foreground_scripts", "true"),
            ("npm_config_ignore_scripts", "false"),
            ("npm_config_audit", "false"),
            ("npm_config_fund", "false"),
            ("npm_config_update_notifier", "false"),
            (RENEW.name, "never"),
            // A question of ours would be taken for npm's own request.
            (CHECK.name, "off"),
        ];
        words.iter().for_each(|(name, word)| env.set(name, *word));
        env.set(PROFILE.name, profile.to_string());
        env
    }

    /// Every file of the place, by its path in it.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for path in files::list_dir(&folder)
                .unwrap_or_default()
                .into_iter()
                .map(|name| folder.join(name))
            {
                if files::is_link(&path) {
                    continue;
                }
                if files::is_dir(&path) {
                    folders.push(path);
                } else {
                    found.push(path);
                }
            }
        }
        found.sort();
        found
    }
}
