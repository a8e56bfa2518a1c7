//! What a `pnpm-workspace.yaml` or the user's `config.yaml` says of registries, of the way to them,
//! and of code that pnpm runs.
//!
//! Settings that lead nowhere are listed. Any other one is shown to the user before a credential is
//! handed over. pnpm gets new ones with every release, and a proxy may be among them.

use super::file::named_as_npm;
use crate::npmrc::{Files, Layer, LayerKind, Setting};
use crate::registry::Registry;
use crate::tool::as_npm::{GIVEN, token_key};
use crate::tool::files::ContextFiles;
use crate::tool::yaml::{YamlEntry, entries};
use crate::trust::{Finding, Reason};
use std::path::Path;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// A file of settings.
pub(super) struct Yaml {
    /// What it says of registries and of the way to them, in npm's names.
    pub layer: Layer,
    /// The registries that a prefix leads to.
    pub named: Vec<(Registry, usize)>,
    /// Where its packages are.
    pub packages: Vec<String>,
    /// What would matter in a file of a project, beside what is in the layer.
    pub findings: Vec<Finding>,
    /// The file that pnpm reads in the place of `~/.npmrc`.
    pub user_file: Option<String>,
    /// Whether pnpm is kept from starting another version of itself.
    pub stays: bool,
}

impl Yaml {
    /// Reads one; a file that is not there says nothing.
    #[must_use]
    pub(super) fn read(kind: LayerKind, path: &Path) -> Self {
        let mut yaml = Self {
            layer: Layer::new(kind, Some(path.to_owned())),
            named: Vec::new(),
            packages: Vec::new(),
            findings: Vec::new(),
            user_file: None,
            stays: false,
        };
        match ContextFiles.read_at_most(path, LARGEST) {
            Ok(None) => {}
            Ok(Some(bytes)) => yaml.add(path, &String::from_utf8_lossy(&bytes)),
            Err(error) => yaml.is_unread(path, format!("cannot be read: {error}")),
        }
        yaml
    }

    fn is_unread(&mut self, path: &Path, why: impl Into<String>) {
        self.findings.push(Finding::unread(path, why));
    }

    fn add(&mut self, path: &Path, text: &str) {
        let Some(all) = entries(text) else {
            self.is_unread(path, "has a form of YAML that npmcred does not read");
            return;
        };
        for entry in &all {
            if self.add_entry(path, entry).is_none() {
                self.is_unread(
                    path,
                    format!("has a value for {} that npmcred does not read", entry.key),
                );
            }
        }
    }

    /// `None` where the value cannot be read.
    fn add_entry(&mut self, path: &Path, entry: &YamlEntry<'_>) -> Option<()> {
        match entry.key {
            "registry" => self.put("registry", entry.text()?, entry.line),
            "registries" => self.add_registries(entry)?,
            "namedRegistries" => {
                for one in entry.pairs()? {
                    self.add_named(one.text()?, one.line);
                }
            }
            "packages" => self.packages = entry.list()?.into_iter().map(str::to_owned).collect(),
            "npmrcAuthFile" => self.user_file = Some(entry.text()?.to_owned()),
            "pmOnFail" => self.stays |= entry.text()? != "download",
            "managePackageManagerVersions" => self.stays |= entry.text()? == "false",
            "_auth" => self.add_tokens(entry)?,
            "pnpmfile" | "globalPnpmfile" | "configDependencies" | "pnprServer" | "bootConfig" => {
                let reason = Reason::Code;
                let key = format!("pnpm {}", entry.key);
                self.findings.push(Finding::new(
                    path,
                    Some(entry.line),
                    &key,
                    &entry.raw(),
                    reason,
                ));
            }
            key => match transport(key) {
                Some(name) => self.put(name, entry.text()?, entry.line),
                None if HARMLESS.binary_search(&key).is_ok() => {}
                None => {
                    let reason = Reason::Unknown;
                    self.findings.push(Finding::new(
                        path,
                        Some(entry.line),
                        key,
                        &entry.raw(),
                        reason,
                    ));
                }
            },
        }
        Some(())
    }

    /// `scope: url`, or `url: {scopes, prefix, …}`. pnpm refuses both in one file.
    fn add_registries(&mut self, entry: &YamlEntry<'_>) -> Option<()> {
        for one in entry.pairs()? {
            if let Some(url) = one.text() {
                let key = if one.key == "default" {
                    "registry".to_owned()
                } else {
                    format!("{}:registry", one.key)
                };
                self.put(&key, url, one.line);
                continue;
            }
            for declared in one.pairs()? {
                match declared.key {
                    "scopes" => {
                        for scope in declared.list()? {
                            let key = if scope == "@" {
                                "registry".to_owned()
                            } else {
                                format!("{scope}:registry")
                            };
                            self.put(&key, one.key, declared.line);
                        }
                    }
                    "prefix" => self.add_named(one.key, declared.line),
                    "serverType" | "supportsTimeField" => {}
                    _ => return None,
                }
            }
        }
        Some(())
    }

    fn add_named(&mut self, url: &str, line: usize) {
        if let Ok(registry) = Registry::parse_any(url) {
            self.named.push((registry, line));
        }
    }

    /// What `pnpm login` of 12.1 to 12.15 wrote: registries, scopes, and a token each.
    fn add_tokens(&mut self, entry: &YamlEntry<'_>) -> Option<()> {
        for one in entry.pairs()? {
            let registry = Registry::parse_any(one.key).ok()?;
            for scope in one.pairs()? {
                if scope.key == "@" {
                    self.put(&token_key(&registry), GIVEN, scope.line);
                }
            }
        }
        Some(())
    }

