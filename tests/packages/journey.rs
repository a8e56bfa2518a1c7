//! What somebody lives through with a package.
//!
//! It is installed and set up, and a newer one comes over it while npm runs. It is removed in the
//! wrong order, put back, and removed in the right one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::picture;
use super::release::{self, Release};
use super::user::User;

/// One way to have the program.
pub(crate) trait Way: Sync {
    /// The user that it is installed for.
    fn user(&self) -> &User;

    /// Installs it, or puts it over what is there.
    fn install(&self, release: &Release);

    /// Removes it.
    fn remove(&self);

    /// Everything that installing may change but the user's home.
    fn picture(&self) -> picture::Picture;

    /// What the package's own tool says is wrong with what it installed.
    fn verify(&self) {}
}

/// The whole of it.
#[track_caller]
pub(crate) fn take(way: &impl Way) {
    let user = way.user();
    let before = (way.picture(), user.picture());
    way.install(release::old());
    way.verify();
    let said = user.run("npmcred", &["--version"]).run().expect(0).out();
    assert!(said.starts_with("npmcred "), "{said}");
    user.set_up();
    user.installs("first");

    update_while_npm_runs(way);
    way.verify();
    user.installs("after-the-update");
    let shown = user.typed("bash", "npmcred doctor");
    assert!(shown.contains("no problems found"), "{shown}");

    // In the wrong order: the shims lead nowhere, and everything works as if they were not there.
    way.remove();
    for shell in ["bash", "zsh"] {
        assert_eq!(user.typed(shell, "true"), "", "{shell}: a clean start");
        let shown = user.typed(shell, "npm --version && npx --version");
        assert_eq!(shown.lines().count(), 2, "{shell}: {shown}");
    }

    way.install(release::new());
    user.installs("again");
    user.run("npmcred", &["setup", "--undo", "--remove-credentials"])
        .run()
        .expect(0);
    way.remove();
    picture::assert_same(&before.0, &way.picture(), "the system");
    picture::assert_same(&before.1, &user.picture(), "the home");
}

/// At no moment is there no npm, nor one that fails.
fn update_while_npm_runs(way: &impl Way) {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let runs = scope.spawn(|| {
            let mut runs = 0;
            while !is_over.load(Ordering::Relaxed) || runs < 3 {
                let folder = way.user().lab.path("home/.local/share/npmcred/bin");
                let npm = folder.join("npm");
                way.user()
                    .run(npm.to_str().unwrap(), &["--version"])
                    .run()
                    .expect(0);
                runs += 1;
            }
        });
        for release in [release::new(), release::old(), release::new()] {
            way.install(release);
        }
        is_over.store(true, Ordering::Relaxed);
        runs.join().unwrap();
    });
}
