//! A throwaway home with npmcred on PATH and an npm that tells how it was reached.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use npmcred::context::{Context, Env};
use npmcred::setup::shell::{Gap, StartFile, TextPlacement, gaps, start_files};
use tempfile::TempDir;

use crate::support::run::{Outcome, Run};
use crate::support::tools;

/// What the npm of this world says when the shim started it, and when nobody did.
pub(crate) const SHIMMED: &str = "npm, depth 1";
pub(crate) const BARE: &str = "npm, depth none";

pub(crate) struct World {
    root: TempDir,
    home: PathBuf,
}

impl World {
    pub(crate) fn new() -> World {
        World::named("home")
    }

    /// With a home of this name.
    pub(crate) fn named(name: impl AsRef<OsStr>) -> World {
        let root = tempfile::Builder::new()
            .prefix("shells-")
            .tempdir_in(env!("CARGO_TARGET_TMPDIR"))
            .unwrap();
        let home = root.path().join(name.as_ref());
        let world = World { root, home };
        // The folder that the shells start in is full of names for a pattern to find.
        for folder in ["program", "npm", "manager", "work/eval", "work/a"] {
            std::fs::create_dir_all(world.path(folder)).unwrap();
        }
        std::fs::create_dir_all(&world.home).unwrap();
        symlink(tools::program(), world.program()).unwrap();
        for folder in ["npm", "manager"] {
            world.script(
                &format!("{folder}/npm"),
                "echo \"npm, depth ${NPMCRED_DEPTH-none}\"",
            );
        }
        // Debian's /etc/profile makes PATH anew, so a user who logs in has it from here.
        world.write(".profile", "PATH=$HOME/../program:$HOME/../npm:$PATH\n");
        world
    }

    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.root.path().join(inside)
    }

    pub(crate) fn home(&self, inside: &str) -> PathBuf {
        self.home.join(inside)
    }

    /// npmcred, under the name by which the start files call it.
    pub(crate) fn program(&self) -> PathBuf {
        self.path("program/npmcred")
    }

    /// The shims' folder.
    pub(crate) fn folder(&self) -> PathBuf {
        self.home(".local/share/npmcred/bin")
    }

    /// PATH before we touch it.
    pub(crate) fn path_before(&self) -> OsString {
        let nu = tools::folder().join("shells/bin");
        let folders = [
            self.path("program"),
            self.path("npm"),
            "/usr/bin".into(),
            "/bin".into(),
            nu,
        ];
        std::env::join_paths(folders).unwrap()
    }

    /// PATH afterwards.
    pub(crate) fn path_after(&self) -> OsString {
        let mut path = self.folder().into_os_string();
        path.push(":");
        path.push(self.path_before());
        path
    }

    /// A program of this text for `/bin/sh`.
    pub(crate) fn script(&self, inside: &str, text: &str) {
        let file = self.path(inside);
        std::fs::write(&file, format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).unwrap();
    }

    /// A file of the home, with the folders that it needs.
    pub(crate) fn write(&self, inside: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let file = self.home.join(inside);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    pub(crate) fn environment(&self) -> BTreeMap<OsString, OsString> {
        let mut env = BTreeMap::new();
        let mut set = |name: &str, value: &OsStr| env.insert(name.into(), value.to_owned());
        set("HOME", self.home.as_os_str());
        set("PATH", &self.path_before());
        set("TERM", "xterm".as_ref());
        set("LC_ALL", "C.UTF-8".as_ref());
        set("USER", "lab".as_ref());
        env
    }

    /// A program of the system.
    pub(crate) fn run(&self, words: &[&str]) -> Run {
        Run::new(words[0], self.environment(), &self.path("work")).args(words[1..].iter().copied())
    }

    /// npmcred itself.
    pub(crate) fn npmcred(&self, args: &[&str]) -> Run {
        self.run(&["npmcred"]).args(args.iter().copied())
    }

    /// Makes the shims, as every evaluation of the text does and setup does.
    pub(crate) fn make_shims(&self) {
        self.npmcred(&["env"]).run().expect(0);
    }

    /// What the table of start files has for this world, where `shell` is the login shell.
    pub(crate) fn start_files(&self, shell: &str) -> Vec<StartFile> {
        self.start_files_with(&[("SHELL", shell)])
    }

    /// The same, with these variables beside `HOME` and `PATH`.
    pub(crate) fn start_files_with(&self, variables: &[(&str, &str)]) -> Vec<StartFile> {
        start_files(&self.context(variables), &self.program(), &self.folder())
    }

    /// What the table says that it does not reach.
    pub(crate) fn gaps(&self) -> Vec<Gap> {
        gaps(&self.context(&[]), &self.folder())
    }

    fn context(&self, variables: &[(&str, &str)]) -> Context {
        let mut env = Env::new(self.environment().into_iter().collect());
        for (name, value) in variables {
            env.set(name, *value);
        }
        let mut context = Context::of_process();
        context.env = env;
        context
    }

    /// Puts one text where it belongs, as setup does: at the end of the user's own file, or as a
    /// file.
    pub(crate) fn put(&self, file: &StartFile) {
        let mut text = match file.place {
            TextPlacement::Lines { .. } => std::fs::read(&file.path).unwrap_or_default(),
            TextPlacement::Whole => Vec::new(),
        };
        text.extend_from_slice(&file.text);
        std::fs::create_dir_all(file.path.parent().unwrap()).unwrap();
        std::fs::write(&file.path, text).unwrap();
    }
}

/// Panics unless the command printed exactly this, said nothing else, and ended well.
#[track_caller]
pub(crate) fn expect_only(outcome: &Outcome, stdout: impl AsRef<[u8]>) {
    assert!(
        outcome.status.success() && outcome.stderr.is_empty(),
        "{outcome}"
    );
    assert_eq!(
        String::from_utf8_lossy(&outcome.stdout),
        String::from_utf8_lossy(stdout.as_ref()),
        "{outcome}"
    );
    assert_eq!(outcome.stdout, stdout.as_ref(), "{outcome}");
}

/// PATH and what npm says, as the scripts of these tests print them.
pub(crate) fn path_and_npm(path: &OsStr, npm: &str) -> Vec<u8> {
    [path.as_bytes(), b"\n", npm.as_bytes(), b"\n"].concat()
}

/// Names that a folder may have, each with what makes shells stumble.
pub(crate) fn odd_names() -> Vec<OsString> {
    let names: [&[u8]; 9] = [
        b"two  spaces ",
        b"it's",
        b"q\"$x`id`\\n\\",
        b"st*r[a-z]?",
        b"new\nline",
        b"tab\tcr\r",
        b"~t{a,b}!cl #;&|<>()",
        b"%s%d\\052=\xc3\xa9",
        b"l\xffst",
    ];
    names
        .iter()
        .map(|name| OsStr::from_bytes(name).to_owned())
        .collect()
}

/// Whether the name is UTF-8: some shells have no other.
pub(crate) fn is_text(name: &OsStr) -> bool {
    name.to_str().is_some()
}
