//! What yarn is called, and what a person types of it.

use crate::tool::phrases::Phrases;

pub(super) static YARN: Phrases = phrases("yarn", "yarn …");
pub(super) static YARNPKG: Phrases = phrases("yarnpkg", "yarnpkg …");

const fn phrases(name: &'static str, any_command: &'static str) -> Phrases {
    Phrases {
        name,
        reader: "yarn",
        any_command,
        package: "yarn",
        runs_on_node: true,
        show_config: "see what yarn reads: yarn config list",
        edit_config: "if it is what you want everywhere, put it into your own ~/.npmrc",
        delete_setting: None,
        publish_here: "publish a folder that lies here: yarn publish ./FOLDER",
    }
}
