//! Generated worlds as they are laid out: registries, config files, manifests, lockfiles,
//! credentials, and a command.
//!
//! A seed and a number always make the same world, so a failure names the number and can be
//! repeated.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::answers::{manifest, metadata, published, tarball};
use super::stub::Stub;
use super::support::fixture::Reply;
use super::world::World;

/// A credential: for which address, for what, and its token.
pub(super) struct Kept {
    pub(super) url: String,
    pub(super) purpose: &'static str,
    pub(super) token: String,
}

/// A world, as it is laid out.
#[derive(Default)]
pub(super) struct Layout {
    pub(super) kept: Vec<Kept>,
    /// Lines of `~/.npmrc` beside credentials.
    pub(super) user: String,
    /// Lines of the project's `.npmrc`.
    pub(super) project: String,
    pub(super) files: Vec<(String, Value)>,
    pub(super) typed: Vec<String>,
    pub(super) env: Vec<(String, String)>,
    /// The hosts to which a line of the project leads, away from another registry of the user's
    /// own.
    pub(super) led_to: BTreeSet<char>,
    /// Whether a line of the project changes the transport.
    pub(super) is_transport_changed: bool,
}

/// SplitMix64: the same seed gives the same worlds everywhere.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }

    pub(super) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub(super) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// A registry of a world: its host, and its path with a slash at the end.
#[derive(Clone)]
struct Base<'a> {
    letter: char,
    stub: &'a Stub,
    path: &'static str,
}

impl Base<'_> {
    fn url(&self) -> String {
        format!("http://{}{}", self.stub.host(), self.path)
    }
}

fn base<'a>(lab: &'a World, random: &mut Random) -> Base<'a> {
    let (letter, stub) = lab.registry.all()[random.below(3)];
    Base {
        letter,
        stub,
        path: random.pick(&["/", "/npm/", "/team/x/", "/npm/own/", "/again/"]),
    }
}

/// A package, and the registry that has it.
struct Package {
    name: &'static str,
    /// Where its tarball is.
    address: String,
    depends: Map<String, Value>,
}

pub(super) fn lay_out(lab: &World, random: &mut Random) -> Layout {
    for (_, stub) in lab.registry.all() {
        stub.clear();
    }
    let bases: Vec<Base<'_>> = (0..3).map(|_| base(lab, random)).collect();
    let mut layout = Layout::default();
    let packages = packages(lab, &bases, random);
    configure(&mut layout, &bases, random);
    keep(lab, &mut layout, &bases, random);
    manifests(&mut layout, &packages, random);
    command(&mut layout, random);
    layout
}

