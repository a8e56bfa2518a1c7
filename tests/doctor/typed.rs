//! Cures of states that no other test has: each is typed, and the finding is gone.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};

use super::support::secret_service::PrivateBus;
use super::support::typed::behind;
use super::world::World;

const CANARY: &str = "npm_typedTYPEDtypedTYPEDtypedTYPED012345";

/// What the store holds for this registry, as another program may have left it.
fn put(world: &mut World, url: &str, purpose: &str, contents: &str) {
    let (realm, _) = url.trim_end_matches('/').split_at(url.len() - 1);
    let attributes = [
        ("xdg:schema", "npmcred.Credential"),
        ("npmcred:format", "1"),
        ("npmcred:realm", realm),
        ("npmcred:path", "/"),
        ("npmcred:purpose", purpose),
    ];
    let added = world
        .lab
        .bus()
        .try_add_item(&attributes, contents.as_bytes());
    added.unwrap();
}

#[test]
fn what_is_damaged_or_has_expired() {
    let mut world = World::settled();
    put(&mut world, "https://damaged.example/", "any", "not ours");
    world.is_cured("damaged", "");
    let url = world.lab.registry.url.clone();
    let contents = format!(
        r#"{{"v":1,"registry":"{url}","secret":"{CANARY}","kind":"granular","use":"any","owner":null,"issued":1,"expires":2}}"#
    );
    put(&mut world, &url, "any", &contents);
    world.is_cured("expired", "");
}

#[test]
fn what_the_registry_rejects() {
    let world = World::settled();
    let url = world.lab.registry.url.clone();
    world.lab.store_ending(&url, CANARY, "any", 30 * 24 * 3600);
    world.session("npmcred status --check").expect(3);
    world.is_cured("rejected", "");
}

#[test]
fn a_token_in_a_variable_of_this_shell() {
    let world = World::settled();
    let found = world.is_cured("plaintext-variable", &format!("export NPM_TOKEN={CANARY}"));
    assert_eq!(found.severity, "note", "{found:?}");
}

#[test]
fn a_file_of_ours_that_belongs_to_another_user() {
    let world = World::settled();
    if fs::metadata(world.home("")).unwrap().uid() != 0 {
        return println!("only root can give a file away");
    }
    world.session("npmcred config renew never").expect(0);
    // A machine of root's own may have no sudo.
    world.program(".local/bin/sudo", "exec \"$@\"");
    chown(
        world.home(".config/npmcred/settings.json"),
        Some(4242),
        None,
    )
    .unwrap();
    world.is_cured("not-yours", "");
}

/// A keyring daemon that nobody ever gave a keyring.
#[test]
fn a_keyring_that_is_not_made_yet() {
    let mut world = World::settled();
    let mut bus = PrivateBus::bare();
    bus.start_daemon(false);
    world.lab.set_bus(bus);
    let store = format!("echo {CANARY} | npmcred store --registry https://h.test/");
    let failed = world.session(&store).expect(4);
    let cure = behind(
        &failed.err(),
        "make the default keyring; it asks for a new password",
    );
    world.shell(&cure).stdin("correct horse\n").run().expect(0);
    world.session(&store).expect(0);
}
