//! Options of node that a project names: npm gives them to its scripts, and an npm that a script
//! starts runs with them.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::support::Lab;
use super::support::run::Outcome;
use super::ways::Way;
use super::world::stored;

const VIEW: [&str; 4] = ["view", "@priv/lib", "version", "--fetch-retries=0"];

#[test]
fn code_that_a_project_gives_to_node_is_in_no_npm_that_holds_a_credential() {
    for (major, way) in [
        (8, Way::Script),
        (9, Way::Version),
        (10, Way::Npx),
        (11, Way::Script),
        (12, Way::Version),
        (12, Way::Script),
    ] {
        let lab = stored(major);
        let what = format!("npm {major}, {way:?}");
        let manifest = json!({ "name": "consumer", "version": "1.0.0" });
        let folder = lab.project("consumer", &manifest);
        let start = |way: &Way| way.start(&lab, &folder, &manifest, &VIEW).run();
        let trust = |flag: &str| {
            let trust = lab.npmcred(&["trust", flag]).cwd(&folder).run();
            trust.expect(0)
        };
        let file = lab.write(
            "work/consumer/.npmrc",
            "node-options=--require ./hook.cjs\n",
        );
        runs_and_is_refused(&lab, &file, || start(&way), &what);

        let typed = start(&Way::Typed).expect(0);
        assert!(
            typed.said().is_empty(),
            "{what}: npm itself does not run with it: {typed}"
        );
        // Who has looked at the line may allow it.
        trust("--yes");
        let allowed = start(&way);
        assert!(
            allowed.out().contains("1.0.0") && allowed.said().is_empty(),
            "{what}: {allowed}"
        );
        // What a harmless option does, a project may say without a question.
        trust("--forget");
        lab.write(
            "work/consumer/.npmrc",
            "node-options=--max-old-space-size=900\n",
        );
        let harmless = start(&way);
        assert!(
            harmless.out().contains("1.0.0") && harmless.said().is_empty(),
            "{what}: {harmless}"
        );
    }
}

/// The project's code runs in that npm, which is given nothing.
#[track_caller]
fn runs_and_is_refused(lab: &Lab, file: &Path, start: impl Fn() -> Outcome, what: &str) {
    let seen = lab.path("seen");
    lab.write(
        "work/consumer/hook.cjs",
        format!(
            "require('fs').appendFileSync({:?}, process.argv.slice(2).join(' ') + '\\n')",
            seen.to_str().unwrap()
        ),
    );
    let outcome = start();
    let ran = fs::read_to_string(&seen).unwrap_or_default();
    assert!(
        ran.contains("view @priv/lib"),
        "{what}: the project's code runs in the npm of a script: {ran:?} {outcome}"
    );
    assert!(
        !outcome.status.success(),
        "{what}: it was given the credential: {outcome}"
    );
    let said = outcome.said().join("\n");
    assert!(
        said.contains(&format!("{} line 1, node-options", file.display())),
        "{what}: {said:?}"
    );
}
