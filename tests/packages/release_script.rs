//! `install/release` itself: which versions it packs, what it says of others, and what it leaves
//! alone. Each test has a checkout of its own, in which a few lines of shell stand in for the
//! build.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::picture;
use super::release::checkout;

/// The version that the made-up checkouts are at.
const VERSION: &str = "1.2.3";

/// Who answers for packages.
const MAINTAINER: &str = "Some One <some.one@npmcred.example>";

/// A checkout with the real scripts, a changelog of the test's own, and a program that does
/// nothing.
struct Checkout(TempDir);

impl Checkout {
    fn new(changelog: &str) -> Checkout {
        let checkout_of_test = Checkout(tempfile::tempdir().unwrap());
        let root = checkout_of_test.root();
        let done = Command::new("cp")
            .arg("-r")
            .args(["install", "LICENSE-MIT", "LICENSE-APACHE"].map(|name| checkout().join(name)))
            .arg(root)
            .status()
            .unwrap();
        assert!(done.success());
        let manifest = format!("[workspace.package]\nversion = \"{VERSION}\"\n");
        fs::write(root.join("Cargo.toml"), manifest).unwrap();
        fs::write(root.join("CHANGELOG.md"), changelog).unwrap();
        let program = root.join("program");
        let build = format!("#!/bin/sh\necho '{}'\n", program.display());
        for (file, text) in [
            (program, "#!/bin/sh\n"),
            (root.join("install/linux/build"), &build),
            (root.join("install/windows/build"), &build),
        ] {
            fs::write(&file, text).unwrap();
            fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).unwrap();
        }
        let parts = "import { writeFileSync } from 'node:fs'\n\
                     for (const name of ['npmcred.cdx.json', 'THIRD-PARTY.txt'])\n  \
                     writeFileSync(`${process.argv[6]}/${name}`, '{}\\n')\n";
        fs::write(root.join("install/parts.mjs"), parts).unwrap();
        checkout_of_test
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn out(&self) -> PathBuf {
        self.root().join("out")
    }

    /// `install/release` of a version, into `out`, without the packages that name a person.
    fn release(&self, version: &str) -> Output {
        self.release_by("", version)
    }

    fn release_by(&self, maintainer: &str, version: &str) -> Output {
        let mut script = self.script(version);
        script.env("NPMCRED_MAINTAINER", maintainer);
        script.output().unwrap()
    }

    fn script(&self, version: &str) -> Command {
        let mut script = Command::new(self.root().join("install/release"));
        script
            .args(["--only", "x86_64-unknown-linux-musl", "--to"])
            .arg(self.out())
            .arg(version)
            .env("NPMCRED_MAINTAINER", "")
            .env("SOURCE_DATE_EPOCH", "1700000000");
        script
    }

    #[track_caller]
    fn packs(&self, version: &str) -> String {
        let done = self.release(version);
        let told = String::from_utf8(done.stderr).unwrap();
        assert!(done.status.success(), "{told}");
        told
    }

    #[track_caller]
    fn refuses(&self, version: &str) -> String {
        let done = self.release(version);
        let told = String::from_utf8(done.stderr).unwrap();
        assert!(!done.status.success(), "{told}");
        told
    }
}

#[test]
fn an_unknown_target_is_named_before_anything_is_made() {
    let checkout = Checkout::new("# Changes\n\n## 1.2.3\n\nout now\n");
    let mut script = checkout.script(VERSION);
    let done = script
        .args(["--only", "sparc-sun-solaris"])
        .output()
        .unwrap();
    let told = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{told}");
    assert!(
        told.contains("no packages are made for sparc-sun-solaris"),
        "{told}"
    );
    assert!(!checkout.out().exists());
}

#[test]
fn the_notes_are_the_chapter_of_the_version() {
    let both = "# Changes\n\n## Unreleased\n\nto come\n\n## 1.2.3 (2026-01-02)\n\nout now\n";
    let released = "# Changes\n\n## 1.2.3\n\nout now\n\n## 1.2.2\n\nbefore\n";
    let open = "# Changes\n\n## Unreleased\n\nto come\n";
    for (changelog, version, notes) in [
        (both, "1.2.3", "out now"),
        (both, "1.2.3-rc.1", "to come"),
        (released, "1.2.3", "out now"),
        (released, "1.2.3-dev.4", "out now"),
        (open, "1.2.3-rc.1", "to come"),
    ] {
        let checkout = Checkout::new(changelog);
        checkout.packs(version);
        let told = fs::read_to_string(checkout.out().join("NOTES.md")).unwrap();
        assert_eq!(told.trim(), notes, "{version} of {changelog}");
    }
}

