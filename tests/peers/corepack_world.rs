//! A world with corepack in it, and a registry on loopback from which that fetches tools.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::json;

use super::packages::registry;
use super::stub::Stub;
use super::support::fixture::Reply;
use super::support::run::Run;
use super::support::tools;
use super::world::World;

/// The versions of corepack under test.
pub(crate) const COREPACKS: [&str; 2] = ["old", "new"];

/// A tool that it fetches: its name, its package, its version, and where that is among the tools.
type Fetched = (&'static str, &'static str, &'static str, &'static str);

const FETCHED: [Fetched; 7] = [
    ("npm", "npm", "11.21.2", "npm/11"),
    ("pnpm", "pnpm", "10.34.8", "pnpm/10"),
    ("pnpm", "pnpm", "11.28.11", "pnpm/11"),
    ("pnpm", "pnpm", "12.21.0", "pnpm/12"),
    ("yarn", "yarn", "1.22.22", "yarn/1"),
    ("yarn", "@yarnpkg/cli-dist", "3.8.7", "yarn/3"),
    ("yarn", "@yarnpkg/cli-dist", "4.18.1", "yarn/4"),
];

/// Where corepack finds them.
pub(crate) fn source() -> &'static Stub {
    static SOURCE: OnceLock<Stub> = OnceLock::new();
    SOURCE.get_or_init(|| {
        let source = Stub::listen();
        for package in ["npm", "pnpm", "yarn", "@yarnpkg/cli-dist"] {
            let mut versions = serde_json::Map::new();
            for (_, _, version, place) in FETCHED.iter().filter(|it| it.1 == package) {
                let file = format!("/{package}/-/it-{version}.tgz");
                let tarball = format!("{}{}", source.url.trim_end_matches('/'), file);
                let manifest =
                    json!({ "name": package, "version": version, "dist": { "tarball": tarball } });
                source.put(
                    &format!("/{package}/{version}"),
                    Reply::json(200, &manifest),
                );
                let reply = Reply::text(200, "application/octet-stream", "");
                source.put(&file, reply.holding(packed(package, place)));
                versions.insert((*version).to_owned(), manifest);
            }
            let all = json!({ "name": package, "versions": versions });
            source.put(&format!("/{package}"), Reply::json(200, &all));
        }
        source
    })
}

fn packed(package: &str, place: &str) -> Vec<u8> {
    let folder = tools::folder()
        .join(place)
        .join("lib/node_modules")
        .join(package);
    let tar = Command::new("tar")
        .arg("-C")
        .arg(folder)
        .args(["--transform", "s,^\\.,package,", "-I", "gzip -1"])
        // The programs of pnpm 12, which its own archive has not.
        .args(["--exclude=./pn*", "-c", "."])
        .output()
        .unwrap();
    assert!(tar.status.success(), "{package}");
    tar.stdout
}

/// With the shim in front, the writer's token stored, and none of the tools on PATH.
pub(crate) fn stored(corepack: &str) -> World {
    let world = World::beside(&format!("corepack/{corepack}/bin"), registry());
    world.write_yarnrc("");
    world.keep_in_the_store()
}

/// The same with the names that `corepack enable` adds beside it.
pub(crate) fn enabled(corepack: &str) -> World {
    let mut world = stored(corepack);
    own_copy(&mut world, corepack);
    world
        .run(&world.lab.path("work"), "corepack enable")
        .run()
        .expect(0);
    world
}

/// Has the world a corepack of its own.
pub(crate) fn own_copy(world: &mut World, corepack: &str) {
    let prefix = world.lab.path("corepack");
    let from = tools::folder().join("corepack").join(corepack);
    let copied = Command::new("cp").arg("-a").arg(from).arg(&prefix).status();
    assert!(copied.unwrap().success());
    world.programs = prefix.join("bin");
}

/// A project that pins a tool, or nothing.
pub(crate) fn project(world: &World, pinned: &str, needs: &[&str]) -> PathBuf {
    let needs: serde_json::Map<_, _> = needs
        .iter()
        .map(|name| ((*name).to_owned(), json!("1.0.0")))
        .collect();
    let scripts = json!({ "harvest": "node node_modules/@priv/scripts/harvest.js run" });
    let mut manifest =
        json!({ "name": "app", "version": "1.0.0", "dependencies": needs, "scripts": scripts });
    if !pinned.is_empty() {
        manifest["packageManager"] = pinned.into();
    }
    let folder = world.lab.project("app", &manifest);
    if pinned.contains("yarn@4") || pinned.contains("yarn@3") {
        world.lab.write("work/app/yarn.lock", "");
        world.lab.write(
            "work/app/.yarnrc.yml",
            "nodeLinker: node-modules\nenableScripts: true\n",
        );
    }
    folder
}

/// Where corepack keeps what it has fetched. It begins empty.
pub(crate) struct Home(tempfile::TempDir);

impl Home {
    pub(crate) fn new() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    /// The program that pnpm 12 would fetch at its first start.
    pub(crate) fn put_program(&self) {
        let program = tools::folder().join("pnpm/12/program/pnpm");
        let place = self.0.path().join("v1/pnpm/12.21.0/pnpm-native");
        std::fs::copy(program, place).unwrap();
    }

    /// A command below corepack.
    pub(crate) fn run(&self, world: &World, folder: &Path, typed: &str) -> Run {
        let source = source().url.trim_end_matches('/');
        world
            .run(folder, typed)
            .env("COREPACK_HOME", self.0.path())
            .env("COREPACK_NPM_REGISTRY", source)
            .env("COREPACK_INTEGRITY_KEYS", "0")
    }
}

/// Something was asked of the registry of the tools since the last time, and no credential came.
#[track_caller]
pub(crate) fn assert_fetched_without_credential() {
    let heard = source().take();
    assert!(!heard.is_empty());
    let is_bare = |one: &super::stub::Heard| one.authorization.is_none();
    assert!(heard.iter().all(is_bare), "{heard:?}");
}
