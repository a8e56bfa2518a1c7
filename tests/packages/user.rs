//! A user of the machine on which a package is installed: a home with start files, a keyring, npm,
//! and a private registry.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::picture::{self, Picture};
use super::release;
use super::support::Lab;
use super::support::pty::Session;
use super::support::registry::{Package, Registry};
use super::support::run::Run;

pub(crate) struct User {
    pub(crate) lab: Lab,
    /// Where the package puts its program.
    pub(crate) bin: PathBuf,
}

impl User {
    /// Somebody who uses bash and zsh, and has `bin` on PATH behind nothing.
    pub(crate) fn new(bin: impl AsRef<Path>) -> User {
        let mut lab = Lab::new(11, registry());
        lab.start_keyring();
        lab.write("home/.bashrc", "PS1='$ '\nalias ll='ls -l'\n");
        lab.write("home/.zshrc", "PS1='%% '\n");
        lab.write("home/.profile", "umask 022\n");
        let bin = lab.root().join(bin);
        User { lab, bin }
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.lab.path("home")
    }

    /// A command as this user's terminal starts it.
    pub(crate) fn run(&self, program: &str, words: &[&str]) -> Run {
        let path = [
            self.bin.clone(),
            self.lab.path("prefix/bin"),
            "/usr/bin".into(),
            "/bin".into(),
        ];
        self.lab
            .run(program)
            .args(words)
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("SHELL", "/bin/bash")
            .env("HISTFILE", "/dev/null")
            .cwd(self.home())
    }

    /// What a line in a new terminal prints.
    #[track_caller]
    pub(crate) fn typed(&self, shell: &str, line: &str) -> String {
        self.typed_in(&self.home(), shell, line)
    }

    /// The same in another folder.
    #[track_caller]
    pub(crate) fn typed_in(&self, folder: &Path, shell: &str, line: &str) -> String {
        let run = self.run(shell, &["-ic", line]).cwd(folder);
        let (status, shown) = Session::start(&run).finish();
        assert!(status.success(), "{shell}: {line}: {shown}");
        shown
    }

    /// The token into the store, and the shims into the shells.
    #[track_caller]
    pub(crate) fn set_up(&self) {
        let registry = self.lab.registry;
        self.run("npmcred", &["store", "--registry", &registry.url])
            .stdin(registry.reader.token.as_bytes())
            .run()
            .expect(0);
        self.run("npmcred", &["setup", "--yes"]).run().expect(0);
    }

    /// Installs a private package in a new terminal, which only the shim's credential lets happen.
    #[track_caller]
    pub(crate) fn installs(&self, name: &str) {
        let project = self
            .lab
            .project(name, &json!({ "name": name, "version": "1.0.0" }));
        let shown = self.typed_in(
            &project,
            "bash",
            "npm install --no-progress @priv/lib && node -p 'require(\"@priv/lib\")'",
        );
        assert!(shown.lines().any(|line| line.trim() == "lib"), "{shown}");
    }

    /// All of the home but npm's cache.
    pub(crate) fn picture(&self) -> Picture {
        picture::of(&self.home(), &[".npm"])
    }
}

/// The private registry of these tests, with a private package and nothing of ours.
pub(crate) fn registry() -> &'static Registry {
    Registry::shared(|| {
        let package = |name, version, manifest| Package {
            name,
            version,
            manifest,
            files: vec![("index.js", "module.exports = 'lib'\n".to_owned())],
        };
        let mut all = vec![package("@priv/lib", "1.0.0", json!({}))];
        // For another processor there is only a name here, which a client must be able to ask for.
        for release in [release::old(), release::new()] {
            let manifest = json!({ "os": ["linux"], "cpu": ["arm64"] });
            all.push(package("@npmcred/linux-arm64", &release.version, manifest));
        }
        all
    })
}
