//! Whose word a setting is: the user's, or that of a project or of a script.
//!
//! The layer does not tell. npm exports every line of a project to its scripts as an `npm_config_…`
//! variable, and there it looks like one of the user's (`@npmcli/config` `lib/set-envs.js`). So the
//! outermost shim records which variables and flags the user had, and a nested one takes only those
//! for the user's. A script can lie about the record: this holds against a project's files, not
//! against a program that runs as the user.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::layers::{Config, DEFAULT_REGISTRY, Inputs, Layer, LayerKind, Setting};
use super::load;
use super::value::Value;

/// Keys that decide over the way to a registry, or over other files that npm reads (npm 12
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
pub const PATHS: [&str; 3] = ["globalconfig", "prefix", "userconfig"];

/// Further keys whose origin counts: which registry is asked, what a login writes or starts, and
/// what node runs npm with.
const OTHERS: [&str; 5] = [
    "browser",
    NODE_OPTIONS,
    "registry",
    "replace-registry-host",
    "scope",
];

/// The key that npm gives its scripts as the variable of that name, so that an npm that one of them
/// starts runs with it (npm 12 `@npmcli/config` `lib/set-envs.js`). It changes nothing for the npm
/// that reads it.
pub const NODE_OPTIONS: &str = "node-options";

/// Options of node that neither load code nor write down what passes: all others are taken for
/// doing so.
const HARMLESS_OPTIONS: [&str; 18] = [
    "disable-warning",
    "dns-result-order",
    "enable-source-maps",
    "max-http-header-size",
    "max-old-space-size",
    "max-semi-space-size",
    "network-family-autoselection-attempt-timeout",
    "no-deprecation",
    "no-network-family-autoselection",
    "no-warnings",
    "openssl-legacy-provider",
    "stack-trace-limit",
    "throw-deprecation",
    "trace-deprecation",
    "trace-uncaught",
    "trace-warnings",
    "unhandled-rejections",
    "use-system-ca",
];

/// Whether options of node may bring code into what it runs, or write down what that knows.
#[must_use]
pub fn may_load_code(options: &str) -> bool {
    let mut words = options.split_ascii_whitespace().peekable();
    while let Some(word) = words.next() {
        let (name, has_value) = word
            .split_once('=')
            .map_or((word, false), |(name, _)| (name, true));
        let name = name
            .strip_prefix("--")
            .unwrap_or_default()
            .replace('_', "-");
        if !HARMLESS_OPTIONS.contains(&name.as_str()) {
            return true;
        }
        // `--max-old-space-size 4096`; a word that is no option could be nothing else.
        if !has_value {
            words.next_if(|word| !word.starts_with('-'));
        }
    }
    false
}

/// Whether it matters who set this key.
#[must_use]
pub fn matters(key: &str) -> bool {
    TRANSPORT.contains(&key) || OTHERS.contains(&key) || is_scope_registry(key)
}

/// Whether a key says where the packages of a scope come from.
#[must_use]
pub fn is_scope_registry(key: &str) -> bool {
    key.starts_with('@') && key.ends_with(":registry")
}

/// What is known of the calls around this one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outer {
    /// There are none: flags and variables are the user's.
    #[default]
    Nothing,
    /// Below a shim, which recorded what the user had: digests of keys with their values.
    Recorded(HashSet<String>),
    /// In a script that no shim stands above. A registry is taken for the user's unless a project
    /// around names it; the way to it is not.
    Unknown,
}

/// What stands in the record of a shim that does not know either.
const UNKNOWN: &str = "?";

impl Outer {
    /// Reads what the shim above left; `in_script` is whether npm or its like runs a script around
    /// this call.
    #[must_use]
    pub fn read(below_shim: bool, in_script: bool, record: Option<&str>) -> Self {
        match record {
            Some(UNKNOWN) if below_shim => Self::Unknown,
            Some(record) if below_shim => {
                Self::Recorded(record.split(',').map(str::to_owned).collect())
            }
            None if below_shim => Self::Recorded(HashSet::new()),
            Some(_) | None if in_script => Self::Unknown,
            Some(_) | None => Self::Nothing,
        }
    }

