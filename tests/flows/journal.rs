//! What an earlier command began at a registry and did not finish is told by the next one.
//!
//! A damaged journal is put aside, and stops no command.

use serde_json::json;

use super::support::Lab;
use super::support::fixture::Fixture;

/// What a killed process left behind is said, and a damaged journal stops nobody.
#[test]
fn what_was_not_finished_is_said_at_the_next_run() {
    let lab = Lab::shimmed(11, Fixture::start());
    let journal = "home/.local/share/npmcred/journal.json";
    let entry = json!({
        "what": "logout", "registry": lab.registry.url, "profile": null, "use": "any", "token": null, "since": 1_000,
    });
    lab.write(
        journal,
        json!({ "v": 1, "unfinished": [entry] }).to_string(),
    );
    let cure = format!("npmcred logout --registry {}", lab.registry.url);
    let view = lab.npm(&lab.path("work"), &["view", "nothing"]).run();
    assert!(view.err().contains(&cure), "{view}");
    assert!(lab.npmcred(&["list"]).run().expect(0).err().contains(&cure));
    assert!(
        lab.npm(&lab.path("work"), &["run"]).run().said().is_empty(),
        "not where no registry is asked"
    );
    lab.write(journal, "{");
    let view = lab
        .npm(&lab.path("work"), &["view", "nothing"])
        .run()
        .expect(1);
    assert!(view.err().contains("journal.json.damaged"), "{view}");
    assert!(
        !lab.npm(&lab.path("work"), &["view", "nothing"])
            .run()
            .err()
            .contains("journal")
    );
}
