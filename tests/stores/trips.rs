//! How many round trips a look-up costs: a bus monitor counts them.

use crate::secret_service::PrivateBus;
use crate::stub::{Search, Stub};
use crate::{key, secret};
use npmcred_platform::testing::secret_service;
use npmcred_platform::{PROMPT_DEADLINE, Prompting};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// The calls (`mc`) that one client made and the answers (`mr`) that it got, in order, as the
/// monitor's lines have them: kind, time, serial, sender, destination and, of a call, path,
/// interface and member.
fn messages(bus: &PrivateBus, job: impl FnOnce()) -> Vec<Vec<String>> {
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
    let seen: Vec<Vec<String>> = lines
        .map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>())
        .take_while(|fields| fields.get(7).is_none_or(|member| member != "ListNames"))
        .collect();
    let _ = monitor.kill();
    let _ = monitor.wait();
    let opening = seen
        .iter()
        .find(|fields| fields.get(7).is_some_and(|member| member == "OpenSession"));
    let ours = opening.unwrap()[3].clone();
    seen.into_iter()
        .filter(|fields| match fields[0].as_str() {
            "mc" => fields[3] == ours,
            "mr" => fields[4] == ours,
            _ => false,
        })
        .collect()
}

/// The methods that one client called, in order.
fn calls(bus: &PrivateBus, job: impl FnOnce()) -> Vec<String> {
    messages(bus, job)
        .into_iter()
        .filter(|fields| fields[0] == "mc")
        .map(|mut fields| fields.remove(7))
        .collect()
}

/// GNOME Keyring (42.1) takes note of a client in a task of its own, which its first question may
/// overtake. So this one needs no client to be known, and no other is asked before its answer.
#[test]
fn the_first_question_is_answered_before_any_other_is_asked() {
    let bus = PrivateBus::unlocked();
    let messages = messages(&bus, || {
        let store = secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap();
        drop(store.find("", &["https://one"]).unwrap());
    });
    let kinds: Vec<&str> = messages.iter().map(|fields| fields[0].as_str()).collect();
    assert_eq!(kinds[..4], ["mc", "mr", "mc", "mr"], "{messages:?}");
    assert_eq!(messages[0][7], "Hello");
    assert_eq!(messages[2][7], "ReadAlias");
}

#[test]
fn found_costs_five_trips_for_one_realm_and_six_for_several() {
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
        [
            "Hello",
            "ReadAlias",
            "Get",
            "OpenSession",
            "SearchItems",
            "GetSecret"
        ]
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
            "ReadAlias",
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
            "ReadAlias",
            "Get",
            "OpenSession",
            "SearchItems",
            "GetConnectionUnixProcessID"
        ]
    );
}

#[test]
fn nothing_found_in_a_locked_store_asks_once_who_says_so() {
    let mut bus = PrivateBus::unlocked();
    bus.lock();
    let open = || secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap();
    let called = calls(&bus, || drop(open().find("", &["https://one"]).unwrap()));
    let asks = |name: &&String| *name == "GetConnectionUnixProcessID";
    assert_eq!(called.iter().filter(asks).count(), 1, "{called:?}");
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

#[test]
fn no_more_secrets_are_asked_for_at_once_than_other_questions() {
    let bus = PrivateBus::bare();
    let running = Stub {
        collections: &[("main", false)],
        search: Search::Items(&["main/1"; 40], &[]),
        ..Stub::default()
    }
    .run(&bus);
    let store = secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap();
    let found = store.find("", &["https://one"]);
    assert!(found.is_err(), "it gives none of them");
    let called = running.calls();
    let asked = called.iter().filter(|call| *call == "GetSecret").count();
    assert!((1..=32).contains(&asked), "{asked}");
}