    /// What a nested call is to be told, given the flags and variables of this one; `None` where
    /// there is nothing to say. Reads no file, and the values are not in it.
    #[must_use]
    pub fn record(&self, inputs: &Inputs) -> Option<String> {
        match self {
            Self::Nothing if !load::may_speak_of(inputs, matters) => None,
            Self::Nothing => {
                let layers = load::spoken(inputs);
                // A folder that a flag names is the project's, so what lies in it is not the user's
                // word.
                let counts = |layer: &Layer, key: &str| {
                    matters(key) && (layer.kind != LayerKind::Cli || key != "prefix")
                };
                let spoken = layers
                    .iter()
                    .flat_map(|layer| layer.settings().iter().map(move |setting| (layer, setting)));
                let settings = spoken.filter(|(layer, setting)| counts(layer, &setting.key));
                let digests: Vec<String> = settings
                    .map(|(_, setting)| digest(&setting.key, &setting.value))
                    .collect();
                (!digests.is_empty()).then(|| digests.join(","))
            }
            Self::Recorded(digests) if digests.is_empty() => None,
            Self::Recorded(digests) => Some(
                digests
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .join(","),
            ),
            Self::Unknown => Some(UNKNOWN.to_owned()),
        }
    }

    /// Whether a flag or a variable is the user's own.
    pub(super) fn is_own(&self, setting: &Setting, is_line: impl Fn(&Setting) -> bool) -> bool {
        let Setting { key, value, .. } = setting;
        match self {
            Self::Nothing => true,
            _ if !matters(key) => true,
            Self::Recorded(digests) => digests.contains(&digest(key, value)),
            Self::Unknown => (key == "registry" || is_scope_registry(key)) && !is_line(setting),
        }
    }
}

fn digest(key: &str, value: &Value) -> String {
    let mut hash = Sha256::new();
    hash.update(key.as_bytes());
    hash.update([0]);
    hash.update(canonical(key, value).as_bytes());
    hash.finalize()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Whether two values of a key mean the same, one of which may have been a variable: npm joins
/// lists by empty lines, and has no variable for what is false.
#[must_use]
pub fn is_same(key: &str, one: Option<&Value>, other: Option<&Value>) -> bool {
    let text = |value: Option<&Value>| {
        value.map_or_else(|| default_of(key).to_owned(), |value| canonical(key, value))
    };
    text(one) == text(other)
}

fn canonical(key: &str, value: &Value) -> String {
    let text = match value {
        Value::List(items) => items
            .iter()
            .map(Value::to_text)
            .collect::<Vec<_>>()
            .join("\n\n"),
        Value::Null | Value::Bool(false) => String::new(),
        Value::Bool(true) | Value::Number(_) | Value::Text(_) | Value::Table(_) => value.to_text(),
    };
    if key == "noproxy" {
        let hosts = text
            .split([',', '\n'])
            .map(str::trim)
            .filter(|host| !host.is_empty());
        return hosts.collect::<Vec<_>>().join(",");
    }
    text.trim().to_owned()
}

fn default_of(key: &str) -> &'static str {
    match key {
        "strict-ssl" => "true",
        "replace-registry-host" => "npmjs",
        "registry" => DEFAULT_REGISTRY,
        _ => "",
    }
}

/// What npm would have read if no project and no script had said anything, as far as that differs.
#[derive(Clone, Debug, Default)]
pub(super) struct Theirs {
    /// The layers that take the place of those of the same kind.
    pub(super) replaced: Vec<Layer>,
    /// The user's own file, where npm reads another.
    pub(super) user_path: Option<PathBuf>,
    /// The global file by the user's own word, where npm reads another.
    pub(super) global_path: Option<PathBuf>,
}

/// The settings that the user answers for. Ask this for whatever decides where a secret goes, how
/// it travels, under which registry it is filed, and which file is written.
pub struct Own<'a> {
    config: &'a Config,
    layers: Vec<&'a Layer>,
}

