//! Generated worlds: registries below paths, layers, lockfiles, workspaces, tarballs on other hosts
//! and paths, credentials for some of it. The same commands are typed at npm with the credentials
//! in `~/.npmrc`, and through the shim with them in the store. What is asked, and with which
//! authorization, may differ by a rule of SECURITY.md only.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::answers::{manifest, metadata, published, tarball};
use super::difference::{self, Rule};
use super::stub::{Heard, Stub};
use super::support::Front;
use super::support::fixture::Reply;
use super::world::{World, fresh, front, store_only, token, world};

/// So many worlds, each of which every one of these npms sees; `NPMCRED_TEST_WORLDS` says another
/// number, `NPMCRED_TEST_WORLD` which one alone.
const WORLDS: u64 = 300;

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
    user: String,
    /// Lines of the project's `.npmrc`.
    project: String,
    files: Vec<(String, Value)>,
    pub(super) typed: Vec<String>,
    env: Vec<(String, String)>,
    /// The hosts to which a line of the project leads, away from another registry of the user's
    /// own.
    pub(super) led_to: BTreeSet<char>,
    /// Whether a line of the project changes the transport.
    pub(super) is_transport_changed: bool,
}

#[test]
fn npm_8_asks_the_same() {
    all(8);
}

#[test]
fn npm_10_asks_the_same() {
    all(10);
}

#[test]
fn npm_11_asks_the_same() {
    all(11);
}

#[test]
fn npm_12_asks_the_same() {
    all(12);
}

#[test]
fn a_keyring_that_ends_by_itself_does_not_end_the_worlds() {
    let mut lab = world(12);
    let url = lab.registry.c.url.clone();
    lab.bus().kill_daemon();
    store_only(&mut lab, &[(&url, &token('C'), "any")]);
    front(&lab, Front::Shim, "");
    let whoami = fresh(&lab, lab.npm(&lab.path("work"), &["whoami"]));
    assert_eq!(whoami.status.code(), Some(0), "{}", whoami.err());
}

fn all(major: u32) {
    let mut lab = world(major);
    let number_from =
        |name: &str, usual: u64| std::env::var(name).map_or(usual, |text| text.parse().unwrap());
    let (seed, worlds) = (
        number_from("NPMCRED_TEST_SEED", 20_261),
        number_from("NPMCRED_TEST_WORLDS", WORLDS),
    );
    let (mut wrong, mut rules) = (String::new(), BTreeSet::new());
    let one = number_from("NPMCRED_TEST_WORLD", worlds);
    for number in if one < worlds {
        one..one + 1
    } else {
        0..worlds
    } {
        let mut random = Random(seed ^ (number << 20));
        let layout = lay_out(&lab, &mut random);
        let [bare, shim] = [Front::Bare, Front::Shim].map(|front| play(&mut lab, &layout, front));
        match difference::explained(&layout, &bare, &shim) {
            Ok(by) => rules.extend(by),
            Err(why) => {
                let _ = writeln!(
                    wrong,
                    "world {number}, npm {major} {:?}: {why}",
                    layout.typed
                );
                let _ = writeln!(
                    wrong,
                    "{}\n--- project\n{}\n--- files",
                    layout.user, layout.project
                );
                for (file, json) in &layout.files {
                    let _ = writeln!(wrong, "{file}: {json}");
                }
                for kept in &layout.kept {
                    let _ = writeln!(wrong, "{} ({}): {}", kept.url, kept.purpose, kept.token);
                }
                let _ = writeln!(wrong, "{:?}\nbare {bare:#?}\nshim {shim:#?}", layout.env);
            }
        }
    }
    assert!(wrong.is_empty(), "NPMCRED_TEST_SEED={seed}\n{wrong}");
    let usual = [Rule::LeastUse, Rule::ProjectElsewhere]
        .iter()
        .all(|rule| rules.contains(rule));
    assert!(
        usual || worlds < WORLDS || one < worlds,
        "nothing was withheld anywhere: {rules:?}"
    );
}

/// SplitMix64: the same seed gives the same worlds everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// What came of a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Played {
    pub(super) heard: Vec<(char, Heard)>,
    pub(super) status: Option<i32>,
    pub(super) said: String,
}

fn play(lab: &mut World, layout: &Layout, before: Front) -> Played {
    lab.put(before);
    let mut config = format!(
        "fetch-retries=0\nupdate-notifier=false\naudit=false\nfund=false\n{}",
        layout.user
    );
    if before == Front::Bare {
        for kept in &layout.kept {
            let nerf = kept.url.trim_start_matches("http:");
            let _ = writeln!(config, "{nerf}:_authToken={}", kept.token);
        }
    } else {
        let kept = layout.kept.iter();
        let kept: Vec<(&str, &str, &str)> = kept
            .map(|one| (one.url.as_str(), one.token.as_str(), one.purpose))
            .collect();
        store_only(lab, &kept);
    }
    lab.write("home/.npmrc", config);
    let project = lab.path("work/project");
    let _ = std::fs::remove_dir_all(&project);
    for (file, json) in &layout.files {
        write(&project.join(file), &format!("{json:#}\n"));
    }
    write(&project.join(".npmrc"), &layout.project);
    lab.registry.take();
    let typed: Vec<&str> = layout.typed.iter().map(String::as_str).collect();
    let mut run = lab.npm(&project, &typed);
    for (name, value) in &layout.env {
        run = run.env(name, value);
    }
    let outcome = fresh(lab, run);
    Played {
        heard: lab.registry.take(),
        status: outcome.status.code(),
        said: outcome.err(),
    }
}

fn write(file: &Path, text: &str) {
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
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

fn lay_out(lab: &World, random: &mut Random) -> Layout {
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
