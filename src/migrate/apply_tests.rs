//! Tests with a store that misbehaves.

use super::*;
use crate::context::Env;
use crate::migrate::find;
use npmcred_platform::testing::MemoryStore;
use npmcred_platform::{Availability, Durability, Secret, StoreError, StoreKey, StoredItem};
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// It works.
    Honest,
    /// It reports success and stores nothing.
    Forgets,
    /// It returns other bytes than were stored.
    Garbles,
    /// It refuses every item.
    Refuses,
    /// It fails before a stored item can be read.
    Vanishes,
    /// It only has memory.
    Memory,
}

struct TestStore(MemoryStore, Fault);

impl SecretStore for TestStore {
    fn name(&self) -> &'static str {
        "test store"
    }

    fn durability(&self) -> Durability {
        if self.1 == Fault::Memory {
            Durability::Memory
        } else {
            Durability::Persistent
        }
    }

    fn availability(&self) -> Availability {
        Availability::Ready
    }

    fn find(
        &self,
        profile: &str,
        realms: &[&str],
    ) -> std::result::Result<Vec<StoredItem>, StoreError> {
        self.0.find(profile, realms)
    }

    fn get(&self, key: &StoreKey) -> std::result::Result<Option<Secret>, StoreError> {
        match self.1 {
            Fault::Vanishes => Err(StoreError::TimedOut),
            Fault::Garbles => Ok(self.0.get(key)?.map(|_| Secret::from("other".to_owned()))),
            _ => self.0.get(key),
        }
    }

    fn put(
        &self,
        key: &StoreKey,
        label: &str,
        secret: &Secret,
        lifetime: Option<Duration>,
    ) -> std::result::Result<(), StoreError> {
        match self.1 {
            Fault::Forgets => Ok(()),
            Fault::Refuses => Err(StoreError::Denied),
            _ => self.0.put(key, label, secret, lifetime),
        }
    }

    fn delete(&self, key: &StoreKey) -> std::result::Result<bool, StoreError> {
        self.0.delete(key)
    }

    fn list(&self) -> std::result::Result<Vec<StoreKey>, StoreError> {
        self.0.list()
    }

    fn list_others(&self, profile: &str) -> std::result::Result<Vec<StoreKey>, StoreError> {
        self.0.list_others(profile)
    }
}

struct MigrationWorld {
    context: Context,
    home: tempfile::TempDir,
}

impl MigrationWorld {
    fn new(fault: Fault) -> Self {
        let home = tempfile::tempdir().unwrap();
        let env = Env::new(vec![("HOME".into(), OsString::from(home.path()))]);
        let open = move |_: &Env, _| Ok(Box::new(TestStore(MemoryStore::new(), fault)) as _);
        let context = Context::invented(env, Box::new(open), || 1_000).at(Some(home.path()));
        Self { context, home }
    }

    fn file(&self) -> PathBuf {
        self.home.path().join(".npmrc")
    }

    fn write(&self, text: &str) {
        files::write_private(&self.file(), text.as_bytes()).unwrap();
    }

    fn read(&self) -> String {
        String::from_utf8(files::read(&self.file()).unwrap().unwrap()).unwrap()
    }
}

const TEXT: &str = "a=1\n//h/:_authToken=secret-of-h\n";

#[test]
fn what_the_store_does_not_give_back_stays_in_the_file() {
    for fault in [
        Fault::Forgets,
        Fault::Garbles,
        Fault::Refuses,
        Fault::Vanishes,
        Fault::Memory,
    ] {
        let world = MigrationWorld::new(fault);
        world.write(TEXT);
        let found = find(&world.context, &[]).unwrap();
        let outcome = apply(&world.context, &found).unwrap();
        assert_eq!(world.read(), TEXT, "{fault:?}");
        assert!(
            matches!(outcome.became[..], [MoveResult::Failed(_)]),
            "{fault:?} {outcome:?}"
        );
        assert_eq!(
            outcome.verdict(&found).unwrap_err().kind.exit_code(),
            4,
            "{fault:?}"
        );
    }
    let world = MigrationWorld::new(Fault::Honest);
    world.write(TEXT);
    let found = find(&world.context, &[]).unwrap();
    let outcome = apply(&world.context, &found).unwrap();
    assert_eq!(
        (world.read().as_str(), outcome.became),
        ("a=1\n", vec![MoveResult::Moved])
    );
}