impl<'a> Own<'a> {
    pub(super) fn new(config: &'a Config) -> Self {
        let own = |layer: &'a Layer| {
            config
                .theirs
                .replaced
                .iter()
                .find(|own| own.kind == layer.kind)
                .unwrap_or(layer)
        };
        let layers = config
            .layers
            .iter()
            .filter(|layer| layer.kind != LayerKind::Project)
            .map(own)
            .collect();
        Self { config, layers }
    }

    /// The layers of the user's own, highest first; there is no project among them.
    #[must_use]
    pub fn layers(&self) -> &[&'a Layer] {
        &self.layers
    }

    /// The layer that decides a key, and its setting.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<(&'a Layer, &'a Setting)> {
        self.layers
            .iter()
            .find_map(|&layer| layer.get(key).map(|setting| (layer, setting)))
    }

    /// The value of a key.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&'a Value> {
        self.get(key).map(|(_, setting)| &setting.value)
    }

    /// The value of a key if it is text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.value(key)?.as_text()
    }

    /// The general registry by the user's own word, or npm's default.
    #[must_use]
    pub fn default_registry(&self) -> String {
        let named = self.value("registry").filter(|value| value.is_truthy());
        named.map_or_else(|| DEFAULT_REGISTRY.to_owned(), Value::to_text)
    }

    /// Every scope that the user gave a registry: `@scope` and the URL.
    #[must_use]
    pub fn scopes(&self) -> Vec<(String, String)> {
        super::layers::scopes_of(self.layers.iter().copied())
    }

    /// The user's own config file: what a login or a migration may write to.
    #[must_use]
    pub fn user_path(&self) -> &'a Path {
        self.config
            .theirs
            .user_path
            .as_deref()
            .unwrap_or(&self.config.user_path)
    }

    /// The global config file by the user's own word.
    #[must_use]
    pub fn global_path(&self) -> &'a Path {
        self.config
            .theirs
            .global_path
            .as_deref()
            .unwrap_or(&self.config.global_path)
    }

    /// Whether a layer that npm reads is the user's word as it stands; of flags and variables, ask
    /// for the [key](Self::is_of).
    #[must_use]
    pub fn is_layer(&self, kind: LayerKind) -> bool {
        kind != LayerKind::Project
            && self
                .config
                .theirs
                .replaced
                .iter()
                .all(|own| own.kind != kind)
    }

    /// Whether a setting that npm reads in this layer is the user's word.
    #[must_use]
    pub fn is_of(&self, kind: LayerKind, key: &str) -> bool {
        let replaced = self
            .config
            .theirs
            .replaced
            .iter()
            .find(|own| own.kind == kind);
        match (kind, replaced) {
            (LayerKind::Project, _) => false,
            (_, None) => true,
            (LayerKind::Cli | LayerKind::Env, Some(own)) => own.get(key).is_some(),
            (LayerKind::User | LayerKind::Global | LayerKind::Builtin, Some(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{NpmVersion, testing};
    use super::*;

    const NPM: NpmVersion = NpmVersion::Npm12;

    fn own(config: &Config, key: &str) -> Option<String> {
        config.own().text(key).map(str::to_owned)
    }

    #[test]
    fn a_variable_in_a_script_is_the_users_only_if_the_user_had_it() {
        let env = &[
            ("npm_config_https_proxy", "http://p:1"),
            ("npm_config_cafile", "/c.pem"),
        ];
        let typed = testing::nested("", "", NPM, env, &[], &Outer::Nothing);
        assert_eq!(own(&typed, "https-proxy").as_deref(), Some("http://p:1/"));
        let nothing = testing::recorded(NPM, &[], &[]);
        let script = testing::nested("", "", NPM, env, &[], &nothing);
        assert_eq!(
            (own(&script, "https-proxy"), own(&script, "cafile")),
            (None, None)
        );
        assert!(!script.own().is_of(LayerKind::Env, "cafile") && script.get("cafile").is_some());
        // By the same variable, and by a flag that npm passes on as one.
        let exported = testing::recorded(NPM, &env[..1], &[]);
        let typed = testing::recorded(NPM, &[], &["run", "x", "--https-proxy=http://p:1"]);
        for outer in [exported, typed] {
            let script = testing::nested("", "", NPM, env, &[], &outer);
            assert_eq!(own(&script, "https-proxy").as_deref(), Some("http://p:1/"));
            assert_eq!(own(&script, "cafile"), None);
            let other = testing::nested(
                "",
                "",
                NPM,
                &[("npm_config_https_proxy", "http://p:2")],
                &[],
                &outer,
            );
            assert_eq!(own(&other, "https-proxy"), None);
        }
    }

    #[test]
    fn a_flag_that_a_script_types_is_not_the_users() {
        let nothing = testing::recorded(NPM, &[], &[]);
        let script = testing::nested(
            "",
            "proxy=http://a/",
            NPM,
            &[],
            &["view", "x", "--proxy=http://e/"],
            &nothing,
        );
        assert_eq!(script.text("proxy"), Some("http://e/"));
        assert_eq!(own(&script, "proxy").as_deref(), Some("http://a/"));
    }

    #[test]
    fn without_a_record_a_registry_may_be_the_users_and_a_way_may_not() {
        let unknown = Outer::read(false, true, None);
        assert_eq!(unknown, Outer::Unknown);
        let env = &[
            ("npm_config_registry", "https://r/"),
            ("npm_config_proxy", "http://p/"),
        ];
        let script = testing::nested("", "", NPM, env, &[], &unknown);
        assert_eq!(
            (own(&script, "registry").as_deref(), own(&script, "proxy")),
            (Some("https://r/"), None)
        );
        let script = testing::nested("registry=https://r/", "", NPM, env, &[], &unknown);
        assert_eq!(own(&script, "registry"), None);
        // A shim in between does not make it known.
        let inputs = testing::nested(
            "",
            "",
            NPM,
            env,
            &[],
            &Outer::read(true, true, Some(UNKNOWN)),
        );
        assert_eq!(own(&inputs, "registry").as_deref(), Some("https://r/"));
    }

    #[test]
    fn files_that_a_project_names_are_not_the_users() {
        for line in [
            "userconfig=/p/.npmrc",
            "globalconfig=/h/.npmrc",
            "prefix=/p",
        ] {
            let config = testing::config(line, "proxy=http://a/", NPM);
            assert_eq!(config.own().user_path(), Path::new("/h/.npmrc"), "{line}");
            assert_eq!(
                config.own().global_path(),
                Path::new("/n/etc/npmrc"),
                "{line}"
            );
            assert_eq!(
                own(&config, "proxy").as_deref(),
                Some("http://a/"),
                "{line}"
            );
            let moved = if line.starts_with("user") {
                LayerKind::User
            } else {
                LayerKind::Global
            };
            assert!(!config.own().is_layer(moved), "{line}");
        }
        let config = testing::config("", "prefix=/x", NPM);
        assert_eq!(config.own().global_path(), Path::new("/x/etc/npmrc"));
        // A folder that is named for its project brings no global config of the user's.
        let config = testing::nested(
            "",
            "",
            NPM,
            &[],
            &["--prefix", "/q", "install"],
            &Outer::Nothing,
        );
        assert_eq!(
            (
                config.own().global_path(),
                config.own().is_layer(LayerKind::Global)
            ),
            (Path::new("/n/etc/npmrc"), false)
        );
    }

    #[test]
    fn options_of_node_load_code_unless_they_are_known_not_to() {
        for harmless in [
            "",
            "--max-old-space-size=4096",
            "--max_old_space_size 4096 --no-warnings",
            " --use-system-ca ",
        ] {
            assert!(!may_load_code(harmless), "{harmless}");
        }
        for loads in [
            "--require ./x.cjs",
            "-r ./x.cjs",
            "--import=./x.mjs",
            "--no-warnings --loader ./x.mjs",
            "--no-warnings ./x --require=y",
            "\"--require\" x",
            "--tls-keylog=k",
            "--inspect",
            "x",
        ] {
            assert!(may_load_code(loads), "{loads}");
        }
    }

    #[test]
    fn a_record_is_made_only_where_there_is_something() {
        let nothing = |env: &[(&str, &str)], flags: &[&str]| {
            testing::recorded(NPM, env, flags) == Outer::Recorded(HashSet::new())
        };
        assert!(nothing(
            &[
                ("npm_config_loglevel", "silly"),
                ("HTTPS_PROXY", "http://p/")
            ],
            &["run", "x", "--json"]
        ));
        assert!(nothing(&[], &["--prefix=/x", "run", "y"]));
        assert!(!nothing(&[("NPM_CONFIG_REGISTRY", "https://r/")], &[]));
    }
}
