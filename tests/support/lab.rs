//! A throwaway world for one test: home, temp, a private npm, a shim folder, and on demand a bus
//! with a keyring.
//!
//! The folder of the shims stands first on PATH whether it is filled or not. So a bare run and a
//! run through the shim see the very same environment. They differ only in what the name `npm`
//! finds.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::needles::Needles;
use super::registry::{Registry, User};
use super::run::{Outcome, Run};
use super::secret_service::PrivateBus;
use super::tools;

/// What the names `npm` and `npx` find first on PATH.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Front {
    /// npm itself.
    Bare,
    /// The program under test.
    Shim,
}

/// A registry, as far as a world needs it.
pub(crate) trait Serves {
    /// Its address, with a slash at the end.
    fn url(&self) -> &str;
}

impl Serves for &'static Registry {
    fn url(&self) -> &str {
        &self.url
    }
}

/// The world; dropping it ends its daemons and removes its files.
pub(crate) struct Lab<R = &'static Registry> {
    bus: Option<PrivateBus>,
    root: TempDir,
    /// Short-named, for sockets.
    runtime: TempDir,
    pub(crate) major: u32,
    pub(crate) registry: R,
}

impl<R: Serves> Lab<R> {
    /// A world with npm `major` and an `~/.npmrc` that names the registry; no bus, no credential,
    /// no shim.
    pub(crate) fn new(major: u32, registry: R) -> Lab<R> {
        let root = tempfile::Builder::new()
            .prefix("lab-")
            .tempdir_in(env!("CARGO_TARGET_TMPDIR"))
            .unwrap();
        Lab::below(root, major, registry)
    }

    /// The same below this folder.
    pub(crate) fn below(root: TempDir, major: u32, registry: R) -> Lab<R> {
        let runtime = tempfile::Builder::new()
            .prefix("npmcred-lab-")
            .tempdir()
            .unwrap();
        let lab = Lab {
            bus: None,
            root,
            runtime,
            major,
            registry,
        };
        for folder in ["home", "tmp", "work", "front", "reports"] {
            std::fs::create_dir(lab.path(folder)).unwrap();
        }
        std::os::unix::fs::symlink(tools::program(), lab.path("front/npmcred")).unwrap();
        clone_npm(&tools::npm(major), &lab.path("prefix"));
        std::fs::create_dir(lab.path("prefix/etc")).unwrap();
        lab.write("home/.npmrc", lab.user_config());
        lab
    }

    /// The same, with an unlocked keyring and the shim in front.
    pub(crate) fn shimmed(major: u32, registry: R) -> Lab<R> {
        let mut lab = Lab::new(major, registry);
        lab.start_keyring();
        lab.put(Front::Shim);
        lab
    }

    /// What `~/.npmrc` holds at first: where packages come from, and quiet.
    pub(crate) fn user_config(&self) -> String {
        let url = self.registry.url();
        format!("registry={url}\nupdate-notifier=false\naudit=false\nfund=false\n")
    }

    /// Gives the world a bus with an unlocked keyring.
    pub(crate) fn start_keyring(&mut self) {
        self.bus = Some(PrivateBus::unlocked());
    }

    /// Gives the world this bus.
    pub(crate) fn set_bus(&mut self, bus: PrivateBus) {
        self.bus = Some(bus);
    }

    /// The bus, to lock, freeze or end its keyring.
    pub(crate) fn bus(&mut self) -> &mut PrivateBus {
        self.bus.as_mut().unwrap()
    }

    /// Decides what `npm` and `npx` are from now on.
    pub(crate) fn put(&self, front: Front) {
        for name in ["npm", "npx"] {
            let link = self.path("front").join(name);
            if link.is_symlink() {
                std::fs::remove_file(&link).unwrap();
            }
            if front == Front::Shim {
                std::os::unix::fs::symlink(tools::program(), &link).unwrap();
            }
        }
    }

    /// A path inside this world.
    pub(crate) fn path(&self, inside: impl AsRef<Path>) -> PathBuf {
        self.root.path().join(inside)
    }