/// What is refused comes with the command that is not, and that command is one.
#[test]
fn another_version_is_refused_with_what_to_type() {
    let open = "## Unreleased\n\nto come\n";
    let other = "## 1.2.2\n\nbefore\n";
    for (changelog, version, why, hint) in [
        (
            open,
            "9.9.9",
            "Cargo.toml says version 1.2.3\n",
            "hint: pack",
        ),
        (open, "1.0", "'1.0' is no version", ""),
        (open, "1.2.3", "no chapter '## 1.2.3'\n", "hint: release"),
        (other, "1.2.3", "no chapter '## 1.2.3'\n", "note: write"),
        (
            other,
            "1.2.3-rc.1",
            "no chapter '## 1.2.3'\n",
            "note: write",
        ),
    ] {
        let checkout = Checkout::new(changelog);
        let told = checkout.refuses(version);
        assert!(told.contains(why) && told.contains(hint), "{told}");
        for line in told.lines().filter(|line| line.starts_with("hint: ")) {
            let typed = line.splitn(3, ": ").nth(2).unwrap();
            let typed = format!("set -e; {typed}\n");
            let done = Command::new("sh")
                .args(["-c", &typed])
                .current_dir(checkout.root())
                .env_remove("CARGO_TARGET_DIR")
                .env_remove("NPMCRED_MAINTAINER")
                .env("SOURCE_DATE_EPOCH", "1700000000")
                .output()
                .unwrap();
            assert!(done.status.success(), "{line}: {done:?}");
        }
        if hint == "hint: release" {
            checkout.packs(version);
        }
    }
}

/// Of a folder that has something in it, only what an earlier run listed is ever removed.
#[test]
fn nothing_but_an_earlier_release_is_replaced() {
    let checkout = Checkout::new("## Unreleased\n");
    let out = checkout.out();
    let sum = "0".repeat(64);
    for (listed, files) in [
        (None, &["precious"][..]),
        (Some("precious"), &["precious"]),
        (Some("install.sh"), &["install.sh", "precious"]),
        (Some("install.sh"), &["install.sh", ".hidden"]),
        (Some("install.sh"), &["install.sh", "SHA256SUMS.minisig"]),
    ] {
        fs::create_dir_all(&out).unwrap();
        for file in files {
            fs::write(out.join(file), "mine\n").unwrap();
        }
        if let Some(name) = listed {
            fs::write(out.join("SHA256SUMS"), format!("{sum}  {name}\n")).unwrap();
        }
        let before = picture::of(&out, &[]);
        let told = checkout.refuses("1.2.3-dev.1");
        assert!(told.contains("no earlier run made"), "{told}");
        picture::assert_same(&before, &picture::of(&out, &[]), "a folder of somebody's");
        fs::remove_dir_all(&out).unwrap();
    }
    checkout.packs("1.2.3-dev.1");
    fs::create_dir(out.join("folder")).unwrap();
    checkout.refuses("1.2.3-dev.2");
    fs::remove_dir(out.join("folder")).unwrap();
    checkout.packs("1.2.3-dev.2");
    let left = picture::of(&out, &[]);
    assert!(
        left.keys()
            .all(|path| !path.to_str().unwrap().contains("dev.1")),
        "{left:?}"
    );
}

