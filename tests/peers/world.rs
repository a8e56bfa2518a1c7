//! A world with one of the other package managers in it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use npmcred::tool::Tool;
use serde_json::json;

use super::packages::registry;
use super::support::front::Proxy;
use super::support::lab::Serves;
use super::support::needles::Needles;
use super::support::registry::Registry;
use super::support::run::Run;
use super::support::{Front, Lab, tools};

/// The majors of pnpm under test.
pub(crate) const PNPMS: [u32; 4] = [7, 10, 11, 12];

/// Those of them that read npm's configuration, and start npm for what npm can do.
pub(crate) const OLDER: [u32; 2] = [7, 10];

/// Those that have their own.
pub(crate) const FROM_11: [u32; 2] = [11, 12];

/// The folder of bun's programs among the test tools.
pub(crate) const BUN: &str = "bun/new/bin";

/// The majors of yarn under test that are its successors.
pub(crate) const BERRIES: [u32; 3] = [2, 3, 4];

/// The folder of yarn 1's programs there.
pub(crate) const YARN: &str = "yarn/1/bin";

/// The world.
pub(crate) struct World<R = &'static Registry> {
    pub(crate) lab: Lab<R>,
    /// The folder of the manager's own programs.
    pub(crate) programs: PathBuf,
    /// Stands for everything that is not on this machine.
    pub(crate) outside: Proxy,
}

impl World {
    /// Of this pnpm, with the shim in front and the writer's token stored.
    pub(crate) fn stored(major: u32) -> World {
        World::at(major, registry()).keep_in_the_store()
    }

    /// Of this pnpm without a shim, the writer's token in `~/.npmrc`.
    pub(crate) fn in_a_file(major: u32) -> World {
        World::at(major, registry()).keep_in_a_file()
    }

    /// Stores the writer's token.
    pub(crate) fn keep_in_the_store(self) -> World {
        let registry = self.lab.registry;
        self.lab.store(&registry.url, &registry.writer, &[]);
        self
    }

    fn keep_in_a_file(self) -> World {
        self.put(Front::Bare);
        let registry = self.lab.registry;
        let token = &registry.writer.token;
        let line = format!("{}:_authToken={token}\n", registry.nerf());
        let config = self.lab.user_config();
        self.lab.write("home/.npmrc", format!("{config}{line}"));
        self
    }

    /// Of bun, with the shim in front and the writer's token stored.
    pub(crate) fn with_bun() -> World {
        World::beside(BUN, registry()).keep_in_the_store()
    }

    /// Of bun without a shim, the writer's token in `~/.npmrc`.
    pub(crate) fn with_bun_and_a_file() -> World {
        World::beside(BUN, registry()).keep_in_a_file()
    }

    /// Of yarn 1, with the shim in front and the writer's token stored.
    pub(crate) fn with_yarn() -> World {
        World::beside(YARN, registry()).keep_in_the_store()
    }

    /// Of yarn 1 without a shim, the writer's token in `~/.npmrc`.
    pub(crate) fn with_yarn_and_a_file() -> World {
        World::beside(YARN, registry()).keep_in_a_file()
    }

    /// Of a later yarn, with the shim in front and the writer's token stored.
    pub(crate) fn with_berry(major: u32) -> World {
        let world = World::beside(&format!("yarn/{major}/bin"), registry());
        world.write_yarnrc("");
        world.keep_in_the_store()
    }

    /// Of a later yarn without a shim, the writer's token in `~/.yarnrc.yml`.
    pub(crate) fn with_berry_and_a_file(major: u32) -> World {
        let world = World::beside(&format!("yarn/{major}/bin"), registry());
        let registry = world.lab.registry;
        let token = &registry.writer.token;
        let url = registry.url.trim_end_matches('/');
        world.put(Front::Bare);
        world.write_yarnrc(&format!(
            "npmRegistries:\n  \"{url}\":\n    npmAuthToken: {token}\n"
        ));
        world
    }

    /// What was asked about a package since then, with which authorization; bare where there was
    /// none.
    pub(crate) fn asked(&self, part: &str, since: usize) -> Vec<String> {
        let all = self.lab.registry.requests(part).into_iter().skip(since);
        all.map(|one| one.authorization.unwrap_or_else(|| "bare".to_owned()))
            .collect()
    }

