//! Everything that decides npm's configuration for one command.

use std::ffi::OsString;
use std::path::Path;

use super::files::Files;
use super::origin::outer::Outer;
use crate::npmrc::version::NpmVersion;
use crate::npmrc::words::command_line::CommandLine;

/// Everything that decides npm's configuration.
pub struct Inputs<'a> {
    /// The version whose rules apply.
    pub npm: NpmVersion,
    /// The parsed command line.
    pub command_line: &'a CommandLine,
    /// The environment, in its order.
    pub env: &'a [(OsString, OsString)],
    /// The working folder, absolute.
    pub cwd: &'a Path,
    /// The home folder: `HOME`, or what the system says.
    pub home: &'a Path,
    /// node's own file (`process.execPath`, links resolved); decides the global prefix.
    pub node: Option<&'a Path>,
    /// npm's package folder, for its built-in `npmrc`.
    pub npm_dir: Option<&'a Path>,
    /// The file system.
    pub files: &'a dyn Files,
    /// The shims and scripts around this call.
    pub outer: &'a Outer,
    /// Whether npm runs on Windows: `~\`, variables without case, the prefix beside node.
    pub windows: bool,
}
