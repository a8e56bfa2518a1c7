//! The private registry of one test program: a Verdaccio on loopback with users, tokens and
//! packages.
//!
//! One per test program, shared by its tests (starting one takes a second of processor time); tests
//! keep apart by package names. It ends when its standard input closes, which the end of the test
//! program brings about.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::tools;

/// A user of the registry with everything that must not leak.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) password: String,
    pub(crate) token: String,
}

/// A running registry. `@priv/*` is for its users; everything else is public to read.
pub(crate) struct Registry {
    /// `http://127.0.0.1:port/`
    pub(crate) url: String,
    /// The same storage behind another port, at `/some/path/`.
    pub(crate) below: String,
    /// May read `@priv/*`.
    pub(crate) reader: User,
    /// May also publish.
    pub(crate) writer: User,
    folder: PathBuf,
    integrity: Value,
    /// Kept, because the registry lives as long as its standard input.
    _process: Child,
}

/// A package to be there from the start.
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// Merged into its `package.json`.
    pub(crate) manifest: Value,
    /// File name and text; a text that begins with `#!` is executable.
    pub(crate) files: Vec<(&'static str, String)>,
}

/// One request as the registry saw it.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) authorization: Option<String>,
}

static SHARED: OnceLock<Registry> = OnceLock::new();

impl Registry {
    /// The registry of this test program, started by whoever asks first.
    pub(crate) fn shared(packages: fn() -> Vec<Package>) -> &'static Registry {
        SHARED.get_or_init(|| Registry::start(&packages()))
    }

    fn start(packages: &[Package]) -> Registry {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("registry-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let packages: Vec<Value> = packages.iter().map(Package::to_json).collect();
        let wish = json!({
            "verdaccio": tools::folder().join("verdaccio/node_modules/verdaccio"),
            "folder": folder,
            "packages": packages,
        });
        let mut process = Command::new(tools::node())
            .arg(tools::support().join("registry.js"))
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", &folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = process.stdin.as_mut().unwrap();
        writeln!(stdin, "{wish}").unwrap();
        let mut answer = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut answer)
            .unwrap();
        assert!(!answer.is_empty(), "the registry did not start");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        Registry {
            url: text(&answer["url"]),
            below: text(&answer["below"]),
            reader: User::from_json(&answer["users"]["reader"]),
            writer: User::from_json(&answer["users"]["writer"]),
            folder,
            integrity: answer["integrity"].clone(),
            _process: process,
        }
    }

    /// `//127.0.0.1:port/`, the key a credential hangs from.
    pub(crate) fn nerf(&self) -> &str {
        self.url.trim_start_matches("http:")
    }

    /// The checksum of a package that was there from the start, as a lockfile holds it.
    pub(crate) fn integrity(&self, name: &str, version: &str) -> String {
        text(&self.integrity[format!("{name}@{version}")])
    }

    /// Every request so far whose address holds `part`, oldest first.
    pub(crate) fn requests(&self, part: &str) -> Vec<Request> {
        let log = std::fs::read_to_string(self.folder.join("requests.jsonl")).unwrap();
        log.lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .filter(|line| text(&line["url"]).contains(part))
            .map(|line| Request {
                method: text(&line["method"]),
                url: text(&line["url"]),
                authorization: line["authorization"].as_str().map(str::to_owned),
            })
            .collect()
    }
}

impl Package {
    fn to_json(&self) -> Value {
        let files: serde_json::Map<String, Value> = self
            .files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), Value::from(text.as_str())))
            .collect();
        json!({ "name": self.name, "version": self.version, "manifest": self.manifest, "files": files })
    }
}

impl User {
    fn from_json(value: &Value) -> User {
        User {
            name: text(&value["name"]),
            password: text(&value["password"]),
            token: text(&value["token"]),
        }
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("text expected, not {value}"))
        .to_owned()
}
