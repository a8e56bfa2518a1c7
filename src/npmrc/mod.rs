//! npm's configuration, read as npm 8 to 12 read it: files, placeholders, command line, layers, and
//! which key authenticates a request.
//!
//! Everything here is pure: bytes and values in, values out; files and variables come through
//! [`Files`] and closures. The versions differ in small ways everywhere, so every entry
//! point takes an [`NpmVersion`]; the differential tests (`tests/npmrc`) hold each against npm's
//! own modules.

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
    AuthForm, AuthMatch, Config, Files, Held, Inputs, Layer, LayerKind, Setting, found_workspaces,
    workspaces,
};
pub use version::NpmVersion;
pub use words::command_line::{Command, CommandLine, is_flag, npx_to_npm, parse};

pub(crate) use file::base64::decode as decode_base64;
pub(crate) use file::js::trim;
#[cfg(test)]
pub(crate) use layers::testing;
pub(crate) use words::paths::resolve;
