//! Where npm is told of the credential for a publish: by the file that holds `publishConfig`, and
//! by nothing else.

use std::path::Path;

use serde_json::json;

use super::mid_publish::{PUBLISH, ended, rewriting, turns};
use super::recorder::Recorder;
use super::support::Lab;
use super::support::needles::Needles;
use super::ways::{Way, wrapped};
use super::world::stored;

/// What stands in front of npm, and starts it without what node is to load: in shell, and in node
/// itself.
fn forgetful(lab: &Lab) -> [(&'static str, String); 2] {
    let npm = lab.path("prefix/bin/npm");
    [
        (
            "forgetful-sh",
            format!(
                "#!/bin/sh\nunset NODE_OPTIONS\nexec {} \"$@\"\n",
                npm.display()
            ),
        ),
        (
            "forgetful-node",
            format!(
                "#!/usr/bin/env node\nconst {{ NODE_OPTIONS, ...env }} = process.env\n\
                 const done = require('child_process').spawnSync('{}', process.argv.slice(2), {{ stdio: 'inherit', env }})\n\
                 process.exit(done.status ?? 1)\n",
                npm.display()
            ),
        ),
    ]
}

/// With npm's global config where it is by itself, where a variable and where the user's file says.
fn told_by_the_file_alone(major: u32) {
    let lab = stored(major);
    let needles = Needles::of(&lab.registry.writer);
    let global = lab
        .write("home/global", "loglevel=notice\n")
        .display()
        .to_string();
    let places = [
        (String::new(), false),
        (String::new(), true),
        (format!("globalconfig={global}\n"), false),
    ];
    for (at, (line, variable)) in places.into_iter().enumerate() {
        let name = format!("@priv/{}-{at}", lab.unique());
        lab.write("home/.npmrc", lab.user_config() + &line);
        let what = format!("npm {major}, {line:?}, {variable}");
        let run = |run: super::support::run::Run| {
            if variable {
                run.env("npm_config_globalconfig", &global).run()
            } else {
                run.run()
            }
        };
        for (place, text) in forgetful(&lab) {
            let proxy = Recorder::listen();
            let (folder, _) = rewriting(&lab, &name, "prepack", &turns(&proxy.url())[0]);
            let outcome = run(wrapped(&lab, place, &text, lab.npm(&folder, &PUBLISH)));
            proxy.assert_without(&needles, &format!("{what}, {place}"));
            assert!(
                outcome.err().contains("ENEEDAUTH"),
                "{what}, {place}: {outcome}"
            );
        }
        for way in [Way::Typed, Way::NodeWrapper] {
            let proxy = Recorder::listen();
            let (folder, manifest) = rewriting(&lab, &name, "prepack", &turns(&proxy.url())[0]);
            let outcome = run(way.start(&lab, &folder, &manifest, &PUBLISH));
            ended(&lab, &outcome, &name, &proxy, &format!("{what}, {way:?}"));
        }
        let (folder, manifest) = rewriting(&lab, &name, "prepack", "manifest.description = 'new'");
        let outcome = run(Way::NodeWrapper.start(&lab, &folder, &manifest, &PUBLISH));
        assert!(outcome.status.success(), "{what}: {outcome}");
    }
}

#[test]
fn what_does_not_load_the_file_finds_no_credential_npm_8() {
    told_by_the_file_alone(8);
}

#[test]
fn what_does_not_load_the_file_finds_no_credential_npm_12() {
    told_by_the_file_alone(12);
}

#[test]
fn no_script_leads_what_is_staged_elsewhere() {
    for major in [11, 12] {
        let lab = stored(major);
        for (at, turn) in turns("PROXY").iter().enumerate() {
            let (name, proxy) = (format!("@priv/{}", lab.unique()), Recorder::listen());
            let event = ["prepack", "prepare", "prepublishOnly", "prepack"][at];
            let (folder, _) = rewriting(&lab, &name, event, &turn.replace("PROXY", &proxy.url()));
            let outcome = lab
                .npm(&folder, &["stage", "publish", "--fetch-retries=0"])
                .run();
            ended(
                &lab,
                &outcome,
                &name,
                &proxy,
                &format!("npm {major}, stage publish, {turn}"),
            );
        }
    }
}

/// Nothing of a package runs in an `unpublish`: what stands in front of npm changes the manifest
/// when we have looked at it.
#[test]
fn nobody_leads_an_unpublish_elsewhere() {
    for major in [8, 9, 10, 11, 12] {
        let lab = stored(major);
        let npm = lab.path("prefix/bin/npm");
        for words in [&["unpublish", "--force"][..], &["unpublish", "NAME@1.0.0"]] {
            let (name, proxy) = (format!("@priv/{}", lab.unique()), Recorder::listen());
            let folder = lab.project("rewriting", &json!({ "name": name, "version": "1.0.0" }));
            let through =
                json!({ "proxy": proxy.url(), "https-proxy": proxy.url(), "strict-ssl": false });
            let other = json!({ "name": name, "version": "1.0.0", "publishConfig": through });
            let other = lab.write("work/other.json", other.to_string());
            let launcher = format!(
                "#!/bin/sh\ncp {} package.json\nexec {} \"$@\"\n",
                other.display(),
                npm.display()
            );
            let words: Vec<String> = words
                .iter()
                .map(|word| word.replace("NAME", &name))
                .collect();
            let words: Vec<&str> = words
                .iter()
                .map(String::as_str)
                .chain(["--fetch-retries=0"])
                .collect();
            let outcome = wrapped(&lab, "launcher", &launcher, lab.npm(&folder, &words)).run();
            ended(
                &lab,
                &outcome,
                &name,
                &proxy,
                &format!("npm {major}, {words:?}"),
            );
            assert!(!proxy.was_asked(), "npm {major}, {words:?}: {outcome}");
        }
    }
}

/// A home that cannot be written to: said in a sentence, and neither a script runs nor is anything
/// sent or left.
#[test]
fn where_the_file_cannot_be_written_nothing_is_begun() {
    for major in [8, 12] {
        let lab = stored(major);
        lab.write("in-the-way", "");
        let places = [
            lab.path("in-the-way/share"),
            lab.path("in-the-way"),
            Path::new("/proc/npmcred").to_owned(),
        ];
        for (at, place) in places.into_iter().enumerate() {
            let name = format!("@priv/{}-{at}", lab.unique());
            let (folder, _) = rewriting(&lab, &name, "prepack", "fs.writeFileSync('ran', '')");
            for words in [&PUBLISH[..], &["unpublish", "--force"]] {
                let outcome = lab
                    .npm(&folder, words)
                    .env("XDG_DATA_HOME", place.as_os_str())
                    .run()
                    .expect(6);
                let said = outcome.said();
                assert!(
                    said[0].contains("cannot write") && said[0].contains("mid_publish.cjs"),
                    "{outcome}"
                );
                assert!(said.len() == 2 && said[1].contains("note: "), "{outcome}");
                assert!(
                    outcome.out().is_empty() && !folder.join("ran").exists(),
                    "npm {major}: {outcome}"
                );
                assert!(
                    lab.registry.requests(&name.replace('/', "%2f")).is_empty(),
                    "npm {major}: {outcome}"
                );
                assert_eq!(std::fs::read_to_string(lab.path("in-the-way")).unwrap(), "");
            }
            let dry = lab
                .npm(&folder, &["publish", "--dry-run"])
                .env("XDG_DATA_HOME", place.as_os_str())
                .run()
                .expect(0);
            std::fs::remove_file(folder.join("ran")).unwrap();
            assert!(
                dry.said()[0].ends_with("running without the stored credential"),
                "npm {major}: {dry}"
            );
            // What needs no such file goes on.
            let view = lab
                .npm(&folder, &["view", "@priv/lib", "version"])
                .env("XDG_DATA_HOME", place.as_os_str());
            let outcome = view.run().expect(0);
            assert!(
                outcome.out().contains("1.0.0") && outcome.said().is_empty(),
                "npm {major}: {outcome}"
            );
        }
    }
}
