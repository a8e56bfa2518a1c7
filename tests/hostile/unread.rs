//! Config files that we do not read, though npm may: nobody knows what it finds there, so nothing
//! is handed over.

use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::{Child, Command, Stdio};

use super::recorder::Recorder;
use super::support::Lab;
use super::support::needles::Needles;
use super::world::{registry, stored};

const VIEW: [&str; 4] = ["view", "@priv/lib", "version", "--fetch-retries=0"];

/// Somebody who writes a text into a FIFO for whoever opens it, until this is dropped.
struct Writer(Child);

impl Writer {
    fn of(lab: &Lab, text: &str) -> Writer {
        let fifo = lab.path("work/P/.npmrc");
        assert!(
            Command::new("mkfifo")
                .arg(&fifo)
                .status()
                .unwrap()
                .success()
        );
        let script = "trap '' PIPE; while :; do printf '%s\\n' \"$2\" >\"$1\"; done";
        let mut shell = Command::new("sh");
        let shell = shell
            .args(["-c", script, "sh"])
            .arg(&fifo)
            .arg(text)
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        Writer(shell.spawn().unwrap())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `npm view` in a project whose `.npmrc` is what `make` makes of it.
fn gets_nothing(lab: &Lab, why: &str, make: impl FnOnce(&str) -> Option<Writer>) {
    let proxy = Recorder::listen();
    let folder = lab.path("work/P");
    let _ = std::fs::remove_dir_all(&folder);
    lab.write("work/P/package.json", r#"{"name":"p","version":"1.0.0"}"#);
    let _writer = make(&format!("https-proxy={}", proxy.url()));
    let outcome = lab.npm(&folder, &VIEW).run();
    let what = format!("npm {}, {why}", lab.major);
    proxy.assert_without(&Needles::of(&lab.registry.writer), &what);
    let said = outcome.said().join("\n");
    assert!(
        said.contains("P/.npmrc: cannot be read") && said.contains(why),
        "{what}: {outcome}"
    );
    assert_ne!(
        outcome.out().trim(),
        "1.0.0",
        "{what}: it went with the credential: {outcome}"
    );
}

#[test]
fn a_projects_file_that_is_not_read_stands_in_the_way() {
    for major in [8, 12] {
        let lab = stored(major);
        gets_nothing(&lab, "not a regular file", |line| {
            Some(Writer::of(&lab, line))
        });
        gets_nothing(&lab, "is a directory", |_| {
            std::fs::create_dir(lab.path("work/P/.npmrc")).unwrap();
            None
        });
        gets_nothing(&lab, "not a regular file", |_| {
            // The socket stays when its listener goes.
            drop(UnixListener::bind(lab.path("work/P/.npmrc")).unwrap());
            None
        });
        gets_nothing(&lab, "larger than 4 MiB", |line| {
            let filling = ";\n".repeat((4 << 20) / 2 + 1);
            lab.write("work/P/.npmrc", format!("{filling}{line}\n"));
            None
        });
    }
}

/// What is nothing for npm as well is nothing for us.
#[test]
fn an_empty_device_and_a_link_to_nowhere_are_no_files() {
    let lab = stored(12);
    for target in ["/dev/null", "nowhere"] {
        let folder = lab.path("work/Q");
        let _ = std::fs::remove_dir_all(&folder);
        lab.write("work/Q/package.json", r#"{"name":"q","version":"1.0.0"}"#);
        symlink(target, lab.path("work/Q/.npmrc")).unwrap();
        let outcome = lab.npm(&folder, &VIEW).run().expect(0);
        assert!(
            outcome.out().trim() == "1.0.0" && outcome.said().is_empty(),
            "{target}: {outcome}"
        );
    }
}

/// The same in a folder above, which npm may take for the root.
#[test]
fn so_does_one_above() {
    for major in [8, 12] {
        let lab = stored(major);
        let proxy = Recorder::listen();
        let root = r#"{"name":"root","version":"1.0.0","workspaces":["packages/../sub"]}"#;
        lab.write("work/P/package.json", root);
        let manifest = lab.write(
            "work/P/sub/package.json",
            r#"{"name":"sub","version":"1.0.0"}"#,
        );
        let _writer = Writer::of(&lab, &format!("https-proxy={}", proxy.url()));
        let outcome = lab.npm(manifest.parent().unwrap(), &VIEW).run();
        proxy.assert_without(&Needles::of(&lab.registry.writer), &format!("npm {major}"));
        assert!(
            outcome
                .said()
                .join("\n")
                .contains("P/.npmrc: cannot be read"),
            "npm {major}: {outcome}"
        );
    }
}

/// A secret's manager may give the user's own file as a FIFO: it is npm's to read, and we say that
/// we do not.
#[test]
fn the_users_own_file_that_is_not_read_is_said() {
    let lab = stored(12);
    let file = lab.path("home/.npmrc");
    std::fs::remove_file(&file).unwrap();
    let _listener = UnixListener::bind(&file).unwrap();
    let registry = format!("--registry={}", lab.registry.url);
    let outcome = lab
        .npm(&lab.path("work"), &[&VIEW[..], &[&registry]].concat())
        .run()
        .expect(0);
    let note = format!(
        "npmcred: note: npmcred does not read {}: not a regular file",
        file.display()
    );
    assert_eq!(
        (outcome.out().trim(), outcome.said()),
        ("1.0.0", vec![note.clone()]),
        "{outcome}"
    );
    let status = lab.npmcred(&["status"]).run();
    assert!(status.err().contains("npmcred does not read"), "{status}");
}

/// npm gives what it saves the mode of a private file, also where that is a device. Here it is a
/// pipe with a name: a device of the machine would be spoilt for everybody where this fails.
#[test]
fn what_is_no_file_is_no_config_file() {
    let lab = Lab::shimmed(12, registry());
    let (work, place) = (lab.path("work"), lab.path("home/no-file"));
    assert!(
        Command::new("mkfifo")
            .args(["-m", "666"])
            .arg(&place)
            .status()
            .unwrap()
            .success()
    );
    let mode = std::fs::metadata(&place).unwrap().permissions();
    for args in [
        &["config", "set", "fund=true"][..],
        &["set", "//h/:_authToken=x"],
        &["config", "delete", "fund"],
    ] {
        let run = lab
            .npm(&work, args)
            .env("NPM_CONFIG_USERCONFIG", &place)
            .deadline(std::time::Duration::from_secs(15));
        let told = run.run().expect(7);
        assert!(told.err().contains("is no file"), "{told}");
        assert_eq!(
            std::fs::metadata(&place).unwrap().permissions(),
            mode,
            "{told}"
        );
    }
}
