//! Reads npm's configuration as npm 8 to 12 do: files, placeholders, command line, layers, and the
//! key that authenticates a request.
//!
//! Everything here is pure: bytes and values in, values out. Files and variables come through
//! [`Files`] and closures. The versions differ in small ways everywhere, so every entry point takes
//! an [`NpmVersion`]. The differential tests (`tests/npmrc`) compare each with npm's own modules.

mod file;
pub mod layers;
mod version;
mod words;

pub use file::expand::{Expanded, expand};
pub use file::ini::{Document, Entry};
pub use file::json;
pub use file::value::Value;
pub use layers::origin::{self, Outer, Own};
pub use layers::{
    AuthForm, AuthMatch, Config, FileSettings, Files, Inputs, Layer, LayerKind, Parts, Setting,
    found_workspaces, workspaces,
};
pub use version::NpmVersion;
pub use words::command_line::{CommandLine, NpmCommand, is_flag, npx_to_npm, parse};

pub(crate) use file::base64::decode as decode_base64;
pub(crate) use file::js::{decoded, trim};
#[cfg(test)]
pub(crate) use layers::testing;
pub(crate) use words::paths::resolve;
