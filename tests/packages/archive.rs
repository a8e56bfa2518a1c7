//! The `.tar.gz`, as `install.sh` installs it for one user.

use super::journey::{self, Way};
use super::picture::Picture;
use super::release::Release;
use super::server::{self, Fault};
use super::user::User;

/// The script, in the user's home.
struct Script {
    user: User,
    url: String,
}

impl Script {
    fn run(&self, words: &[&str]) {
        let script = super::release::new().file("install.sh");
        let words = [&[script.to_str().unwrap()], words].concat();
        self.user.run("sh", &words).run().expect(0);
    }
}

impl Way for Script {
    fn user(&self) -> &User {
        &self.user
    }

    fn install(&self, release: &Release) {
        self.run(&["--from", &self.url, "--version", &release.version]);
    }

    fn remove(&self) {
        // The order that it takes care of itself is for `installer`; here only the program goes.
        std::fs::remove_file(self.user.bin.join("npmcred")).unwrap();
        let folders = [self.user.bin.clone(), self.user.home().join(".local")];
        for folder in folders {
            // It stays where something else is in it.
            drop(std::fs::remove_dir(folder));
        }
    }

    /// There is nothing but the home.
    fn picture(&self) -> Picture {
        Picture::new()
    }
}

#[test]
fn a_life_with_the_archive() {
    let user = User::new("home/.local/bin");
    let url = server::start(Fault::None);
    journey::take(&Script { user, url });
}
