//! Steps at a registry with faults: set one, log in, and look at what was shown.
//!
//! npm's own retries are switched off, because a fault would hold a test up for long.

use super::support::fixture::{Endpoint, Fault, Fixture};
use super::support::run::{Outcome, Run};
use super::world::{World, assert_no_leak};

/// Colours, a new title for the window, a cleared screen, and the C1 twin of ESC [.
pub(super) const ESCAPES: &str =
    "\u{1b}[31mred\u{1b}[0m \u{1b}]0;owned\u{7} \u{1b}[2J \u{9b}31m end";

pub(super) fn start(registry: &Fixture, fault: Fault) {
    registry.fault(Endpoint::LoginStart, fault);
}

pub(super) fn done(registry: &Fixture, fault: Fault) {
    registry.fault(Endpoint::Done, fault);
}

pub(super) fn without_retries(run: Run) -> Run {
    run.env("npm_config_fetch_retries", "0")
        .deadline(std::time::Duration::from_secs(120))
}

pub(super) fn login(world: &World) -> Run {
    without_retries(world.npmcred(&["login"]))
}

/// No secret, and nothing that a terminal would obey.
#[track_caller]
pub(super) fn assert_clean(world: &World, outcome: &Outcome) {
    let said = outcome.to_string();
    let obeyed = said
        .chars()
        .find(|letter| letter.is_control() && *letter != '\n');
    assert_eq!(obeyed, None, "{said:?}");
    assert_no_leak(world, &said);
}
