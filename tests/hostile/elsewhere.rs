//! A project that is not where the command is typed: named by a flag, by a link, or taken by npx
//! from a folder.

use std::os::unix::fs::symlink;

use serde_json::json;

use super::recorder::Recorder;
use super::support::needles::Needles;
use super::support::tools::majors;
use super::ways::Way;
use super::world::stored;

/// What leads npm to the folder `evil`, from the folder `work`, and whether it reads a config file
/// there.
const LINES: [(&[&str], bool); 8] = [
    (
        &["--prefix", "./evil", "view", "@priv/lib", "version"],
        true,
    ),
    (
        &["--prefix=evil/../evil", "view", "@priv/lib", "version"],
        true,
    ),
    (&["-C", "evil", "view", "@priv/lib", "version"], true),
    (
        &["view", "@priv/lib", "version", "--prefix", "./linked"],
        true,
    ),
    (&["--prefix=evil", "pack", "@priv/lib", "--dry-run"], true),
    (
        &[
            "--prefix=evil",
            "exec",
            "--yes",
            "--package=@priv/lib",
            "--",
            "true",
        ],
        true,
    ),
    (&["diff", "--diff=@priv/lib@1.0.0", "--prefix=evil"], true),
    (&["exec", "--yes", "--package=./evil", "--", "true"], false),
];

#[test]
fn a_project_elsewhere_is_a_project() {
    for major in majors() {
        let lab = stored(major);
        let needles = Needles::of(&lab.registry.writer);
        lab.project(
            "evil",
            &json!({ "name": "evil", "version": "1.0.0", "bin": "x.js",
            "dependencies": { "@priv/lib": "1.0.0" } }),
        );
        lab.write("work/evil/x.js", "#!/usr/bin/env node\n");
        symlink("evil", lab.path("work/linked")).unwrap();
        for (at, (words, reads)) in LINES.into_iter().enumerate() {
            let evil = Recorder::listen();
            lab.write(
                "work/evil/.npmrc",
                format!("https-proxy={0}\nproxy={0}\n", evil.url()),
            );
            let args: Vec<&str> = words.iter().copied().chain(["--fetch-retries=0"]).collect();
            let what = format!("npm {major}, {words:?}");
            let way = if at % 2 == 0 { Way::Typed } else { Way::Script };
            let outcome = way
                .start_from_elsewhere(&lab, &lab.path("work"), &args)
                .run();
            evil.assert_without(&needles, &what);
            let said = outcome.said().join("\n");
            assert_eq!(
                said.contains("/.npmrc line"),
                reads,
                "{what}, {way:?}: {outcome}"
            );
        }
    }
}
