//! The Secret Service locked, missing, silent or stopped: each is an error of its own, and none is
//! a hang.
//!
//! None of these states is an empty store: "nothing is stored" is said only by a service that was
//! asked.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::time::{Duration, Instant};

use npmcred_platform::testing::secret_service;
use npmcred_platform::{Availability, PROMPT_DEADLINE, Prompting, StoreError};

use crate::registry_item::{REALM, here, open, says};
use crate::secret_service::PrivateBus;
use crate::{key, secret, text};

/// The deadline of 3 s and what a busy machine adds.
const DEADLINE: std::ops::Range<Duration> =
    Duration::from_millis(2900)..Duration::from_millis(4500);
const AT_ONCE: Duration = Duration::from_millis(1500);

/// A bus whose default collection is locked and holds one item.
fn locked() -> PrivateBus {
    let mut bus = PrivateBus::unlocked();
    open(&bus, Prompting::Never)
        .put(&here(), "label", &secret("s"), None)
        .unwrap();
    bus.lock();
    bus
}

fn open_error(address: Option<&str>) -> (StoreError, Duration) {
    let address = address.map(OsString::from);
    let env = move |name: &str| {
        address
            .clone()
            .filter(|_| name == "DBUS_SESSION_BUS_ADDRESS")
    };
    let begun = Instant::now();
    let error = secret_service(&env, Prompting::Never, PROMPT_DEADLINE)
        .err()
        .unwrap();
    let elapsed = begun.elapsed();
    (error, elapsed)
}

#[track_caller]
fn assert_unavailable(error: StoreError, why: &str) {
    match error {
        StoreError::Unavailable(text) => assert!(text.contains(why), "{text}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn no_bus() {
    let addresses = [
        "unix:path=/nonexistent/bus",
        "nonsense",
        "autolaunch:",
        "disabled:",
        "/dev/null",
        "unixexec:path=/bin/sh",
    ];
    for address in addresses {
        let (error, time) = open_error(Some(address));
        assert!(
            matches!(&error, StoreError::Unreachable(why) if why.contains("no session bus")),
            "{error:?}"
        );
        assert!(time < AT_ONCE);
    }
}

/// Whoever listens there could say that it lets everybody in, and be given what is stored.
#[test]
fn a_bus_on_the_network_is_never_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let place = format!(
        "host=127.0.0.1,port={}",
        listener.local_addr().unwrap().port()
    );
    for address in [
        format!("tcp:{place}"),
        format!("nonce-tcp:{place},noncefile=/dev/null"),
    ] {
        let (error, time) = open_error(Some(&address));
        assert!(
            matches!(&error, StoreError::Unreachable(why) if why.contains("one of the network")),
            "{error:?}"
        );
        assert!(time < AT_ONCE);
    }
    let called = listener.accept().map(drop).map_err(|error| error.kind());
    assert_eq!(called, Err(std::io::ErrorKind::WouldBlock));
}

/// Another user's bus, as `su` leaves it in the environment: it refuses who says that they are
/// somebody else.
#[test]
fn a_bus_that_lets_us_not_in() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("bus");
    let listener = UnixListener::bind(&socket).unwrap();
    std::thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            let lines = BufReader::new(client.try_clone().unwrap())
                .lines()
                .map_while(Result::ok);
            for _ in lines {
                let _ = client.write_all(b"REJECTED EXTERNAL\r\n");
            }
        }
    });
    let (error, time) = open_error(Some(&format!("unix:path={}", socket.display())));
    assert!(
        matches!(&error, StoreError::Unreachable(why) if why.contains("does not let this user in")),
        "{error:?}"
    );
    assert!(time < AT_ONCE);
}

#[test]
fn the_bus_of_a_systemd_session_is_found_without_its_variable() {
    let bus = PrivateBus::unlocked();
    let folder = OsString::from(bus.folder());
    let env = move |name: &str| (name == "XDG_RUNTIME_DIR").then(|| folder.clone());
    let store = secret_service(&env, Prompting::Never, PROMPT_DEADLINE).unwrap();
    assert_eq!(store.availability(), Availability::Ready);
}

#[test]
fn no_service() {
    let bus = PrivateBus::bare();
    let (error, time) = open_error(Some(&bus.address()));
    assert_unavailable(error, "no Secret Service on the session bus");
    assert!(time < AT_ONCE);
}

#[test]
fn no_default_collection() {
    let mut bus = PrivateBus::bare();
    bus.start_daemon(false);
    let store = open(&bus, Prompting::Never);
    assert_eq!(
        store.availability(),
        Availability::Missing(
            "the Secret Service has no default collection: make a keyring or wallet in its own program first"
                .to_owned()
        )
    );
    assert_eq!(text(store.get(&here()).unwrap()), None);
    assert!(store.find("", &[REALM]).unwrap().is_empty());
    assert_unavailable(
        store.put(&here(), "", &secret("s"), None).unwrap_err(),
        "no default collection",
    );
    // With a person there, the service is asked to make one. Here nothing can show its question.
    let asking = open(&bus, Prompting::Allowed);
    assert_eq!(
        says(asking.put(&here(), "", &secret("s"), None)),
        StoreError::Unshown
    );
}

