//! How many round trips a look-up costs: a bus monitor counts them.

use crate::secret_service::PrivateBus;
use crate::{key, secret};
use npmcred_platform::testing::secret_service;
use npmcred_platform::{PROMPT_DEADLINE, Prompting};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// The methods that one client called, in order.
fn calls(bus: &PrivateBus, job: impl FnOnce()) -> Vec<String> {
    let mut monitor = bus.command("dbus-monitor");
    monitor
        .args(["--session", "--profile"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut monitor = monitor.spawn().unwrap();
    let mut lines = BufReader::new(monitor.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    // Its own coming to the bus is the first that it reports.
    lines
        .find(|line| line.contains("NameLost") || line.contains("NameAcquired"))
        .unwrap();
    job();
    bus.call(
        "org.freedesktop.DBus",
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus.ListNames",
        &[],
    );
    // kind, time, serial, sender, destination, path, interface, member
    let mut seen: Vec<(String, String)> = Vec::new();
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        if let ["mc", _, _, sender, _, _, _, member] = fields[..] {
            if member == "ListNames" {
                break;
            }
            seen.push((sender.to_owned(), member.to_owned()));
        }
    }
    let _ = monitor.kill();
    let _ = monitor.wait();
    let ours = seen
        .iter()
        .find(|(_, member)| member == "OpenSession")
        .unwrap()
        .0
        .clone();
    seen.into_iter()
        .filter(|(sender, _)| *sender == ours)
        .map(|(_, member)| member)
        .collect()
}

#[test]
fn found_costs_four_trips_for_one_realm_and_five_for_several() {
    let bus = PrivateBus::unlocked();
    let open = || secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap();
    for realm in ["https://one", "https://two"] {
        open()
            .put(&key(realm, "/", "any"), "", &secret("s"), None)
            .unwrap();
    }
    // The search does not wait for the session, nor the session for whether the collection is open.
    let called = calls(&bus, || drop(open().find("", &["https://one"]).unwrap()));
    assert_eq!(
        called,
        ["Hello", "Get", "OpenSession", "SearchItems", "GetSecret"]
    );
    // Of several realms each item says first whose it is, so that no other's secret is fetched.
    // Both are asked before either answer is there, and so are both secrets: one way there and back
    // for each.
    let called = calls(&bus, || {
        drop(
            open()
                .find("", &["https://one", "https://two", "https://three"])
                .unwrap(),
        );
    });
    assert_eq!(
        called,
        [
            "Hello",
            "Get",
            "OpenSession",
            "SearchItems",
            "Get",
            "Get",
            "GetSecret",
            "GetSecret"
        ]
    );
    let called = calls(&bus, || drop(open().find("", &["https://three"]).unwrap()));
    // Only where nothing was found it matters who says so.
    assert_eq!(
        called,
        [
            "Hello",
            "Get",
            "OpenSession",
            "SearchItems",
            "GetConnectionUnixProcessID"
        ]
    );
}

/// A project can name any number of registries: what it costs is a look at each item, and no secret
/// that is not wanted.
#[test]
fn thousands_of_realms_cost_no_more_questions_than_there_are_items() {
    let bus = PrivateBus::unlocked();
    let open = || secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap();
    let store = open();
    for at in 0..40 {
        store
            .put(
                &key(&format!("https://own{at}"), "/", "any"),
                "",
                &secret("s"),
                None,
            )
            .unwrap();
    }
    store
        .put(&key("https://h1999", "/", "any"), "", &secret("s"), None)
        .unwrap();
    let realms: Vec<String> = (0..2000).map(|at| format!("https://h{at}")).collect();
    let realms: Vec<&str> = realms.iter().map(String::as_str).collect();
    let called = calls(&bus, || drop(open().find("", &realms).unwrap()));
    let count = |name: &str| called.iter().filter(|one| *one == name).count();
    // One Get is for the collection.
    assert_eq!(
        (count("SearchItems"), count("Get"), count("GetSecret")),
        (1, 42, 1),
        "{called:?}"
    );
}
