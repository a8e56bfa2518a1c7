//! The packages of these tests, and the few steps that most of them share.

use std::path::PathBuf;

use serde_json::json;

use super::support::Lab;
use super::support::needles::Needles;
use super::support::registry::{Package, Registry, User};

/// The registry of this test program.
pub(crate) fn registry() -> &'static Registry {
    Registry::shared(packages)
}

fn packages() -> Vec<Package> {
    let hello = "#!/usr/bin/env node\nconsole.log('hello from a private package')\n";
    let package = |name, manifest, files: &[(&'static str, &str)]| Package {
        name,
        version: "1.0.0",
        manifest,
        files: files
            .iter()
            .map(|(file, text)| (*file, (*text).to_owned()))
            .collect(),
    };
    vec![
        package(
            "open",
            json!({}),
            &[("index.js", "module.exports = 'open'\n")],
        ),
        package(
            "@priv/lib",
            json!({ "dependencies": { "open": "1.0.0" } }),
            &[("index.js", "module.exports = 'lib'\n")],
        ),
        package(
            "@priv/hello",
            json!({ "bin": { "hello": "hello.js" } }),
            &[("hello.js", hello)],
        ),
    ]
}

/// A shimmed world in which the writer's token is stored for the registry.
pub(crate) fn stored(major: u32) -> Lab {
    let lab = Lab::shimmed(major, registry());
    lab.store(&lab.registry.url, &lab.registry.writer, &[]);
    lab
}

/// A project that needs a private package.
pub(crate) fn consumer(lab: &Lab, name: &str) -> PathBuf {
    lab.project(
        name,
        &json!({
            "name": name, "version": "1.0.0",
            "dependencies": { "@priv/lib": "1.0.0" },
            "scripts": { "nested": "npm view @priv/lib version --silent" },
        }),
    )
}

/// A private package of this lab's own, to publish; its folder and name.
pub(crate) fn publishable(lab: &Lab, word: &str) -> (PathBuf, String) {
    let name = format!("@priv/{word}-{}-{}", lab.major, lab.unique());
    (
        lab.project(word, &json!({ "name": name, "version": "1.0.0" })),
        name,
    )
}

/// That the registry got this package from this user, by token.
#[track_caller]
pub(crate) fn assert_published(lab: &Lab, name: &str, user: &User) {
    let path = format!("/{}", name.replace('/', "%2f"));
    let puts: Vec<_> = lab
        .registry
        .requests(&path)
        .into_iter()
        .filter(|request| request.method == "PUT")
        .collect();
    let bearer = format!("Bearer {}", user.token);
    assert!(
        puts.iter()
            .any(|put| put.authorization.as_deref() == Some(&bearer)),
        "{name} was not published: {puts:?}"
    );
}

/// That no file of this world holds anything of these users' secrets.
#[track_caller]
pub(crate) fn assert_no_file_has(lab: &Lab, users: &[&User]) {
    for user in users {
        let finds = lab.files_with(&Needles::of(user));
        assert!(finds.is_empty(), "{finds:#?}");
    }
}

pub(crate) fn user_file(lab: &Lab) -> String {
    std::fs::read_to_string(lab.path("home/.npmrc")).unwrap()
}
