//! The token API of a real registry: made, listed, replaced, revoked.

use serde_json::{Value, json};

use super::packages::registry;
use super::support::Lab;

/// It passes over what it does not know of the request, and its tokens have neither names nor an end.
#[test]
fn tokens_of_a_real_registry_are_made_listed_replaced_and_revoked() {
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
    assert!(made.err().contains("may not keep to: expires") && made.out().contains("no known end"), "{made}");
    let new: Vec<Value> = list().into_iter().filter(|token| !before.contains(token)).collect();
    assert_eq!((new.len(), &new[0]["readonly"]), (1, &json!(true)), "{made}");

    let rotated = with_password(&["rotate", "--use", "read"]).expect(0);
    let newer: Vec<Value> = list().into_iter().filter(|token| !before.contains(token)).collect();
    assert_eq!(newer.len(), 1, "{rotated}");
    assert_ne!(newer[0]["key"], new[0]["key"]);
    lab.npmcred(&["remove", "--registry", url, "--use", "any"]).run().expect(0);
    let who = lab.npm(&lab.path("work"), &["view", "@priv/lib", "version"]).run().expect(0);
    assert_eq!(who.out().trim(), "1.0.0", "the new token reads: {who}");

    // It may not do more than that, nor end itself.
    let id = newer[0]["id"].as_str().unwrap();
    let refused = lab.npmcred(&["token", "revoke", id]).run().expect(3);
    assert!(refused.err().contains("403"), "{refused}");
    lab.store(url, writer, &["--username", "writer"]);
    let revoked = lab.npmcred(&["token", "revoke", id]).run().expect(0);
    assert!(revoked.err().contains("gone here, too"), "{revoked}");
    assert_eq!(list(), before);
    for outcome in [made, rotated, revoked] {
        assert!(!outcome.to_string().contains(&writer.password));
    }
}
