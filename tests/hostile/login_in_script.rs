//! A login that a script of the project starts, `"preinstall": "npm login"` for one.
//!
//! It goes the user's own way, and what it brings is written where a login of the user's is.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::recorder::Recorder;
use super::support::Lab;
use super::support::needles::Needles;
use super::support::run::Outcome;
use super::support::tools::majors;
use super::ways::Way;
use super::world::stored;

/// Lines by which a project would have a share in a login; the files of theirs name the proxy.
const KEYS: [&str; 8] = [
    "proxy",
    "noproxy",
    "cafile",
    "strict-ssl",
    "userconfig",
    "globalconfig",
    "scope",
    "registry",
];

fn line(key: &str, evil: &str) -> String {
    match key {
        "proxy" => format!("proxy={evil}\nhttps-proxy={evil}\n"),
        "noproxy" => format!("https-proxy={evil}\nnoproxy=nowhere.example\n"),
        "cafile" => "cafile=./theirs/ca.pem\n".to_owned(),
        "strict-ssl" => "strict-ssl=false\n".to_owned(),
        "scope" => "scope=@theirs\n".to_owned(),
        "registry" => format!("registry={evil}\n"),
        _ => format!("{key}=./theirs/npmrc\n"),
    }
}

fn project(lab: &Lab, key: &str, evil: &str) -> (PathBuf, Value) {
    let manifest = json!({ "name": "consumer", "version": "1.0.0" });
    lab.write("work/consumer/.npmrc", line(key, evil));
    lab.write("work/consumer/theirs/npmrc", theirs(evil));
    lab.write("work/consumer/theirs/ca.pem", "theirs");
    (lab.project("consumer", &manifest), manifest)
}

fn theirs(evil: &str) -> String {
    format!("registry={evil}\nproxy={evil}\nhttps-proxy={evil}\n")
}

const LOGIN: [&str; 3] = ["login", "--auth-type=legacy", "--fetch-retries=0"];

/// How a login is started: in one of the ways, or as a script of an installation.
#[derive(Clone, Copy, Debug)]
enum Start {
    By(Way),
    Install,
}

fn start(lab: &Lab, by: Start, key: &str, evil: &str) -> Outcome {
    let (folder, mut manifest) = project(lab, key, evil);
    let run = match by {
        Start::By(way) => way.start(lab, &folder, &manifest, &LOGIN),
        Start::Install => {
            manifest["scripts"]["preinstall"] = json!(format!("npm {}", LOGIN.join(" ")));
            lab.project("consumer", &manifest);
            lab.npm(&folder, &["install", "--foreground-scripts", "--no-audit"])
        }
    };
    let user = &lab.registry.writer;
    // npm 8 asks for an address as well.
    run.stdin(format!(
        "{}\n{}\nme@example.com\n",
        user.name, user.password
    ))
    .run()
}

fn goes_its_own_way(lab: &Lab, by: Start, key: &str) {
    let evil = Recorder::listen();
    let what = format!("npm {}, {key}, {by:?}", lab.major);
    let outcome = start(lab, by, key, &evil.url());
    let user = &lab.registry.writer;
    let mut secrets = Needles::default();
    secrets.add_secret(user.token.as_bytes());
    // Typed in a project that names a registry it goes there, as npm's does, and so does the
    // password.
    let is_typed = matches!(
        by,
        Start::By(Way::Typed | Way::ShellWrapper | Way::NodeWrapper)
    );
    if key != "registry" || !is_typed {
        secrets.add_secret(user.password.as_bytes());
        evil.assert_without(&secrets, &what);
        assert!(outcome.status.success(), "{what}: {outcome}");
        let said = outcome.out();
        assert!(
            said.contains("Logged in") && said.contains(&lab.registry.url),
            "{what}: {outcome}"
        );
    }
    evil.assert_without(&secrets, &what);
    let read = |place: &str| std::fs::read_to_string(lab.path(place)).unwrap();
    assert_eq!(
        read("work/consumer/theirs/npmrc"),
        theirs(&evil.url()),
        "{what}: {outcome}"
    );
    assert_eq!(read("home/.npmrc"), lab.user_config(), "{what}: {outcome}");
    let kept = lab.kept();
    assert!(
        kept.iter()
            .all(|one| one["registry"] == lab.registry.url.as_str()),
        "{what}: {kept:?}"
    );
}

fn all(major: u32) {
    let lab = stored(major);
    let starts = Way::ALL.map(Start::By).into_iter().chain([Start::Install]);
    for (at, by) in starts.enumerate() {
        goes_its_own_way(&lab, by, KEYS[(at + major as usize) % KEYS.len()]);
        goes_its_own_way(&lab, by, "proxy");
    }
    for key in KEYS
        .into_iter()
        .filter(|key| matches!(major, 8 | 12) || *key == "registry")
    {
        goes_its_own_way(&lab, Start::Install, key);
    }
}

#[test]
fn a_login_in_a_script() {
    for major in majors() {
        all(major);
    }
}
