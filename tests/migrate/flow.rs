//! After the move npm works through the shim as it did before without.

use serde_json::json;

use super::support::needles::Needles;
use super::support::registry::{Package, Registry};
use super::support::{Front, Lab};

fn registry() -> &'static Registry {
    Registry::shared(|| {
        vec![Package {
            name: "@priv/lib",
            version: "1.0.0",
            manifest: json!({}),
            files: vec![("index.js", "module.exports = 'lib'\n".to_owned())],
        }]
    })
}

fn a_move(major: u32, inside: &str) {
    let mut lab = Lab::new(major, registry());
    lab.start_keyring();
    let manifest =
        json!({ "name": "c", "version": "1.0.0", "dependencies": { "@priv/lib": "1.0.0" } });
    let project = lab.project("c", &manifest);
    let line = format!(
        "{}:_authToken={}\n",
        lab.registry.nerf(),
        lab.registry.writer.token
    );
    let before = if inside == "home/.npmrc" {
        lab.user_config()
    } else {
        String::new()
    };
    lab.write(inside, format!("{before}{line}"));
    lab.npm(&project, &["install"]).run().expect(0);
    assert_eq!(
        lab.npm(&project, &["whoami"]).run().expect(0).out().trim(),
        "writer"
    );
    lab.npmcred(&["migrate", "--yes"])
        .cwd(&project)
        .run()
        .expect(0);
    let finds = lab.files_with(&Needles::of(&lab.registry.writer));
    assert!(finds.is_empty(), "{finds:?}");
    // What npm has in its cache it gives to anybody.
    std::fs::remove_dir_all(lab.path("home/.npm/_cacache")).unwrap();
    lab.npm(&project, &["ci"]).run().expect(1);
    lab.put(Front::Shim);
    lab.npm(&project, &["ci"]).run().expect(0);
    assert!(project.join("node_modules/@priv/lib/index.js").exists());
    assert_eq!(
        lab.npm(&project, &["whoami"]).run().expect(0).out().trim(),
        "writer"
    );
}

#[test]
fn from_the_users_file_with_npm_8() {
    a_move(8, "home/.npmrc");
}

#[test]
fn from_the_users_file_with_npm_12() {
    a_move(12, "home/.npmrc");
}

#[test]
fn from_a_projects_file_with_npm_8() {
    a_move(8, "work/c/.npmrc");
}

#[test]
fn from_a_projects_file_with_npm_12() {
    a_move(12, "work/c/.npmrc");
}

/// A start file that took the token out of the emptied file exports a variable without a value, for
/// the `${NPM_TOKEN}` of projects.
fn an_empty_variable(major: u32) {
    let mut lab = Lab::new(major, registry());
    lab.start_keyring();
    let project = lab.project(
        "c",
        &json!({ "name": format!("empty-{major}"), "version": "1.0.0" }),
    );
    lab.write(
        "work/c/.npmrc",
        format!("{}:_authToken=${{NPM_TOKEN}}\n", lab.registry.nerf()),
    );
    let line = format!(
        "{}:_authToken={}\n",
        lab.registry.nerf(),
        lab.registry.writer.token
    );
    lab.write("home/.npmrc", format!("{}{line}", lab.user_config()));
    let start = lab.write(
        "home/.bashrc",
        "export NPM_TOKEN=$(grep _authToken ~/.npmrc | sed 's/.*_authToken=//')\n",
    );
    let whoami = |lab: &Lab<&'static Registry>, command: &str| {
        let typed = format!(
            ". {}; echo \"<$NPM_TOKEN>\" >&2; {command}",
            start.display()
        );
        lab.run("sh")
            .args(["-c", &typed])
            .cwd(&project)
            .run()
            .expect(0)
    };
    assert_eq!(whoami(&lab, "npm whoami").out().trim(), "writer");
    lab.npmcred(&["migrate", "--yes"])
        .cwd(&project)
        .run()
        .expect(0);
    lab.put(Front::Shim);
    let told = whoami(&lab, "npm whoami");
    assert!(
        told.out().trim() == "writer" && told.err().contains("<>"),
        "npm {major}: {told}"
    );
    whoami(&lab, "npm publish");
}

#[test]
fn an_empty_variable_hides_nothing_with_npm_8() {
    an_empty_variable(8);
}

#[test]
fn an_empty_variable_hides_nothing_with_npm_12() {
    an_empty_variable(12);
}
