//! The packages for arm64, built on this machine and run by an emulator (QEMU).
//!
//! The emulator runs the program alone; node and npm are this machine's own. So what is tried here
//! is what the program does with the system.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::release;
use super::support::run::Run;
use super::user::User;

/// What a command prints.
#[track_caller]
fn said(program: &str, words: &[&str], file: &Path) -> String {
    let done = Command::new(program)
        .args(words)
        .arg(file)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(done.status.success(), "{program}: {done:?}");
    String::from_utf8_lossy(&done.stdout).into_owned()
}

/// Unpacks an archive of the release; the path of the program in it.
#[track_caller]
fn unpacked(end: &str, folder: &Path) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    let file = release::arm64().file(end);
    let status = Command::new("tar")
        .args(["-xzf", file.to_str().unwrap(), "--strip-components=1"])
        .current_dir(folder)
        .status();
    assert!(status.unwrap().success(), "{}", file.display());
    folder.join("npmcred")
}

#[test]
fn each_package_says_its_processor_and_holds_the_same_program() {
    let folder = tempfile::tempdir().unwrap();
    let release = release::arm64();
    let debian = release.file("_arm64.deb");
    let fields = said(
        "dpkg-deb",
        &["--show", "--showformat", "${Architecture}"],
        &debian,
    );
    assert_eq!(fields, "arm64");
    let header = said(
        "rpm",
        &["-qp", "--qf", "%{ARCH}"],
        &release.file(".aarch64.rpm"),
    );
    assert_eq!(header, "aarch64");
    let end = format!("npmcred-linux-arm64-{}.tgz", release.version);
    let of_npm = unpacked(&end, &folder.path().join("npm"));
    let manifest = fs::read(of_npm.with_file_name("package.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(
        (&manifest["os"], &manifest["cpu"]),
        (&json!(["linux"]), &json!(["arm64"]))
    );

    let of_tar = unpacked(
        "-aarch64-unknown-linux-musl.tar.gz",
        &folder.path().join("tar"),
    );
    let status = Command::new("dpkg-deb")
        .arg("-x")
        .arg(&debian)
        .arg(folder.path().join("deb"))
        .status();
    assert!(status.unwrap().success());
    let program = fs::read(&of_tar).unwrap();
    assert!(program == fs::read(&of_npm).unwrap(), "that of npm");
    assert!(
        program == fs::read(folder.path().join("deb/usr/bin/npmcred")).unwrap(),
        "that of Debian"
    );
    // ELF's number for the processor (`EM_AARCH64`).
    assert_eq!(program[18..20], 183_u16.to_le_bytes());
    assert!(said("file", &["--brief"], &of_tar).contains("static"));
}

/// The program under one of its names, as a terminal starts it.
fn emulated(user: &User, program: &Path, name: &str, words: &[&str]) -> Run {
    let own = ["-0", name, program.to_str().unwrap()];
    user.run("qemu-aarch64", &[&own, words].concat())
}

#[test]
fn it_keeps_a_token_and_hands_it_to_npm() {
    let user = User::new("home/nothing-here");
    let program = unpacked(
        "-aarch64-unknown-linux-musl.tar.gz",
        &user.lab.path("arm64"),
    );
    let registry = user.lab.registry;
    let version = emulated(&user, &program, "npmcred", &["--version"])
        .run()
        .expect(0);
    assert!(version.out().starts_with("npmcred "), "{version}");
    let at = ["--registry", &registry.url];
    emulated(&user, &program, "npmcred", &[&["store"], &at[..]].concat())
        .stdin(registry.reader.token.as_bytes())
        .run()
        .expect(0);

    let project = user
        .lab
        .project("arm", &json!({ "name": "arm", "version": "1.0.0" }));
    let install = |program: &str, words: &[&str]| user.run(program, words).cwd(&project).run();
    let bare = install("npm", &["install", "@priv/lib"]);
    assert!(!bare.status.success(), "it is private: {bare}");
    emulated(&user, &program, "npm", &["install", "@priv/lib"])
        .cwd(&project)
        .run()
        .expect(0);
    let shown = install("node", &["-p", "require('@priv/lib')"]).expect(0);
    assert_eq!(shown.out().trim(), "lib");

    emulated(&user, &program, "npmcred", &[&["remove"], &at[..]].concat())
        .run()
        .expect(0);
    let listed = emulated(&user, &program, "npmcred", &["list"])
        .run()
        .expect(0);
    assert!(!listed.out().contains(&registry.url), "{listed}");
}
