//! Items of one profile are invisible to the others, and to a program that does not know of
//! profiles.

use crate::contract::each_sees_its_own;
use crate::secret_service::PrivateBus;
use crate::{in_profile, key, secret, text, texts, unique};
use npmcred_platform::testing::{MemoryStore, kernel_keyring, secret_service};
use npmcred_platform::{PROMPT_DEADLINE, Prompting};
use std::process::Command;
use std::time::Duration;

const LIFETIME: Option<Duration> = Some(Duration::from_secs(600));
#[test]
fn memory() {
    each_sees_its_own(&MemoryStore::new());
}

#[test]
fn kernel() {
    each_sees_its_own(&*kernel_keyring().unwrap());
}

#[test]
fn service() {
    let bus = PrivateBus::unlocked();
    each_sees_its_own(&*secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap());
}

const BY_REALM: [&str; 4] = ["npmcred:format", "1", "npmcred:realm", "https://r"];

/// How many items `secret-tool` finds by these attributes.
fn found(bus: &PrivateBus, attributes: &[&str]) -> usize {
    let output = bus
        .command("secret-tool")
        .args(["search", "--all", "--unlock"])
        .args(attributes)
        .output()
        .unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .matches("secret = ")
        .count()
}

#[test]
fn who_knows_no_profiles_searches_the_service_past_them() {
    let bus = PrivateBus::unlocked();
    let store = secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap();
    let by_key = [
        &BY_REALM[..],
        &["npmcred:path", "/", "npmcred:purpose", "any"],
    ]
    .concat();
    let work = in_profile("work", "https://r", "/", "any");
    store.put(&work, "", &secret("work"), None).unwrap();
    for attributes in [&BY_REALM[..2], &BY_REALM, &by_key] {
        assert_eq!(found(&bus, attributes), 0, "{attributes:?}");
    }
    assert_eq!(
        found(
            &bus,
            &["npmcred:realm", "https://r", "npmcred:profile", "work"]
        ),
        1,
        "the search itself finds"
    );
    // And an item without a profile is the one that it always was.
    let default = key("https://r", "/", "any");
    store.put(&default, "", &secret("default"), None).unwrap();
    assert_eq!(found(&bus, &by_key), 1);
}

#[test]
fn an_item_stored_before_there_were_profiles_is_read_replaced_and_removed() {
    let bus = PrivateBus::unlocked();
    let store = secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap();
    let as_before = [
        ("xdg:schema", "npmcred.Credential"),
        ("npmcred:format", "1"),
        ("npmcred:realm", "https://before"),
        ("npmcred:path", "/"),
        ("npmcred:purpose", "any"),
    ];
    bus.add_item(&as_before, b"stored before");
    let before = key("https://before", "/", "any");
    assert_eq!(
        texts(store.find("", &["https://before"]).unwrap()),
        ["stored before"]
    );
    store.put(&before, "", &secret("replaced"), None).unwrap();
    assert_eq!(
        text(store.get(&before).unwrap()),
        Some("replaced".to_owned())
    );
    assert!(store.delete(&before).unwrap());
    assert!(store.get(&before).unwrap().is_none());
}

#[test]
fn who_else_has_something_is_told_without_unlocking() {
    let mut bus = PrivateBus::unlocked();
    let open =
        |bus: &PrivateBus| secret_service(&bus.env(), Prompting::Allowed, PROMPT_DEADLINE).unwrap();
    for profile in ["", "work"] {
        open(&bus)
            .put(
                &in_profile(profile, "https://r", "/", "any"),
                "",
                &secret("s"),
                None,
            )
            .unwrap();
    }
    bus.lock();
    bus.add_silent_prompter();
    // Nobody answers the prompter, so that asking would be an error.
    for profile in ["", "work"] {
        assert!(
            open(&bus)
                .list_others(profile)
                .unwrap()
                .iter()
                .all(|key| key.profile != profile)
        );
    }
}

#[test]
fn keys_of_the_kernel_without_a_profile_are_called_what_they_were() {
    let store = kernel_keyring().unwrap();
    let realm = unique("https://names");
    for profile in ["", "work"] {
        store
            .put(
                &in_profile(profile, &realm, "/", "any"),
                "",
                &secret("s"),
                LIFETIME,
            )
            .unwrap();
    }
    // The file lists what this process can see, without linking anything.
    let output = Command::new("cat").arg("/proc/keys").output().unwrap();
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    for profile in ["", "work"] {
        assert!(
            store
                .delete(&in_profile(profile, &realm, "/", "any"))
                .unwrap()
        );
    }
    let names: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.find("npmcred|any|").map(|at| &line[at..]))
        .collect();
    for end in ["/", "/|work"] {
        let name = format!("npmcred|any|{realm}|{end}: ");
        assert!(
            names.iter().any(|line| line.starts_with(&name)),
            "{name} in {names:?}"
        );
    }
}