/// What it left is known to the next run, wherever in filling the folder it was killed.
#[test]
fn a_run_that_is_killed_can_be_run_again() {
    let checkout = Checkout::new("## Unreleased\n");
    let root = checkout.root().display();
    for (tool, call) in [("cp", 1), ("mv", 1), ("cp", 2)] {
        // Leaves a part of what it would have written, and kills the script that called it.
        let text = format!(
            "#!/bin/sh\n\
             for to; do :; done\n\
             case $to in {root}/out/*|{root}/out) echo >>{root}/calls ;; esac\n\
             [ \"$(wc -l <{root}/calls)\" = {call} ] || exec /bin/{tool} \"$@\"\n\
             if [ -d \"$2\" ]; then /bin/cp \"$2\"/*.tgz \"$to\"\n\
             elif [ {tool} = cp ]; then head -c 99 \"$2\" >\"$to\"; fi\n\
             kill -9 $PPID\n"
        );
        fs::write(checkout.root().join("calls"), "").unwrap();
        let tools = tempfile::tempdir_in(checkout.root()).unwrap();
        let file = tools.path().join(tool);
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).unwrap();
        let path = format!(
            "{}:{}",
            tools.path().display(),
            std::env::var("PATH").unwrap()
        );
        let mut script = checkout.script("1.2.3-dev.1");
        let done = script
            .env("PATH", path)
            .env("TMPDIR", tools.path())
            .output();
        let status = done.unwrap().status;
        assert_eq!(status.signal(), Some(9), "{tool} {call}: {status}");
        checkout.packs("1.2.3-dev.2");
    }
}

/// Code hosts put a dot in the place of other characters, and then no checksum finds its file.
#[test]
fn every_name_survives_a_code_host() {
    let checkout = Checkout::new("## Unreleased\n");
    let done = checkout.release_by(MAINTAINER, "1.2.3-rc.1");
    assert!(done.status.success(), "{done:?}");
    let names: Vec<String> = picture::of(&checkout.out(), &[])
        .into_keys()
        .map(|path| path.into_os_string().into_string().unwrap())
        .collect();
    for end in ["_1.2.3-rc.1_amd64.deb", "-1.2.3-rc.1-1.x86_64.rpm"] {
        assert!(names.iter().any(|name| name.ends_with(end)), "{names:?}");
    }
    let stays = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
    assert!(
        names.iter().all(|name| name.chars().all(stays)),
        "{names:?}"
    );
}

/// Whoever made the last commit has not said that they answer for packages.
#[test]
fn packages_name_the_person_who_was_named_or_are_left_out() {
    let checkout = Checkout::new("## Unreleased\n");
    let named = |file: &str| fs::read_to_string(checkout.out().join(file)).unwrap();
    let done = checkout.release_by(MAINTAINER, "1.2.3-dev.1");
    assert!(done.status.success(), "{done:?}");
    assert!(named("PKGBUILD").contains(&format!("# Maintainer: {MAINTAINER}\n")));
    let said = Command::new("dpkg-deb")
        .arg("--field")
        .arg(checkout.out().join("npmcred_1.2.3-dev.1_amd64.deb"))
        .arg("Maintainer")
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    assert_eq!(said.trim(), MAINTAINER);
    let told = checkout.packs("1.2.3-dev.1");
    for kind in ["deb", "rpm"] {
        let line = format!("not made: {kind} for x86_64-unknown-linux-musl: nobody is named");
        assert!(told.contains(&line), "{told}");
    }
    assert!(!named("PKGBUILD").contains("Maintainer"));
    let files = picture::of(&checkout.out(), &[]);
    let is_left_out = |path: &Path| path.extension().is_none_or(|it| it != "deb" && it != "rpm");
    assert!(files.keys().all(|path| is_left_out(path)), "{files:?}");
}

/// The last command of the release workflow, with `gh` as something that says its words.
#[test]
fn a_candidate_is_published_as_one() {
    let workflow = fs::read_to_string(checkout().join(".github/workflows/release.yml")).unwrap();
    let (_, after) = workflow.rsplit_once("- run: |\n").unwrap();
    let (typed, _) = after.split_once("        env:\n").unwrap();
    assert!(typed.contains("gh release create"), "{typed}");
    for (tag, is_marked) in [("v1.2.3", false), ("v1.2.3-rc.1", true)] {
        let done = Command::new("bash")
            .args(["-euc", &format!("gh() {{ echo \"$@\"; }}\n{typed}")])
            .env("TAG", tag)
            .output()
            .unwrap();
        let words = String::from_utf8(done.stdout).unwrap();
        assert!(words.contains("--draft --verify-tag"), "{words}");
        assert_eq!(words.contains("--prerelease"), is_marked, "{words}");
    }
}
