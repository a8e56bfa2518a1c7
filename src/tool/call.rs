//! One start of a tool: made once, and handed to everything that decides about it.

use super::phrases::Phrases;
use super::real::RealTool;
use crate::context::{Context, Env};
use std::ffi::OsString;

/// A start of a tool.
pub struct Call<'a> {
    /// The process.
    pub context: &'a Context,
    /// The tool's own words.
    pub phrases: &'static Phrases,
    /// The real tool.
    pub real: &'a RealTool,
    /// The arguments, as they were typed.
    pub args: &'a [OsString],
    /// The environment without what a shim above this one put in.
    pub env: &'a Env,
}
