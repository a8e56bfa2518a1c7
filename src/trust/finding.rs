//! The lines of a project that would change where a stored credential goes.

use crate::npmrc::origin::{self, TRANSPORT};
use crate::npmrc::{Config, Layer, LayerKind, Own, Setting, resolve};
use crate::registry::Registry;
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::{Path, PathBuf};

/// One line of a project that affects credentials, or a setting of one of its scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file; empty for a flag or a variable that no file explains.
    pub file: PathBuf,
    /// The line, from 1, if the file has lines.
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
    /// Sends all traffic another way, or trusts other certificates.
    Transport,
    /// A setting of which npmcred does not know what it does.
    Unknown,
    /// Runs the project's own code inside npm, where the credential is.
    Code,
    /// Sends the credential unencrypted to this registry.
    Downgrade(Registry),
    /// A file or operand that cannot be read exactly as npm reads it, and why. Nobody can allow
    /// that.
    Unread(String),
    /// Sends to one registry what the user's own configuration sends to another.
    Elsewhere {
        /// The registry that the project names.
        to: Registry,
        /// The registry that the user's own configuration names.
        from: Registry,
    },
}

impl Finding {
    /// A line that says this, or a file where it is no line's.
    #[must_use]
    pub fn new(file: &Path, line: Option<usize>, key: &str, raw: &str, reason: Reason) -> Self {
        Self {
            file: file.to_owned(),
            line,
            key: key.to_owned(),
            raw: raw.to_owned(),
            reason,
        }
    }

    /// A file that stands in the way because nobody can tell what the tool reads in it, and why.
    #[must_use]
    pub fn unread(file: &Path, why: impl Into<String>) -> Self {
        Self::new(file, None, "", "", Reason::Unread(why.into()))
    }

    /// Whether a credential for `registry` is affected.
    #[must_use]
    pub fn affects(&self, registry: &Registry) -> bool {
        match &self.reason {
            Reason::Transport | Reason::Unknown | Reason::Code | Reason::Unread(_) => true,
            // npm's key has no scheme: a credential handed over for https would be sent over http
            // as well.
            Reason::Downgrade(to) => to.host() == registry.host(),
            Reason::Elsewhere { to, .. } => to == registry,
        }
    }

    /// The registry of the user's own configuration that this line replaces.
    #[must_use]
    pub fn leads_away_from(&self) -> Option<&Registry> {
        match &self.reason {
            Reason::Elsewhere { from, .. } => Some(from),
            Reason::Transport
            | Reason::Unknown
            | Reason::Code
            | Reason::Downgrade(_)
            | Reason::Unread(_) => None,
        }
    }

    /// Whether a user who has looked at it may allow it.
    #[must_use]
    pub fn can_be_allowed(&self) -> bool {
        !matches!(self.reason, Reason::Unread(_))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let does = match &self.reason {
            Reason::Transport => "changes the way to every registry".to_owned(),
            Reason::Unknown => "npmcred does not know what this setting does".to_owned(),
            Reason::Code if self.key == origin::NODE_OPTIONS => {
                "loads code into the npm of scripts, where the credential is".to_owned()
            }
            Reason::Code => {
                // The key of another tool's begins with the tool.
                let tool = self.key.split_once(' ').map_or("npm", |(tool, _)| tool);
                return write!(
                    f,
                    "{}: runs as part of {tool}, where the credential is",
                    self.file.display()
                );
            }
            Reason::Unread(why) if self.file.as_os_str().is_empty() => return write!(f, "{why}"),
            Reason::Unread(why) => return write!(f, "{}: {why}", self.file.display()),
            Reason::Downgrade(to) => format!("sends your credential to {to} unencrypted"),
            Reason::Elsewhere { to, from } => {
                format!("sends to {to} what your own configuration sends to {from}")
            }
        };
        match self.line {
            Some(line) => write!(
                f,
                "{} line {line}, {}: {does}",
                self.file.display(),
                self.key
            ),
            None if self.file.as_os_str().is_empty() => {
                write!(f, "{}, which a script set: {does}", self.key)
            }
            None => write!(f, "{}, {}: {does}", self.file.display(), self.key),
        }
    }
}

