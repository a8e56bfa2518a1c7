//! The program's own command line: what it accepts, what it says, and with which status it ends.
//!
//! No session bus is there, so the store is the kernel keyring, or none where the kernel keeps that
//! from us; what is put there has a name of its own for every run, an hour's life, and is removed.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test starts processes, makes files, and ends where a step fails"
)]

mod cures;
mod help;
mod making;
mod manual;
mod map;

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const CANARY: &str = "npm_canaryCANARYcanaryCANARYcanary0123456";

/// A home with nothing in it.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(
            tempfile::Builder::new()
                .prefix("npmcred cli ")
                .tempdir()
                .unwrap(),
        )
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", std::env::var_os("PATH").unwrap());
        // Without it, the bus of whoever runs the tests would be found.
        command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:");
        command.current_dir(self.path()).stdin(Stdio::null());
        command
    }

    fn npmcred<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Said {
        Said::of(
            &self
                .command(env!("CARGO_BIN_EXE_npmcred"))
                .args(args)
                .output()
                .unwrap(),
        )
    }

    fn npmcred_fed(&self, args: &[&str], input: &[u8]) -> Said {
        let mut command = self.command(env!("CARGO_BIN_EXE_npmcred"));
        let piped = command
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        // A command that refuses before it reads closes the pipe; that is no failure of the test.
        drop(child.stdin.take().unwrap().write_all(input));
        Said::of(&child.wait_with_output().unwrap())
    }
}

