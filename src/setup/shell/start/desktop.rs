//! The start file of a desktop session.

use super::ours::Ours;
use crate::setup::shell::start_file::{StartFile, StartFileReader};
use npmcred_platform::files;
use std::path::Path;

/// The programs that read `environment.d` for a desktop session, see environment.d(5).
const ENVIRONMENT_D_READERS: [&str; 2] = [
    "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator",
    "/lib/systemd/user-environment-generators/30-systemd-environment-d-generator",
];

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
        ENVIRONMENT_D_READERS
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
    let text = format!("PATH=\"{escaped}:${{PATH:-/usr/local/bin:/usr/bin:/bin}}\"\n");
    vec![ours.whole_file(
        StartFileReader::of("the desktop session"),
        user.in_config("environment.d/60-npmcred.conf"),
        text.into_bytes(),
    )]
}
