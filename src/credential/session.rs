//! How long a session may live.

/// The longest life of a credential that a memory-only store may hold, in seconds: the longest
/// session that a registry is known to give (AWS CodeArtifact, twelve hours). npm's own session
/// lives two hours.
pub const LONGEST_SESSION: u64 = 12 * 60 * 60;
