//! A real KeePassXC: with its question before each retrieval, as it comes, and without; locked;
//! showing nothing.

use crate::contract::holds_the_contract_for_text;
use crate::keepassxc::Database;
use crate::secret_service::PrivateBus;
use crate::{key, secret, text};
use npmcred_platform::testing::secret_service;
use npmcred_platform::{
    Availability, PROMPT_DEADLINE, Prompting, SecretStore, StoreError, StoreKey,
};
use std::time::{Duration, Instant};

const TRUSTING: &str = "ConfirmAccessItem=false\n";
const REALM: &str = "https://registry.example";
const AT_ONCE: Duration = Duration::from_millis(2000);

fn here() -> StoreKey {
    key(REALM, "/", "any")
}

fn open(bus: &PrivateBus) -> Box<dyn SecretStore> {
    secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap()
}

/// What every call says that needs an item.
#[track_caller]
fn all_say(store: &dyn SecretStore, want: &StoreError, text: &str) {
    let begun = Instant::now();
    let said = [
        store.get(&here()).map(drop),
        store.find("", &[REALM]).map(drop),
        store.find("", &[REALM, "https://other.example"]).map(drop),
        store.list().map(drop),
        store.delete(&here()).map(drop),
        store.put(&here(), "", &secret("other"), None),
    ];
    for error in said {
        let error = error.unwrap_err();
        assert_eq!(error.bare(), want, "{error}");
        assert!(error.to_string().contains(text), "{error}");
    }
    assert!(begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());
}

#[test]
fn it_holds_the_contract_where_it_does_not_ask() {
    let bus = PrivateBus::keepassxc(Database::Open, TRUSTING);
    holds_the_contract_for_text(&*open(&bus));
}

#[test]
fn what_is_stored_twice_is_there_once() {
    let bus = PrivateBus::keepassxc(Database::Open, TRUSTING);
    for value in ["one", "two", "three"] {
        open(&bus)
            .put(&here(), value, &secret(value), None)
            .unwrap();
        assert_eq!(
            text(open(&bus).get(&here()).unwrap()).as_deref(),
            Some(value)
        );
    }
    assert_eq!(open(&bus).list().unwrap(), [here()]);
    assert_eq!(open(&bus).find("", &[REALM]).unwrap().len(), 1);
    assert!(open(&bus).delete(&here()).unwrap());
}

#[test]
fn as_it_comes_it_is_open_and_gives_nothing_to_the_next_command() {
    let bus = PrivateBus::keepassxc(Database::Open, "");
    let first = open(&bus);
    first.put(&here(), "", &secret("s"), None).unwrap();
    assert_eq!(
        text(first.get(&here()).unwrap()).as_deref(),
        Some("s"),
        "who stored it is not asked about"
    );
    let next = open(&bus);
    assert_eq!(next.availability(), Availability::Ready);
    all_say(
        &*next,
        &StoreError::Guarded,
        "(KeePassXC) is open, but asks",
    );
    // What is not there is not there: the database is open.
    assert!(
        next.find("", &["https://other.example"])
            .unwrap()
            .is_empty()
    );
    assert_eq!(text(next.get(&key(REALM, "/other/", "any")).unwrap()), None);
}

#[test]
fn a_locked_one_is_locked_at_once_and_asks_nobody() {
    let mut bus = PrivateBus::keepassxc(Database::Open, TRUSTING);
    open(&bus).put(&here(), "", &secret("s"), None).unwrap();
    for settings in ["", "UnlockBeforeSearch=false\n"] {
        bus.stop_daemon();
        bus.start_keepassxc(Database::Locked, settings);
        let store = open(&bus);
        assert_eq!(store.availability(), Availability::Locked);
        all_say(&*store, &StoreError::Locked, "(KeePassXC) is locked");
    }
}

#[test]
fn one_that_shows_nothing_is_not_an_empty_one() {
    let bus = PrivateBus::keepassxc(Database::None, "");
    let why = "no database is open in KeePassXC that it shows to other programs";
    let store = open(&bus);
    assert_eq!(store.availability(), Availability::Missing(why.to_owned()));
    all_say(&*store, &StoreError::Unavailable(why.to_owned()), why);
}
