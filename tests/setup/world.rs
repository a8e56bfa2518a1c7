//! A home to move into: start files as the test wants them, a PATH that holds what the test puts
//! there, a small `npm`.
//!
//! The npm is a script that answers at once, because most of these tests start it some hundred
//! times; `shims.rs` has a real one, too.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::run::{Outcome, Run};
use crate::support::tools;

/// Shells that need not be there: a name on PATH is all that setup looks for.
const SHELLS: [&str; 8] = [
    "bash", "zsh", "fish", "ksh", "mksh", "yash", "tcsh", "elvish",
];

/// What `npm` and `npx` are, unless a test wants another.
pub(crate) const NPM: &str = "#!/bin/sh\necho 11.0.0\n";

pub(crate) struct World {
    root: TempDir,
    pub(crate) home: PathBuf,
}

/// What can be seen of a file, its times left out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Thing {
    Folder { mode: u32 },
    File { mode: u32, contents: Vec<u8> },
    Link(PathBuf),
    Other,
}

impl World {
    /// A home called `name`, with npm and no shell on PATH.
    pub(crate) fn named(name: impl AsRef<OsStr>) -> World {
        let root = tempfile::Builder::new()
            .prefix("npmcred-setup-")
            .tempdir()
            .unwrap();
        let home = root.path().join(name.as_ref());
        for folder in [
            &home,
            &root.path().join("tools"),
            &root.path().join("shells"),
        ] {
            fs::create_dir(folder).unwrap();
        }
        let world = World { root, home };
        for name in ["npm", "npx"] {
            world.tool(name, NPM);
        }
        for shell in SHELLS {
            symlink("/bin/true", world.path("shells").join(shell)).unwrap();
        }
        world
    }

    pub(crate) fn new() -> World {
        World::named("home")
    }

    /// With start files of the usual kinds in it.
    pub(crate) fn lived_in() -> World {
        let world = World::new();
        world.write(".bashrc", "alias ll='ls -l'\n");
        world.write(".zshrc", "setopt autocd");
        world.write(".profile", "umask 022\n");
        world.write(".config/fish/config.fish", "set -g fish_greeting\n");
        fs::set_permissions(world.at(".profile"), PermissionsExt::from_mode(0o640)).unwrap();
        world
    }

    /// Beside the home.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.root.path().join(name)
    }

    /// In the home.
    pub(crate) fn at(&self, name: impl AsRef<Path>) -> PathBuf {
        self.home.join(name)
    }

    pub(crate) fn write(&self, name: impl AsRef<Path>, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, contents).unwrap();
        path
    }

    pub(crate) fn read(&self, name: impl AsRef<Path>) -> Vec<u8> {
        fs::read(self.at(name)).unwrap()
    }

    /// With a corepack, which comes with node and is in /usr/bin on some machines: shells that have
    /// PATH from the system see that one.
    pub(crate) fn with_corepack(self) -> World {
        self.tool("corepack", NPM);
        self
    }

    /// A program on PATH.
    pub(crate) fn tool(&self, name: &str, script: &str) {
        put_program(&self.path("tools").join(name), script.as_bytes());
    }

    /// The environment: bash, zsh and all the others are there, and no bus, so that no store of
    /// anybody's is asked.
    pub(crate) fn environment(&self) -> BTreeMap<OsString, OsString> {
        let path = std::env::join_paths([self.path("tools"), self.path("shells")]).unwrap();
        let no_bus = format!("unix:path={}/no-bus", self.root.path().display());
        [
            ("HOME", self.home.clone().into_os_string()),
            ("PATH", path),
            ("SHELL", "/bin/bash".into()),
            ("DBUS_SESSION_BUS_ADDRESS", no_bus.into()),
            ("LANG", "C.UTF-8".into()),
        ]
        .map(|(name, value)| (name.into(), value))
        .into()
    }

    /// A program with these words, in the home.
    pub(crate) fn run(&self, program: &OsStr, args: &[&str]) -> Run {
        Run::new(program, self.environment(), self.root.path()).args(args)
    }

    pub(crate) fn npmcred(&self, args: &[&str]) -> Run {
        self.run(tools::program().as_os_str(), args)
    }

    #[track_caller]
    pub(crate) fn set_up(&self) -> Outcome {
        self.npmcred(&["setup"]).run().expect(0)
    }

    #[track_caller]
    pub(crate) fn undo(&self) -> Outcome {
        self.npmcred(&["setup", "--undo"]).run().expect(0)
    }

    /// All that is in the home.
    pub(crate) fn all(&self) -> BTreeMap<PathBuf, Thing> {
        let mut all = BTreeMap::new();
        gather(&self.home, &self.home, &mut all);
        all
    }

    /// When everything in the home was last changed.
    pub(crate) fn times(&self) -> BTreeMap<PathBuf, (i64, i64)> {
        let times = |name: PathBuf| {
            let found = fs::symlink_metadata(self.at(&name)).unwrap();
            (name, (found.mtime(), found.mtime_nsec()))
        };
        self.all()
            .into_keys()
            .chain([PathBuf::new()])
            .map(times)
            .collect()
    }

    /// The lines that every setup of this world adds to something.
    pub(crate) fn has_our_lines(&self, name: impl AsRef<Path>) -> bool {
        fs::read(self.at(name)).is_ok_and(|contents| contains(&contents, b">>> npmcred >>>"))
    }
}

pub(crate) fn contains(contents: &[u8], piece: &[u8]) -> bool {
    contents.windows(piece.len()).any(|window| window == piece)
}

/// A name that is no text, with everything in it that shells care about.
pub(crate) fn odd_name() -> OsString {
    OsStr::from_bytes(b"it's a \"home\" $HOME\n\xff").to_owned()
}

fn gather(root: &Path, folder: &Path, all: &mut BTreeMap<PathBuf, Thing>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let found = fs::symlink_metadata(&path).unwrap();
        let mode = found.mode() & 0o7777;
        let thing = if found.is_symlink() {
            Thing::Link(fs::read_link(&path).unwrap())
        } else if found.is_dir() {
            gather(root, &path, all);
            Thing::Folder { mode }
        } else if found.is_file() {
            Thing::File {
                mode,
                contents: fs::read(&path).unwrap(),
            }
        } else {
            Thing::Other
        };
        all.insert(path.strip_prefix(root).unwrap().to_owned(), thing);
    }
}

/// Makes a program, by another process. A file that this one has open for writing is busy, also
/// where a child of another test has inherited it and has not become its program yet.
pub(crate) fn put_program(path: &Path, contents: &[u8]) {
    let mut writer = Command::new("sh")
        .args(["-c", r#"cat >"$0" && chmod 755 "$0""#])
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    writer.stdin.take().unwrap().write_all(contents).unwrap();
    assert!(writer.wait().unwrap().success());
}

/// The same, of npmcred itself.
pub(crate) fn copy_npmcred(path: &Path) {
    put_program(path, &fs::read(tools::program()).unwrap());
}

pub(crate) fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}
