//! A process that may not use some system call, as in a sandbox: an error in words, never a panic,
//! and nothing left open.

use std::os::unix::fs::PermissionsExt;

use super::packages::registry;
use super::support::Lab;
use super::support::tools::jail_without;

/// What the store or the hand-over needs.
const CALLS: [&str; 7] = [
    "epoll_create1",
    "inotify_init1",
    "inotify_add_watch",
    "memfd_create",
    "pidfd_open",
    "clone",
    "pipe2",
];

#[test]
fn a_forbidden_system_call_is_an_error_in_words() {
    let lab = Lab::shimmed(11, registry());
    lab.store(&lab.registry.url, &lab.registry.writer, &[]);
    // node itself does without none of these, so a shell stands in npm's place; that is a launcher,
    // which is watched.
    let npm = lab.path("prefix/bin/npm");
    std::fs::remove_file(&npm).unwrap();
    lab.write(
        "prefix/bin/npm",
        "#!/bin/sh\n[ -z \"$npm_config_globalconfig\" ] && echo bare\nexit 0\n",
    );
    std::fs::set_permissions(&npm, PermissionsExt::from_mode(0o755)).unwrap();
    let program = super::support::tools::program();
    for (at, call) in CALLS.into_iter().enumerate() {
        let jail = jail_without(&lab.path(format!("jail-{at}")), call);
        // With a global config the memory is needed; behind a launcher, the watcher of a pipe.
        for config in ["", "fund=false\n"] {
            lab.write("prefix/etc/npmrc", config);
            for words in [
                &["npm", "view", "@priv/hello", "version"][..],
                &["npm", "whoami"],
            ] {
                let outcome = lab
                    .run(jail.to_str().unwrap())
                    .args(words.iter().copied())
                    .run();
                let told = outcome.err();
                assert!(
                    outcome.status.code().is_some() && !told.contains("panicked"),
                    "{call}: {outcome}"
                );
                // Either the tool got it, or somebody said why not.
                let is_bare = outcome.out() != "" || outcome.status.code() != Some(0);
                assert_eq!(is_bare, !outcome.said().is_empty(), "{call}: {outcome}");
            }
        }
        let outcome = lab
            .run(jail.to_str().unwrap())
            .args([program.to_str().unwrap(), "status"])
            .run();
        assert!(
            outcome.status.code().is_some() && !outcome.err().contains("panicked"),
            "{call}: {outcome}"
        );
    }
}
