//! Settings that a user makes in a tool's own ways, and where each leads.

use std::path::Path;

use super::stub::Stub;
use super::wire::{heard, own};
use super::world::World;

/// A setting, and what is heard where it leads.
pub(super) struct Setting<'a> {
    typed: &'a str,
    variables: &'a [(&'a str, &'a str)],
    files: &'a [(&'a str, &'a str)],
    heard: &'a str,
}

pub(super) const fn set<'a>(
    typed: &'a str,
    variables: &'a [(&'a str, &'a str)],
    files: &'a [(&'a str, &'a str)],
    heard: &'a str,
) -> Setting<'a> {
    Setting {
        typed,
        variables,
        files,
        heard,
    }
}

/// Makes each of them alone, and asks `stub` for what it heard.
pub(super) fn assert_each_leads(
    world: &World<Stub>,
    folder: &Path,
    stub: &Stub,
    settings: &[Setting<'_>],
) {
    for one in settings {
        let write = |(path, text): &(&str, &str)| world.lab.write(path, text);
        let written: Vec<_> = one.files.iter().map(write).collect();
        let run = world.run(folder, one.typed);
        let variables = one.variables.iter();
        let run = variables.fold(run, |run, (name, value)| run.env(name, value));
        let done = run.run();
        let how = format!("{} {:?} {:?}", one.typed, one.variables, one.files);
        assert_eq!(heard(stub), [one.heard], "{how}: {done}");
        assert!(!done.err().contains("npmcred"), "{how}: {done}");
        for path in written {
            std::fs::remove_file(path).unwrap();
        }
    }
    world.assert_nobody_outside_was_asked();
}

/// Types each of these, and compares what two registries heard; the rest heard no credential.
pub(super) fn assert_each_at_its_own(
    (world, one, two): &(World<Stub>, Stub, Stub),
    cases: &[(&str, &[&str], &[&str])],
) {
    let folder = world.project("app", &[]);
    for (typed, at_one, at_two) in cases {
        world.run(&folder, typed).run();
        let found = (heard(one), heard(two));
        assert_eq!(found, (own(at_one), own(at_two)), "{typed}");
        let rest = heard(&world.lab.registry);
        assert!(rest.iter().all(|one| one == "bare"), "{typed}: {rest:?}");
    }
    world.assert_nobody_outside_was_asked();
}