#[test]
fn locked_and_nobody_may_be_asked() {
    let mut bus = locked();
    bus.add_silent_prompter();
    let store = open(&bus, Prompting::Never);
    let begun = Instant::now();
    assert_eq!(store.availability(), Availability::Locked);
    assert_eq!(says(store.get(&here())), StoreError::Locked);
    assert_eq!(says(store.find("", &[REALM])), StoreError::Locked);
    assert_eq!(
        says(store.find("", &[REALM, "https://other"])),
        StoreError::Locked
    );
    assert_eq!(says(store.list()), StoreError::Locked);
    assert_eq!(says(store.delete(&here())), StoreError::Locked);
    assert_eq!(
        says(store.put(&here(), "", &secret("t"), None)),
        StoreError::Locked
    );
    let new = key(REALM, "/new/", "any");
    assert_eq!(
        says(store.put(&new, "", &secret("t"), None)),
        StoreError::Locked
    );
    // A realm of which nothing is stored is simply absent, and so is one beside the locked item.
    assert!(store.find("", &["https://other"]).unwrap().is_empty());
    assert!(
        store
            .find("", &["https://other", "https://another"])
            .unwrap()
            .is_empty()
    );
    assert!(begun.elapsed() < AT_ONCE);
}

#[test]
fn a_question_that_nothing_can_show_is_no_refusal_of_the_persons() {
    // Without a prompter on the bus the daemon dismisses the prompt by itself.
    let bus = locked();
    let store = open(&bus, Prompting::Allowed);
    let begun = Instant::now();
    assert_eq!(says(store.find("", &[REALM])), StoreError::Unshown);
    assert_eq!(says(store.get(&here())), StoreError::Unshown);
    assert_eq!(
        says(store.put(&key(REALM, "/new/", "any"), "", &secret("t"), None)),
        StoreError::Unshown
    );
    assert!(begun.elapsed() < AT_ONCE * 3);
}

#[test]
fn a_prompt_that_nobody_answers_ends_with_its_deadline() {
    let mut bus = locked();
    bus.add_silent_prompter();
    let deadline = Duration::from_secs(4);
    let store = secret_service(&bus.env(), Prompting::Allowed, deadline).unwrap();
    let begun = Instant::now();
    assert_eq!(says(store.find("", &[REALM])), StoreError::TimedOut);
    let time = begun.elapsed();
    assert!(
        (deadline..deadline + Duration::from_secs(2)).contains(&time),
        "{time:?}"
    );
    // Whatever was asked before is still in the way.
    assert_eq!(says(store.get(&here())), StoreError::TimedOut);
    assert!(begun.elapsed() - time < AT_ONCE);
}

#[test]
fn a_stopped_daemon_times_out() {
    let bus = PrivateBus::unlocked();
    let store = open(&bus, Prompting::Never);
    bus.freeze_daemon();
    let begun = Instant::now();
    assert_eq!(says(store.find("", &[REALM])), StoreError::TimedOut);
    assert!(DEADLINE.contains(&begun.elapsed()), "{:?}", begun.elapsed());
    let (error, time) = open_error(Some(&bus.address()));
    assert_eq!(error.into_bare(), StoreError::TimedOut);
    assert!(DEADLINE.contains(&time), "{time:?}");
}

#[test]
fn a_stopped_bus_times_out() {
    let bus = PrivateBus::unlocked();
    let store = open(&bus, Prompting::Never);
    bus.freeze_bus();
    let begun = Instant::now();
    // Nobody is there to say whose name it is.
    let error = store.put(&here(), "", &secret("s"), None).unwrap_err();
    assert_eq!(error.into_bare(), StoreError::TimedOut);
    assert!(DEADLINE.contains(&begun.elapsed()), "{:?}", begun.elapsed());
    let (error, time) = open_error(Some(&bus.address()));
    assert_eq!(error.into_bare(), StoreError::TimedOut);
    assert!(DEADLINE.contains(&time), "{time:?}");
}

#[test]
fn a_daemon_that_ends_midway_is_an_error_and_no_absence() {
    let mut bus = PrivateBus::unlocked();
    let store = open(&bus, Prompting::Never);
    store.put(&here(), "", &secret("s"), None).unwrap();
    bus.stop_daemon();
    assert_unavailable(store.find("", &[REALM]).err().unwrap(), "no Secret Service");
    // Its session went with it.
    bus.start_daemon(true);
    assert!(matches!(
        says(store.find("", &[REALM])),
        StoreError::Other(_)
    ));
}
