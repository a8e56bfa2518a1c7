//! A store that is there and gives nothing, or to which this environment does not lead: never
//! "nothing is stored, log in".

use std::path::Path;
use std::time::Duration;

use super::packages::{assert_published, publishable, registry, stored};
use super::support::keepassxc::Database;
use super::support::pty::Session;
use super::support::run::{Outcome, Run};
use super::support::secret_service::PrivateBus;
use super::support::{Front, Lab};

const TRUSTING: &str = "ConfirmAccessItem=false\n";

/// A world with a KeePassXC like this, in which the writer's token is stored.
fn with_keepassxc(major: u32, settings: &str) -> Lab {
    let mut lab = Lab::new(major, registry());
    lab.put(Front::Shim);
    lab.set_bus(PrivateBus::keepassxc(Database::Open, settings));
    lab.store(&lab.registry.url, &lab.registry.writer, &[]);
    lab
}

/// Whatever is asked tells the same in the same words: a publish stops before npm is started, a
/// reading command goes on with one line.
fn all_say(lab: &Lab, words: &[&str], doctor: &str) {
    let says = |told: Outcome| {
        let text = format!("{}{}", told.out(), told.err());
        for word in words {
            assert!(text.contains(word), "no {word:?} in {told}");
        }
        assert!(
            told.elapsed < Duration::from_millis(2900),
            "a deadline was waited for: {told}"
        );
    };
    let (package, name) = publishable(lab, "unreached");
    says(lab.npm(&package, &["publish"]).run().expect(4));
    assert!(
        lab.registry.requests(&name.replace('/', "%2f")).is_empty(),
        "npm was started all the same"
    );
    says(lab.npmcred(&["list"]).run().expect(4));
    says(lab.npmcred(&["status"]).run().expect(4));
    says(
        lab.npmcred(&["explain", "npm", "publish"])
            .cwd(&package)
            .run()
            .expect(0),
    );
    let view = lab
        .npm(&package, &["view", "open", "version"])
        .run()
        .expect(0);
    assert_eq!(
        (view.out().trim(), view.said().len()),
        ("1.0.0", 1),
        "{view}"
    );
    let found = lab
        .npmcred(&["doctor", "--json"])
        .deadline(Duration::from_secs(60))
        .run();
    let found: serde_json::Value = serde_json::from_str(&found.out()).unwrap();
    let groups = found["groups"].as_array().unwrap();
    let store = groups
        .iter()
        .find(|group| group["name"] == "store")
        .unwrap();
    let one = store["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == doctor);
    let what = one.unwrap_or_else(|| panic!("no {doctor} in {store:#}"))["what"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(what.contains(words[0]), "{what}");
}

#[test]
fn a_locked_keepassxc_is_to_be_unlocked() {
    let mut lab = with_keepassxc(12, TRUSTING);
    for settings in ["", "UnlockBeforeSearch=false\n"] {
        lab.bus().stop_daemon();
        lab.bus().start_keepassxc(Database::Locked, settings);
        all_say(
            &lab,
            &[
                "the Secret Service (KeePassXC) is locked",
                "unlock KeePassXC",
            ],
            "store-locked",
        );
        let unlock = lab.npmcred(&["unlock"]).stdin("password\n").run().expect(4);
        for words in [
            "the Secret Service (KeePassXC) is locked",
            "unlock KeePassXC in its own window",
        ] {
            assert!(unlock.err().contains(words), "no {words:?} in {unlock}");
        }
    }
}

#[test]
fn a_keepassxc_that_confirms_each_retrieval_is_told_with_its_setting() {
    let lab = with_keepassxc(12, "");
    let setting = "Confirm when passwords are retrieved by clients";
    all_say(
        &lab,
        &["the Secret Service (KeePassXC) is open, but asks", setting],
        "store-locked",
    );
}

#[test]
fn a_keepassxc_that_does_not_run_is_to_be_started() {
    let mut lab = with_keepassxc(12, TRUSTING);
    lab.bus().stop_daemon();
    // What its owner has set is in the home of this world as well.
    let settings = lab.bus().folder().join("config/keepassxc/keepassxc.ini");
    lab.write(
        "home/.config/keepassxc/keepassxc.ini",
        std::fs::read(settings).unwrap(),
    );
    let (package, _) = publishable(&lab, "asleep");
    let told = lab.npm(&package, &["publish"]).run().expect(4);
    assert!(
        told.err()
            .contains("KeePassXC is set up to keep secrets, and does not run"),
        "{told}"
    );
    assert!(told.err().contains("start KeePassXC: keepassxc"), "{told}");
}

#[test]
fn a_second_login_replaces_the_first_in_keepassxc() {
    let lab = with_keepassxc(12, TRUSTING);
    for _ in 0..2 {
        lab.store(&lab.registry.url, &lab.registry.writer, &[]);
    }
    assert_eq!(lab.kept().len(), 1);
    let (package, name) = publishable(&lab, "again");
    lab.npm(&package, &["publish"]).run().expect(0);
    assert_published(&lab, &name, &lab.registry.writer);
}

/// `npm publish` with hardly a variable, as cron and task runners start it; a socket may be the bus
/// in the user's own folder.
fn stripped(lab: &Lab, package: &Path, bus: Option<&Path>, more: &[(&str, &str)]) -> Run {
    let environment = lab.environment();
    let path = environment
        .iter()
        .find(|(name, _)| *name == "PATH")
        .unwrap()
        .1
        .clone();
    let run = lab.run("sh").cwd(package).env(
        "BUS",
        bus.map_or("".into(), |bus| bus.as_os_str().to_owned()),
    );
    // Nobody but this command sees what is mounted.
    let mount = r#"mount -t tmpfs tmpfs /run && mkdir -p /run/user/0
        if [ -n "$BUS" ]; then : >/run/user/0/bus && mount --bind "$BUS" /run/user/0/bus; fi
        exec "$@""#;
    let pair = |name: &str, value: &std::ffi::OsStr| {
        let mut pair = std::ffi::OsString::from(format!("{name}="));
        pair.push(value);
        pair
    };
    let mut args: Vec<std::ffi::OsString> = vec![
        "-c".into(),
        "exec unshare -m sh -ec \"$0\" sh \"$@\"".into(),
    ];
    args.extend([mount.into(), "env".into(), "-i".into(), pair("PATH", &path)]);
    args.push(pair("HOME", lab.path("home").as_os_str()));
    args.extend(more.iter().map(|(name, value)| pair(name, value.as_ref())));
    args.extend(["npm".into(), "publish".into()]);
    run.args(args)
}

/// Only root may mount without more ado; for others `bus.rs` has the same with an invented folder.
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[test]
fn a_stripped_environment_finds_the_users_own_bus() {
    let mut lab = stored(12);
    let (package, name) = publishable(&lab, "stripped");
    let socket = lab.bus().folder().join("bus");
    let published = if is_root() {
        stripped(&lab, &package, Some(&socket), &[]).run()
    } else {
        let run = lab
            .npm(&package, &["publish"])
            .without("DBUS_SESSION_BUS_ADDRESS");
        run.env("XDG_RUNTIME_DIR", lab.bus().folder()).run()
    };
    published.expect(0);
    assert_published(&lab, &name, &lab.registry.writer);
}

#[test]
fn an_environment_without_a_bus_says_what_it_lacks() {
    let lab = stored(12);
    let (package, _) = publishable(&lab, "nowhere");
    let mut told: Vec<Outcome> = ["disabled:", "unix:path=/gone/bus", "autolaunch:"]
        .map(|address| {
            lab.npm(&package, &["publish"])
                .env("DBUS_SESSION_BUS_ADDRESS", address)
                .run()
        })
        .into();
    if is_root() {
        told.push(stripped(&lab, &package, None, &[]).run());
    }
    for told in told {
        let told = told.expect(4);
        for words in [
            "in the kernel keyring",
            "no session bus",
            "pass DBUS_SESSION_BUS_ADDRESS on",
        ] {
            assert!(told.err().contains(words), "no {words:?} in {told}");
        }
    }
}

#[test]
fn what_is_not_in_the_kernel_keyring_may_be_elsewhere() {
    let lab = stored(12);
    let without = |run: Run| run.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/gone/bus");
    let url = lab.registry.url.as_str();
    for args in [
        &["remove", "--registry", url][..],
        &["logout", "--registry", url],
    ] {
        let told = without(lab.npmcred(args)).run().expect(4);
        assert!(told.err().contains("no session bus"), "{told}");
    }
    let logout = without(lab.npm(&lab.path("work"), &["logout"]))
        .run()
        .expect(1);
    assert!(
        logout.err().contains("not logged in to") && logout.err().contains("no session bus"),
        "{logout}"
    );
    let rotate = without(lab.npmcred(&["rotate", "--registry", url])).run();
    assert!(rotate.err().contains("no session bus"), "{rotate}");
    let status = without(lab.npmcred(&["status"])).run().expect(0);
    assert!(
        status.out().contains("kernel keyring: ready") && status.out().contains("no session bus"),
        "{status}"
    );
    let view = without(lab.npm(&lab.path("work"), &["view", "open", "version"]))
        .run()
        .expect(0);
    assert_eq!(
        (view.out().trim(), view.said().len()),
        ("1.0.0", 1),
        "{view}"
    );
}

#[test]
fn of_two_items_under_one_key_there_is_a_way_out() {
    let lab = Lab::shimmed(12, registry());
    let url = lab.registry.url.clone();
    let doubled = || {
        for _ in 0..2 {
            lab.store_ending(&url, &lab.registry.writer.token, "any", 3600);
        }
    };
    let remove = lab.npmcred(&["remove", "--registry", &url]);
    doubled();
    let told = remove.run().expect(4);
    assert!(
        told.err().contains("more than one item") && told.err().contains("npmcred remove"),
        "{told}"
    );
    for (answer, left) in [("n", 1), ("y", 0)] {
        let mut person = Session::start(&remove);
        person.wait_for("remove all of them? [y/N]");
        person.type_in(&format!("{answer}\r"));
        let (status, shown) = person.finish();
        assert!(status.success(), "{shown}");
        assert_eq!(lab.kept().len(), left);
    }
    // Storing anew is the other way.
    doubled();
    lab.store(&url, &lab.registry.writer, &[]);
    let kept = lab.kept();
    assert!(kept.len() == 1 && kept[0]["problem"].is_null(), "{kept:?}");
}
