//! Reasons against a hand-over in a project that pnpm works in: the way to registries, code that
//! runs inside pnpm, and unencrypted addresses.

use super::addresses;
use super::config::PnpmConfig;
use super::words::Words;
use crate::npmrc::{Files, json};
use crate::registry::Registry;
use crate::tool::files::ContextFiles;
use crate::trust::{Finding, Reason, extension, project_findings};
use std::path::{Path, PathBuf};

/// The largest file of code, in bytes.
const LARGEST: u64 = 4 << 20;

/// The files that pnpm loads.
const PNPMFILES: [&str; 2] = [".pnpmfile.cjs", ".pnpmfile.mjs"];

/// Settings of an `.npmrc` that lead pnpm 7 to 10 to a file that they load.
const LEADING: [&str; 3] = ["global-pnpmfile", "lockfile-dir", "pnpmfile"];

/// Settings of one registry that change whom pnpm trusts there, or who it is.
const OF_REGISTRY: [&str; 6] = [":ca", ":cafile", ":cert", ":certfile", ":key", ":keyfile"];

/// What the files of the project hold against it. `at_risk` are the registries whose credential may
/// be sent unencrypted; `older` is whether a pnpm of before 11 may read them.
#[must_use]
pub(super) fn findings(
    config: &PnpmConfig,
    words: &Words,
    older: bool,
    at_risk: &[&Registry],
) -> Vec<Finding> {
    let mut findings = project_findings(&config.layers);
    if let Some(yaml) = &config.workspace {
        findings.extend(yaml.findings.iter().cloned());
        let path = yaml.layer.path.as_deref().unwrap_or(Path::new(""));
        let clear = yaml
            .named
            .iter()
            .filter(|(registry, _)| registry.is_cleartext());
        findings.extend(clear.map(|(registry, line)| {
            let (line, raw) = (Some(*line), registry.to_string());
            Finding::new(
                path,
                line,
                "registry",
                &raw,
                Reason::Downgrade(registry.clone()),
            )
        }));
    }
    let own = config.own.iter().flat_map(|yaml| &yaml.findings);
    findings.extend(own.filter(|one| !one.can_be_allowed()).cloned());
    findings.extend(ways(config));
    findings.extend(code(config, words, older));
    if !at_risk.is_empty() {
        findings.extend(addresses::findings(config, at_risk));
    }
    findings
}

fn ways(config: &PnpmConfig) -> Vec<Finding> {
    let mut found = Vec::new();
    for layer in config.of_project() {
        let path = layer.path.as_deref().unwrap_or(Path::new(""));
        let of_registry = layer.settings().iter().filter(|setting| {
            let key = &setting.key;
            key.starts_with("//") && OF_REGISTRY.iter().any(|name| key.ends_with(name))
        });
        found.extend(of_registry.map(|setting| {
            Finding::new(
                path,
                setting.line,
                &setting.key,
                &setting.raw,
                Reason::Transport,
            )
        }));
    }
    found
}

/// The code that pnpm loads into itself or starts with its configuration in hand.
fn code(config: &PnpmConfig, words: &Words, older: bool) -> Vec<Finding> {
    let mut found = if older {
        settings_of_older(config)
    } else {
        Vec::new()
    };
    if words.is_on("ignore-pnpmfile") {
        return found;
    }
    let folders = &config.folders;
    let Some(root) = &folders.project else {
        return found;
    };
    let lockfile = words
        .option(&["lockfile-dir"])
        .map(|named| folders.start.join(named));
    // Without a lockfile of the workspace each member has its own.
    let mut all: Vec<PathBuf> = [root, &folders.start].into_iter().cloned().collect();
    all.extend(lockfile);
    all.extend(addresses::members(config, root).into_iter().flatten());
    all.sort();
    all.dedup();
    let beside = all
        .iter()
        .flat_map(|it| PNPMFILES.map(|name| it.join(name)));
    let named = words
        .option(&["pnpmfile"])
        .map(|named| folders.start.join(named));
    let read = |path: &Path| ContextFiles.read_at_most(path, LARGEST);
    let files = beside.chain(named);
    found.extend(files.filter_map(|file| extension("pnpm", &file, &read)));
    found
}

/// Settings that lead to code, in files in which pnpm 7 to 10 alone read them.
fn settings_of_older(config: &PnpmConfig) -> Vec<Finding> {
    let mut found = Vec::new();
    for layer in config.of_project() {
        let path = layer.path.as_deref().unwrap_or(Path::new(""));
        let settings = layer.settings().iter();
        let leading = settings.filter(|one| LEADING.contains(&one.key.trim_end_matches("[]")));
        found.extend(leading.map(|one| {
            let key = format!("pnpm {}", one.key);
            Finding::new(path, one.line, &key, &one.raw, Reason::Code)
        }));
    }
    let manifest = config.folders.project.as_ref().and_then(|root| {
        let path = root.join("package.json");
        let bytes = ContextFiles.read_at_most(&path, LARGEST).ok()??;
        let json = json::to_serde(&json::parse_file(&bytes).ok()?);
        let all = json.get("pnpm")?.get("configDependencies")?.to_string();
        let key = "pnpm configDependencies";
        Some(Finding::new(&path, None, key, &all, Reason::Code))
    });
    found.extend(manifest);
    found
}
