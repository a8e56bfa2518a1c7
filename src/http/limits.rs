//! How long and how large an exchange with a registry may be.

use std::time::Duration;

/// How long an attempt may take, from the look-up of the host to the last byte of the answer.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// The time for all attempts at one request and the waits between them. With npm's own waits (10 s,
/// 60 s) that is two more attempts at a registry that answers, and one at a registry that does not.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// The largest answer that is read, in bytes, unpacked. Real answers have a few hundred.
pub const BODY_LIMIT: u64 = 1024 * 1024;
