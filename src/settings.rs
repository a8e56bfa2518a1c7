//! Every environment variable that npmcred reads or sets, and every key of `settings.json`, in one
//! table.
//!
//! Anything not listed here is npm's own, or names a standard folder.

/// One setting: its variable, its key in the file if it has one, and its effect.
#[derive(Clone, Copy, Debug)]
pub struct OwnSetting {
    /// The variable's name.
    pub name: &'static str,
    /// The values that it takes.
    pub takes: &'static str,
    /// Its effect, in one sentence.
    pub does: &'static str,
    /// Its key in `settings.json`; `None` if it is a variable only.
    pub key: Option<&'static str>,
    /// The only words that it takes, the default first; empty if it takes any.
    pub words: &'static [&'static str],
}

impl OwnSetting {
    const fn variable(name: &'static str, takes: &'static str, does: &'static str) -> Self {
        Self {
            name,
            takes,
            does,
            key: None,
            words: &[],
        }
    }
}

/// `off`: the shim hands nothing over and asks no store.
pub const BYPASS: OwnSetting = OwnSetting::variable(
    "NPMCRED",
    "off",
    "run the real tool as if npmcred were not there",
);

/// Set by the shim: how many shims this process has above it.
pub const DEPTH: OwnSetting = OwnSetting::variable(
    "NPMCRED_DEPTH",
    "a number",
    "set by the shim, to notice that it is calling itself",
);

/// Set by the shim: what a tool's variable was before, empty if it was not set. Its own name ends
/// in that of the tool's.
pub const COVERED: OwnSetting = OwnSetting::variable(
    "NPMCRED_COVERED_NAME",
    "a path",
    "set by the shim to what the tool's variable NAME was before, so that a nested call finds the \
     tool's real configuration again",
);

/// What the names of [`COVERED`] begin with.
pub const COVERED_PREFIX: &str = "NPMCRED_COVERED_";

/// Set by the shim: which of npm's flags and variables the user had, as digests.
pub const ORIGIN: OwnSetting = OwnSetting::variable(
    "NPMCRED_ORIGIN",
    "digests",
    "set by the shim, so that a nested call can tell your settings of npm from those of a project",
);

/// Set by the shim: the file behind the descriptor that it handed over, so that a nested call
/// empties only that one.
pub const HANDOVER: OwnSetting = OwnSetting::variable(
    "NPMCRED_HANDOVER",
    "three numbers",
    "set by the shim, so that a nested call can take back what was not read",
);

/// Set by the shim for a publish: the content of `publishConfig`, and the value of `NODE_OPTIONS`
/// before.
pub const HELD: OwnSetting = OwnSetting::variable(
    "NPMCRED_HELD",
    "JSON",
    "set by the shim for a publish, so that scripts cannot change its publishConfig; no script \
     sees it",
);

/// Set by the shim for yarn 2 to 4: what the plugin that it has yarn load is told.
pub const YARN: OwnSetting = OwnSetting::variable(
    "NPMCRED_YARN",
    "two paths",
    "set by the shim for the plugin that yarn 2 to 4 load; no script sees it",
);

/// The profile to use; it wins over the choice of `npmcred use`. It is not secret, so scripts
/// inherit it.
pub const PROFILE: OwnSetting = OwnSetting::variable(
    "NPMCRED_PROFILE",
    "a profile",
    "use the credentials of this profile",
);

/// Whether an expired credential is renewed by a login in the middle of a command.
pub const RENEW: OwnSetting = OwnSetting {
    name: "NPMCRED_RENEW",
    takes: "ask, always or never",
    does: "log in during a command that needs it, if a person is there; ask first if it could do \
     without",
    key: Some("renew"),
    words: &["ask", "always", "never"],
};

/// Whether registries are asked if they still accept what they are sent.
pub const CHECK: OwnSetting = OwnSetting {
    name: "NPMCRED_CHECK",
    takes: "on or off",
    does: "ask a registry whether it still accepts a credential, before a command that changes \
           something there and, at most every ten minutes, while a reading one starts; never on a \
           build server",
    key: Some("check"),
    words: &["on", "off"],
};

/// Whether the shim says what is no error.
pub const QUIET: OwnSetting = OwnSetting {
    name: "NPMCRED_QUIET",
    takes: "off or on",
    does: "with on, a shim prints errors and questions only; so it does where npm itself is told to be silent",
    key: Some("quiet"),
    words: &["off", "on"],
};

/// Whether programs are answered that ask by `npmcred helper`. Only the file switches it on.
pub const HELPERS: OwnSetting = OwnSetting {
    name: "NPMCRED_HELPERS",
    takes: "off or on",
    does: "with on in settings.json, npmcred helper answers a program that asks for a credential; \
           a variable can only switch it off",
    key: Some("helpers"),
    words: &["off", "on"],
};

/// Which store keeps the credentials. Nothing else is used in its place.
pub const STORE: OwnSetting = OwnSetting {
    name: "NPMCRED_STORE",
    takes: "system or pass",
    does: "keep credentials in the store of the system, or in that of pass; what is in the other stays there",
    key: Some("store"),
    words: &["system", "pass"],
};

/// `1`: each step of the shim is told.
pub const TRACE: OwnSetting = OwnSetting::variable(
    "NPMCRED_TRACE",
    "1",
    "print on standard error what the shim decides, step by step, without any secret: for a bug report",
);

/// `1`: the tokens of a build server's variables are kept from scripts.
pub const CI: OwnSetting = OwnSetting::variable(
    "NPMCRED_CI",
    "1",
    "set by npmcred env --ci: npm's scripts do not see the tokens that a build server put into variables",
);

/// Set by `npmcred exec --secret`: the file of the build secret, for a compose file or a script
/// that names it.
pub const SECRET: OwnSetting = OwnSetting::variable(
    "NPMCRED_SECRET",
    "a path",
    "set by npmcred exec --secret: the file of the build secret, for a compose file or a bake file",
);

/// All of them, in the order in which help shows them.
pub const ALL: [OwnSetting; 16] = [
    BYPASS, PROFILE, RENEW, CHECK, QUIET, STORE, HELPERS, TRACE, CI, DEPTH, COVERED, ORIGIN,
    HANDOVER, HELD, YARN, SECRET,
];

/// With more shims above one another than this, it is taken for a loop.
pub const DEPTH_LIMIT: u32 = 32;
