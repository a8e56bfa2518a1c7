//! What a project may not decide: the way of a credential, and who reads it.

use super::world::{FROM_11, PNPMS, World};

/// What is said of a file that cannot be allowed.
const UNCLEAR: &str = "not all programs read alike";

/// The project's word, in which file, and a part of what is said about it.
pub(crate) const WORDS: [(&str, &str, &str); 11] = [
    (".npmrc", "https-proxy=http://127.0.0.1:1/\n", "https-proxy"),
    (".npmrc", "strict-ssl=false\n", "strict-ssl"),
    (".npmrc", "//127.0.0.1/:cafile=evil.pem\n", "cafile"),
    // What some program that reads an `.npmrc` takes for `strict-ssl=false`, and another does not.
    (".npmrc", "[s]\nstrict-ssl=false\n", UNCLEAR),
    (".npmrc", "; c\r[s]\nstrict-ssl=false\n", UNCLEAR),
    (".npmrc", "strict-ssl=false\u{2028}\n", UNCLEAR),
    (
        "pnpm-workspace.yaml",
        "httpsProxy: http://127.0.0.1:1/\n",
        "proxy",
    ),
    (
        "pnpm-workspace.yaml",
        "pnprServer: https://evil.example/\n",
        "pnpm-workspace.yaml",
    ),
    (
        "pnpm-workspace.yaml",
        "someNewSetting: https://evil.example/\n",
        "someNewSetting",
    ),
    (
        "pnpm-workspace.yaml",
        "{strictSsl: false}\n",
        "pnpm-workspace.yaml",
    ),
    (
        ".pnpmfile.cjs",
        "module.exports = { hooks: {} }\n",
        "runs as part of pnpm",
    ),
];

#[test]
fn nothing_is_handed_over_until_the_user_has_allowed_it() {
    for major in FROM_11 {
        let world = World::stored(major);
        let folder = world.project("app", &[]);
        let asked = || {
            let all = world.lab.registry.requests("whoami");
            all.last().and_then(|one| one.authorization.clone())
        };
        world.run(&folder, "pnpm whoami").run().expect(0);
        assert!(asked().is_some());
        for (file, text, said) in WORDS {
            let path = world.lab.write(format!("work/app/{file}"), text);
            let done = world.run(&folder, "pnpm whoami").run();
            assert_eq!(done.status.code(), Some(7), "{major} {file} {text}: {done}");
            assert!(done.err().contains(said), "{major} {text}: {done}");
            if !text.starts_with('{') && said != UNCLEAR {
                world.npmcred(&folder, &["trust", "--yes"]).run().expect(0);
                let done = world.run(&folder, "pnpm view @priv/plain version").run();
                let last = world.lab.registry.requests("plain");
                let last = last.last().and_then(|one| one.authorization.clone());
                assert!(!done.err().contains("npmcred:"), "{major} {text}: {done}");
                assert!(last.is_some(), "{major} {text}: {done}");
            }
            std::fs::remove_file(path).unwrap();
        }
    }
}

/// The doctor asks every tool that is here, and what it says to type allows the lines.
#[test]
fn the_doctor_names_what_pnpm_alone_reads() {
    let world = World::stored(12);
    let folder = world.project("app", &[]);
    let found = || {
        let told = world.npmcred(&folder, &["doctor", "--json"]).run();
        let json: serde_json::Value = serde_json::from_str(&told.out()).unwrap();
        let groups = json["groups"].as_array().unwrap().clone();
        let findings = groups
            .iter()
            .flat_map(|group| group["findings"].as_array().unwrap());
        let lines = findings.filter(|one| one["id"] == "project-line");
        lines.cloned().collect::<Vec<_>>()
    };
    assert!(found().is_empty());
    let text = "strictSsl: false\n";
    world.lab.write("work/app/pnpm-workspace.yaml", text);
    let lines = found();
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(
        lines[0]["what"]
            .as_str()
            .unwrap()
            .contains("pnpm-workspace.yaml")
    );
    assert_eq!(lines[0]["cure"], "npmcred trust");
    // Nobody is there to answer its question.
    world.npmcred(&folder, &["trust", "--yes"]).run().expect(0);
    assert!(found().is_empty());
}

/// A lockfile with this text leads in plain text to the host of a stored credential, and
/// `npmcred explain` says so.
#[track_caller]
pub(crate) fn assert_told_of_an_unencrypted_address(
    world: &World,
    tool: &str,
    lockfile: &str,
    text: &str,
) {
    let secure = "https://npm.acme.example/";
    world.lab.store(secure, &world.lab.registry.writer, &[]);
    let config = format!("registry={secure}\n");
    world.lab.write("home/.npmrc", config);
    let folder = world.project("app", &[]);
    world.lab.write(format!("work/app/{lockfile}"), text);
    let told = world.npmcred(&folder, &["explain", tool, "install"]);
    let told = told.run().expect(0);
    let of = world.programs.display();
    assert!(told.out().contains("unencrypted"), "{of}: {told}");
}

/// A lockfile that leads to the same host in plain text would take the token along.
#[test]
fn an_unencrypted_address_of_a_stored_host_is_found() {
    for major in PNPMS {
        let world = World::at(major, super::packages::registry());
        let text = "resolution: {tarball: http://npm.acme.example/x.tgz}\n";
        assert_told_of_an_unencrypted_address(&world, "pnpm", "pnpm-lock.yaml", text);
    }
}