/// Packages without a scope are of the first base, those of `@acme` and `@beta` of the others.
fn packages(lab: &World, bases: &[Base<'_>], random: &mut Random) -> Vec<Package> {
    let mut all: Vec<Package> = Vec::new();
    for (name, at) in [
        ("plain", 0),
        ("other", 0),
        ("@acme/one", 1),
        ("@acme/two", 1),
        ("@beta/far", 2),
    ] {
        let home = bases[at].clone();
        let file = format!("{name}/-/{}-1.0.0.tgz", name.rsplit('/').next().unwrap());
        let (_, elsewhere) = lab.registry.all()[random.below(3)];
        let address = match random.below(4) {
            0 => format!("http://{}/download/{file}", home.stub.host()),
            1 => format!("http://{}/npm/{file}", elsewhere.host()),
            _ => format!("{}{file}", home.url()),
        };
        let mut depends = Map::new();
        for known in &all {
            if random.percent(25) {
                depends.insert(known.name.to_owned(), json!("1.0.0"));
            }
        }
        let mut own = manifest(name, "1.0.0");
        own["dependencies"] = Value::Object(depends.clone());
        let (host, path) = address
            .trim_start_matches("http://")
            .split_once('/')
            .unwrap();
        let (_, stub) = lab
            .registry
            .all()
            .into_iter()
            .find(|(_, stub)| stub.host() == host)
            .unwrap();
        stub.put(
            &format!("/{path}"),
            Reply::text(200, "application/octet-stream", "").holding(tarball(&own)),
        );
        let versions = json!({ "1.0.0": published(own, &address) });
        home.stub.put(
            &format!("{}{name}", home.path),
            Reply::json(200, &metadata(name, &versions)),
        );
        all.push(Package {
            name,
            address,
            depends,
        });
    }
    all
}

/// The registries, in the user's file, a variable or the project's file, with and without their
/// last slash.
fn configure(layout: &mut Layout, bases: &[Base<'_>], random: &mut Random) {
    for (key, base) in ["registry", "@acme:registry", "@beta:registry"]
        .iter()
        .zip(bases)
    {
        let url = base.url();
        let url = if random.percent(30) {
            url.trim_end_matches('/').to_owned()
        } else {
            url
        };
        match random.below(8) {
            0 => {
                let _ = writeln!(layout.project, "{key}={url}");
            }
            1 => layout.env.push((format!("npm_config_{key}"), url)),
            2 => {
                let _ = writeln!(
                    layout.user,
                    "{key}={}",
                    bases[random.below(bases.len())].url()
                );
                let _ = writeln!(layout.project, "{key}={url}");
                layout.led_to.insert(base.letter);
            }
            _ => {
                let _ = writeln!(layout.user, "{key}={url}");
            }
        }
    }
    if random.percent(4) {
        layout.project.push_str("strict-ssl=false\n");
        layout.is_transport_changed = true;
    }
    layout.user.push_str("allow-remote=all\n");
}

/// Credentials for hosts, for paths and for paths above them.
fn keep(lab: &World, layout: &mut Layout, bases: &[Base<'_>], random: &mut Random) {
    let mut urls: BTreeSet<(char, String)> = BTreeSet::new();
    for base in bases {
        let host = format!("http://{}/", base.stub.host());
        for url in [
            base.url(),
            host.clone(),
            format!("{host}npm/"),
            format!("{host}download/"),
        ] {
            if random.percent(40) {
                urls.insert((base.letter, url));
            }
        }
    }
    for (letter, stub) in lab.registry.all() {
        if random.percent(25) {
            urls.insert((letter, stub.url.clone()));
        }
    }
    for (number, (letter, url)) in urls.into_iter().enumerate() {
        let purpose = random.pick(&["any", "any", "any", "any", "read", "write"]);
        layout.kept.push(Kept {
            url,
            purpose,
            token: format!("npm_{letter}_{number:0>30}"),
        });
    }
}

/// A project that needs some of the packages, maybe with a lockfile, maybe with workspaces.
fn manifests(layout: &mut Layout, packages: &[Package], random: &mut Random) {
    let mut wanted = Map::new();
    for package in packages {
        let (needed, direct) = (random.percent(45), random.percent(15));
        if !needed {
            continue;
        }
        wanted.insert(
            package.name.to_owned(),
            json!(if direct {
                package.address.as_str()
            } else {
                "1.0.0"
            }),
        );
    }
    let own = random.pick(&["here", "@acme/here", "@beta/here"]);
    let mut root = json!({ "name": own, "version": "3.0.0", "dependencies": wanted });
    if random.percent(20) {
        root["workspaces"] = json!(["w"]);
        let inside = packages[random.below(packages.len())].name;
        let below =
            json!({ "name": "@acme/w", "version": "3.0.0", "dependencies": { inside: "1.0.0" } });
        layout.files.push(("w/package.json".to_owned(), below));
    } else if random.percent(40) {
        let lock = lockfile(own, &root["dependencies"], packages, random);
        layout.files.push(("package-lock.json".to_owned(), lock));
    }
    layout.files.push(("package.json".to_owned(), root));
}

/// All packages that are needed, some with the address of their tarball.
fn lockfile(own: &str, wanted: &Value, packages: &[Package], random: &mut Random) -> Value {
    let mut locked = Map::new();
    locked.insert(
        String::new(),
        json!({ "name": own, "version": "3.0.0", "dependencies": wanted }),
    );
    let mut needed: Vec<&str> = wanted
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    while let Some(name) = needed.pop() {
        let package = packages
            .iter()
            .find(|package| package.name == name)
            .unwrap();
        let mut entry = json!({ "version": "1.0.0", "dependencies": package.depends });
        if random.percent(80) || wanted[name] == package.address {
            entry["resolved"] = json!(package.address);
        }
        if locked
            .insert(format!("node_modules/{name}"), entry)
            .is_none()
        {
            needed.extend(package.depends.keys().map(String::as_str));
        }
    }
    json!({ "name": own, "version": "3.0.0", "lockfileVersion": 3, "requires": true, "packages": locked })
}

fn command(layout: &mut Layout, random: &mut Random) {
    let name = random.pick(&["plain", "@acme/one", "@acme/two", "@beta/far"]);
    let has_lock = layout
        .files
        .iter()
        .any(|(file, _)| file == "package-lock.json");
    let words: Vec<&str> = match random.below(14) {
        0..=3 if has_lock => vec!["ci"],
        0..=5 => vec!["install"],
        6 => vec!["install", name],
        7 => vec!["view", name, "version"],
        8 => vec!["pack", name],
        9 => vec!["outdated"],
        10 => vec!["whoami"],
        11 => vec!["publish"],
        12 => vec!["dist-tag", "ls", name],
        _ => vec!["deprecate", name, "no"],
    };
    layout.typed = words.into_iter().map(str::to_owned).collect();
}
