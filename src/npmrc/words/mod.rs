//! The command line: flags, shorthands and commands, and the types that npm gives to values.

pub(super) mod command_line;
mod flags;
mod legacy_url;
mod nopt;
mod npx;
pub(super) mod paths;
mod rows;
mod table;
pub(super) mod types;
