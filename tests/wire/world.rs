//! Three registries, a token for each, and a home in which the tokens lie in a file or in the
//! store.
//!
//! C serves everything, A serves `@acme`, and no configuration names B.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::stub::{Heard, Stub};
use super::support::lab::Serves;
use super::support::run::{Outcome, Run};
use super::support::{Front, Lab};

/// The registries of a world, each with the letter that it is called by and its token.
pub(crate) struct Three {
    pub(crate) c: Stub,
    pub(crate) a: Stub,
    pub(crate) b: Stub,
}

pub(crate) type World = Lab<Three>;

impl Serves for Three {
    fn url(&self) -> &str {
        &self.c.url
    }
}

/// The token of the registry of this letter.
pub(crate) fn token(letter: char) -> String {
    format!("npm_{}{:0>35}", letter, 7)
}

impl Three {
    pub(crate) fn listen() -> Three {
        Three {
            c: Stub::listen(),
            a: Stub::listen(),
            b: Stub::listen(),
        }
    }

    pub(crate) fn all(&self) -> [(char, &Stub); 3] {
        [('A', &self.a), ('B', &self.b), ('C', &self.c)]
    }

    /// What they were asked since last time, sorted: npm asks several things at once.
    pub(crate) fn take(&self) -> Vec<(char, Heard)> {
        let one = |(letter, stub): (char, &Stub)| {
            stub.take().into_iter().map(move |heard| (letter, heard))
        };
        let mut all: Vec<(char, Heard)> = self.all().into_iter().flat_map(one).collect();
        all.sort();
        all
    }
}

/// A world in which the store holds the tokens; what lies in the home is decided for each command.
pub(crate) fn world(major: u32) -> World {
    let mut lab = Lab::new(major, Three::listen());
    lab.start_keyring();
    for (letter, stub) in lab.registry.all() {
        store(&lab, &stub.url, &token(letter), "any");
    }
    lab
}

/// Puts a token into the keyring as `npmcred store` does, but sooner.
pub(crate) fn store(lab: &World, url: &str, token: &str, purpose: &str) {
    lab.store_ending(url, token, purpose, MONTH);
}

const MONTH: i64 = 30 * 24 * 3600;

/// Leaves nothing in the keyring but these: address, token and use. A service that ends meanwhile
/// is started again, once.
pub(crate) fn store_only(lab: &mut World, all: &[(&str, &str, &str)]) {
    let fill = |lab: &mut World| {
        lab.bus().try_empty()?;
        all.iter()
            .try_for_each(|(url, token, purpose)| lab.try_store_ending(url, token, purpose, MONTH))
    };
    if fill(lab).is_err() {
        lab.bus().revive_daemon();
        fill(lab).unwrap();
    }
}

/// Puts npm or the shim in front; the tokens of these registries then lie in the file, or only in
/// the store.
pub(crate) fn front(lab: &World, front: Front, more: &str) {
    lab.put(front);
    let mut config = format!(
        "{}@acme:registry={}\nfetch-retries=0\nbrowser=false\n",
        lab.user_config(),
        lab.registry.a.url
    );
    if front == Front::Bare {
        for (letter, stub) in lab.registry.all() {
            config.push_str(&format!(
                "//{}/:_authToken={}\n",
                stub.host(),
                token(letter)
            ));
        }
    }
    lab.write("home/.npmrc", config + more);
}

/// Runs npm in a new copy of nothing: no cache of an earlier command answers in a registry's place.
/// Nobody but npm asks here; what npmcred asks itself is a matter of `flows::refused`.
pub(crate) fn fresh(lab: &World, run: Run) -> Outcome {
    let cache = lab.path("tmp/cache");
    let run = run.env("npm_config_cache", &cache);
    let outcome = run.env("NPMCRED_CHECK", "off").run();
    let _ = std::fs::remove_dir_all(cache);
    outcome
}

/// What a command finds in its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folder {
    /// A package without dependencies.
    Package,
    /// One that depends on the operand.
    Declared,
    /// The same, with a lockfile.
    Locked,
    /// The same, and the dependency is there.
    Installed,
    /// A package whose `publishConfig` names the other registry.
    Elsewhere,
}

/// Makes the folder anew. `own` is the package's name, `dependency` what it depends on.
pub(crate) fn folder(lab: &World, folder: Folder, own: &str, dependency: &str) -> PathBuf {
    let path = lab.path("work/project");
    for leftover in [
        &path,
        &lab.path("prefix/lib/node_modules/x"),
        &lab.path("prefix/lib/node_modules/@acme"),
    ] {
        let _ = std::fs::remove_dir_all(leftover);
    }
    let _ = std::fs::remove_file(lab.path("prefix/bin/x"));
    let mut manifest = json!({ "name": own, "version": "3.0.0" });
    if matches!(
        folder,
        Folder::Declared | Folder::Locked | Folder::Installed
    ) {
        manifest["dependencies"] = json!({ dependency: "1.0.0" });
    }
    if matches!(folder, Folder::Locked | Folder::Installed) {
        write(&path.join("package-lock.json"), &lockfile(own, dependency));
    }
    if folder == Folder::Installed {
        let installed = super::answers::manifest(dependency, "1.0.0");
        write(
            &path
                .join("node_modules")
                .join(dependency)
                .join("package.json"),
            &installed,
        );
    }
    if folder == Folder::Elsewhere {
        let scoped = own.starts_with('@');
        let key = if scoped { "@acme:registry" } else { "registry" };
        let other = if scoped {
            &lab.registry.c.url
        } else {
            &lab.registry.a.url
        };
        manifest["publishConfig"] = json!({ key: other });
    }
    write(&path.join("package.json"), &manifest);
    path
}

fn lockfile(own: &str, dependency: &str) -> Value {
    json!({
        "name": own, "version": "3.0.0", "lockfileVersion": 2, "requires": true,
        "packages": {
            "": { "name": own, "version": "3.0.0", "dependencies": { dependency: "1.0.0" } },
            format!("node_modules/{dependency}"): { "version": "1.0.0" },
        },
        "dependencies": { dependency: { "version": "1.0.0" } },
    })
}

fn write(file: &Path, json: &Value) {
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, format!("{json:#}\n")).unwrap();
}
