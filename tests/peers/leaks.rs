//! What scripts, and programs that pnpm runs, can learn of the credential: nothing. The same search
//! finds it where it lies in `~/.npmrc`.

use std::path::Path;

use super::reports::Report;
use super::world::{PNPMS, World};

/// Runs these in a project; what those of them saw that harvest.
pub(crate) fn harvested(world: &World, folder: &Path, step: &str, typed: &[&str]) -> Vec<Report> {
    for line in typed {
        let run = world.run(folder, line).env("LAB_STEP", step);
        run.run().expect(0);
    }
    super::reports::read(&world.lab)
}

/// A harvest finds nothing where the token is stored, and finds it where it lies in a file.
#[track_caller]
pub(crate) fn assert_found_in_a_file_alone(
    stored: &World,
    in_a_file: &World,
    harvest: fn(&World) -> Vec<Report>,
) {
    let needles = stored.needles();
    let finds = |reports: &[Report]| -> Vec<String> {
        let all = reports.iter();
        all.flat_map(|one| one.finds(&needles)).collect()
    };
    let of = stored.programs.display();
    let reports = harvest(stored);
    assert!(reports.len() >= 5, "{of}: {} reports", reports.len());
    let found = finds(&reports);
    assert!(found.is_empty(), "{of}: {found:#?}");
    let files = stored.lab.files_with(&needles);
    assert!(files.is_empty(), "{of}: {files:?}");
    let found = finds(&harvest(in_a_file));
    assert!(found.len() >= 5, "{of}: {found:#?}");
}

/// A project whose dependency, project script and tool harvest.
fn harvest(world: &World) -> Vec<Report> {
    let folder = world.project("app", &["@priv/scripts"]);
    let typed = [
        "pnpm install --config.dangerously-allow-all-builds=true",
        "pnpm dlx @priv/tool@1.0.0",
        "pnpm exec node node_modules/@priv/scripts/harvest.js exec",
    ];
    harvested(world, &folder, "pnpm", &typed)
}

#[test]
fn scripts_find_nothing_and_a_file_is_found() {
    for major in PNPMS {
        let (stored, in_a_file) = (World::stored(major), World::in_a_file(major));
        assert_found_in_a_file_alone(&stored, &in_a_file, harvest);
    }
}