    #[track_caller]
    pub(crate) fn assert_all_with_token(&self, part: &str, since: usize) {
        let wanted = format!("Bearer {}", self.lab.registry.writer.token);
        let all = self.asked(part, since);
        assert!(!all.is_empty(), "nothing was asked about {part}");
        assert!(all.iter().all(|one| *one == wanted), "{part}: {all:?}");
    }

    /// What must not be found anywhere.
    pub(crate) fn needles(&self) -> Needles {
        Needles::of(&self.lab.registry.writer)
    }
}

impl<R: Serves> World<R> {
    /// Of this pnpm, with the shim in front and an unlocked keyring in which nothing is.
    pub(crate) fn at(major: u32, registry: R) -> World<R> {
        World::beside(&format!("pnpm/{major}/bin"), registry)
    }

    /// Of the manager whose programs are in this folder of the test tools.
    pub(crate) fn beside(programs: &str, registry: R) -> World<R> {
        let world = World {
            lab: Lab::shimmed(12, registry),
            programs: tools::folder().join(programs),
            outside: Proxy::knowing(Vec::new()),
        };
        world.put(Front::Shim);
        world
    }

    /// The user's own file of a later yarn: the registry, and these lines.
    pub(crate) fn write_yarnrc(&self, lines: &str) {
        let url = self.lab.registry.url();
        let usual = format!(
            "enableTelemetry: false\nenableImmutableInstalls: false\nnpmMinimalAgeGate: 0\nunsafeHttpWhitelist:\n  - 127.0.0.1\nhttpsProxy: http://127.0.0.1:{}\n",
            self.outside.port
        );
        let text = format!("npmRegistryServer: \"{url}\"\n{usual}{lines}");
        self.lab.write("home/.yarnrc.yml", text);
    }

    /// Decides what the names find first on PATH.
    pub(crate) fn put(&self, front: Front) {
        self.lab.put(front);
        // The lab has npm and npx.
        let names = Tool::ALL.map(Tool::name);
        for name in names.iter().filter(|name| !["npm", "npx"].contains(name)) {
            let link = self.lab.path("front").join(name);
            if link.is_symlink() {
                std::fs::remove_file(&link).unwrap();
            }
            if front == Front::Shim {
                std::os::unix::fs::symlink(tools::program(), &link).unwrap();
            }
        }
    }

    /// A project that needs these packages.
    pub(crate) fn project(&self, name: &str, needs: &[&str]) -> PathBuf {
        let needs: serde_json::Map<_, _> = needs
            .iter()
            .map(|name| ((*name).to_owned(), json!("1.0.0")))
            .collect();
        let manifest = json!({ "name": name, "version": "1.0.0", "dependencies": needs });
        self.lab.project(name, &manifest)
    }

    /// A command of this world in a folder.
    pub(crate) fn run(&self, folder: &Path, typed: &str) -> Run {
        let mut words = typed.split(' ');
        let program = words.next().unwrap();
        let outside = format!("http://127.0.0.1:{}", self.outside.port);
        self.lab
            .run(program)
            .cwd(folder)
            .args(words)
            .env("PATH", self.path())
            .env("HTTPS_PROXY", &outside)
            .env("https_proxy", &outside)
            .env("NO_PROXY", "127.0.0.1,localhost")
            .env("no_proxy", "127.0.0.1,localhost")
            .env("CI", "1")
            // As root yarn 1 has another home, unless root is said to be an ordinary user.
            .env("FAKEROOTKEY", "1")
            .deadline(Duration::from_secs(120))
    }

    /// npmcred itself, where it finds the managers.
    pub(crate) fn npmcred(&self, folder: &Path, words: &[&str]) -> Run {
        self.lab.npmcred(words).cwd(folder).env("PATH", self.path())
    }

    fn path(&self) -> OsString {
        let path = std::env::split_paths(&self.lab.environment()[&OsString::from("PATH")])
            .flat_map(|folder| {
                let is_front = folder.ends_with("front");
                [Some(folder), is_front.then(|| self.programs.clone())]
            })
            .flatten()
            .collect::<Vec<_>>();
        std::env::join_paths(path).unwrap()
    }

    /// The real pnpm, whatever stands in front.
    pub(crate) fn real(&self) -> String {
        self.programs.join("pnpm").to_str().unwrap().to_owned()
    }

    /// Nothing but this machine was asked.
    #[track_caller]
    pub(crate) fn assert_nobody_outside_was_asked(&self) {
        let asked = self.outside.asked();
        assert!(asked.is_empty(), "{asked:?}");
    }
}