    fn put(&mut self, key: &str, value: &str, line: usize) {
        // A project's placeholder in an address is left out by pnpm.
        if self.layer.kind == LayerKind::Project && value.contains("${") {
            return;
        }
        self.layer
            .set(named_as_npm(Setting::said(key, value, Some(line))));
    }
}

/// npm's name of a setting that changes the way.
fn transport(key: &str) -> Option<&'static str> {
    Some(match key {
        "ca" => "ca",
        "cafile" => "cafile",
        "cert" => "cert",
        "httpProxy" => "http-proxy",
        "httpsProxy" => "https-proxy",
        "key" => "key",
        "localAddress" => "local-address",
        "noProxy" | "noproxy" => "noproxy",
        "proxy" => "proxy",
        "strictSsl" => "strict-ssl",
        _ => return None,
    })
}

/// Settings that lead no credential elsewhere, in the order of their bytes (pnpm 11
/// `types.js`, pnpm 12 `workspace_yaml.rs`). What pnpm does not take from a project is among them.
const HARMLESS: [&str; 132] = [
    "$schema",
    "addMissingPeerTypes",
    "aggregateOutput",
    "allowBuilds",
    "allowNonAppliedPatches",
    "allowUnusedPatches",
    "allowedDeprecatedVersions",
    "audit",
    "auditConfig",
    "auditLevel",
    "autoDedupe",
    "autoInstallPeers",
    "autoInstallPeersFromHighestMatch",
    "bail",
    "blockExoticSubdeps",
    "catalog",
    "catalogMode",
    "catalogPrune",
    "catalogs",
    "childConcurrency",
    "ci",
    "cleanupUnusedCatalogs",
    "color",
    "confirmModulesPurge",
    "dangerouslyAllowAllBuilds",
    "dedupeDirectDeps",
    "dedupeInjectedDeps",
    "dedupePeerDependents",
    "dedupePeers",
    "deployAllFiles",
    "disallowWorkspaceCycles",
    "dlxCacheMaxAge",
    "enableGlobalVirtualStore",
    "enableModulesDir",
    "enablePnp",
    "enablePrePostScripts",
    "engineStrict",
    "excludeLinksFromLockfile",
    "extendNodePath",
    "externalDependencies",
    "failIfNoMatch",
    "fetchRetries",
    "fetchRetryFactor",
    "fetchRetryMaxtimeout",
    "fetchRetryMintimeout",
    "fetchTimeout",
    "forceLegacyDeploy",
    "frozenLockfile",
    "gitBranchLockfile",
    "gitChecks",
    "hoist",
    "hoistPattern",
    "hoistWorkspacePackages",
    "hoistingLimits",
    "ignoreCompatibilityDb",
    "ignoreDepScripts",
    "ignorePatchFailures",
    "ignoreScripts",
    "ignoreWorkspaceCycles",
    "ignoreWorkspaceRootCheck",
    "ignoredBuiltDependencies",
    "ignoredOptionalDependencies",
    "includeWorkspaceRoot",
    "initPackageManager",
    "initType",
    "injectWorkspacePackages",
    "linkWorkspacePackages",
    "lockfile",
    "lockfileIncludeTarballUrl",
    "loglevel",
    "maxSockets",
    "mergeGitBranchLockfiles",
    "mergeGitBranchLockfilesBranchPattern",
    "minimumReleaseAge",
    "minimumReleaseAgeExclude",
    "minimumReleaseAgeIgnoreMissingTime",
    "minimumReleaseAgeStrict",
    "modulesCacheMaxAge",
    "modulesDir",
    "networkConcurrency",
    "neverBuiltDependencies",
    "nodeLinker",
    "nodeVersion",
    "onlyBuiltDependencies",
    "optimisticRepeatInstall",
    "overrides",
    "packageExtensions",
    "packageImportMethod",
    "patchedDependencies",
    "patchesDir",
    "peerDependencyRules",
    "peersSuffixMaxLength",
    "preferFrozenLockfile",
    "preferOffline",
    "preferSymlinkedExecutables",
    "preferWorkspacePackages",
    "provenance",
    "publicHoistPattern",
    "publishBranch",
    "recursiveInstall",
    "reporter",
    "requiredScripts",
    "resolutionMode",
    "resolvePeersFromWorkspaceRoot",
    "saveCatalogName",
    "saveExact",
    "savePeer",
    "savePrefix",
    "saveTypes",
    "saveWorkspaceProtocol",
    "shamefullyHoist",
    "sharedWorkspaceLockfile",
    "sideEffectsCacheReadonly",
    "sort",
    "stream",
    "strictDepBuilds",
    "strictPeerDependencies",
    "strictStorePkgContentCheck",
    "supportedArchitectures",
    "symlink",
    "syncInjectedDepsAfterScripts",
    "trustLockfile",
    "trustPolicy",
    "trustPolicyExclude",
    "trustPolicyIgnoreAfter",
    "updateConfig",
    "useStderr",
    "verifyDepsBeforeRun",
    "verifyStoreIntegrity",
    "versioning",
    "virtualStoreDir",
    "workspaceConcurrency",
];

#[cfg(test)]
#[path = "workspace_tests.rs"]
mod tests;
