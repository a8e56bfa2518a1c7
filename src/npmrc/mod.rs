//! npm's configuration, read as npm 8 to 12 read it: files, placeholders, command line, layers, and
//! which key authenticates a request.
//!
//! Everything here is pure: bytes and values in, values out; files and variables come through
//! [`layers::Files`] and closures. The versions differ in small ways everywhere, so every entry
//! point takes an [`NpmVersion`]; the differential tests (`tests/npmrc`) hold each against npm's
//! own modules.

pub mod auth;
pub mod command_line;
pub mod expand;
pub mod ini;
pub mod json;
pub mod layers;
pub mod origin;
pub mod value;
pub mod workspaces;

mod edit;
mod flags;
mod glob;
mod held;
mod js;
mod js_base64;
mod legacy_url;
mod load;
mod nopt;
mod npm8;
mod npx;
mod object;
mod paths;
mod roots;
mod table;
#[cfg(test)]
pub(crate) mod testing;
mod types;

pub use auth::{AuthForm, AuthMatch};
pub use command_line::{Command, CommandLine, is_flag, npx_to_npm, parse};
pub use expand::{Expanded, expand};
pub use held::Held;
pub use ini::{Document, Entry};
pub use layers::{Config, Files, Inputs, Layer, LayerKind, Setting};
pub use origin::{Outer, Own};
pub(crate) use paths::resolve;
pub use value::Value;
pub use workspaces::{found_workspaces, workspaces};

pub(crate) use js::trim;
pub(crate) use js_base64::decode as decode_base64;

/// A major version of npm whose rules are reproduced; older ones count as 8, newer ones as 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NpmVersion {
    /// npm 8 (and what came before: nearest of those known).
    Npm8,
    /// npm 9.
    Npm9,
    /// npm 10.
    Npm10,
    /// npm 11.
    Npm11,
    /// npm 12 and later.
    Npm12,
}

impl NpmVersion {
    /// The rules to use for a major version.
    #[must_use]
    pub const fn from_major(major: u64) -> Self {
        match major {
            0..=8 => Self::Npm8,
            9 => Self::Npm9,
            10 => Self::Npm10,
            11 => Self::Npm11,
            _ => Self::Npm12,
        }
    }

    /// This version's bit in the generated tables.
    const fn bit(self) -> u8 {
        1 << self as u8
    }
}
