//! A program to start, what tells it from all others, and what came of it: values that each system
//! fills in.

use std::ffi::OsString;
use std::path::PathBuf;

/// The most that is kept of each output of a captured program, in bytes; the rest is dropped.
pub const CAPTURE_LIMIT: usize = 256 * 1024;

/// The identity of a file: two paths are the same program exactly if these are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileId {
    volume: u64,
    file: u64,
}

impl FileId {
    pub(crate) fn new(volume: u64, file: u64) -> Self {
        Self { volume, file }
    }
}

/// A program to become, with its arguments and environment.
#[derive(Debug)]
pub struct Launch {
    /// The file to execute; also its `argv[0]`.
    pub program: PathBuf,
    /// The arguments after `argv[0]`.
    pub args: Vec<OsString>,
    /// The whole environment: nothing else is inherited.
    pub env: Vec<(OsString, OsString)>,
}

/// The result of a program that was run for its output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captured {
    /// Its exit status, or 128 and the number of the signal that ended it. If it was ended at the
    /// deadline, `timed_out` says so.
    pub status: u8,
    /// The beginning of its standard output, at most [`CAPTURE_LIMIT`].
    pub stdout: Vec<u8>,
    /// The beginning of its standard error, at most [`CAPTURE_LIMIT`].
    pub stderr: Vec<u8>,
    /// It did not end in time.
    pub timed_out: bool,
}
