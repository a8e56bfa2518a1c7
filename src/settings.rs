//! Every environment variable that npmcred reads or sets, in one table.
//!
//! Anything not listed here is npm's own, or names a standard folder.

/// One variable: its name, and what it does.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The variable's name.
    pub name: &'static str,
    /// What it takes.
    pub takes: &'static str,
    /// What it does, in one sentence.
    pub does: &'static str,
}

/// `off`: the shim hands nothing over and asks no store.
pub const BYPASS: Setting =
    Setting { name: "NPMCRED", takes: "off", does: "run the real tool as if npmcred were not there" };

/// Set by the shim: how many shims this process has above it.
pub const DEPTH: Setting =
    Setting { name: "NPMCRED_DEPTH", takes: "a number", does: "set by the shim, to notice that it is calling itself" };

/// Set by the shim: what `npm_config_globalconfig` was before, empty where it was not set.
pub const ORIGINAL_GLOBALCONFIG: Setting = Setting {
    name: "NPMCRED_GLOBALCONFIG",
    takes: "a path",
    does: "set by the shim, so that a nested call finds npm's real global config again",
};

/// Whose credentials are used; wins over what `npmcred use` recorded. No secret, so scripts inherit it.
pub const PROFILE: Setting =
    Setting { name: "NPMCRED_PROFILE", takes: "a profile", does: "use the credentials of this profile" };

/// All of them, in the order in which help shows them.
pub const ALL: [Setting; 4] = [BYPASS, PROFILE, DEPTH, ORIGINAL_GLOBALCONFIG];

/// How many shims may stand above one another before it is taken for a loop.
pub const DEPTH_LIMIT: u32 = 32;