#[derive(Debug)]
struct Said {
    status: i32,
    out: String,
    err: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        Self {
            status: output.status.code().unwrap(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

#[test]
fn what_is_not_understood_is_never_repeated() {
    let home = Home::new();
    let lines: [&[&str]; 8] = [
        &["store", CANARY],
        &["store", "--token", CANARY],
        &["store", "--use", CANARY],
        &["store", &format!("--token={CANARY}")],
        &[CANARY],
        &["remove", "--registry", "https://h.example/", CANARY],
        &["list", CANARY],
        &["completions", CANARY],
    ];
    for line in lines {
        let said = home.npmcred(line);
        assert_eq!(said.status, 2, "{line:?}: {said:?}");
        assert!(!format!("{said:?}").contains(CANARY), "{line:?}: {said:?}");
        assert!(
            said.out.is_empty() && said.err.contains("hint: "),
            "{line:?}: {said:?}"
        );
    }
}

#[test]
fn bad_secrets_and_registries_are_refused_and_nothing_is_kept() {
    let home = Home::new();
    let secret = CANARY.as_bytes();
    let long = vec![b'x'; 70_000];
    let https = "https://cli.npmcred.test/";
    let cases: [(&[&str], &[u8], i32, &str); 17] = [
        (&["--registry", https], b"", 2, "empty"),
        (&["--registry", https], b"\n", 2, "empty"),
        (&["--registry", https], b"a\nb", 2, "line break"),
        (&["--registry", https], b"a\x1b[31m", 2, "control character"),
        (&["--registry", https], b"\xff\xfe", 2, "not text"),
        (&["--registry", https], b" a", 2, "space"),
        (&["--registry", https], b"${NPM_TOKEN}", 2, "variable"),
        (&["--registry", https], &long, 2, "longer than"),
        (
            &["--registry", "cli.npmcred.test"],
            secret,
            2,
            "not a registry URL",
        ),
        (
            &["--registry", "ftp://cli.npmcred.test/"],
            secret,
            2,
            "https:",
        ),
        (
            &["--registry", "http://cli.npmcred.test/"],
            secret,
            7,
            "unencrypted",
        ),
        (
            &["--registry", https, "--expires", "2020-01-01"],
            secret,
            3,
            "expired already",
        ),
        (
            &["--registry", https, "--expires", "soon"],
            secret,
            2,
            "lifetime",
        ),
        (
            &["--registry", https, "--expires", "9000y"],
            secret,
            2,
            "lifetime",
        ),
        (
            &["--registry", "https://cli.npmcred.test/a;b/"],
            secret,
            2,
            "cannot hold the key",
        ),
        (
            &["--registry", https],
            "a\u{2028}b".as_bytes(),
            2,
            "no request can carry",
        ),
        (&["--registry", https, "--basic"], secret, 2, "missing"),
    ];
    for (flags, input, status, message) in cases {
        let said = home.npmcred_fed(&[&["store"], flags].concat(), input);
        assert_eq!(said.status, status, "{flags:?}: {said:?}");
        assert!(said.err.contains(message), "{flags:?}: {said:?}");
        assert!(!format!("{said:?}").contains(CANARY), "{flags:?}: {said:?}");
    }
    let removed = home.npmcred(["remove", "--registry", https]);
    assert!(
        removed.status == 4 && !removed.err.contains("removed"),
        "nothing was kept: {removed:?}"
    );
}

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
fn explain_is_versioned_and_names_what_it_read() {
    let home = Home::new();
    fs::write(
        home.path().join(".npmrc"),
        format!(
            "@acme:registry=https://acme.npmcred.test/\n//acme.npmcred.test/:_authToken={CANARY}\n"
        ),
    )
    .unwrap();
    let said = home.npmcred(["explain", "--json", "--", "npm", "install", "@acme/x"]);
    assert_eq!(said.status, 0, "{said:?}");
    assert!(!said.out.contains(CANARY), "{said:?}");
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (&json["v"], &json["command"], &json["intent"]),
        (&1.into(), &"install".into(), &"registry-read".into())
    );
    let acme = json["registries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["scopes"][0] == "@acme")
        .unwrap();
    assert_eq!(
        (&acme["outcome"], &acme["from"]["line"]),
        (&"yours-wins".into(), &2.into())
    );
    let local = home.npmcred(["explain", "npm", "run", "build"]);
    assert!(local.out.contains("needs no registry"), "{local:?}");
    assert_eq!(home.npmcred(["explain", "cat", "x"]).status, 2);
}

/// A project must not become the user's own layer where a service or a cron job has no `HOME`.
#[test]
fn without_a_home_the_projects_file_is_still_the_projects() {
    let home = Home::new();
    fs::write(home.path().join("package.json"), "{}").unwrap();
    fs::write(
        home.path().join(".npmrc"),
        "proxy=http://proxy.npmcred.test/\n",
    )
    .unwrap();
    for value in [None, Some("")] {
        let mut command = home.command(env!("CARGO_BIN_EXE_npmcred"));
        command
            .args(["trust", "--json"])
            .env("XDG_CONFIG_HOME", home.path())
            .env_remove("HOME");
        if let Some(value) = value {
            command.env("HOME", value);
        }
        let said = Said::of(&command.output().unwrap());
        let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(json["lines"][0]["key"], "proxy", "{value:?}: {said:?}");
    }
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

#[test]
fn arguments_that_are_not_text_are_survived() {
    let home = Home::new();
    let odd = OsStr::from_bytes(b"\xff\xfe");
    assert_eq!(home.npmcred([odd]).status, 2);
    assert_eq!(
        home.npmcred([
            OsStr::new("explain"),
            OsStr::new("npm"),
            OsStr::new("view"),
            odd
        ])
        .status,
        0
    );
}

/// `eval $(npmcred env)`, unquoted, in real shells; a home with a space in its name.
#[test]
fn one_line_puts_the_shims_first_in_every_shell_and_only_once() {
    let script = "cd /; eval $(NPMCRED env); command -v npm; eval $(NPMCRED env); echo \"$PATH\"";
    let script = script.replace("NPMCRED", &format!("'{}'", env!("CARGO_BIN_EXE_npmcred")));
    for shell in ["sh", "dash", "bash", "zsh"] {
        let home = Home::new();
        let said = Said::of(&home.command(shell).args(["-c", &script]).output().unwrap());
        let shims = home.path().join(".local/share/npmcred/bin");
        let (npm, path) = said.out.split_once('\n').unwrap();
        assert_eq!(
            npm,
            shims.join("npm").to_str().unwrap(),
            "{shell}: {said:?}"
        );
        assert_eq!(
            path.matches(shims.to_str().unwrap()).count(),
            1,
            "{shell}: {said:?}"
        );
        assert!(said.err.is_empty(), "{shell}: {said:?}");
    }
}

#[test]
fn setup_leaves_a_strangers_file_alone() {
    let home = Home::new();
    assert_eq!(home.npmcred(["setup"]).status, 0);
    assert_eq!(home.npmcred(["setup"]).status, 0, "again is no failure");
    let npx = home.path().join(".local/share/npmcred/bin/npx");
    fs::remove_file(&npx).unwrap();
    fs::write(&npx, "mine").unwrap();
    let said = home.npmcred(["setup"]);
    assert_eq!(said.status, 7, "{said:?}");
    assert_eq!(fs::read(&npx).unwrap(), b"mine");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let home = Home::new();
    let script = format!(
        "'{}' help | head -n 1 >/dev/null; echo \"${{PIPESTATUS[0]}}\"",
        env!("CARGO_BIN_EXE_npmcred")
    );
    let said = Said::of(&home.command("bash").args(["-c", &script]).output().unwrap());
    assert_eq!((said.out.as_str(), said.err.as_str()), ("0\n", ""));
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(path);
        }
    }
    found
}

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
