//! What scripts, and programs that pnpm runs, can learn of the credential: nothing. The same search
//! finds it where it lies in `~/.npmrc`.

use super::support::needles::Needles;
use super::world::{PNPMS, World};

/// Runs a project whose dependency, project script and tool harvest; how often it was found.
fn harvest(world: &World, needles: &Needles) -> (usize, Vec<String>) {
    let folder = world.project("app", &["@priv/scripts"]);
    for typed in [
        "pnpm install --config.dangerously-allow-all-builds=true",
        "pnpm dlx @priv/tool@1.0.0",
        "pnpm exec node node_modules/@priv/scripts/harvest.js exec",
    ] {
        world
            .run(&folder, typed)
            .env("LAB_STEP", "pnpm")
            .run()
            .expect(0);
    }
    let reports = super::reports::read(&world.lab);
    let finds: Vec<String> = reports.iter().flat_map(|one| one.finds(needles)).collect();
    (reports.len(), finds)
}

#[test]
fn scripts_find_nothing_and_a_file_is_found() {
    for major in PNPMS {
        let world = World::stored(major);
        let needles = world.needles();
        let (reports, finds) = harvest(&world, &needles);
        assert!(reports >= 5, "pnpm {major}: {reports} reports");
        assert!(finds.is_empty(), "pnpm {major}: {finds:#?}");
        let files = world.lab.files_with(&needles);
        assert!(files.is_empty(), "{files:?}");
        let control = World::in_a_file(major);
        let (_, finds) = harvest(&control, &needles);
        assert!(finds.len() >= 5, "pnpm {major}: {finds:#?}");
    }
}
