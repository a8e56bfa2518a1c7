//! A password store of `pass` of one's own, with a key and an agent of one's own.
//!
//! The agent ends when the value is dropped. Its folder is a short one: its socket lies there.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What opens a key that is protected.
pub(crate) const PASSPHRASE: &str = "correct horse";

/// The key's owner.
const OWNER: &str = "store@example.org";

pub(crate) struct PasswordStore {
    folder: tempfile::TempDir,
}

impl PasswordStore {
    /// With a key that nobody is asked for.
    pub(crate) fn open() -> Self {
        Self::with("")
    }

    /// With a key whose passphrase the agent does not know yet, and asks nobody for.
    pub(crate) fn locked() -> Self {
        let store = Self::with(PASSPHRASE);
        store.forget();
        store
    }

    fn with(passphrase: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("pass-").tempdir().unwrap();
        let store = Self { folder };
        let private = std::fs::Permissions::from_mode(0o700);
        std::fs::create_dir(store.path("keys")).unwrap();
        std::fs::set_permissions(store.path("keys"), private).unwrap();
        // Who answers in the place of a person who is asked for the passphrase.
        store.program(
            "pinentry",
            &format!(
                "echo 'OK ready'\nwhile read -r line; do\n  case $line in GETPIN*) echo 'D {PASSPHRASE}' ;; esac\n  \
                 echo OK\n  case $line in BYE*) exit ;; esac\ndone\n"
            ),
        );
        std::fs::write(
            store.path("keys/gpg-agent.conf"),
            format!(
                "pinentry-program {}\n",
                store.path("bin/pinentry").display()
            ),
        )
        .unwrap();
        store.succeeds(
            "gpg",
            &[
                "--batch",
                "--quiet",
                "--passphrase",
                passphrase,
                "--quick-generate-key",
                OWNER,
                "future-default",
                "default",
                "never",
            ],
        );
        store.succeeds("pass", &["init", OWNER]);
        store
    }

    /// A path below its folder.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The variables by which `pass` finds it, and a program of the test's own before others.
    pub(crate) fn variables(&self) -> Vec<(OsString, OsString)> {
        let mut path = self.path("bin").into_os_string();
        path.push(":/usr/bin:/bin");
        vec![
            ("PATH".into(), path),
            ("HOME".into(), self.folder.path().into()),
            ("GNUPGHOME".into(), self.path("keys").into()),
            ("PASSWORD_STORE_DIR".into(), self.path("store").into()),
        ]
    }

    /// One of them.
    pub(crate) fn variable(&self, name: &str) -> Option<OsString> {
        let found = self
            .variables()
            .into_iter()
            .find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    /// Puts a program of this name before the real one.
    pub(crate) fn program(&self, name: &str, script: &str) {
        std::fs::create_dir_all(self.path("bin")).unwrap();
        let file = self.path("bin").join(name);
        std::fs::write(&file, format!("#!/bin/sh\n{script}")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Has the agent forget all passphrases.
    pub(crate) fn forget(&self) {
        self.run("gpgconf", &["--kill", "gpg-agent"]);
    }

    /// Runs a program with this store, which must succeed.
    #[track_caller]
    pub(crate) fn succeeds(&self, program: &str, args: &[&str]) -> Output {
        let output = self.run(program, args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {args:?}: {said}");
        output
    }

    fn run(&self, program: &str, args: &[&str]) -> Output {
        Command::new(program)
            .args(args)
            .env_clear()
            .envs(self.variables())
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}"))
    }
}

impl Drop for PasswordStore {
    fn drop(&mut self) {
        self.forget();
    }
}
