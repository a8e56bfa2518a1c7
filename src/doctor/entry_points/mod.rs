//! Finds the npm that each way to start it gets: a login shell, an editor, a script, cron.
//!
//! Only the shells themselves can tell what their start files do. So they are started, without a
//! terminal, in a session of their own, with a deadline. Those that inherit this shell's PATH start
//! from it. A login, cron and the desktop start from the environment that they would really get.

mod cron;
mod cures;
mod desktop;
mod entry_point;
mod nested_npm;
mod npm_run;
mod question;
mod resolve;
mod shells;

use super::finding::{Diagnosis, Group, Severity};
use super::ourselves::Ourselves;
use crate::context::Context;
use crate::setup;
use crate::tool::Tool;
use cures::Cures;
use entry_point::{EntryPoint, Finds, StartWay};
use npmcred_platform::{kept_path, system_paths};
use resolve::Resolver;
use shells::Shells;

pub(super) fn look(context: &Context, ourselves: &Ourselves) -> Group {
    let cures = Cures::of(context, ourselves);
    let entries = entries(context, ourselves);
    let asked = entries
        .iter()
        .filter(|entry| !matches!(entry.finds, Finds::Nothing | Finds::NoAnswer(_)));
    let shims = asked
        .clone()
        .filter(|entry| matches!(entry.finds, Finds::Shim(_)));
    let (shims, asked) = (shims.count(), asked.count());
    let how_many = match (shims, asked) {
        (_, 0) => "no npm anywhere".to_owned(),
        (shims, asked) if shims == asked => {
            format!("npm is the shim in all {asked} ways to start it")
        }
        (shims, asked) => format!("npm is the shim in {shims} of {asked} ways to start it"),
    };
    // A script inherits this shell's PATH, so a problem there is not reported again.
    let again = |entry: &&EntryPoint| entry.way.inherits_path() && entry.finds == entries[0].finds;
    let told = entries.iter().filter(|entry| !again(entry));
    let mut findings: Vec<Diagnosis> = told.filter_map(|entry| finding(entry, &cures)).collect();
    findings.extend(nested_npm::find(context));
    // A program that npm starts as `node $npm_execpath` is npm itself, so the state says so.
    let state = format!("{how_many}; a script's `node $npm_execpath` is npm itself, by design");
    Group {
        details: entry_point::json(&entries),
        ..Group::new("entry-points", state, findings)
    }
}

fn entries(context: &Context, ourselves: &Ourselves) -> Vec<EntryPoint> {
    let resolver = Resolver {
        ourselves,
        cwd: context.cwd(),
    };
    let shells = Shells::of(context);
    let path = context.env.get("PATH").unwrap_or_default();
    let mut entries = vec![EntryPoint {
        way: StartWay::ThisShell,
        name: "this shell".to_owned(),
        finds: resolver.on_path(path),
    }];
    if let (Finds::Shim(Some(_)), Some(folder), Some(_)) =
        (&entries[0].finds, &ourselves.folder, system_paths::SHELL)
    {
        let finds = resolver.named(npm_run::ask(context, setup::shim(folder, Tool::Npm)));
        entries.push(EntryPoint {
            way: StartWay::NpmRun,
            name: "a script of a project (npm run)".to_owned(),
            finds,
        });
    }
    let started = shells.all(context).into_iter();
    let started = started.map(|reply| EntryPoint {
        way: reply.way,
        name: reply.name,
        finds: resolver.named(reply.answer),
    });
    entries.extend(started);
    entries.extend(by_the_system(&resolver));
    if let Some(path) = desktop::path_variable(context) {
        entries.push(EntryPoint {
            way: StartWay::Desktop,
            name: "the desktop session".to_owned(),
            finds: resolver.on_path(&path),
        });
    }
    entries
}

/// What programs find that are started anew, where the system keeps PATH: editors and terminals
/// that run already keep the one that they began with.
fn by_the_system(resolver: &Resolver<'_>) -> Vec<EntryPoint> {
    if !kept_path::IS_KEPT {
        return Vec::new();
    }
    let path = kept_path::of_new_programs();
    let ways = [
        (StartWay::NewTerminal, "a new terminal", "npm"),
        (
            StartWay::BatchFile,
            "a program that asks for npm.cmd",
            "npm.cmd",
        ),
    ];
    let entry = |(way, name, file): (_, &str, _)| EntryPoint {
        way,
        name: name.to_owned(),
        finds: resolver.name_on_path(file, &path),
    };
    ways.map(entry).into()
}

fn finding(entry: &EntryPoint, cures: &Cures) -> Option<Diagnosis> {
    let EntryPoint { way, name, finds } = entry;
    // Jobs of cron rarely need a registry, and npmcred can write nothing that sets their PATH.
    let severity = if *way == StartWay::Cron {
        Severity::Note
    } else {
        Severity::Problem
    };
    match finds {
        Finds::Shim(_) | Finds::Nothing => None,
        Finds::Other { path, behind } => {
            let before = if *behind {
                ", which is before the shim on PATH"
            } else {
                ""
            };
            let what = format!("{name} gets {}{before}", path.display());
            let found = Diagnosis::new(way.id(), severity, what, cures.of_way(*way));
            Some(match cures.by_hand(*way) {
                Some(text) => found.by_hand(text),
                None => found,
            })
        }
        Finds::LazyFunction(path) => {
            let what = format!(
                "{name} gets {} first, because npm is a function that puts it before the shim; let the function evaluate \
                 `npmcred env` before it goes on, or load what it loads when the shell starts",
                path.display()
            );
            // At a prompt our own shell code has looked at the function already, and did not
            // recognise it.
            let by_setup = *way != StartWay::InteractiveShell || !cures.in_place;
            Some(Diagnosis::problem(
                "lazy-npm",
                what,
                by_setup.then(|| cures.of_way(*way)).flatten(),
            ))
        }
        Finds::Alias(word) => Some(Diagnosis::note(
            "npm-is-a-word",
            format!("in {name}, npm is an alias or function: {word}"),
            None,
        )),
        Finds::NoAnswer(why) => Some(Diagnosis::note("no-answer", format!("{name}: {why}"), None)),
    }
}
