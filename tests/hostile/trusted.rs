//! What somebody allowed is what lay there then: the line, the file that it names, and what that
//! file names in turn.

use std::path::Path;

use serde_json::json;

use super::support::Lab;
use super::support::run::Outcome;
use super::world::stored;

const VIEW: [&str; 3] = ["view", "@priv/lib", "version"];

fn run(lab: &Lab, folder: &Path, words: &[&str]) -> Outcome {
    let _ = std::fs::remove_dir_all(lab.path("home/.npm"));
    lab.npm(folder, words).run()
}

/// Each of these lines with the file that it leads to, and a file that this one names.
#[test]
fn a_file_that_a_line_leads_to_is_part_of_what_is_allowed() {
    for major in [8, 12] {
        let lab = stored(major);
        for (line, file) in [
            ("cafile=./theirs/ca.pem", "theirs/ca.pem"),
            ("userconfig=./theirs/npmrc", "theirs/npmrc"),
            ("globalconfig=./theirs/npmrc", "theirs/npmrc"),
            ("prefix=./theirs", "theirs/etc/npmrc"),
        ] {
            let _ = std::fs::remove_dir_all(lab.path("work/case"));
            let folder = lab.project("case", &json!({ "name": "case", "version": "1.0.0" }));
            lab.write("work/case/.npmrc", format!("{line}\n"));
            let inside = folder.join("theirs/inner.pem");
            lab.write("work/case/theirs/inner.pem", "inner");
            let leads_on = format!(
                "registry={}\ncafile={}\n",
                lab.registry.url,
                inside.display()
            );
            let text = if file.ends_with("pem") {
                "outer".to_owned()
            } else {
                leads_on
            };
            lab.write(format!("work/case/{file}"), &text);
            let what = format!("npm {major}, {line}");
            let goes = || run(&lab, &folder, &VIEW).out().contains("1.0.0");
            let is_asked = |what: &str| {
                let outcome = run(&lab, &folder, &VIEW);
                assert!(!outcome.status.success(), "{what}: {outcome}");
                let said = outcome.said().join("\n");
                assert!(
                    said.contains("line 1, ") && said.contains("npmcred trust"),
                    "{what}: {outcome}"
                );
            };
            let allow = || {
                lab.npmcred(&["trust", "--yes"])
                    .cwd(&folder)
                    .run()
                    .expect(0)
            };
            is_asked(&what);
            allow();
            assert!(goes(), "{what}: allowed");
            lab.write(format!("work/case/{file}"), format!("{text}; another\n"));
            is_asked(&format!("{what}: another file"));
            allow();
            assert!(goes(), "{what}: allowed again");
            if file.ends_with("npmrc") {
                lab.write("work/case/theirs/inner.pem", "another");
                let outcome = run(&lab, &folder, &VIEW);
                assert!(
                    !outcome.status.success() && outcome.err().contains("line 2, cafile"),
                    "{what}: {outcome}"
                );
            }
        }
    }
}

#[test]
fn so_is_one_that_a_package_names_for_its_publish() {
    for major in [8, 12] {
        let lab = stored(major);
        let published = json!({ "cafile": "./ca.pem" });
        let manifest =
            json!({ "name": "@priv/case", "version": "1.0.0", "publishConfig": published });
        let folder = lab.project("case", &manifest);
        lab.write("work/case/ca.pem", "one");
        let publish = || run(&lab, &folder, &["publish", "--dry-run"]);
        assert!(
            publish().err().contains("publishConfig.cafile"),
            "npm {major}"
        );
        lab.npmcred(&["trust", "--yes"])
            .cwd(&folder)
            .run()
            .expect(0);
        let outcome = publish();
        assert!(outcome.said().is_empty(), "npm {major}: {outcome}");
        lab.write("work/case/ca.pem", "two");
        assert!(
            publish().err().contains("publishConfig.cafile"),
            "npm {major}"
        );
    }
}

/// Code inside npm that was allowed is what it was then, with all that it loads; what could change
/// unseen is not allowed.
#[test]
fn so_is_what_code_inside_npm_loads() {
    let lab = stored(12);
    let folder = lab.project(
        "case",
        &json!({ "name": "case", "version": "1.0.0", "dependencies": { "@priv/lib": "1" } }),
    );
    let install = || {
        let _ = std::fs::remove_dir_all(folder.join("node_modules"));
        run(&lab, &folder, &["install", "--fetch-retries=0"])
    };
    lab.write(
        "work/case/.npm-extension.cjs",
        "exports.transformManifest = require('./lib/part').transform\n",
    );
    lab.write(
        "work/case/lib/part.js",
        "exports.transform = require('./inner.cjs')\n",
    );
    lab.write("work/case/lib/inner.cjs", "module.exports = pkg => pkg\n");
    assert!(install().err().contains("runs as part of npm"));
    lab.npmcred(&["trust", "--yes"])
        .cwd(&folder)
        .run()
        .expect(0);
    install().expect(0);
    lab.write(
        "work/case/lib/inner.cjs",
        "module.exports = pkg => pkg // other\n",
    );
    let outcome = install();
    assert!(
        !outcome.status.success() && outcome.err().contains("npmcred trust"),
        "{outcome}"
    );
    for text in ["require(process.env.PART)", "require('@priv/lib')"] {
        lab.write(
            "work/case/lib/inner.cjs",
            format!("module.exports = pkg => pkg\nif (process.env.PART) {text}\n"),
        );
        let refused = lab
            .npmcred(&["trust", "--yes"])
            .cwd(&folder)
            .run()
            .expect(7);
        assert!(
            refused.out().contains("inner.cjs") && refused.out().contains("cannot be allowed"),
            "{refused}"
        );
        let outcome = install();
        let err = outcome.err();
        assert!(
            !outcome.status.success()
                && err.contains("inner.cjs")
                && !err.contains("npmcred trust"),
            "{outcome}"
        );
        run(&lab, &folder, &["install", "--ignore-extension"]).expect(0);
    }
}
