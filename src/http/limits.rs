//! How long and how large an exchange with a registry may be.

use std::time::Duration;

/// How long an attempt may take, from the look-up of the host to the last byte of the answer.
pub const DEADLINE: Duration = PATIENCE;

/// The time for all attempts at one question and the waits between them. A person waits for the
/// answer, so a registry that is down ends the question before npm's second attempt.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// The same while a person is busy in the browser. They wait for minutes anyway, and would lose
/// the login if the registry was away for a moment.
pub(super) const PATIENCE_OF_A_POLL: Duration = Duration::from_secs(120);

/// The largest answer that is read, in bytes, unpacked. Real answers have a few hundred.
pub const BODY_LIMIT: u64 = 1024 * 1024;
