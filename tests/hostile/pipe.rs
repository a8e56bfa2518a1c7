//! What goes into the hand-over is data: neither a package's name nor a secret adds a line to it.

use serde_json::json;
use std::path::PathBuf;

use super::recorder::Recorder;
use super::support::needles::Needles;
use super::support::tools::majors;
use super::support::{Front, Lab};
use super::ways::Way;
use super::world::{registry, stored};

/// A project of two packages: the first goes to a foreign registry, under the name of the second,
/// which hides the stored credential behind a placeholder, another line would stand.
fn led_away(lab: &Lab, evil: &Recorder, name: &str) -> PathBuf {
    let (nerf, url) = (lab.registry.nerf(), &lab.registry.url);
    let theirs = evil.url().replace("http:", "");
    lab.write(
        "work/p/.npmrc",
        format!(
            "registry={}\n{theirs}:_authToken=own\n{nerf}:_authToken=${{NOT_SET}}\n",
            evil.url()
        ),
    );
    lab.project("p/a", &json!({ "name": "first", "version": "1.0.0" }));
    lab.project(
        "p/b",
        &json!({ "name": name, "version": "1.0.0", "publishConfig": { "registry": url } }),
    );
    lab.project(
        "p",
        &json!({ "name": "p", "version": "1.0.0", "private": true, "workspaces": ["a", "b"] }),
    )
}

#[test]
fn a_packages_name_adds_no_line() {
    for major in majors() {
        let lab = stored(major);
        let evil = Recorder::listen();
        for (at, name) in ["zzz\nuser-agent=", "@s/p\ruser-agent=\"\r"]
            .into_iter()
            .enumerate()
        {
            let project = led_away(&lab, &evil, name);
            for (by, args) in [
                &["publish", "--workspaces", "--dry-run"][..],
                &["publish", "--workspaces"],
            ]
            .iter()
            .enumerate()
            {
                for way in [Way::Typed, Way::turn(major, 1 + 2 * at + by)] {
                    way.start_from_elsewhere(&lab, &project, args)
                        .env("npm_config_fetch_retries", "0")
                        .run();
                }
            }
        }
        assert!(evil.was_asked(), "npm {major}: nothing was sent there");
        evil.assert_without(&Needles::of(&lab.registry.writer), &format!("npm {major}"));
    }
}

/// Another program, or an npmcred of before, may have put anything into the store.
#[test]
fn a_stored_token_with_a_line_end_adds_no_line() {
    for major in majors() {
        let mut lab = Lab::new(major, registry());
        lab.start_keyring();
        let evil = Recorder::listen();
        let token = format!(
            "{}\nuser-agent={}",
            lab.registry.writer.token, lab.registry.writer.token
        );
        lab.store_ending(&lab.registry.url, &token, "any", 3600);
        lab.put(Front::Shim);
        let project = lab.project("p", &json!({ "name": "ppp", "version": "1.0.0" }));
        lab.write("work/p/.npmrc", format!("@evil:registry={}\n", evil.url()));
        let seen = lab
            .npm(&project, &["view", "@evil/x", "--fetch-retries=0"])
            .run();
        assert!(evil.was_asked(), "npm {major}");
        let told = seen.err();
        assert!(!told.contains(&lab.registry.writer.token), "{told}");
        lab.npm(&project, &["publish", "--dry-run"]).run();
        evil.assert_without(&Needles::of(&lab.registry.writer), &format!("npm {major}"));
    }
}

#[test]
fn a_token_with_a_line_end_stays_where_it_is() {
    let mut lab = Lab::new(12, registry());
    lab.start_keyring();
    let before = format!(
        "{}{}:_authToken=\"ab\\nuser-agent=cd\"\n",
        lab.user_config(),
        lab.registry.nerf()
    );
    lab.write("home/.npmrc", &before);
    let told = lab.npmcred(&["migrate", "--yes"]).run().expect(7);
    let told = told.out() + &told.err();
    assert!(told.contains("line break"), "{told}");
    assert_eq!(
        std::fs::read_to_string(lab.path("home/.npmrc")).unwrap(),
        before
    );
    assert!(lab.kept().is_empty());
}

/// A placeholder is emptied for tools that npmcred starts, and its name is the project's.
#[test]
fn a_placeholders_name_sets_no_other_variable() {
    for major in majors() {
        let lab = stored(major);
        let evil = Recorder::listen();
        let project = lab.project("p", &json!({ "name": "ppp", "version": "1.0.0" }));
        let placeholder = format!("${{http_proxy={}x}}", evil.url());
        lab.write(
            "work/p/.npmrc",
            format!("{}:_authToken={placeholder}\n", lab.registry.nerf()),
        );
        let npm = lab.path("prefix/bin/npm");
        let args = [
            "exec",
            "--",
            npm.to_str().unwrap(),
            "view",
            "@priv/lib",
            "--fetch-retries=0",
        ];
        lab.npmcred(&args).cwd(&project).run();
        assert!(
            !evil.was_asked(),
            "npm {major}: {}",
            String::from_utf8_lossy(&evil.heard())
        );
    }
}

/// The last look, at the finished text, sees what no other did; `explain` looks as well.
#[test]
fn explain_says_what_the_shim_says_of_a_text_that_npm_would_read_otherwise() {
    let lab = stored(12);
    let project = lab.project("p", &json!({ "name": "ppp", "version": "1.0.0" }));
    let nerf = lab.registry.nerf();
    let why = "npm would read another value for";
    for real in [
        format!("[{nerf}:_authToken]\na=b\n"),
        format!("{nerf}:${{NAME}}=\n"),
    ] {
        lab.write("prefix/etc/npmrc", &real);
        let explain = |words: &[&str]| {
            let run = lab
                .npmcred(&["explain"])
                .args(words)
                .cwd(&project)
                .env("NAME", "_authToken");
            run.run().expect(0).out()
        };
        let told = lab
            .npm(&project, &["whoami"])
            .env("NAME", "_authToken")
            .run()
            .expect(7);
        assert!(told.err().contains(why), "{real}: {told}");
        let view = ["view", "@priv/lib", "--fetch-retries=0"];
        let told = lab.npm(&project, &view).env("NAME", "_authToken").run();
        assert!(
            told.err().contains(why) && told.err().contains("running without"),
            "{real}: {told}"
        );
        for words in [&["npm", "whoami"][..], &["npm", "view", "@priv/lib"]] {
            let explained = explain(words);
            assert!(
                explained.contains(why) && !explained.contains("handed over"),
                "{real}: {explained}"
            );
        }
        let explained = explain(&["--json", "npm", "whoami"]);
        assert!(
            explained.contains(why) && explained.contains(r#""hand_over": null"#),
            "{real}: {explained}"
        );
    }
}
