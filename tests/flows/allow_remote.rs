//! What npm 12 refuses to fetch although everybody is logged in: it is said beforehand, with the
//! setting that allows it.

use std::path::Path;

use serde_json::{Value, json};

use super::packages::stored;
use super::support::Lab;

/// The note of `npmcred explain`, and the same as data.
fn told(lab: &Lab, project: &Path) -> Option<String> {
    let text = lab
        .npmcred(&["explain", "npm", "ci"])
        .cwd(project)
        .run()
        .expect(0)
        .out();
    let json = lab
        .npmcred(&["explain", "--json", "--", "npm", "ci"])
        .cwd(project)
        .run()
        .expect(0);
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    let note = text
        .lines()
        .find(|line| line.contains("EALLOWREMOTE"))
        .map(str::to_owned);
    assert_eq!(note.is_some(), json["refused_by_npm"].is_string(), "{text}");
    note.map(|_| text)
}

#[test]
fn a_lockfile_that_leads_elsewhere_is_named_before_npm_refuses_it() {
    for major in [11, 12] {
        let lab = stored(major);
        lab.store(&lab.registry.below, &lab.registry.writer, &[]);
        let dependencies = json!({ "@priv/lib": "1.0.0" });
        let project = lab.project(
            "p",
            &json!({ "name": "p", "version": "1.0.0", "dependencies": dependencies }),
        );
        lab.npm(&project, &["install", "--package-lock-only"])
            .run()
            .expect(0);
        assert_eq!(told(&lab, &project), None, "npm {major}: as npm writes it");
        let lock = std::fs::read_to_string(project.join("package-lock.json")).unwrap();
        std::fs::write(
            project.join("package-lock.json"),
            lock.replace(&lab.registry.url, &lab.registry.below),
        )
        .unwrap();
        let told = told(&lab, &project);
        assert_eq!(told.is_some(), major == 12, "npm {major}");
        let Some(told) = told else {
            lab.npm(&project, &["ci"]).run().expect(0);
            continue;
        };
        assert!(
            told.contains("npm refuses @priv/lib and 1 more (EALLOWREMOTE)"),
            "{told}"
        );
        assert!(
            lab.npm(&project, &["ci"])
                .run()
                .err()
                .contains("EALLOWREMOTE")
        );
        let hint = told
            .lines()
            .find_map(|line| line.split_once("hint: allow it: "))
            .unwrap()
            .1;
        lab.run("sh")
            .cwd(&project)
            .args(["-c", hint])
            .run()
            .expect(0);
        lab.npm(&project, &["ci"]).run().expect(0);
    }
}
