//! Credentials follow the address that npm fetches, as they do from a file.
//!
//! They do so even where only a lockfile, a manifest, metadata or a word leads there.

use serde_json::{Value, json};

use super::answers::{manifest, metadata, published, tarball};
use super::stub::{Heard, Stub};
use super::support::Front;
use super::support::fixture::Reply;
use super::world::{Folder, World, folder, fresh, front, token, world};

/// What the flows add to `~/.npmrc`: npm 12 fetches tarballs of other hosts only where it is told
/// to.
const REMOTE: &str = "allow-remote=all\n";

/// Puts a package's tarball at this path of the host; the address.
fn shelve(stub: &Stub, path: &str, name: &str) -> String {
    let file =
        Reply::text(200, "application/octet-stream", "").holding(tarball(&manifest(name, "1.0.0")));
    stub.put(path, file);
    format!("http://{}{path}", stub.host())
}

/// Metadata of version 1.0.0 at `path`, which lead to this address.
fn lead(stub: &Stub, path: &str, name: &str, address: &str) {
    let versions = json!({ "1.0.0": published(manifest(name, "1.0.0"), address) });
    stub.put(path, Reply::json(200, &metadata(name, &versions)));
}

/// Types it at npm alone and through the shim, each in a new folder; both ask the same with the
/// same authorization, and B's token arrives at B.
#[track_caller]
fn same(
    lab: &World,
    config: &str,
    manifest: &Value,
    lockfile: Option<&Value>,
    typed: &[&str],
) -> Vec<(char, Heard)> {
    let [bare, shim] = [Front::Bare, Front::Shim].map(|before| {
        front(lab, before, config);
        let project = folder(lab, Folder::Package, "here", "x");
        std::fs::write(project.join("package.json"), manifest.to_string()).unwrap();
        if let Some(lockfile) = lockfile {
            std::fs::write(project.join("package-lock.json"), lockfile.to_string()).unwrap();
        }
        lab.registry.take();
        let outcome = fresh(lab, lab.npm(&project, typed)).expect(0);
        assert_eq!(
            outcome.said(),
            Vec::<String>::new(),
            "what is at hand besides is not spoken of"
        );
        lab.registry.take()
    });
    assert_eq!(bare, shim, "npm {} {typed:?}", lab.major);
    bare
}

#[track_caller]
fn assert_authorized(heard: &[(char, Heard)], letter: char) {
    let of_letter: Vec<&Heard> = heard
        .iter()
        .filter(|(asked, _)| *asked == letter)
        .map(|(_, heard)| heard)
        .collect();
    assert!(!of_letter.is_empty(), "{letter} was not asked: {heard:#?}");
    let bearer = format!("Bearer {}", token(letter));
    assert!(
        of_letter
            .iter()
            .all(|one| one.authorization.as_ref() == Some(&bearer)),
        "{of_letter:#?}"
    );
}

fn depends(on: &str, what: &str) -> Value {
    json!({ "name": "here", "version": "1.0.0", "dependencies": { on: what } })
}

fn everywhere(major: u32) {
    let lab = world(major);
    let address = shelve(&lab.registry.b, "/files/x-1.0.0.tgz", "@acme/x");
    lead(&lab.registry.a, "/@acme/x", "@acme/x", &address);
    let wanted = depends("@acme/x", "1.0.0");
    let empty = json!({ "name": "here", "version": "1.0.0" });

    assert_authorized(&same(&lab, REMOTE, &wanted, None, &["install"]), 'B');
    assert_authorized(&same(&lab, REMOTE, &empty, None, &["pack", "@acme/x"]), 'B');
    assert_authorized(
        &same(&lab, REMOTE, &empty, None, &["exec", "--yes", "@acme/x"]),
        'B',
    );
    let resolved = json!({
        "name": "here", "lockfileVersion": 2, "requires": true,
        "packages": {
            "": { "name": "here", "version": "1.0.0", "dependencies": { "@acme/x": "1.0.0" } },
            "node_modules/@acme/x": { "version": "1.0.0", "resolved": address },
        },
        "dependencies": { "@acme/x": { "version": "1.0.0", "resolved": address } },
    });
    assert_authorized(&same(&lab, REMOTE, &wanted, Some(&resolved), &["ci"]), 'B');
    let direct = depends("@acme/x", &address);
    assert_authorized(&same(&lab, REMOTE, &direct, None, &["install"]), 'B');
    assert_authorized(
        &same(&lab, REMOTE, &empty, None, &["install", &address]),
        'B',
    );

    let heard = same(&lab, REMOTE, &empty, None, &["view", "@acme/x", "name"]);
    assert_authorized(&heard, 'A');
    let explained = lab
        .npmcred(&["explain", "npm", "view", "@acme/x"])
        .run()
        .expect(0)
        .out();
    assert!(
        !explained.contains(lab.registry.b.host()),
        "it fetches no tarball: {explained}"
    );
    let explained = lab
        .npmcred(&["explain", "npm", "install"])
        .run()
        .expect(0)
        .out();
    let line = format!(
        "credential for {} (use any), should npm be led there",
        lab.registry.b.url
    );
    assert!(explained.contains(&line), "{explained}");
}

