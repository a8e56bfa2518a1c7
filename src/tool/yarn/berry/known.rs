//! The settings of yarn 2 to 4 that are known (2.4, 3.8 and 4.18 `Configuration.ts`, and those of
//! the plugins that they bring).

/// yarn's settings of a registry, and npm's name for each, with which a scope's begins.
pub(super) const OF_REGISTRY: [(&str, &str); 5] = [
    ("npmAuditRegistry", "audit-registry"),
    ("npmAuthIdent", "_auth"),
    ("npmAuthToken", "_authToken"),
    ("npmPublishRegistry", "publish-registry"),
    ("npmRegistryServer", "registry"),
];

/// Settings for all traffic, and npm's name for each.
pub(super) const WAYS: [(&str, &str); 9] = [
    ("caFilePath", "cafile"),
    ("enableStrictSsl", "strict-ssl"),
    ("httpProxy", "proxy"),
    ("httpsCaFilePath", "cafile"),
    ("httpsCertFilePath", "cert"),
    ("httpsKeyFilePath", "key"),
    ("httpsProxy", "https-proxy"),
    ("networkSettings", "local-address"),
    ("unsafeHttpWhitelist", ""),
];

/// Settings that lead no credential elsewhere, and run nothing inside yarn.
pub(super) const HARMLESS: [&str; 87] = [
    "approvedGitRepositories",
    "bstatePath",
    "cacheFolder",
    "cacheKeyOverride",
    "cacheMigrationMode",
    "catalog",
    "catalogs",
    "changesetBaseRefs",
    "changesetIgnorePatterns",
    "checksumBehavior",
    "cloneConcurrency",
    "compressionLevel",
    "constraintsPath",
    "defaultLanguageName",
    "defaultProtocol",
    "defaultSemverRangePrefix",
    "deferredVersionFolder",
    "enableAbsoluteVirtuals",
    "enableCacheClean",
    "enableColors",
    "enableGlobalCache",
    "enableHardenedMode",
    "enableHyperlinks",
    "enableImmutableCache",
    "enableImmutableInstalls",
    "enableInlineBuilds",
    "enableInlineHunks",
    "enableMessageNames",
    "enableMirror",
    "enableNetwork",
    "enableOfflineMode",
    "enableProgressBars",
    "enableScripts",
    "enableStrictSettings",
    "enableTelemetry",
    "enableTimers",
    "enableTips",
    "enableTransparentWorkspaces",
    "globalFolder",
    "httpRetry",
    "httpTimeout",
    "immutablePatterns",
    "initEditorConfig",
    "initFields",
    "initLicense",
    "initScope",
    "initVersion",
    "installStatePath",
    "lastUpdateCheck",
    "logFilters",
    "networkConcurrency",
    "nmHoistingLimits",
    "nmMode",
    "nmSelfReferences",
    "nodeLinker",
    "npmAlwaysAuth",
    "npmAuditExcludePackages",
    "npmAuditIgnoreAdvisories",
    "npmMinimalAgeGate",
    "npmPreapprovedPackages",
    "npmPublishAccess",
    "npmPublishProvenance",
    "packageExtensions",
    "patchFolder",
    "pnpDataPath",
    "pnpEnableEsmLoader",
    "pnpEnableInlining",
    "pnpFallbackMode",
    "pnpIgnorePatterns",
    "pnpMode",
    "pnpUnpluggedFolder",
    "pnpmInstallConcurrency",
    "pnpmStoreFolder",
    "preferAggregateCacheInfo",
    "preferDeferredVersions",
    "preferInteractive",
    "preferReuse",
    "preferTruncatedLines",
    "progressBarStyle",
    "supportedArchitectures",
    "taskPoolConcurrency",
    "taskPoolMode",
    "telemetryInterval",
    "telemetryUserId",
    "tsEnableAutoTypes",
    "virtualFolder",
    "winLinkType",
];

/// `npmAuthToken` as it stands in a variable's name.
#[must_use]
pub(super) fn snake(key: &str) -> String {
    let mut name = String::new();
    for letter in key.chars() {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// What stands beside a setting in a list.
#[must_use]
pub(super) fn named<'a>(names: &[(&str, &'a str)], key: &str) -> Option<&'a str> {
    let found = names.iter().find(|(name, _)| *name == key);
    found.map(|(_, npms)| *npms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_names_are_those_of_variables() {
        assert!(HARMLESS.is_sorted() && WAYS.is_sorted() && OF_REGISTRY.is_sorted());
        assert_eq!(snake("npmAuthToken"), "npm_auth_token");
    }
}
