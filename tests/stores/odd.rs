//! A Secret Service that is odd: every answer but "open, and nothing there" is an error, and says
//! who gave it.

use crate::secret_service::PrivateBus;
use crate::stub::{Running, Search, Stub};
use crate::{key, secret};
use npmcred_platform::testing::secret_service;
use npmcred_platform::{Opening, PROMPT_DEADLINE, Prompting, SecretStore, StoreError, open_store};
use std::time::{Duration, Instant};

const REALM: &str = "https://registry.example";
const OPEN: &[(&str, bool)] = &[("main", false)];
const NO_OBJECT: &str = "org.freedesktop.Secret.Error.NoSuchObject";

fn open(bus: &PrivateBus) -> Result<Box<dyn SecretStore>, StoreError> {
    secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE)
}

/// The stub, and what a look-up over it says.
fn found(stub: Stub) -> (Result<usize, StoreError>, Running) {
    let bus = PrivateBus::bare();
    let running = stub.run(&bus);
    let begun = Instant::now();
    let found = open(&bus).and_then(|store| {
        let one = store.find("", &[REALM]).map(|items| items.len());
        let get = store
            .get(&key(REALM, "/", "any"))
            .map(|item| usize::from(item.is_some()));
        assert_eq!(one, get);
        one
    });
    assert!(begun.elapsed() < Duration::from_millis(8000));
    (found, running)
}

#[track_caller]
fn fails(stub: Stub, says: &str) {
    let (found, _running) = found(stub);
    let error = found.unwrap_err();
    assert!(
        !matches!(
            error.bare(),
            StoreError::Unavailable(_) | StoreError::Unreachable(_)
        ),
        "{error:?}"
    );
    // The stub is a part of this very program.
    let comm = std::fs::read_to_string("/proc/self/comm").unwrap();
    assert_eq!(
        error.store().unwrap().program(),
        Some(comm.trim()),
        "{error}"
    );
    assert!(error.to_string().contains(says), "{error}");
}

#[test]
fn open_and_empty_is_absence() {
    for collections in [OPEN, &[("main", false), ("other", false)]] {
        assert_eq!(
            found(Stub {
                collections,
                ..Stub::default()
            })
            .0,
            Ok(0)
        );
    }
}

#[test]
fn attributes_hidden_while_locked_are_no_absence() {
    // The default one is locked; it is open and another is locked; all are.
    let rows: [&'static [(&str, bool)]; 3] = [
        &[("main", true)],
        &[("main", false), ("work", true)],
        &[("main", true), ("work", true)],
    ];
    for collections in rows {
        fails(
            Stub {
                collections,
                ..Stub::default()
            },
            "is locked",
        );
    }
}

#[test]
fn who_may_ask_nobody_does_not_search_what_is_shut() {
    for collections in [&[("main", true)][..], &[]] {
        let (_, running) = found(Stub {
            collections,
            search: Search::Hangs,
            ..Stub::default()
        });
        assert!(
            !running.calls().contains(&"SearchItems".to_owned()),
            "{:?}",
            running.calls()
        );
    }
}

#[test]
fn an_item_that_is_locked_in_an_open_collection_is_told_apart() {
    let locked = |items| Search::Items(&[], items);
    let both: &[(&str, bool)] = &[("main", false), ("work", true)];
    fails(
        Stub {
            collections: OPEN,
            search: locked(&["main/1"]),
            ..Stub::default()
        },
        "asks before it gives out",
    );
    fails(
        Stub {
            collections: both,
            search: locked(&["work/1"]),
            ..Stub::default()
        },
        "is locked",
    );
}

#[test]
fn errors_are_no_absence() {
    for name in [
        NO_OBJECT,
        "org.freedesktop.DBus.Error.UnknownObject",
        "org.freedesktop.DBus.Error.Failed",
    ] {
        fails(
            Stub {
                collections: OPEN,
                search: Search::Fails(name),
                ..Stub::default()
            },
            "failed",
        );
    }
    let denied = Search::Fails("org.freedesktop.DBus.Error.AccessDenied");
    fails(
        Stub {
            collections: OPEN,
            search: denied,
            ..Stub::default()
        },
        "was denied",
    );
    let silent = Search::Fails("org.freedesktop.DBus.Error.NoReply");
    fails(
        Stub {
            collections: OPEN,
            search: silent,
            ..Stub::default()
        },
        "did not answer in time",
    );
    fails(
        Stub {
            collections: OPEN,
            search: Search::Hangs,
            ..Stub::default()
        },
        "did not answer in time",
    );
    fails(
        Stub {
            collections: OPEN,
            sessions: &["org.freedesktop.DBus.Error.InvalidArgs"; 9],
            ..Stub::default()
        },
        "InvalidArgs",
    );
    // It was found, and is gone when it is fetched.
    fails(
        Stub {
            collections: OPEN,
            search: Search::Items(&["main/1"], &[]),
            ..Stub::default()
        },
        "gone",
    );
}

#[test]
fn without_encrypted_sessions_no_secret_is_sent() {
    let bus = PrivateBus::bare();
    let sessions = &["org.freedesktop.DBus.Error.NotSupported"; 9];
    let running = Stub {
        sessions,
        collections: OPEN,
        ..Stub::default()
    }
    .run(&bus);
    // No weaker store takes its place, whatever is asked.
    let store = open_store(&bus.env(), Opening::of_system(Prompting::Never)).unwrap();
    let here = key(REALM, "/", "any");
    for error in [
        store.ready().err(),
        store.find("", &[REALM]).err(),
        store.get(&here).err(),
        store.list().err(),
        store.put(&here, "", &secret("s"), None).err(),
    ] {
        let text = error.unwrap().to_string();
        assert!(
            text.contains("no encrypted sessions") && text.contains("the Secret Service ("),
            "{text}"
        );
    }
    assert!(!running.calls().contains(&"CreateItem".to_owned()));
}