/// The findings of a project: in its file, in a file that npm may read instead, and in settings
/// that it made npm or a script pass on.
#[must_use]
pub fn project_findings(config: &Config) -> Vec<Finding> {
    let own = config.own();
    let mut findings: Vec<Finding> = config
        .layers
        .iter()
        .chain(&config.doubtful)
        .filter_map(unread)
        .collect();
    for layer in &config.layers {
        if layer.settings().is_empty()
            || (layer.kind != LayerKind::Project && own.is_layer(layer.kind))
        {
            continue;
        }
        for setting in layer.settings() {
            // A setting that a higher layer overrides has no effect, but a file may beat a variable
            // for the global config.
            let is_effective = config
                .get(&setting.key)
                .is_some_and(|(winner, _)| winner.kind == layer.kind)
                || (setting.key == "globalconfig" && config.global_path_from == Some(layer.kind));
            if is_effective
                && !own.is_of(layer.kind, &setting.key)
                && let Some(reason) = reason(config, &own, layer.kind, setting)
            {
                keep(&mut findings, located(config, layer, setting, reason));
            }
        }
    }
    for layer in &config.doubtful {
        for setting in layer.settings() {
            let is_hidden = config.get(&setting.key).is_some_and(|(winner, _)| {
                winner.kind < LayerKind::Project && own.is_of(winner.kind, &setting.key)
            });
            if !is_hidden && let Some(reason) = reason(config, &own, LayerKind::Project, setting) {
                keep(&mut findings, located(config, layer, setting, reason));
            }
        }
    }
    findings
}

/// A config file that could not be read: any such file of a project; of the user's own files, one
/// that is too large.
fn unread(layer: &Layer) -> Option<Finding> {
    let is_the_users = layer.kind != LayerKind::Project;
    let kind = layer
        .unread
        .filter(|kind| !is_the_users || *kind == std::io::ErrorKind::FileTooLarge)?;
    let why = layer.problem.as_deref().unwrap_or_default();
    let npm = if layer.is_open_to_npm() {
        "; npm may read other settings from it"
    } else {
        ""
    };
    let reason = Reason::Unread(match kind {
        std::io::ErrorKind::InvalidData => why.to_owned(),
        _ => format!("cannot be read ({why}){npm}"),
    });
    let file = layer.path.as_deref().unwrap_or(Path::new(""));
    Some(Finding::new(file, None, "", &kind.to_string(), reason))
}

/// The settings that a project passes to npm in its scripts alone. They affect only a command that
/// may run scripts.
#[must_use]
pub fn script_findings(config: &Config) -> Vec<Finding> {
    let own = config.own();
    let below = own.value(origin::NODE_OPTIONS);
    let projects = config
        .layers
        .iter()
        .filter(|layer| layer.kind == LayerKind::Project)
        .chain(&config.doubtful);
    let lines = projects.filter_map(|layer| {
        layer
            .get(origin::NODE_OPTIONS)
            .map(|setting| (layer, setting))
    });
    lines
        .filter(|(_, setting)| !origin::is_same(origin::NODE_OPTIONS, below, Some(&setting.value)))
        .filter(|(_, setting)| origin::may_load_code(&setting.value.to_text()))
        .map(|(layer, setting)| located(config, layer, setting, Reason::Code))
        .collect()
}

fn keep(findings: &mut Vec<Finding>, finding: Finding) {
    // A line can occur twice: in its file, and as a variable. There are thousands of scopes, but
    // few of these.
    if !matches!(finding.reason, Reason::Transport) || !findings.contains(&finding) {
        findings.push(finding);
    }
}

/// The finding at the project's line, if one has the same value; otherwise at the flag or the
/// variable.
fn located(config: &Config, layer: &Layer, setting: &Setting, reason: Reason) -> Finding {
    let at = |file: &Layer, line: &Setting, reason| {
        let path = file.path.as_deref().unwrap_or(Path::new(""));
        Finding::new(path, line.line, &line.key, &line.raw, reason)
    };
    match layer.kind {
        LayerKind::Cli | LayerKind::Env => match config.line_of(setting) {
            Some((file, line)) => at(file, line, reason),
            None => {
                let key = if layer.kind == LayerKind::Cli {
                    format!("--{}", setting.key)
                } else {
                    format!("npm_config_{}", setting.key.replace('-', "_"))
                };
                Finding::new(Path::new(""), None, &key, &setting.raw, reason)
            }
        },
        LayerKind::Project | LayerKind::User | LayerKind::Global | LayerKind::Builtin => {
            at(layer, setting, reason)
        }
    }
}

