//! `install.sh`: what it does where all goes well, and what is left where something does not.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use super::picture;
use super::release;
use super::server::{self, Fault};
use super::support::run::{Outcome, Run};
use super::user::User;

/// The shells that people pipe a script into, each with the words that start it.
const SHELLS: [&[&str]; 3] = [&["dash"], &["bash"], &["busybox", "sh"]];

fn someone() -> User {
    User::new("home/.local/bin")
}

/// The script under a shell.
fn script(user: &User, shell: &[&str], words: &[&str]) -> Run {
    let file = release::new().file("install.sh");
    let words = [&shell[1..], &[file.to_str().unwrap()], words].concat();
    user.run(shell[0], &words)
}

fn install(user: &User, words: &[&str]) -> Outcome {
    script(user, &["dash"], words).run()
}

#[test]
fn it_installs_updates_and_uninstalls_under_each_shell() {
    let url = server::start(Fault::None);
    for shell in SHELLS {
        let user = someone();
        let before = user.picture();
        let program = user.home().join(".local/bin/npmcred");
        for words in [
            &["--from", &url][..],
            &["--from", &url, "--version", &release::old().version],
            &["--from", &url, "--version", &release::new().version],
        ] {
            let told = script(&user, shell, words).run().expect(0);
            assert!(told.err().contains("hint: set it up"), "{told}");
            let mode = fs::metadata(&program).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o755);
        }
        user.run("npmcred", &["--version"]).run().expect(0);
        user.run("npmcred", &["setup"]).run().expect(0);
        script(&user, shell, &["--uninstall"]).run().expect(0);
        fs::remove_dir(program.parent().unwrap()).unwrap();
        fs::remove_dir(user.home().join(".local")).unwrap();
        picture::assert_same(&before, &user.picture(), shell[0]);
    }
}

#[test]
fn it_comes_through_a_pipe_and_sets_up_where_that_is_asked() {
    let user = someone();
    let text = fs::read(release::new().file("install.sh")).unwrap();
    let url = server::start(Fault::None);
    let words = ["-s", "--", "--from", &url, "--setup"];
    user.run("sh", &words).stdin(text.clone()).run().expect(0);
    assert!(user.home().join(".local/share/npmcred/bin/npm").is_file());
    // Cut off on its way it does nothing at all.
    let other = someone();
    let before = other.picture();
    for length in [text.len() / 3, text.len() / 2, text.len() - 4] {
        other.run("sh", &words).stdin(&text[..length]).run();
        picture::assert_same(&before, &other.picture(), "half a script");
    }
}

/// A download that goes wrong, with nothing there and with an older program there.
#[test]
fn a_bad_download_changes_nothing() {
    let closed = "http://127.0.0.1:9".to_owned();
    let cases = [
        (
            server::start(Fault::Corrupted),
            7,
            "is not what the checksum says",
        ),
        (server::start(Fault::Cut), 5, "cannot fetch"),
        (closed, 5, "cannot fetch"),
    ];
    let good = server::start(Fault::None);
    for (url, status, why) in &cases {
        for is_there in [false, true] {
            let user = someone();
            if is_there {
                install(&user, &["--from", &good]).expect(0);
            }
            let before = user.picture();
            let told = install(&user, &["--from", url]).expect(*status);
            assert!(told.err().contains(why), "{told}");
            picture::assert_same(&before, &user.picture(), why);
            assert_tidy(&user);
        }
    }
}

#[test]
fn it_refuses_what_it_cannot_trust_or_understand() {
    let user = someone();
    let before = user.picture();
    for (words, status, why) in [
        (&[][..], 2, "no address to fetch from"),
        (&["--from", "http://192.0.2.1/x"], 7, "is not https"),
        (&["--from", "http://127.0.0.1.example/x"], 7, "is not https"),
        (
            &["--from", "http://127.0.0.1:1@evil.example"],
            7,
            "is not https",
        ),
        (
            &["--from", "http://localhost:1\\@evil.example"],
            7,
            "is not https",
        ),
        (
            &["--from", "http://localhost@evil.example/x"],
            7,
            "is not https",
        ),
        (&["--from"], 2, "needs a value"),
        (
            &["--version", "../../x", "--from", "https://x.example"],
            2,
            "is no version",
        ),
        (&["--wrong"], 2, "unknown word"),
        (&["--uninstall"], 6, "there is no"),
    ] {
        let told = install(&user, words).expect(status);
        assert!(told.err().contains(why), "{words:?}: {told}");
    }
    picture::assert_same(&before, &user.picture(), "refused");
}

