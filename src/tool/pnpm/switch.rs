//! How often pnpm reads what it is handed: once, or twice where it starts another version of itself
//! that the project asks for.
//!
//! Where this cannot be told for certain the answer is once. Then the other version is anonymous at
//! the user's own registries. The answer "twice" lost: a second reader who never comes would leave
//! the credential there for whoever looks.

use super::config::PnpmConfig;
use super::environment;
use super::words::{Words, major_of};
use crate::context::Env;
use crate::npmrc::{Files, json};
use crate::tool::files::ContextFiles;
use serde_json::Value;

/// The largest manifest that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// The first major version that reads the variable.
pub(super) const FIRST: u64 = 11;

/// Commands that this pnpm runs itself, whatever the project asks for (pnpm 12 `pre_command.rs`,
/// `should_skip_command_name`).
const OWN: [&str; 3] = ["dlx", "self-update", "store"];

/// How many readers close the file before the tool runs anything.
#[must_use]
pub(super) fn closes(config: &PnpmConfig, words: &Words, env: &Env) -> u8 {
    // It reads the settings of the user alone and those of the project (pnpm 11
    // `getConfigInheritingDlxSettingsFromLocal`).
    let twice = words.major() == 11 && matches!(words.name(), "dlx" | "create");
    if twice || will_switch(config, words, env) {
        2
    } else {
        1
    }
}

fn will_switch(config: &PnpmConfig, words: &Words, env: &Env) -> bool {
    let Some(version) = words.version.as_deref() else {
        return false;
    };
    let stays = words
        .option(&["pm-on-fail"])
        .is_some_and(|said| said != "download")
        || [&config.workspace, &config.own]
            .into_iter()
            .flatten()
            .any(|yaml| yaml.stays)
        || ["ignore", "warn", "error"]
            .iter()
            .any(|word| environment::says(env, "pm_on_fail", word))
        || environment::says(env, "manage_package_manager_versions", "false")
        || env.get("COREPACK_ROOT").is_some()
        || OWN.contains(&words.name());
    if stays {
        return false;
    }
    let pinned = config.folders.project.as_ref().and_then(|root| {
        let bytes = ContextFiles
            .read_at_most(&root.join("package.json"), LARGEST)
            .ok()??;
        pinned(&json::to_serde(&json::parse_file(&bytes).ok()?))
    });
    pinned.is_some_and(|pinned| pinned != version && major_of(&pinned) >= Some(FIRST))
}

/// The one version that a manifest asks for; of a range nobody can tell.
fn pinned(manifest: &Value) -> Option<String> {
    let engine = manifest
        .get("devEngines")
        .and_then(|all| all.get("packageManager"));
    let of_engine = engine.and_then(|one| {
        let word = |name| one.get(name).and_then(Value::as_str);
        let is_it = word("name") == Some("pnpm") && word("onFail") == Some("download");
        is_it.then(|| word("version")).flatten()
    });
    let field = manifest.get("packageManager").and_then(Value::as_str);
    let of_field = || field?.strip_prefix("pnpm@");
    let version = of_engine.or_else(of_field)?.split('+').next()?;
    let is_version = |text: &str| {
        let plain = text.split('-').next().unwrap_or_default();
        plain.split('.').count() == 3 && plain.split('.').all(|part| part.parse::<u64>().is_ok())
    };
    is_version(version).then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_version_is_pinned_or_none() {
        for (manifest, want) in [
            (r#"{"packageManager":"pnpm@11.2.3"}"#, Some("11.2.3")),
            (
                r#"{"packageManager":"pnpm@12.0.0-rc.1+sha512.ab"}"#,
                Some("12.0.0-rc.1"),
            ),
            (r#"{"packageManager":"pnpm@^11"}"#, None),
            (r#"{"packageManager":"yarn@4.0.0"}"#, None),
            (
                r#"{"devEngines":{"packageManager":{"name":"pnpm","version":"11.0.0","onFail":"download"}}}"#,
                Some("11.0.0"),
            ),
            (
                r#"{"devEngines":{"packageManager":{"name":"pnpm","version":"11.0.0"}}}"#,
                None,
            ),
            ("{}", None),
        ] {
            let json = serde_json::from_str(manifest).unwrap();
            assert_eq!(pinned(&json).as_deref(), want, "{manifest}");
        }
    }
}
