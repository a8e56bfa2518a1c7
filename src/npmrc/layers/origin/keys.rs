//! The keys for which it matters who set them.

/// Keys that change the way to a registry, or name other files that npm reads (npm 12
/// `@npmcli/config` `definitions.js`; `http-proxy` is an alias of `proxy`).
pub const TRANSPORT: [&str; 13] = [
    "ca",
    "cafile",
    "cert",
    "globalconfig",
    "http-proxy",
    "https-proxy",
    "key",
    "local-address",
    "noproxy",
    "prefix",
    "proxy",
    "strict-ssl",
    "userconfig",
];

/// The keys of [`TRANSPORT`] that name other config files.
pub(crate) const PATHS: [&str; 3] = ["globalconfig", "prefix", "userconfig"];

/// Further keys whose origin matters: the registry to ask, what a login writes or starts, and
/// node's options.
const OTHERS: [&str; 5] = [
    "browser",
    NODE_OPTIONS,
    "registry",
    "replace-registry-host",
    "scope",
];

/// npm passes this key to its scripts as the variable of that name, so that npm started by a script
/// runs with it (npm 12 `@npmcli/config` `lib/set-envs.js`). It changes nothing for the npm that
/// reads it.
pub const NODE_OPTIONS: &str = "node-options";

/// Whether it matters who set this key.
#[must_use]
pub(crate) fn matters(key: &str) -> bool {
    TRANSPORT.contains(&key) || OTHERS.contains(&key) || is_scope_registry(key)
}

/// Whether a key sets the registry of a scope.
#[must_use]
pub fn is_scope_registry(key: &str) -> bool {
    key.starts_with('@') && key.ends_with(":registry")
}
