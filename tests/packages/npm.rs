//! The packages of the npm registry: published to a registry, and set up by `npx` from there.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use super::journey::{self, Way};
use super::picture::Picture;
use super::release::{self, Release};
use super::support::run::{Outcome, Run};
use super::user::{User, registry};

/// `npx npmcred setup`, which is all that a newcomer types.
struct Npx(User);

impl Way for Npx {
    fn user(&self) -> &User {
        &self.0
    }

    fn install(&self, release: &Release) {
        let package = format!("npmcred@{}", release.version);
        npx(&self.0, &[&package, "setup", "--yes"]).expect(0);
    }

    /// What npm kept of it goes; what setup made of it stays, and works.
    fn remove(&self) {
        std::fs::remove_dir_all(self.0.home().join(".npm/_npx")).unwrap();
    }

    fn picture(&self) -> Picture {
        Picture::new()
    }
}

#[test]
fn a_life_with_npx() {
    publish();
    journey::take(&Npx(User::new("home/.local/share/npmcred/bin")));
}

/// From an empty home the program is in its own place, of the same bytes, and first on PATH.
#[test]
fn one_command_puts_the_program_in_its_own_place() {
    publish();
    let user = User::new("home/nothing-here");
    let before = user.picture();
    let told = npx(&user, &["npmcred", "setup", "--dry-run"]).expect(0);
    assert!(told.out().contains("copy this program to"), "{told}");
    super::picture::assert_same(&before, &user.picture(), "a look");
    npx(&user, &["npmcred", "setup", "--yes"]).expect(0);
    let own = user.home().join(".local/share/npmcred/bin/npmcred");
    for shell in ["bash", "zsh"] {
        let shown = user.typed(shell, "command -v npmcred");
        assert_eq!(shown.trim(), own.to_str().unwrap(), "{shell}");
    }
    let again = user.typed("bash", "npmcred setup --dry-run");
    assert!(again.contains("all is in place"), "{again}");
    user.typed("bash", "npmcred setup --undo");
    super::picture::assert_same(&before, &user.picture(), "the home");
}

/// Undo from the package works as well, also where the copy's receipt is lost.
#[test]
fn the_package_takes_back_what_it_set_up() {
    publish();
    let user = User::new("home/nothing-here");
    let before = user.picture();
    npx(&user, &["npmcred", "setup", "--yes"]).expect(0);
    npx(&user, &["npmcred", "setup", "--undo", "--yes"]).expect(0);
    super::picture::assert_same(&before, &user.picture(), "the home");
}

/// Installed for good, it is the same program behind a start of node; removed, the shims stay.
#[test]
fn a_global_install_comes_and_goes() {
    publish();
    let user = User::new("home/nothing-here");
    let npm = |words: &[&str]| user.run("npm", words).run().expect(0);
    npm(&["install", "-g", "npmcred"]);
    let said = user.run("npmcred", &["--version"]).run().expect(0).out();
    assert!(said.starts_with("npmcred "), "{said}");
    user.set_up();
    npm(&["uninstall", "-g", "npmcred"]);
    user.installs("after-the-package");
    let shown = user.typed("bash", "npmcred doctor");
    assert!(shown.contains("no problems found"), "{shown}");
}

/// `npx` with these words, whatever is first on PATH.
fn npx(user: &User, words: &[&str]) -> Outcome {
    let run: Run = user.run("npx", &[&["--yes"], words].concat());
    run.deadline(Duration::from_secs(120)).run()
}

/// Puts the packages of both versions on the registry, once. None may have an install script.
pub(crate) fn publish() {
    static DONE: OnceLock<()> = OnceLock::new();
    DONE.get_or_init(|| {
        let user = User::new("home/nothing-here");
        let writer = &registry().writer;
        let config = format!("{}:_authToken={}\n", registry().nerf(), writer.token);
        let config = user
            .lab
            .write("publisher", user.lab.user_config() + &config);
        for package in [release::old(), release::new()].map(packages).concat() {
            let words = ["publish", "--tag=latest", "--userconfig"];
            user.run("npm", &words)
                .args([&config, &package])
                .run()
                .expect(0);
        }
    });
}

/// The program's package before the one that asks for it.
fn packages(release: &Release) -> [PathBuf; 2] {
    let main = format!("npmcred-{}.tgz", release.version);
    let program = format!("npmcred-linux-x64-{}.tgz", release.version);
    [program, main].map(|name| release.folder.join(name))
}
