//! What bun is called, and what a person types of it.

use crate::tool::phrases::Phrases;

pub(super) static BUN: Phrases = phrases("bun", "bun …");
pub(super) static BUNX: Phrases = phrases("bunx", "bunx …");

const fn phrases(name: &'static str, any_command: &'static str) -> Phrases {
    Phrases {
        name,
        reader: "bun",
        any_command,
        package: "bun",
        runs_on_node: false,
        show_config: "see what the project says: cat bunfig.toml .npmrc .env",
        edit_config: "if it is what you want everywhere, put it into your own ~/.npmrc",
        delete_setting: None,
        publish_here: "publish a tarball that lies here: bun publish ./PACKAGE.tgz",
    }
}
