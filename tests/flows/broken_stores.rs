//! A store that is locked, hangs, or is not there: public work goes on with one line, work that
//! needs the secret stops soon.

use std::time::Duration;

use serde_json::json;

use super::packages::{publishable, registry, stored};
use super::support::Lab;
use super::support::run::Outcome;
use super::support::tools::jail;

/// Runs a public install, which must work with one line of ours, and a publish, which must stop
/// with status 4.
fn public_goes_on_private_stops(lab: &Lab) -> (Outcome, Outcome) {
    let open = lab.project(
        "open-only",
        &json!({ "name": "open-only", "version": "1.0.0", "dependencies": { "open": "1.0.0" } }),
    );
    let install = lab.npm(&open, &["install"]).run().expect(0);
    assert!(open.join("node_modules/open").exists());
    assert_eq!(install.said().len(), 1, "one line: {install}");
    let (package, name) = publishable(lab, "stopped");
    let publish = lab.npm(&package, &["publish"]).run().expect(4);
    assert!(
        lab.registry.requests(&name.replace('/', "%2f")).is_empty(),
        "npm was started all the same: {publish}"
    );
    (install, publish)
}

#[test]
fn a_locked_keyring() {
    for major in [8, 12] {
        let mut lab = stored(major);
        lab.bus().lock();
        let (install, publish) = public_goes_on_private_stops(&lab);
        assert!(install.err().contains("locked"), "{install}");
        assert!(
            publish.err().contains("locked") && publish.err().contains("hint"),
            "{publish}"
        );
    }
}

#[test]
fn a_keyring_that_hangs() {
    let lab = stored(11);
    let lab = {
        let mut lab = lab;
        lab.bus().freeze_daemon();
        lab
    };
    let (_, publish) = public_goes_on_private_stops(&lab);
    // Three seconds by design; the rest is for a busy machine.
    assert!(
        publish.elapsed > Duration::from_secs(2) && publish.elapsed < Duration::from_secs(8),
        "{publish}"
    );
}

/// Neither a Secret Service nor a kernel keyring, as in many containers: a small program forbids
/// the latter and becomes the command.
#[test]
fn no_store_at_all() {
    let lab = Lab::new(11, registry());
    lab.put(super::support::Front::Shim);
    let jail = jail(&lab.path("no_keyctl"));
    let jailed = |program: &str| lab.run(jail.to_str().unwrap()).args([program]);
    let store = jailed(super::support::tools::program().to_str().unwrap())
        .args(["store", "--registry", &lab.registry.url])
        .stdin("secret-that-goes-nowhere")
        .run()
        .expect(4);
    assert!(
        store.err().contains("hint:"),
        "it names the choices: {store}"
    );
    let (package, _) = publishable(&lab, "stopped");
    let publish = jailed("npm")
        .cwd(&package)
        .args(["publish"])
        .run()
        .expect(4);
    assert!(
        publish.err().contains("hint:"),
        "it names the choices: {publish}"
    );
    let seen = jailed("npm")
        .args(["view", "open", "version"])
        .run()
        .expect(0);
    assert_eq!(
        (seen.out().trim(), seen.said().len()),
        ("1.0.0", 1),
        "{seen}"
    );
    let files = super::support::needles::files(lab.root());
    for file in files
        .iter()
        .filter(|file| !file.starts_with(lab.path("prefix")))
    {
        let bytes = std::fs::read(file).unwrap();
        assert!(
            !bytes
                .windows(24)
                .any(|part| part == b"secret-that-goes-nowhere"),
            "written to {}",
            file.display()
        );
    }
}

#[test]
fn a_credential_that_expired() {
    let lab = Lab::shimmed(11, registry());
    lab.store_ending(&lab.registry.url, &lab.registry.writer.token, "any", -1);
    let (package, _) = publishable(&lab, "expired");
    let publish = lab.npm(&package, &["publish"]).run().expect(3);
    assert!(
        publish.err().contains("expired") && publish.err().contains("npmcred login"),
        "{publish}"
    );
    let seen = lab
        .npm(&package, &["view", "open", "version"])
        .run()
        .expect(0);
    assert_eq!(
        (seen.out().trim(), seen.said().len()),
        ("1.0.0", 1),
        "{seen}"
    );
}
