//! What corepack is called. It has no configuration: what a person types of one is npm's.

use crate::tool::phrases::Phrases;

pub(super) static COREPACK: Phrases = Phrases {
    name: "corepack",
    reader: "corepack",
    any_command: "corepack …",
    package: "corepack",
    runs_on_node: true,
    show_config: "see who names it: npm config list",
    edit_config: "if it is what you want everywhere, put it into your own ~/.npmrc: npm config edit",
    delete_setting: None,
    publish_here: "publish a folder or a tarball that lies here: npm publish ./FOLDER",
};
