//! What pnpm is called, and what a person types of it.

use crate::tool::phrases::Phrases;

pub(super) static PNPM: Phrases = phrases("pnpm", "pnpm …");
pub(super) static PNPX: Phrases = phrases("pnpx", "pnpx …");
pub(super) static PN: Phrases = phrases("pn", "pn …");
pub(super) static PNX: Phrases = phrases("pnx", "pnx …");

const fn phrases(name: &'static str, any_command: &'static str) -> Phrases {
    Phrases {
        name,
        reader: "pnpm",
        any_command,
        package: "pnpm",
        runs_on_node: false,
        show_config: "see what pnpm reads: pnpm config list",
        edit_config: "if it is what you want everywhere, put it into your own ~/.npmrc",
        delete_setting: Some("pnpm config delete"),
        publish_here: "publish a folder or a tarball that lies here: pnpm publish ./FOLDER",
    }
}
