//! The lines of a project that would change where a stored credential goes.

use crate::npmrc::{Config, LayerKind, Setting};
use crate::registry::Registry;
use std::fmt;
use std::path::{Path, PathBuf};

/// Keys that decide over which transport npm talks, or which other files it reads (npm 12 `@npmcli/config`
/// `definitions.js`; `http-proxy` is an alias of `proxy`).
const TRANSPORT: [&str; 13] = [
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

/// One line of a project that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1, where the file has lines.
    pub line: Option<usize>,
    /// The key, after expansion.
    pub key: String,
    /// The value as it is written in the file.
    pub raw: String,
    /// What it would do.
    pub reason: Reason,
}

/// What a project's line would do to a stored credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Send all traffic another way, or trust other certificates.
    Transport,
    /// Run the project's own code inside npm, where the credential is.
    Code,
    /// Send it in clear to this registry.
    Downgrade(Registry),
    /// Send to one registry what the user's own configuration sends to another.
    Elsewhere {
        /// Where the project leads.
        to: Registry,
        /// Where the user's own configuration leads.
        from: Registry,
    },
}

impl Finding {
    /// Whether a credential for `registry` is affected.
    #[must_use]
    pub fn affects(&self, registry: &Registry) -> bool {
        match &self.reason {
            Reason::Transport | Reason::Code => true,
            // npm's key has no scheme: what is handed over for https would be sent over http as well.
            Reason::Downgrade(to) => to.host() == registry.host(),
            Reason::Elsewhere { to, .. } => to == registry,
        }
    }

    /// The registry of the user's own configuration that this line replaces.
    #[must_use]
    pub fn leads_away_from(&self) -> Option<&Registry> {
        match &self.reason {
            Reason::Elsewhere { from, .. } => Some(from),
            Reason::Transport | Reason::Code | Reason::Downgrade(_) => None,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let does = match &self.reason {
            Reason::Transport => "changes the way to every registry".to_owned(),
            Reason::Code => return write!(f, "{}: runs as part of npm, where the credential is", self.file.display()),
            Reason::Downgrade(to) => format!("sends to {to} in clear"),
            Reason::Elsewhere { to, from } => format!("sends to {to} what your own configuration sends to {from}"),
        };
        match self.line {
            Some(line) => write!(f, "{} line {line}, {}: {does}", self.file.display(), self.key),
            None => write!(f, "{}, {}: {does}", self.file.display(), self.key),
        }
    }
}

/// What npm's project file holds against a hand-over.
#[must_use]
pub fn project_findings(config: &Config) -> Vec<Finding> {
    let Some(project) = config.layers.iter().find(|layer| layer.kind == LayerKind::Project) else { return Vec::new() };
    let Some(file) = project.path.as_deref() else { return Vec::new() };
    let mut findings = Vec::new();
    for setting in project.settings() {
        // What a flag or a variable overrides has no effect, and neither has a line that a later one replaces.
        let effective = config
            .get(&setting.key)
            .is_some_and(|(layer, winner)| layer.kind == LayerKind::Project && winner.line == setting.line);
        if effective && let Some(reason) = reason(config, setting) {
            findings.push(Finding {
                file: file.to_owned(),
                line: setting.line,
                key: setting.key.clone(),
                raw: setting.raw.clone(),
                reason,
            });
        }
    }
    findings
}

fn reason(config: &Config, setting: &Setting) -> Option<Reason> {
    // The user's own layers below the project, in npm's order.
    let below =
        config.layers.iter().filter(|layer| layer.kind > LayerKind::Project).find_map(|layer| layer.get(&setting.key));
    if below.is_some_and(|below| below.value == setting.value) {
        return None;
    }
    let key = setting.key.strip_suffix("[]").unwrap_or(&setting.key);
    if TRANSPORT.contains(&key) {
        let strict = key == "strict-ssl" && setting.value.to_text() == "true";
        return (!strict).then_some(Reason::Transport);
    }
    if key != "registry" && !(key.starts_with('@') && key.ends_with(":registry")) {
        return None;
    }
    let to = Registry::parse_any(&setting.value.to_text()).ok()?;
    if to.is_cleartext() {
        return Some(Reason::Downgrade(to));
    }
    let from = below.and_then(|below| Registry::parse_any(&below.value.to_text()).ok())?;
    (from != to).then_some(Reason::Elsewhere { to, from })
}

/// What the `publishConfig` of a package holds against a hand-over. npm applies every key of it when it publishes
/// (npm 12 `lib/commands/publish.js`, `#getManifest`). Naming another registry is what it is for.
#[must_use]
pub fn published_findings(
    package_json: &Path,
    publish_config: &serde_json::Map<String, serde_json::Value>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, value) in publish_config {
        let raw = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let registry = key == "registry" || key.ends_with(":registry");
        let reason = if registry {
            Registry::parse_any(&raw).ok().filter(Registry::is_cleartext).map(Reason::Downgrade)
        } else {
            (TRANSPORT.contains(&key.as_str()) && !(key == "strict-ssl" && raw == "true")).then_some(Reason::Transport)
        };
        if let Some(reason) = reason {
            let key = format!("publishConfig.{key}");
            findings.push(Finding { file: package_json.to_owned(), line: None, key, raw, reason });
        }
    }
    findings
}
