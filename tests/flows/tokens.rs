//! The token API of a real registry: made, listed, replaced, revoked.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::packages::registry;
use super::support::Lab;

/// The registry lists all tokens of its one writer, so whoever makes some is alone meanwhile.
static WRITERS_TOKENS: Mutex<()> = Mutex::new(());

/// It passes over what it does not know of the request, and its tokens have neither names nor an
/// end.
#[test]
fn tokens_of_a_real_registry_are_made_listed_replaced_and_revoked() {
    let _alone = WRITERS_TOKENS
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let lab = Lab::shimmed(12, registry());
    let (url, writer) = (&lab.registry.url, &lab.registry.writer);
    lab.store(url, writer, &["--username", "writer"]);
    let with_password = |args: &[&str]| lab.npmcred(args).stdin(writer.password.clone()).run();
    let list = || {
        let list = lab.npmcred(&["token", "list", "--json"]).run().expect(0);
        assert!(!list.out().contains("\"token\""), "{list}");
        let list: Value = serde_json::from_str(&list.out()).unwrap();
        list["tokens"].as_array().unwrap().clone()
    };
    let before = list();

    let made = with_password(&["token", "create", "--expires", "9"]).expect(0);
    assert!(
        made.err().contains("may ignore them: expires") && made.out().contains("no known expiry"),
        "{made}"
    );
    let new: Vec<Value> = list()
        .into_iter()
        .filter(|token| !before.contains(token))
        .collect();
    assert_eq!(
        (new.len(), &new[0]["readonly"]),
        (1, &json!(true)),
        "{made}"
    );

    let rotated = with_password(&["rotate", "--use", "read"]).expect(0);
    let newer: Vec<Value> = list()
        .into_iter()
        .filter(|token| !before.contains(token))
        .collect();
    assert_eq!(newer.len(), 1, "{rotated}");
    assert_ne!(newer[0]["key"], new[0]["key"]);
    lab.npmcred(&["remove", "--registry", url, "--use", "any"])
        .run()
        .expect(0);
    let who = lab
        .npm(&lab.path("work"), &["view", "@priv/lib", "version"])
        .run()
        .expect(0);
    assert_eq!(who.out().trim(), "1.0.0", "the new token reads: {who}");

    // It may not do more than that, nor end itself.
    let id = newer[0]["id"].as_str().unwrap();
    let refused = lab.npmcred(&["token", "revoke", id]).run().expect(3);
    assert!(refused.err().contains("403"), "{refused}");
    lab.store(url, writer, &["--username", "writer"]);
    let revoked = lab.npmcred(&["token", "revoke", id]).run().expect(0);
    assert!(revoked.err().contains("removed here too"), "{revoked}");
    assert_eq!(list(), before);
    for outcome in [made, rotated, revoked] {
        assert!(!outcome.to_string().contains(&writer.password));
    }
}

/// A token that may only read cannot revoke itself, and a revoked one is answered with 403. A
/// session's logout is confirmed here, and the session lives on.
#[test]
fn a_logout_ends_what_can_be_ended_and_says_what_lives_on() {
    let _alone = WRITERS_TOKENS
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let mut lab = Lab::shimmed(12, registry());
    let (url, writer) = (lab.registry.url.clone(), lab.registry.writer.clone());
    lab.store(&url, &writer, &["--username", "writer"]);
    lab.npmcred(&["token", "create", "--use", "read"])
        .stdin(writer.password.clone())
        .run()
        .expect(0);
    let mut command = lab.bus().command("secret-tool");
    let output = command
        .args(["lookup", "npmcred:purpose", "read"])
        .output()
        .unwrap();
    let kept: Value = serde_json::from_slice(&output.stdout).unwrap();
    let token = kept["secret"].as_str().unwrap().to_owned();
    let out = lab.npmcred(&["logout", "--all"]).run().expect(0);
    assert!(out.err().contains("still accepts the token"), "{out}");
    let ended = lab
        .registry
        .requests("/-/npm/v1/tokens/token/")
        .pop()
        .unwrap();
    assert_eq!(
        (ended.method.as_str(), ended.authorization),
        ("DELETE", Some(format!("Bearer {}", writer.token)))
    );
    // What was revoked is called so.
    lab.npmcred(&["store", "--registry", &url, "--use", "read"])
        .stdin(token)
        .run()
        .expect(0);
    let status = lab.npmcred(&["status", "--check"]).run();
    assert!(status.out().contains("rejected"), "{status}");
}
