//! The `.rpm`: what rpm's own checker says of it, and a life with it, in a root of rpm's.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::journey::{self, Way};
use super::picture::{self, Picture};
use super::release::{self, Release};
use super::user::User;

/// What the package `filesystem` of such a system brings.
const FOLDERS: [&str; 8] = [
    "usr/bin",
    "usr/share/doc",
    "usr/share/licenses",
    "usr/share/man/man1",
    "usr/share/man/man5",
    "usr/share/man/man7",
    "var/lib/rpm",
    "var/tmp",
];

/// A root with those folders and rpm's own records.
struct Root {
    user: User,
    root: PathBuf,
}

impl Root {
    fn new() -> Root {
        let user = User::new("redhat/usr/bin");
        let root = user.lab.path("redhat");
        for folder in FOLDERS {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        Root { user, root }
    }

    #[track_caller]
    fn rpm(&self, words: &[&str]) -> String {
        let done = Command::new("rpm")
            .arg("--root")
            .arg(&self.root)
            .args(["--dbpath", "/var/lib/rpm"])
            .args(words)
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("rpm is installed by tests/support/provision packagers");
        assert!(done.status.success(), "{words:?}: {done:?}");
        String::from_utf8_lossy(&done.stdout).into_owned()
    }
}

impl Way for Root {
    fn user(&self) -> &User {
        &self.user
    }

    fn install(&self, release: &Release) {
        let file = release.file(".x86_64.rpm");
        // Debian's rpm takes every package for a foreign one; and what rpm itself must know is not
        // recorded in this root.
        let words = ["--upgrade", "--oldpackage", "--nodeps", "--force-debian"];
        self.rpm(&[&words[..], &[file.to_str().unwrap()]].concat());
    }

    fn remove(&self) {
        self.rpm(&["--erase", "npmcred"]);
    }

    fn picture(&self) -> Picture {
        picture::of(&self.root, &["var/lib/rpm"])
    }

    fn verify(&self) {
        assert_eq!(self.rpm(&["--verify", "--nodeps", "npmcred"]), "");
        for file in [
            "usr/bin/npmcred",
            "usr/share/man/man1/npmcred.1.gz",
            "usr/share/zsh/site-functions/_npmcred",
            "usr/share/licenses/npmcred/LICENSE-MIT",
        ] {
            assert!(self.root.join(file).is_file(), "{file}");
        }
    }
}

#[test]
fn a_life_with_the_rpm() {
    journey::take(&Root::new());
}

/// The header says what rpm's tools search by, and the package asks for nothing but rpm itself.
#[test]
fn its_header_is_whole() {
    let ask = |words: &[&str]| {
        let done = Command::new("rpm")
            .args(words)
            .arg(release::new().file(".x86_64.rpm"))
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    let version = release::new().version.replacen('-', "~", 1);
    let said = ask(&["-qp", "--qf", "%{NAME} %{VERSION} %{ARCH} %{OS} %{LICENSE}"]);
    assert_eq!(
        said,
        format!("npmcred {version} x86_64 linux MIT OR Apache-2.0")
    );
    let needs = ask(&["-qp", "--requires"]);
    let is_ours = |line: &&str| !line.starts_with("rpmlib(");
    assert_eq!(needs.lines().find(is_ours), None, "{needs}");
}