    /// Where in this world a file holds a piece of a secret: everywhere but in npm's own program,
    /// which nobody writes to.
    pub(crate) fn files_with(&self, needles: &Needles) -> Vec<(PathBuf, &'static str)> {
        let folders =
            ["home", "tmp", "work", "reports", "prefix/etc"].map(|folder| self.path(folder));
        let runtime = self.runtime.path().to_owned();
        folders
            .iter()
            .chain([&runtime])
            .flat_map(|folder| needles.find_in_tree(folder))
            .collect()
    }

    /// A word that no other lab of this run has, for names of published packages.
    pub(crate) fn unique(&self) -> String {
        let name = self
            .root
            .path()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .to_lowercase();
        name.trim_start_matches("lab-")
            .replace(|letter: char| !letter.is_ascii_alphanumeric(), "")
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// A folder with a short name, for sockets.
    pub(crate) fn runtime(&self) -> &Path {
        self.runtime.path()
    }

    /// Writes a file, with the folders that it needs.
    pub(crate) fn write(&self, inside: impl AsRef<Path>, text: impl AsRef<[u8]>) -> PathBuf {
        let file = self.path(inside);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        file
    }

    /// Waits until a file is there; panics after a minute.
    #[track_caller]
    pub(crate) fn wait_for(&self, inside: impl AsRef<Path>) {
        let (file, begun) = (self.path(inside), std::time::Instant::now());
        while !file.exists() {
            let waited = begun.elapsed();
            assert!(waited < Duration::from_secs(60), "no {}", file.display());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// A folder below `work` with a `package.json`; returns its path.
    pub(crate) fn project(&self, name: &str, manifest: &Value) -> PathBuf {
        let file = self.write(
            format!("work/{name}/package.json"),
            format!("{manifest:#}\n"),
        );
        file.parent().unwrap().to_owned()
    }

    /// Everything a command of this world finds in its environment.
    pub(crate) fn environment(&self) -> BTreeMap<OsString, OsString> {
        let home = self.path("home");
        let path = [
            self.path("front"),
            self.path("prefix/bin"),
            "/usr/bin".into(),
            "/bin".into(),
        ];
        let mut env: BTreeMap<OsString, OsString> = BTreeMap::new();
        let mut set = |name: &str, value: &OsStr| env.insert(name.into(), value.to_owned());
        set("PATH", &std::env::join_paths(path).unwrap());
        set("HOME", home.as_os_str());
        set("XDG_CONFIG_HOME", home.join(".config").as_os_str());
        set("XDG_DATA_HOME", home.join(".local/share").as_os_str());
        set("XDG_STATE_HOME", home.join(".local/state").as_os_str());
        set("XDG_CACHE_HOME", home.join(".cache").as_os_str());
        set("XDG_RUNTIME_DIR", self.runtime.path().as_os_str());
        set("TMPDIR", self.path("tmp").as_os_str());
        // npm has node keep its compiled code, by default below the temporary folder, which is a
        // new one for each world: what they share is compiled once.
        set(
            "NODE_COMPILE_CACHE",
            Path::new(env!("CARGO_TARGET_TMPDIR"))
                .join("compiled")
                .as_os_str(),
        );
        set("USER", "lab".as_ref());
        set("LOGNAME", "lab".as_ref());
        set("SHELL", "/bin/sh".as_ref());
        set("LANG", "C.UTF-8".as_ref());
        set("TERM", "xterm".as_ref());
        set("LAB_REPORTS", self.path("reports").as_os_str());
        set("LAB_TOP", std::process::id().to_string().as_ref());
        let bus = self.bus.as_ref().map_or_else(
            || format!("unix:path={}/no-bus", self.runtime.path().display()),
            PrivateBus::address,
        );
        set("DBUS_SESSION_BUS_ADDRESS", bus.as_ref());
        env
    }

    /// A command of this world, run in its `work` folder.
    pub(crate) fn run(&self, program: &str) -> Run {
        Run::new(program, self.environment(), &self.path("work"))
    }

    /// `npm` with these words, run in `folder`.
    pub(crate) fn npm(&self, folder: &Path, args: &[&str]) -> Run {
        self.run("npm").cwd(folder).args(args)
    }

    /// The program under its own name.
    pub(crate) fn npmcred(&self, args: &[&str]) -> Run {
        self.run(tools::program().to_str().unwrap())
            .args(args)
            .deadline(Duration::from_secs(20))
    }

    /// What the store holds, as `npmcred list --json` tells it.
    #[track_caller]
    pub(crate) fn kept(&self) -> Vec<Value> {
        let told = self.npmcred(&["list", "--json"]).run().expect(0);
        let json: Value = serde_json::from_str(&told.out()).unwrap();
        json["credentials"].as_array().unwrap().clone()
    }

    /// Puts a token into the keyring as if it had been stored some time ago: it ends so many
    /// seconds from now, or ended so long ago where that is negative. The program itself takes
    /// nothing that is dead.
    pub(crate) fn store_ending(&self, url: &str, token: &str, purpose: &str, seconds: i64) {
        self.try_store_ending(url, token, purpose, seconds).unwrap();
    }

    /// The same; the error is the service's.
    pub(crate) fn try_store_ending(
        &self,
        url: &str,
        token: &str,
        purpose: &str,
        seconds: i64,
    ) -> zbus::Result<()> {
        let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
        let (realm, path) = url
            .trim_end_matches('/')
            .split_at(url.find("//").unwrap() + 2);
        let (host, path) = path.split_once('/').unwrap_or((path, ""));
        let path = if path.is_empty() {
            "/".to_owned()
        } else {
            format!("/{path}/")
        };
        let payload = json!({
            "v": 1, "registry": url, "secret": token, "kind": "session", "use": purpose, "owner": "somebody",
            "issued": now - 7200, "expires": now.saturating_add_signed(seconds),
        });
        let attributes = [
            ("xdg:schema", "npmcred.Credential"),
            ("npmcred:format", "1"),
            ("npmcred:realm", &format!("{realm}{host}")),
            ("npmcred:path", &path),
            ("npmcred:purpose", purpose),
        ];
        self.bus
            .as_ref()
            .unwrap()
            .try_add_item(&attributes, payload.to_string().as_bytes())
    }

    /// Puts a user's token into the store for the registry at `url`.
    #[track_caller]
    pub(crate) fn store(&self, url: &str, user: &User, flags: &[&str]) -> Outcome {
        let mut args = vec!["store", "--registry", url];
        args.extend(flags);
        self.npmcred(&args)
            .stdin(user.token.as_bytes())
            .run()
            .expect(0)
    }
}

/// An npm of one's own at `to`: its files as hard links, so that they cost no space. The packages
/// that it brings along and its pages are most of them, and nobody changes those, so that they stay
/// where they are.
fn clone_npm(from: &Path, to: &Path) {
    let package = Path::new("lib/node_modules/npm");
    std::fs::create_dir_all(to.join(package)).unwrap();
    clone_tree(&from.join("bin"), &to.join("bin"));
    for entry in std::fs::read_dir(from.join(package)).unwrap() {
        let name = entry.unwrap().file_name();
        let (from, to) = (from.join(package).join(&name), to.join(package).join(&name));
        if name == "node_modules" || name == "docs" {
            std::os::unix::fs::symlink(from, to).unwrap();
        } else {
            clone_tree(&from, &to);
        }
    }
}

/// Copies a tree by hard links; by contents where links cannot reach.
fn clone_tree(from: &Path, to: &Path) {
    for flags in ["-al", "-a"] {
        // Both errors of the first way (another file system, no links there) are cured by the
        // second.
        if Command::new("cp")
            .arg(flags)
            .arg(from)
            .arg(to)
            .output()
            .unwrap()
            .status
            .success()
        {
            return;
        }
        let _ = std::fs::remove_dir_all(to);
    }
    panic!("cannot copy {} to {}", from.display(), to.display());
}
