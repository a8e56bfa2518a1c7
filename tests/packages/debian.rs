//! The `.deb`: what Debian's checker says of it, and a life with it, in a root that dpkg makes.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::journey::{self, Way};
use super::picture::{self, Picture};
use super::release::{self, Release};
use super::user::User;

/// A root with nothing in it but dpkg's own records. The package depends on nothing, and has no
/// script that would have to run in there.
struct Root {
    user: User,
    root: PathBuf,
}

impl Root {
    fn new() -> Root {
        let user = User::new("debian/usr/bin");
        let root = user.lab.path("debian");
        for folder in ["info", "updates", "triggers", "parts"] {
            fs::create_dir_all(root.join("var/lib/dpkg").join(folder)).unwrap();
        }
        fs::write(root.join("var/lib/dpkg/status"), "").unwrap();
        Root { user, root }
    }

    #[track_caller]
    fn dpkg(&self, words: &[&OsStr]) -> String {
        let done = Command::new("dpkg")
            .arg(format!("--root={}", self.root.display()))
            .args(["--log=/dev/null", "--force-not-root"])
            .args(words)
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success(), "{words:?}: {done:?}");
        said
    }
}

impl Way for Root {
    fn user(&self) -> &User {
        &self.user
    }

    fn install(&self, release: &Release) {
        self.dpkg(&["--install".as_ref(), release.file("_amd64.deb").as_ref()]);
    }

    fn remove(&self) {
        self.dpkg(&["--purge".as_ref(), "npmcred".as_ref()]);
    }

    fn picture(&self) -> Picture {
        picture::of(&self.root, &["var/lib/dpkg"])
    }

    fn verify(&self) {
        let told = self.dpkg(&["--verify".as_ref(), "npmcred".as_ref()]);
        assert_eq!(told, "");
        let root = &self.root;
        for file in [
            "usr/bin/npmcred",
            "usr/share/man/man1/npmcred.1.gz",
            "usr/share/bash-completion/completions/npmcred",
            "usr/share/zsh/vendor-completions/_npmcred",
            "usr/share/fish/vendor_completions.d/npmcred.fish",
            "usr/share/doc/npmcred/copyright",
        ] {
            assert!(root.join(file).is_file(), "{file}");
        }
    }
}

#[test]
fn a_life_with_the_deb() {
    journey::take(&Root::new());
}

#[test]
fn lintian_finds_no_error() {
    let done = Command::new("lintian")
        .args(["--fail-on", "error", "--allow-root"])
        .arg(release::new().file("_amd64.deb"))
        .output()
        .expect("lintian is installed by tests/support/provision packagers");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}{done:?}");
}