fn reason(config: &Config, own: &Own<'_>, kind: LayerKind, setting: &Setting) -> Option<Reason> {
    let below = own.value(&setting.key);
    let key = setting.key.strip_suffix("[]").unwrap_or(&setting.key);
    // npm passes to scripts the settings of the user's own files and the defaults.
    if origin::is_same(key, below, Some(&setting.value)) {
        return None;
    }
    if TRANSPORT.contains(&key) {
        let changes = match (kind, key) {
            (LayerKind::Cli | LayerKind::Env, "userconfig") => config.user_path != own.user_path(),
            // Their effect is the global file that npm reads because of them.
            (LayerKind::Cli | LayerKind::Env, "globalconfig" | "prefix") => {
                config.line_of(setting).is_some()
            }
            _ => true,
        };
        return changes.then_some(Reason::Transport);
    }
    if key == origin::NODE_OPTIONS {
        // A line of a file has no effect yet: npm passes it to its scripts in a variable, and an
        // npm there uses it.
        let is_in_force = matches!(kind, LayerKind::Cli | LayerKind::Env);
        return (is_in_force && origin::may_load_code(&setting.value.to_text()))
            .then_some(Reason::Code);
    }
    if key != "registry" && !origin::is_scope_registry(key) {
        return None;
    }
    let to = Registry::parse_any(&setting.value.to_text()).ok()?;
    if to.is_cleartext() {
        return Some(Reason::Downgrade(to));
    }
    // A script may name a registry, as `publishConfig` may; a line of a project is asked about.
    let is_said =
        matches!(kind, LayerKind::Cli | LayerKind::Env) && config.line_of(setting).is_none();
    let from = below
        .filter(|_| !is_said)
        .and_then(|below| Registry::parse_any(&below.to_text()).ok())?;
    (from != to).then_some(Reason::Elsewhere { to, from })
}

/// Adds a digest of the file to each line that names one. The user who allows the line allows that
/// content; other content is asked about again.
pub fn seal(
    findings: &mut [Finding],
    config: &Config,
    cwd: &Path,
    read: &dyn Fn(&Path) -> Option<Vec<u8>>,
) {
    for finding in findings
        .iter_mut()
        .filter(|finding| finding.reason == Reason::Transport)
    {
        let Some(path) = named_file(finding, config, cwd) else {
            continue;
        };
        let digest = read(&path).map(Sha256::digest);
        let hex = |digest: &[u8]| {
            digest
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        };
        let is = digest.map_or_else(
            || "no such file".to_owned(),
            |digest| format!("sha256 {}", hex(&digest)),
        );
        finding.raw = format!("{} ({is})", finding.raw);
    }
}

/// The file that a line names, made absolute as npm does it.
fn named_file(finding: &Finding, config: &Config, cwd: &Path) -> Option<PathBuf> {
    if let Some(key) = finding.key.strip_prefix("publishConfig.") {
        return (key == "cafile").then(|| cwd.join(&finding.raw));
    }
    let below = match finding.key.as_str() {
        "cafile" | "globalconfig" | "userconfig" => "",
        "prefix" => "etc/npmrc",
        _ => return None,
    };
    let mut files = config
        .layers
        .iter()
        .chain(&config.doubtful)
        .chain(&config.around);
    let file = files.find(|layer| layer.path.as_deref() == Some(&finding.file))?;
    let path = Path::new(file.get(&finding.key)?.value.as_text()?);
    Some(if below.is_empty() {
        path.to_owned()
    } else {
        path.join(below)
    })
}

/// Keys that only change how a package is published. The other keys that npm 8 to 12 take from
/// `publishConfig` (all with a `flatten` in `definitions.js`) change neither address nor transport.
pub const PUBLISHED: [&str; 2] = ["git", "replace-registry-host"];

/// The findings in the `publishConfig` of a package. npm applies every key of it when it publishes
/// (npm 12 `lib/commands/publish.js`, `#getManifest`). It may name another registry, because that
/// is its purpose.
#[must_use]
pub fn published_findings(
    package_json: &Path,
    publish_config: &serde_json::Map<String, serde_json::Value>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, value) in publish_config {
        let raw = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let registry = key == "registry" || key.ends_with(":registry");
        let reason = if registry {
            Registry::parse_any(&raw)
                .ok()
                .filter(Registry::is_cleartext)
                .map(Reason::Downgrade)
        } else {
            let changes = TRANSPORT.contains(&key.as_str()) || PUBLISHED.contains(&key.as_str());
            (changes && !(key == "strict-ssl" && raw == "true")).then_some(Reason::Transport)
        };
        if let Some(reason) = reason {
            let key = format!("publishConfig.{key}");
            // The same file, however a command names it: what was allowed is found again by its
            // path.
            let file = resolve(Path::new("/"), package_json);
            findings.push(Finding::new(&file, None, &key, &raw, reason));
        }
    }
    findings
}

#[cfg(test)]
#[path = "finding_tests.rs"]
mod tests;
