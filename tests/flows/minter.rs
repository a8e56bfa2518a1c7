//! A registry whose tokens a command makes: the command, and the world that has it.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::packages::registry;
use super::support::needles::Needles;
use super::support::run::Run;
use super::support::{Front, Lab};

/// A world whose registry has a command for its tokens, which works. Command and answer lie where
/// nobody searches for secrets.
pub(super) fn minting(major: u32, flags: &[&str]) -> Lab {
    let lab = Lab::shimmed(major, registry());
    prints_token(&lab);
    add(&lab, flags).run().expect(0);
    lab
}

/// `npmcred source add` for the registry, with these flags.
pub(super) fn add(lab: &Lab, flags: &[&str]) -> Run {
    let minter = minter(lab);
    let mut words = vec!["source", "add", "--registry", &lab.registry.url];
    words.extend(flags);
    words.extend(["--", minter.to_str().unwrap(), "an argument"]);
    lab.npmcred(&words)
}

pub(super) fn minter(lab: &Lab) -> PathBuf {
    lab.path("minter/mint")
}

/// Makes the command this script. It counts first that it was run.
pub(super) fn does(lab: &Lab, script: &str) {
    let counts = lab.path("minter/count");
    let text = format!("#!/bin/sh\necho x >> '{}'\n{script}\n", counts.display());
    // A file that is being run cannot be written.
    let new = lab.write("minter/new", text);
    std::fs::set_permissions(&new, PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::rename(new, minter(lab)).unwrap();
}

/// Makes it print the token of somebody who may read and publish.
pub(super) fn prints_token(lab: &Lab) {
    does(lab, &format!("echo '{}'", lab.registry.writer.token));
}

/// How often it was run.
pub(super) fn count(lab: &Lab) -> usize {
    let counts = std::fs::read_to_string(lab.path("minter/count"));
    counts.map_or(0, |text| text.lines().count())
}

/// Puts something into npm's place that prints what it was handed.
pub(super) fn stand_in_for_npm(lab: &Lab) {
    let npm = lab.path("prefix/bin/npm");
    // A link to a file that other labs share goes before anything is written.
    std::fs::remove_file(&npm).unwrap();
    let text = "#!/bin/sh\nexec grep -c _auth \"$npm_config_globalconfig\"\n";
    lab.write("prefix/bin/npm", text);
    std::fs::set_permissions(&npm, PermissionsExt::from_mode(0o755)).unwrap();
    lab.put(Front::Shim);
}

/// Has the store hold this token instead of the one that it holds. It ends so many seconds from
/// now.
pub(super) fn holds(lab: &Lab, token: &str, seconds: i64) {
    let remove = ["remove", "--registry", &lab.registry.url];
    lab.npmcred(&remove).run().expect(0);
    lab.store_ending(&lab.registry.url, token, "any", seconds);
}

/// The token is in no file of the world.
#[track_caller]
pub(super) fn leaves_no_trace(lab: &Lab) {
    let needles = Needles::of(&lab.registry.writer);
    assert_eq!(lab.files_with(&needles), []);
}
