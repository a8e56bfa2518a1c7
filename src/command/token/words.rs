//! What is said of a token that is made or replaced.

use crate::context::Context;
use crate::credential::Expiry;
use crate::report::moment;
use crate::token::Rights;

/// Prints what the public registry has announced (GitHub's changelog of 2026-07-08; npm 12.2 warns
/// as well).
pub(in crate::command) fn warn_of_bypass(context: &Context, rights: &Rights) {
    if rights.bypasses_second_factor() {
        context.report.note(
            "a token that bypasses the second factor is a target for thieves; from January 2027 \
             the public registry lets it read and stage, but not publish",
        );
        context.report.hint(
            "let it stage packages for a person to approve: --permission read-write-stage-only",
        );
    }
}

/// The expiry in words.
pub(in crate::command) fn end(expires: Expiry) -> String {
    match expires {
        Expiry::At(seconds) => format!("until {}", moment(seconds)),
        Expiry::Unknown => "no known expiry".to_owned(),
    }
}
