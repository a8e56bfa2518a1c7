//! What corepack starts: does the credential reach the tool that it chooses, and nobody else?
//!
//! It fetches the tools from a registry of their own. That is asked without a credential, and must
//! see none.

use std::fs;

use super::corepack_world::{COREPACKS, enabled, own_copy, project, run, source, stored};
use super::support::run::Outcome;
use super::world::World;

/// What the project pins, and what is typed.
const CALLS: [(&str, &str); 8] = [
    ("pnpm@11.28.11", "corepack pnpm install"),
    ("pnpm@11.28.11", "corepack pnpm@10.34.8 install"),
    ("", "corepack pnpm@10 install"),
    ("yarn@4.18.1", "corepack yarn"),
    ("yarn@4.18.1", "corepack yarn@3.8.7 install"),
    ("yarn@4.18.1", "corepack yarnpkg@4 install"),
    ("", "corepack yarn@1.22.22 install"),
    ("npm@11.21.2", "corepack npm install"),
];

/// What the registry of the tools heard of credentials: nothing.
#[track_caller]
fn assert_source_heard_nothing() {
    let heard = source().take();
    assert!(
        heard.iter().all(|one| one.authorization.is_none()),
        "{heard:?}"
    );
}

#[track_caller]
fn assert_untold(done: &Outcome) {
    assert!(!done.err().contains("npmcred"), "{done}");
}

#[test]
fn a_private_package_is_installed_by_whichever_tool_it_starts() {
    for corepack in COREPACKS {
        for (pinned, typed) in CALLS {
            let world = stored(corepack);
            let folder = project(&world, pinned, &["@priv/plain"]);
            let before = world.asked("plain", 0).len();
            let done = run(&world, &folder, typed).run().expect(0);
            assert_untold(&done);
            world.assert_all_with_token("plain", before);
            world.assert_nobody_outside_was_asked();
            assert_source_heard_nothing();
        }
    }
}
