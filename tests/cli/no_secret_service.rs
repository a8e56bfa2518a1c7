//! What the program keeps, and refuses to keep, where no Secret Service answers.
//!
//! The kernel keyring can be missing as well: a container may forbid its system calls. Then there
//! is no store at all.

use super::{CANARY, Home, Said, walk};

#[test]
fn without_a_secret_service_a_long_lived_token_is_refused_with_the_choices() {
    let home = Home::new();
    let said = home.npmcred_fed(
        &["store", "--registry", "https://cli.npmcred.test/"],
        CANARY.as_bytes(),
    );
    assert_eq!(said.status, 4, "{said:?}");
    assert!(
        said.err.starts_with("error: no credential store: ") && said.err.contains("\nhint: "),
        "{said:?}"
    );
    let files: Vec<_> = walk(home.path());
    assert!(files.is_empty(), "nothing is written instead: {files:?}");
}

#[test]
fn under_sudo_no_store_is_asked() {
    let home = Home::new();
    let mut command = home.command(env!("CARGO_BIN_EXE_npmcred"));
    let said = Said::of(
        &command
            .arg("list")
            .env("SUDO_UID", "4000000000")
            .output()
            .unwrap(),
    );
    assert_eq!(said.status, 7, "{said:?}");
    assert!(said.err.contains("hint: run it without sudo"), "{said:?}");
}

#[test]
fn without_a_secret_service_a_session_is_kept_in_memory_and_that_is_said() {
    let home = Home::new();
    let registry = format!("https://cli-{}.npmcred.test/", std::process::id());
    let said = home.npmcred_fed(
        &["store", "--registry", &registry, "--expires", "1h"],
        CANARY.as_bytes(),
    );
    if said.status == 4 {
        // A container's seccomp profile keeps the keyring's calls from us; then there is no store
        // at all.
        assert!(said.err.contains("hint: "), "{said:?}");
        return;
    }
    assert_eq!(said.status, 0, "{said:?}");
    assert!(said.err.contains("note: in memory only"), "{said:?}");
    let listed = home.npmcred(["list", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    assert_eq!(json["v"], 1);
    let mine = json["credentials"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["registry"] == *registry)
        .unwrap();
    assert_eq!(
        (&mine["kind"], &mine["use"]),
        (&"session".into(), &"any".into())
    );
    assert!(!listed.out.contains(CANARY));
    assert_eq!(home.npmcred(["remove", "--registry", &registry]).status, 0);
    // It may lie in the Secret Service, to which no bus leads from here.
    let again = home.npmcred(["remove", "--registry", &registry]);
    assert!(
        again.status == 4
            && again.err.contains("no credential is stored")
            && again.err.contains("no session bus"),
        "{again:?}"
    );
}

#[test]
fn status_reports_and_its_status_tells_whether_there_is_a_store() {
    let home = Home::new();
    let said = home.npmcred(["status", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(json["v"], 1);
    assert_eq!(
        said.status == 0,
        json["store"]["state"] == "ready",
        "{said:?}"
    );
}
