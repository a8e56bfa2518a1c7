//! The settings reference for readers of the repository, as Markdown.

use super::topics::sentence;
use npmcred::settings::{self, OwnSetting};

/// Every variable and key, in one table.
pub(super) fn settings() -> String {
    let rows: String = settings::ALL.iter().map(row).collect();
    format!(
        "# Settings\n\n\
         A variable holds for one command and what it starts. What has a key can also be kept: `npmcred config KEY VALUE`. \
         The variable wins over what is kept, and that over the default.\n\n\
         | variable | takes | key | default | what it does |\n\
         |---|---|---|---|---|\n{rows}\n\
         Written by `tests/cli/write_manual`, like the man pages and the completions beside it.\n"
    )
}

fn row(setting: &OwnSetting) -> String {
    let key = setting
        .key
        .map_or_else(String::new, |key| format!("`{key}`"));
    let default = setting
        .words
        .first()
        .map_or_else(String::new, |word| format!("`{word}`"));
    format!(
        "| `{}` | {} | {key} | {default} | {} |\n",
        setting.name,
        setting.takes,
        sentence(setting.does)
    )
}