#[test]
fn npm_8_finds_the_token_of_every_address_that_it_is_led_to() {
    everywhere(8);
}

#[test]
fn npm_12_finds_the_token_of_every_address_that_it_is_led_to() {
    everywhere(12);
}

/// A registry below a path whose tarballs lie beside it, and one token for the whole host.
fn beside(major: u32) {
    let lab = world(major);
    let host = lab.registry.b.host().to_owned();
    let address = shelve(&lab.registry.b, "/download/y-1.0.0.tgz", "@beta/y");
    lead(&lab.registry.b, "/OWNER/@beta/y", "@beta/y", &address);
    for slash in ["", "/"] {
        let config = format!("{REMOTE}@beta:registry=http://{host}/OWNER{slash}\n");
        let heard = same(
            &lab,
            &config,
            &depends("@beta/y", "1.0.0"),
            None,
            &["install"],
        );
        assert_authorized(&heard, 'B');
        assert!(
            heard
                .iter()
                .any(|(_, heard)| heard.target.starts_with("/download/")),
            "{heard:#?}"
        );
    }
}

#[test]
fn a_token_of_the_whole_host_serves_tarballs_beside_the_registrys_path() {
    beside(8);
    beside(12);
}

#[test]
fn a_scopes_registry_may_come_from_the_command_line() {
    for major in [8, 12] {
        let lab = world(major);
        let flag = format!("--@acme:registry={}", lab.registry.b.url);
        let empty = json!({ "name": "here", "version": "1.0.0" });
        let heard = same(
            &lab,
            "",
            &empty,
            None,
            &["view", "@acme/y", "--json", &flag],
        );
        assert_authorized(&heard, 'B');
        // In two words it is none: npm takes the second one for an operand.
        let apart = [
            "view",
            "@acme/y",
            "--json",
            "--@acme:registry",
            &lab.registry.b.url,
        ];
        let [bare, shim] = [Front::Bare, Front::Shim].map(|before| {
            front(&lab, before, "");
            let outcome = fresh(&lab, lab.npm(&lab.path("work"), &apart));
            (outcome.status, outcome.out(), lab.registry.take())
        });
        assert_eq!(bare, shim);
        let scoped = json!({ "name": "@acme/here", "version": "3.0.0" });
        let heard = same(&lab, "", &scoped, None, &["publish", "--json", &flag]);
        assert!(
            heard
                .iter()
                .any(|(letter, one)| *letter == 'B' && one.method == "PUT"),
            "{heard:#?}"
        );
        assert_authorized(&heard, 'B');
    }
}

/// As a company's pages on GitLab have it: read from the group's path, write to the project's, one
/// token for the host.
#[test]
fn one_token_serves_every_path_of_its_host() {
    for (major, slash) in [(8, ""), (12, "/"), (12, "")] {
        let lab = world(major);
        let host = lab.registry.b.host().to_owned();
        let group = format!("http://{host}/api/v4/groups/1/-/packages/npm{slash}");
        let project = format!("http://{host}/api/v4/projects/2/packages/npm{slash}");
        let config = format!("@beta:registry={group}\n");
        let address = shelve(
            &lab.registry.b,
            "/api/v4/projects/2/packages/npm/@beta/y/-/y-1.0.0.tgz",
            "@beta/y",
        );
        lead(
            &lab.registry.b,
            "/api/v4/groups/1/-/packages/npm/@beta/y",
            "@beta/y",
            &address,
        );
        assert_authorized(
            &same(
                &lab,
                &(config.clone() + REMOTE),
                &depends("@beta/y", "1.0.0"),
                None,
                &["install"],
            ),
            'B',
        );

        // npm itself wants a key for the very path before it publishes.
        front(&lab, Front::Shim, &config);
        let own = json!({ "name": "@beta/here", "version": "3.0.0", "publishConfig": { "@beta:registry": project } });
        let here = folder(&lab, Folder::Package, "here", "x");
        std::fs::write(here.join("package.json"), own.to_string()).unwrap();
        lab.registry.take();
        fresh(&lab, lab.npm(&here, &["publish"])).expect(0);
        let heard = lab.registry.take();
        assert!(
            heard
                .iter()
                .any(|(_, one)| one.method == "PUT" && one.target.contains("/projects/2/")),
            "{heard:#?}"
        );
        assert_authorized(&heard, 'B');
    }
}
