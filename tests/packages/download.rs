//! What `install.sh` fetches with, and from where: a program that verifies certificates, and no
//! address in plain text but this machine's.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use super::picture;
use super::release;
use super::server::{self, Fault};
use super::support::run::{Outcome, Run};
use super::user::User;

/// What the script needs besides something to fetch with.
const TOOLS: [&str; 16] = [
    "cat",
    "chmod",
    "cp",
    "cut",
    "grep",
    "gzip",
    "head",
    "mkdir",
    "mktemp",
    "mv",
    "rm",
    "sha256sum",
    "sed",
    "tar",
    "tr",
    "uname",
];

pub(super) fn someone() -> User {
    User::new("home/.local/bin")
}

/// The script where `fetcher` is the only program to fetch with: its name, and the file that it is.
pub(super) fn script(user: &User, fetcher: Option<(&str, &str)>, words: &[&str]) -> Run {
    let tools = folder(user, fetcher);
    let file = release::new().file("install.sh");
    user.run("/bin/dash", &[file.to_str().unwrap()])
        .args(words)
        .env("PATH", tools)
}

/// A folder with busybox under all those names.
fn folder(user: &User, fetcher: Option<(&str, &str)>) -> PathBuf {
    let place = user.lab.path("tools");
    drop(fs::remove_dir_all(&place));
    fs::create_dir(&place).unwrap();
    for tool in TOOLS {
        symlink("/usr/bin/busybox", place.join(tool)).unwrap();
    }
    if let Some((name, program)) = fetcher {
        symlink(program, place.join(name)).unwrap();
    }
    place
}

fn install(user: &User, fetcher: Option<(&str, &str)>, words: &[&str]) -> Outcome {
    script(user, fetcher, words).run()
}

pub(super) const CURL: (&str, &str) = ("curl", "/usr/bin/curl");
const WGET: (&str, &str) = ("wget", "/usr/bin/wget");
const BUSYBOX: (&str, &str) = ("wget", "/usr/bin/busybox");

#[test]
fn what_verifies_no_certificate_fetches_nothing() {
    let user = someone();
    let url = server::start(Fault::None);
    let before = user.picture();
    for fetcher in [None, Some(BUSYBOX)] {
        let told = install(&user, fetcher, &["--from", &url]).expect(7).err();
        assert!(told.contains("neither curl nor GNU wget"), "{told}");
        picture::assert_same(&before, &user.picture(), "refused");
    }
    for fetcher in [CURL, WGET] {
        install(&user, Some(fetcher), &["--from", &url]).expect(0);
        let program = user.home().join(".local/bin/npmcred");
        fs::remove_file(program).unwrap();
    }
}

/// Somebody may have switched that off for all that they fetch.
#[test]
fn a_certificate_is_verified_whatever_the_users_settings_say() {
    let user = someone();
    user.lab.write("home/.curlrc", "insecure\n");
    user.lab.write("home/.wgetrc", "check_certificate = off\n");
    let url = server::start_self_signed();
    let before = user.picture();
    for fetcher in [CURL, WGET] {
        let told = install(&user, Some(fetcher), &["--from", &url]).expect(5);
        assert!(told.err().contains("cannot fetch"), "{told}");
        picture::assert_same(&before, &user.picture(), "not verified");
    }
}

/// The checksums would fit, and whoever is on the way could have changed them as well.
#[test]
fn nobody_is_sent_on_to_an_address_in_plain_text() {
    let user = someone();
    let url = server::start(Fault::Redirected);
    let before = user.picture();
    for fetcher in [CURL, WGET] {
        let told = install(&user, Some(fetcher), &["--from", &url])
            .expect(7)
            .err();
        assert!(
            told.contains("leads to an address that is not https"),
            "{told}"
        );
        picture::assert_same(&before, &user.picture(), "sent on");
    }
}

/// An older release is as well signed as the newest.
#[test]
fn another_version_than_the_one_asked_for_is_refused() {
    let user = someone();
    let before = user.picture();
    let url = server::start(Fault::Older);
    let version = &release::new().version;
    let words = ["--from", &url, "--version", version];
    let told = install(&user, Some(CURL), &words).expect(7).err();
    assert!(told.contains("of another version than"), "{told}");
    picture::assert_same(&before, &user.picture(), "another version");
}
