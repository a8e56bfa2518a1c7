//! Who reads what pnpm is handed, and how often. The installed pnpm starts another version of
//! itself where the project asks for that.
//!
//! Where this cannot be told for certain the answer is once. Then the other version is anonymous at
//! the user's own registries. The answer "twice" lost: a second reader who never comes would leave
//! the credential there for whoever looks.

use super::config::PnpmConfig;
use super::environment;
use super::words::{Words, major_of};
use crate::context::{Context, Env};
use crate::npmrc::{Files, json};
use crate::tool::files::ContextFiles;
use npmcred_platform::{files, folders};
use serde_json::Value;
use std::path::PathBuf;

/// The largest manifest that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// The first major version that reads its own variable, and not npm's.
pub(super) const FIRST: u64 = 11;

/// Commands that this pnpm runs itself, whatever the project asks for (pnpm 12 `pre_command.rs`,
/// `should_skip_command_name`).
const OWN: [&str; 3] = ["dlx", "self-update", "store"];

/// The readers before the tool runs anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Readers {
    /// How many of them there are.
    pub closes: u8,
    /// Whether pnpms on both sides of version 11 may be among them.
    pub mixed: bool,
}

impl Readers {
    fn count(closes: u8) -> Self {
        Self {
            closes,
            mixed: false,
        }
    }
}

/// Who reads.
#[must_use]
pub(super) fn readers(context: &Context, config: &PnpmConfig, words: &Words, env: &Env) -> Readers {
    let Some(version) = words.version.as_deref() else {
        // It may be of any version.
        return Readers {
            closes: 1,
            mixed: true,
        };
    };
    // It reads the settings of the user alone and those of the project (pnpm 9 to 11,
    // `ignoreNonAuthSettingsFromLocal`).
    let reads_twice = match words.name() {
        "dlx" => matches!(words.major(), 9..=11),
        "create" => matches!(words.major(), 10 | 11),
        _ => false,
    };
    if reads_twice {
        return Readers::count(2);
    }
    if words.is_by_corepack {
        // It has chosen, and pnpm leaves it at that. Another corepack may choose another pnpm.
        return Readers {
            closes: 1,
            mixed: true,
        };
    }
    let pinned = if words.reads_as_npm() {
        pinned_to_older(config, words, env)
    } else {
        pinned_to_newer(config, words, env)
    };
    let Some(pinned) = pinned.filter(|pinned| *pinned != version) else {
        return Readers::count(1);
    };
    // pnpm 9 and 10 fetch it with a pnpm of their own.
    let fetches = words.reads_as_npm() && !is_fetched(context, &pinned);
    Readers {
        closes: if fetches { 3 } else { 2 },
        mixed: words.reads_as_npm() != (major_of(&pinned) < Some(FIRST)),
    }
}

/// The version that pnpm 11 or 12 starts.
fn pinned_to_newer(config: &PnpmConfig, words: &Words, env: &Env) -> Option<String> {
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
    let manifest = (!stays).then(|| manifest(config)).flatten()?;
    of_engines(&manifest).or_else(|| of_field(&manifest))
}

/// The version that pnpm 9 or 10 starts (pnpm 10 `main.js`, `switchCliVersion.js`).
fn pinned_to_older(config: &PnpmConfig, words: &Words, env: &Env) -> Option<String> {
    let key = "manage-package-manager-versions";
    // Of a flag nobody can tell whether it is one of pnpm's.
    let is_flag = words.options().any(|(name, _)| name.ends_with(key));
    let said = config.layers.get(key).map(|(_, one)| one.value.is_truthy());
    let stays = !said.unwrap_or(words.major() >= 10)
        || is_flag
        || config.workspace.iter().any(|yaml| yaml.stays)
        || env.get("COREPACK_ROOT").is_some()
        || words.name() == "self-update";
    let manifest = (!stays).then(|| manifest(config)).flatten()?;
    of_field(&manifest)
}

/// Whether pnpm 9 and 10 have a version at hand (pnpm 10 `getToolDirPath`, `getDataDir`).
fn is_fetched(context: &Context, version: &str) -> bool {
    let data = context.env.filled("PNPM_HOME").map(Into::into);
    // Beside ours.
    let beside = || Some(folders::data(&context.env.lookup())?.with_file_name("pnpm"));
    let data: Option<PathBuf> = data.or_else(beside);
    data.is_some_and(|data| {
        let tool = data.join(".tools").join("pnpm").join(version);
        files::is_dir(&tool.join("bin"))
    })
}

fn manifest(config: &PnpmConfig) -> Option<Value> {
    let path = config.folders.project.as_ref()?.join("package.json");
    let bytes = ContextFiles.read_at_most(&path, LARGEST).ok()??;
    Some(json::to_serde(&json::parse_file(&bytes).ok()?))
}

fn of_engines(manifest: &Value) -> Option<String> {
    let one = manifest.get("devEngines")?.get("packageManager")?;
    let word = |name| one.get(name).and_then(Value::as_str);
    let is_it = word("name") == Some("pnpm") && word("onFail") == Some("download");
    is_it.then(|| word("version")).flatten().and_then(exact)
}

fn of_field(manifest: &Value) -> Option<String> {
    let field = manifest.get("packageManager")?.as_str()?;
    exact(field.strip_prefix("pnpm@")?)
}

/// The one version that is asked for; of a range nobody can tell.
fn exact(asked: &str) -> Option<String> {
    let version = asked.split('+').next()?;
    let plain = version.split('-').next().unwrap_or_default();
    let is_version =
        plain.split('.').count() == 3 && plain.split('.').all(|part| part.parse::<u64>().is_ok());
    is_version.then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_version_is_pinned_or_none() {
        let pinned = |manifest: &Value| of_engines(manifest).or_else(|| of_field(manifest));
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
