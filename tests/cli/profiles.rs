//! `npmcred use`: which profile holds in which folder.
//!
//! A variable in the environment wins over every folder's choice, and a wrong one is never skipped.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::{Home, Said};

/// What `npmcred use` alone says with these variables, in this folder.
fn used(home: &Home, folder: &Path, variable: &str) -> String {
    let mut command = home.command(env!("CARGO_BIN_EXE_npmcred"));
    let said = Said::of(
        &command
            .arg("use")
            .current_dir(folder)
            .env("NPMCRED_PROFILE", variable)
            .output()
            .unwrap(),
    );
    assert_eq!(said.status, 0, "{said:?}");
    said.out.lines().next().unwrap().to_owned()
}

#[test]
fn a_profile_is_chosen_for_a_tree_and_for_the_rest() {
    let home = Home::new();
    let root = home.path().canonicalize().unwrap();
    let work = root.join("work");
    fs::create_dir_all(work.join("deep")).unwrap();
    std::os::unix::fs::symlink(&work, root.join("link")).unwrap();
    assert_eq!(used(&home, &root, ""), "profile default");
    let said = home.npmcred(["use", "Job", "--in", "link"]);
    assert_eq!(
        (said.status, said.out),
        (0, format!("profile job in {} and below\n", work.display()))
    );
    assert_eq!(home.npmcred(["use", "me", "--user"]).status, 0);
    let here = format!("profile job, chosen for {} and below", work.display());
    assert_eq!(used(&home, &work.join("deep"), ""), here);
    assert_eq!(used(&home, &root.join("link/deep"), ""), here);
    assert_eq!(
        used(&home, &root, ""),
        "profile me, chosen for everywhere else"
    );
    assert_eq!(
        used(&home, &work, "other"),
        "profile other, chosen by NPMCRED_PROFILE"
    );
    let json: serde_json::Value =
        serde_json::from_str(&home.npmcred(["use", "--json", "--in", "work"]).out).unwrap();
    assert_eq!(
        json["active"],
        serde_json::json!({ "name": "job", "from": "folder", "folder": work })
    );
    assert_eq!(
        (&json["v"], &json["user"]),
        (&serde_json::json!(1), &serde_json::json!("me"))
    );
    // It lies with our own files, for this user only, and not in the folder.
    let record = root.join(".config/npmcred/profiles.json");
    assert_eq!(
        fs::metadata(&record).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(fs::read_dir(&work).unwrap().count(), 1);
    // A folder that is gone is forgotten by its path.
    fs::remove_dir_all(&work).unwrap();
    assert_eq!(
        home.npmcred(["use", "--forget", "--in", work.to_str().unwrap()])
            .status,
        0
    );
    assert_eq!(home.npmcred(["use", "--forget", "--user"]).status, 0);
    assert_eq!(used(&home, &root, ""), "profile default");
    assert_eq!(
        home.npmcred(["use", "--forget"]).status,
        2,
        "nothing is left to forget"
    );
}

#[test]
fn what_is_no_profile_is_said_and_nothing_is_kept() {
    let home = Home::new();
    for line in [
        &["use", "a b"][..],
        &["use", ""],
        &["use", "x", "--in", "nowhere"],
        &["use", "x", "--forget"],
        &["use", "x", "--user", "--in", "."],
        &["use", "x", "--profile", "y"],
        &["list", "--profile", "-x"],
        &["list", "--profile", ""],
        &["setup", "--profile", "x"],
    ] {
        let said = home.npmcred(line);
        assert!(matches!(said.status, 2 | 6), "{line:?}: {said:?}");
    }
    assert!(!home.path().join(".config/npmcred/profiles.json").exists());
    let mut command = home.command(env!("CARGO_BIN_EXE_npmcred"));
    let said = Said::of(
        &command
            .args(["store", "--registry", "https://h/"])
            .env("NPMCRED_PROFILE", "../x")
            .output()
            .unwrap(),
    );
    assert_eq!(said.status, 2, "{said:?}");
}