/// With a key, checksums that another key signed, or nobody, are refused.
#[test]
fn a_signature_is_verified_where_a_key_is_given() {
    let user = someone();
    let minisign = |words: &[&str]| user.run("minisign", words).run().expect(0);
    for name in ["ours", "another"] {
        let (public, secret) = (format!("{name}.pub"), format!("{name}.key"));
        minisign(&["-G", "-W", "-p", &public, "-s", &secret]);
    }
    let sums = release::new().file("SHA256SUMS");
    let words = ["-S", "-W", "-s", "ours.key", "-x", "signature", "-m"];
    minisign(&[&words[..], &[sums.to_str().unwrap()]].concat());
    let signature = fs::read(user.home().join("signature")).unwrap();
    let signed = server::start_signed(Fault::None, Some(signature));
    let unsigned = server::start(Fault::None);
    let before = user.picture();
    for (url, key, status) in [
        (&signed, "another.pub", 7),
        (&unsigned, "ours.pub", 5),
        (&signed, "nowhere.pub", 7),
    ] {
        install(&user, &["--from", url, "--key", key]).expect(status);
        picture::assert_same(&before, &user.picture(), key);
    }
    install(&user, &["--from", &signed, "--key", "ours.pub"]).expect(0);
}

/// Root may write anywhere, so the folder cannot be made for another reason.
#[test]
fn a_home_that_cannot_be_written_is_said_so() {
    let user = someone();
    user.lab.write("home/.local/bin", "no folder\n");
    let before = user.picture();
    let url = server::start(Fault::None);
    let told = install(&user, &["--from", &url]).expect(6);
    assert!(told.err().contains("cannot write into"), "{told}");
    picture::assert_same(&before, &user.picture(), "a home that cannot be written");
    let elsewhere = user.lab.path("elsewhere");
    let words = ["--from", &url, "--to", elsewhere.to_str().unwrap()];
    install(&user, &words).expect(0);
    assert!(elsewhere.join("npmcred").is_file());
}

/// What was interrupted leaves nothing, and the program that was there runs.
#[test]
fn an_interruption_leaves_nothing() {
    let (good, stalled) = (server::start(Fault::None), server::start(Fault::Stalled));
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let user = someone();
        install(&user, &["--from", &good]).expect(0);
        let before = user.picture();
        // Whoever started the tests may have had a signal ignored, which no shell takes back.
        let run = script(
            &user,
            &["env", "--default-signal", "dash"],
            &["--from", &stalled],
        );
        let begun = Instant::now();
        let child = run.begin();
        wait_until(|| has_begun(&user.lab.path("tmp")));
        // To the whole group, as a terminal does it.
        let group = Pid::from_child(&child);
        kill_process_group(group, signal).unwrap();
        let ended = run.collect(child, begun);
        assert!(!ended.status.success(), "{ended}");
        picture::assert_same(&before, &user.picture(), "interrupted");
        assert_tidy(&user);
    }
}

fn has_begun(temp: &Path) -> bool {
    fs::read_dir(temp).unwrap().flatten().any(|entry| {
        let inside = fs::read_dir(entry.path());
        inside.is_ok_and(|mut files| files.any(|file| is_archive(&file.unwrap().path())))
    })
}

fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "gz")
        && fs::metadata(path).is_ok_and(|it| it.len() > 0)
}

fn wait_until(holds: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < end, "it did not come to that");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Nothing of the script is left in the folder for temporary files.
#[track_caller]
fn assert_tidy(user: &User) {
    let left: Vec<_> = fs::read_dir(user.lab.path("tmp")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}
