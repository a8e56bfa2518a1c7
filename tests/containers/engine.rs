//! Buildah, or Podman, with a storage of its own in a lab, and the root of an image to build from.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;

use super::support::needles::Needles;
use super::support::registry::{Package, Registry};
use super::support::run::{Outcome, Run};
use super::support::{Lab, tools};

/// An install script that looks for a token where one can be had without effort, and keeps what it
/// found: environments, command lines, descriptors, npm's files, and the secret itself.
const HARVESTER: &str = r#"
const fs = require('fs')
const found = {}
const look = (where, read) => { try { found[where] = String(read()) } catch (error) { found[where] = error.code } }
look('secret', () => fs.readFileSync('/run/secrets/npmrc'))
look('home', () => fs.readFileSync(`${process.env.HOME}/.npmrc`))
for (const pid of fs.readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
  look(`${pid} environ`, () => fs.readFileSync(`/proc/${pid}/environ`))
  look(`${pid} cmdline`, () => fs.readFileSync(`/proc/${pid}/cmdline`))
  let numbers = []
  try { numbers = fs.readdirSync(`/proc/${pid}/fd`) } catch (error) { found[`${pid} fd`] = error.code }
  for (const fd of numbers) {
    look(`${pid} ${fd}`, () => {
      const path = `/proc/${pid}/fd/${fd}`
      return fs.statSync(path).isFile() ? fs.readFileSync(path, { flag: fs.constants.O_RDONLY | fs.constants.O_NONBLOCK }) : 'no file'
    })
  }
}
look('own fd', () => fs.readFileSync(process.env.npm_config_globalconfig, { flag: fs.constants.O_RDONLY | fs.constants.O_NONBLOCK }))
fs.writeFileSync('/found.json', JSON.stringify({ environment: process.env, found }, null, 1))
"#;

/// One test at a time has a token in a process: a build that is isolated by chroot sees all of
/// them, and what a script finds has to be of its own build.
pub(crate) fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The registry of this test program.
pub(crate) fn registry() -> &'static Registry {
    let private = || {
        vec![Package {
            name: "@priv/lib",
            version: "1.0.0",
            manifest: json!({ "scripts": { "install": "node harvest.js" } }),
            files: vec![("harvest.js", HARVESTER.to_owned())],
        }]
    };
    Registry::shared(private)
}

/// A lab with a stored credential for reading, and the context of a build below `work/image`.
pub(crate) fn lab(dockerfile: &str) -> Lab {
    let lab = Lab::shimmed(12, registry());
    lab.store(&lab.registry.url, &lab.registry.reader, &["--use", "read"]);
    lab.write("work/image/Dockerfile", dockerfile);
    let root = lab.path("work/image/root");
    let programs = [
        PathBuf::from("/usr/bin/busybox"),
        tools::npm(12).join("bin/node"),
        tools::program(),
    ];
    for program in programs {
        for file in libraries(&program) {
            let inside = root.join(file.strip_prefix("/").unwrap());
            std::fs::create_dir_all(inside.parent().unwrap()).unwrap();
            std::fs::copy(&file, inside).unwrap();
        }
    }
    for folder in ["bin", "usr/bin", "home/node", "tmp"] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
    }
    for name in ["bin/sh", "bin/cat", "bin/grep", "bin/rm", "usr/bin/env"] {
        std::fs::copy("/usr/bin/busybox", root.join(name)).unwrap();
    }
    lab
}

/// The project of an image, which needs the private package; npm `major` is to run its script.
pub(crate) fn write_project(lab: &Lab, major: u32) {
    let manifest =
        json!({ "name": "p", "version": "1.0.0", "dependencies": { "@priv/lib": "1.0.0" } });
    lab.write("work/image/project/package.json", manifest.to_string());
    // npm 12 runs no install script unless it is told to; npm 8 to 10 do not know the key.
    let scripts = if major >= 11 {
        "dangerously-allow-all-scripts=true\n"
    } else {
        ""
    };
    lab.write("work/image/project/.npmrc", scripts);
}

/// The shared libraries of a program and the loader, by their paths.
fn libraries(program: &Path) -> BTreeSet<PathBuf> {
    let told = Command::new("ldd").arg(program).output().unwrap();
    let text = String::from_utf8(told.stdout).unwrap();
    let paths = text.split_whitespace().filter(|word| word.starts_with('/'));
    paths.map(PathBuf::from).collect()
}

/// The words that build the image, the client's program first.
pub(crate) fn build(lab: &Lab, flags: &[&str]) -> Vec<String> {
    build_by("buildah", lab, flags)
}

/// The same by a client of this name.
pub(crate) fn build_by(client: &str, lab: &Lab, flags: &[&str]) -> Vec<String> {
    let storage = |name: &str| lab.path(name).to_str().unwrap().to_owned();
    let mut words: Vec<String> = [client, "--storage-driver", "vfs", "--root"]
        .map(str::to_owned)
        .into();
    words.extend([
        storage("engine"),
        "--runroot".to_owned(),
        storage("engine-run"),
    ]);
    words.extend(["build", "--isolation", "chroot", "--layers=false"].map(str::to_owned));
    words.extend(flags.iter().map(|&flag| flag.to_owned()));
    words.extend(["-t", "image", "image"].map(str::to_owned));
    words
}

/// `npmcred exec` with these flags, in front of the build.
pub(crate) fn with_secret(lab: &Lab, flags: &[&str], build: Vec<String>) -> Run {
    let mut words = vec!["exec"];
    words.extend(flags);
    words.push("--");
    let run = lab.npmcred(&words).args(build);
    // Buildah wants a place for what it keeps between builds, and may be as slow as the disk.
    run.deadline(Duration::from_secs(120))
}

/// What became of a build. Buildah seals a copy of itself at each start, and now and then the
/// kernel is still busy with that copy on a machine with much to do: such a build is begun again.
pub(crate) fn built(run: &Run) -> Outcome {
    const BUSY: &str = "sealing memfd copy: Device or resource busy";
    let mut outcome = run.run();
    for _ in 0..3 {
        if !outcome.err().contains(BUSY) {
            break;
        }
        outcome = run.run();
    }
    outcome
}

/// Everywhere that a build leaves something: the storage of the engine, and the lab.
pub(crate) fn left_behind(lab: &Lab, needles: &Needles) -> Vec<(PathBuf, &'static str)> {
    let mut found = lab.files_with(needles);
    for folder in ["engine", "engine-run"] {
        found.extend(needles.find_in_tree(&lab.path(folder)));
    }
    found
}