/// The plan is shown, and both steps that could move something refuse.
#[test]
fn nothing_is_moved_where_it_could_not_be_handed_back() {
    let mut world = MigrationWorld::new(Fault::Honest);
    world.context = world.context.without_handover();
    world.write(TEXT);
    let mut found = find(&world.context, &[]).unwrap();
    let planned = crate::migrate::preflight(&world.context, &mut found, false);
    let applied = apply(&world.context, &found);
    for refused in [planned.unwrap_err(), applied.unwrap_err()] {
        assert_eq!(refused.kind.exit_code(), 7);
        assert!(refused.message.ends_with("so it takes none away"));
    }
    assert_eq!(world.read(), TEXT);
}

/// A store in memory takes credentials that expire soon; the plan says beforehand that the others
/// stay.
#[test]
fn a_store_of_hours_is_given_only_what_ends_within_hours() {
    let world = MigrationWorld::new(Fault::Memory);
    world.write(&format!(
        "{TEXT}//i/:_authToken=eyJhbGciOiJub25lIn0.eyJleHAiOjQ2MDB9.c2ln\n"
    ));
    let mut found = find(&world.context, &[]).unwrap();
    crate::migrate::preflight(&world.context, &mut found, false).unwrap();
    let fates: Vec<Action> = found.sightings.iter().map(|one| one.action).collect();
    assert_eq!(fates, [Action::Keep(ErrorKind::StoreMissing), Action::Move]);
    let outcome = apply(&world.context, &found).unwrap();
    assert_eq!(
        (world.read().as_str(), &outcome.became[1]),
        (TEXT, &MoveResult::Moved)
    );
    assert_eq!(
        outcome.verdict(&found).unwrap_err().kind,
        ErrorKind::StoreMissing
    );
}

/// The user agreed to the secret that was there, not to one that has replaced it.
#[test]
fn a_file_that_has_changed_meanwhile_is_not_touched_where_it_matters() {
    let world = MigrationWorld::new(Fault::Honest);
    world.write(TEXT);
    let found = find(&world.context, &[]).unwrap();
    let cases = [
        (
            "//h/:_authToken=another\n",
            "//h/:_authToken=another\n",
            false,
        ),
        (
            "b=2\n\n//h/:_authToken=secret-of-h\nc=3\n",
            "b=2\n\nc=3\n",
            true,
        ),
        (
            "; //h/:_authToken=secret-of-h\n",
            "; //h/:_authToken=secret-of-h\n",
            true,
        ),
    ];
    for (now, after, is_well) in cases {
        world.write(now);
        let outcome = apply(&world.context, &found).unwrap();
        assert_eq!(world.read(), after, "{now}");
        assert_eq!(
            outcome.verdict(&found).is_ok(),
            is_well,
            "{now} {outcome:?}"
        );
    }
}

#[test]
fn nothing_that_is_found_shows_a_secret() {
    let world = MigrationWorld::new(Fault::Honest);
    world.write(&format!(
        "{TEXT}; //i/:_authToken=secret-of-i\nregistry=https://me:secret-pw@h/\n//me:secret-pw@h/:_auth=bWU6cHc=\n"
    ));
    let found = find(&world.context, &[]).unwrap();
    let shown = format!(
        "{found:?} {}",
        crate::migrate::json(&found, &MoveResults::nothing(&found))
    );
    assert!(
        found.sightings.len() == 4 && !shown.contains("secret-"),
        "{shown}"
    );
}