/// The crate that writes sends its public key without leading zeros: one of 256 is shorter than the
/// 128 bytes that KWallet 5 wants, and then the next one is offered.
#[test]
fn a_session_for_writing_that_is_refused_is_asked_for_again() {
    for refusal in [
        "org.freedesktop.DBus.Error.InvalidArgs",
        "org.freedesktop.DBus.Error.Failed",
    ] {
        for run in [1, 2, 3] {
            let sessions = Vec::leak([vec![""], vec![refusal; run]].concat());
            let (bus, create) = (PrivateBus::bare(), "that is far enough");
            let running = Stub {
                sessions,
                collections: OPEN,
                create,
                ..Stub::default()
            }
            .run(&bus);
            let put = open(&bus)
                .and_then(|store| store.put(&key(REALM, "/", "any"), "", &secret("s"), None));
            assert!(put.unwrap_err().to_string().contains(create));
            let asked = |call: &&String| *call == "OpenSession";
            assert_eq!(running.calls().iter().filter(asked).count(), run + 2);
        }
    }
}

/// Ours has its whole length.
#[test]
fn no_session_of_two_thousand_fails_for_the_length_of_its_key() {
    let bus = PrivateBus::bare();
    let running = Stub {
        collections: OPEN,
        whole_keys: true,
        ..Stub::default()
    }
    .run(&bus);
    for nth in 0..2000 {
        let found = open(&bus).and_then(|store| store.ready());
        assert_eq!(found, Ok(()), "session {nth}");
    }
    let asked = running
        .calls()
        .iter()
        .filter(|call| *call == "OpenSession")
        .count();
    assert_eq!(asked, 2000);
}

#[test]
fn a_session_that_is_answered_after_the_search_is_taken_for_no_other_answer() {
    for (search, want) in [
        (Search::Nothing, Ok(0)),
        (Search::Items(&["main/1"], &[]), Err("gone")),
    ] {
        let (found, _running) = found(Stub {
            collections: OPEN,
            late_sessions: true,
            search,
            ..Stub::default()
        });
        match want {
            Ok(count) => assert_eq!(found, Ok(count)),
            Err(says) => assert!(found.unwrap_err().to_string().contains(says)),
        }
    }
}

/// KDE without a wallet, KeePassXC that shows nothing: there is a service, and nothing in which
/// anything could lie.
#[test]
fn a_service_with_no_collection_is_no_empty_store() {
    let bus = PrivateBus::bare();
    let _running = Stub::default().run(&bus);
    for prompting in [Prompting::Never, Prompting::Allowed] {
        let store = secret_service(&bus.env(), prompting, PROMPT_DEADLINE).unwrap();
        let any = key(REALM, "/", "any");
        for error in [
            store.get(&any).err(),
            store.find("", &[REALM]).err(),
            store.find("", &[REALM, "https://other"]).err(),
            store.list().err(),
            store.delete(&any).err(),
        ] {
            let error = error.expect("an error and no absence");
            assert!(
                error.to_string().contains("no default collection"),
                "{error}"
            );
        }
    }
}

/// The first secret of all makes the collection, where there is a person to choose its password.
#[test]
fn the_first_secret_makes_the_first_collection() {
    for (prompting, made) in [(Prompting::Never, false), (Prompting::Allowed, true)] {
        let bus = PrivateBus::bare();
        let running = Stub {
            makes_one: true,
            create: "that is far enough",
            ..Stub::default()
        }
        .run(&bus);
        let store = secret_service(&bus.env(), prompting, PROMPT_DEADLINE).unwrap();
        let error = store
            .put(&key(REALM, "/", "any"), "", &secret("s"), None)
            .unwrap_err()
            .to_string();
        let calls = running.calls();
        let count = |name: &str| calls.iter().filter(|call| *call == name).count();
        assert_eq!(
            (count("CreateCollection"), count("CreateItem")),
            (made.into(), made.into()),
            "{error} {calls:?}"
        );
        assert!(
            error.contains(if made {
                "that is far enough"
            } else {
                "no default collection"
            }),
            "{error}"
        );
    }
}

#[test]
fn a_program_that_is_no_secret_service_is_an_error_and_no_weaker_store_is_taken() {
    let bus = PrivateBus::bare();
    let sessions = &["org.freedesktop.DBus.Error.UnknownMethod"; 9];
    let _owner = Stub {
        sessions,
        ..Stub::default()
    }
    .run(&bus);
    let error = open_store(&bus.env(), Opening::of_system(Prompting::Never))
        .and_then(|store| store.find("", &[REALM]))
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("does not know what every Secret Service knows"),
        "{error}"
    );
    let put =
        open(&bus).and_then(|store| store.put(&key(REALM, "/", "any"), "", &secret("s"), None));
    assert!(put.is_err());
}

#[test]
fn what_the_service_says_of_a_refusal_is_passed_on_without_what_moves_the_cursor() {
    let bus = PrivateBus::bare();
    let create = "the password is \u{1b}[31mtoo short\u{7}\nand more";
    let _running = Stub {
        collections: OPEN,
        create,
        ..Stub::default()
    }
    .run(&bus);
    let error = open(&bus)
        .unwrap()
        .put(&key(REALM, "/", "any"), "", &secret("s"), None)
        .unwrap_err()
        .to_string();
    assert!(error.contains("the password is [31mtoo short"), "{error}");
    assert!(
        !error.contains(char::is_control) && !error.contains("and more"),
        "{error:?}"
    );
}
