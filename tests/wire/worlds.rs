//! Generated worlds: registries below paths, layers, lockfiles, workspaces, tarballs on other hosts
//! and paths, credentials for some of it. The same commands are typed at npm with the credentials
//! in `~/.npmrc`, and through the shim with them in the store. What is asked, and with which
//! authorization, may differ by a rule of SECURITY.md only.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::difference::{self, Rule};
use super::layout::{Layout, Random, lay_out};
use super::stub::Heard;
use super::support::Front;
use super::support::tools::{MAJORS, is_whole, takes_part};
use super::world::{World, fresh, front, store_only, token, world};

/// So many worlds, or six times as many where everything is tried; `NPMCRED_TEST_WORLDS` says
/// another number, `NPMCRED_TEST_WORLD` which one alone.
const WORLDS: u64 = 50;

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
        number_from(
            "NPMCRED_TEST_WORLDS",
            WORLDS * if is_whole() { 6 } else { 1 },
        ),
    );
    let (mut wrong, mut rules) = (String::new(), BTreeSet::new());
    let one = number_from("NPMCRED_TEST_WORLD", worlds);
    let is_one = one < worlds;
    let numbers = if is_one { one..one + 1 } else { 0..worlds };
    for number in numbers.filter(|&number| is_one || takes_part(major, number as usize)) {
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
        usual || !plays_all(major) || worlds < WORLDS || is_one,
        "nothing was withheld anywhere: {rules:?}"
    );
}

/// Whether this npm plays so many worlds that each rule must have had its turn.
fn plays_all(major: u32) -> bool {
    (0..MAJORS.len()).all(|at| takes_part(major, at))
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
