//! What npm and npx are called, and what a person types of them.

use crate::tool::phrases::Phrases;

pub(in crate::tool) static NPM: Phrases = phrases("npm");

pub(in crate::tool) static NPX: Phrases = phrases("npx");

const fn phrases(name: &'static str) -> Phrases {
    Phrases {
        name,
        reader: "npm",
        any_command: "npm …",
        package: "npm",
        runs_on_node: true,
        show_config: "see who names it: npm config list",
        edit_config: "if it is what you want everywhere, put it into your own ~/.npmrc: npm config edit",
        delete_setting: Some("npm config delete"),
        publish_here: "publish a folder or a tarball that lies here: npm publish ./FOLDER",
    }
}
