//! The start file of a desktop session.

use super::ours::Ours;
use crate::setup::shell::start_file::{StartFile, StartFileReader};
use npmcred_platform::files;
use npmcred_platform::system_paths::{LOGIN_PATH, READ_ENVIRONMENT_D};
use std::path::Path;

/// Programs that a desktop starts, such as editors, if systemd starts the session. PATH may be
/// unset there.
pub(super) fn desktop(ours: &Ours<'_>) -> Vec<StartFile> {
    let user = &ours.user;
    let folder = ours
        .folder
        .as_os_str()
        .to_str()
        .filter(|text| !text.contains(char::is_control));
    let (Some(folder), true) = (
        folder,
        READ_ENVIRONMENT_D
            .iter()
            .any(|path| files::is_file(Path::new(path))),
    ) else {
        return Vec::new();
    };
    // In quotes a backslash escapes, but a dollar is only escaped by another one.
    let escaped: String = folder
        .chars()
        .flat_map(|letter| {
            let before = match letter {
                '$' => Some('$'),
                '\\' | '"' | '`' => Some('\\'),
                _ => None,
            };
            before.into_iter().chain([letter])
        })
        .collect();
    let usual = LOGIN_PATH.join(":");
    let text = format!("PATH=\"{escaped}:${{PATH:-{usual}}}\"\n");
    vec![ours.whole_file(
        StartFileReader::of("the desktop session"),
        user.in_config("environment.d/60-npmcred.conf"),
        text.into_bytes(),
    )]
}
