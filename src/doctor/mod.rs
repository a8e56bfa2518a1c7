//! Whether all is well on this machine, and what cures it where it is not.

use crate::context::Context;

/// Something that is not as it should be, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was found, in one line.
    pub what: String,
    /// What to type.
    pub cure: Option<String>,
}

/// Looks at everything.
#[must_use]
pub fn look(_context: &Context) -> Vec<Finding> {
    Vec::new()
}
