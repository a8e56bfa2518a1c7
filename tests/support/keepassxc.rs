//! A real KeePassXC without a screen, in the states that its users have it in.
//!
//! The database is made by KeePassXC itself. A note in its own data shows it to other programs, and
//! only an import can set that note from outside.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::secret_service::PrivateBus;

const PASSWORD: &[u8] = b"correct horse battery\n";

/// A database whose topmost group is shown to other programs.
const DATABASE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<KeePassFile><Meta><Generator>npmcred</Generator><DatabaseName>keys</DatabaseName><CustomData><Item>
<Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>{00112233-4455-6677-8899-aabbccddeeff}</Value></Item></CustomData></Meta>
<Root><Group><UUID>ABEiM0RVZneImaq7zN3u/w==</UUID><Name>Root</Name></Group></Root></KeePassFile>"#;

/// What is open in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Database {
    /// The database, with its password given.
    Open,
    /// The database, waiting for its password.
    Locked,
    /// None.
    None,
}

impl PrivateBus {
    /// A bus with a KeePassXC that is as it comes but for these lines of its settings.
    pub fn keepassxc(database: Database, settings: &str) -> Self {
        let mut bus = Self::bare();
        bus.start_keepassxc(database, settings);
        bus
    }

    /// Starts KeePassXC on this bus; its database stays from one time to the next.
    pub fn start_keepassxc(&mut self, database: Database, settings: &str) {
        let config = self.folder().join("config/keepassxc/keepassxc.ini");
        std::fs::create_dir_all(config.parent().unwrap()).unwrap();
        let general = "[General]\nConfigVersion=2\nUpdateCheckMessageShown=true\n";
        std::fs::write(
            &config,
            format!("{general}[FdoSecrets]\nEnabled=true\n{settings}"),
        )
        .unwrap();
        let file = self.database();
        let mut command = self.quiet("keepassxc");
        match database {
            Database::Open => command.arg("--pw-stdin").arg(&file),
            Database::Locked => command.arg(&file),
            Database::None => &mut command,
        };
        self.start_other(
            &mut command,
            if database == Database::Open {
                PASSWORD
            } else {
                b""
            },
        );
        if database != Database::None {
            self.wait("the database", || self.default_collection() != "/");
        }
        if database == Database::Open {
            self.wait("the database to open", || self.default_is_open());
        }
    }

    fn default_is_open(&self) -> bool {
        let (path, of) = (
            "/org/freedesktop/secrets/aliases/default",
            "string:org.freedesktop.Secret.Collection",
        );
        let get = "org.freedesktop.DBus.Properties.Get";
        self.call("org.freedesktop.secrets", path, get, &[of, "string:Locked"])
            .ends_with("false")
    }

    fn quiet(&self, program: &str) -> Command {
        let mut command = self.command(program);
        command
            .env("QT_QPA_PLATFORM", "offscreen")
            .env("LANG", "C.UTF-8")
            // Where it sees whether another one is running.
            .env("TMPDIR", self.folder().join("runtime"))
            .env("XDG_CONFIG_HOME", self.folder().join("config"))
            .env("XDG_CACHE_HOME", self.folder().join("cache"));
        command
    }

    fn database(&self) -> PathBuf {
        let (from, file) = (
            self.folder().join("keys.xml"),
            self.folder().join("keys.kdbx"),
        );
        if !file.exists() {
            std::fs::write(&from, DATABASE).unwrap();
            let mut import = self.quiet("keepassxc-cli");
            import
                .args(["import", "--set-password", "--quiet"])
                .arg(&from)
                .arg(&file)
                .stdin(Stdio::piped());
            let mut import = import
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let twice = [PASSWORD, PASSWORD].concat();
            std::io::Write::write_all(&mut import.stdin.take().unwrap(), &twice).unwrap();
            assert!(
                import.wait().unwrap().success(),
                "keepassxc-cli made no database"
            );
        }
        file
    }
}
