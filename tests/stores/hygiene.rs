//! No copy of a secret stays in our memory once its owner is done with it.
//!
//! The search must not find the pattern that it looks for in its own buffers, so it makes it byte
//! by byte.

use crate::secret_service::PrivateBus;
use crate::{key, unique};
use npmcred_platform::testing::{kernel_keyring, secret_service};
use npmcred_platform::{PROMPT_DEADLINE, Prompting, Secret, SecretStore, unlock};
use std::io::{Read, Seek, SeekFrom};
use std::sync::Mutex;

const HALF: usize = 24;

/// Bytes that are nowhere else in memory: neither in the program's constants nor, as a whole, in
/// what made them.
struct Canary {
    seed: u8,
}

impl Canary {
    fn secret(&self) -> Secret {
        Secret::new((0..2 * HALF).map(|at| self.byte(at)).collect())
    }

    fn byte(&self, at: usize) -> u8 {
        (at as u8)
            .wrapping_mul(167)
            .wrapping_add(self.seed)
            .rotate_left(3)
            ^ 0x5a
    }

    fn begins(&self, window: &[u8]) -> bool {
        // Most are told by their first byte, and there are millions.
        window[0] == self.byte(0)
            && window
                .iter()
                .enumerate()
                .all(|(at, &byte)| byte == self.byte(at))
    }

    /// How often half of it stands anywhere in this process's writable memory.
    fn copies(&self) -> usize {
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let mut memory = std::fs::File::open("/proc/self/mem").unwrap();
        let mut copies = 0;
        for line in maps.lines().filter(|line| line.contains(" rw")) {
            let (from, to) = line.split_once(' ').unwrap().0.split_once('-').unwrap();
            let (from, to) = (
                u64::from_str_radix(from, 16).unwrap(),
                u64::from_str_radix(to, 16).unwrap(),
            );
            let mut region = vec![0; (to - from) as usize];
            memory.seek(SeekFrom::Start(from)).unwrap();
            if memory.read_exact(&mut region).is_ok() {
                copies += region
                    .windows(HALF)
                    .filter(|window| self.begins(window))
                    .count();
            }
            // Not left for the next region to find.
            region.fill(0);
            std::hint::black_box(&region);
        }
        copies
    }
}

/// One search at a time: what one has read, the other would find.
static ALONE: Mutex<()> = Mutex::new(());

fn leaves_nothing(store: &dyn SecretStore, seed: u8) {
    let _alone = ALONE.lock();
    let canary = Canary { seed };
    let realm = unique("https://canary");
    let here = key(&realm, "/", "any");
    let kept = canary.secret();
    assert!(canary.copies() > 0, "the search finds what is there");
    store.put(&here, "", &kept, None).unwrap();
    drop(kept);
    assert_eq!(canary.copies(), 0, "after put");
    for item in store.find("", &[&realm]).unwrap() {
        assert!(canary.copies() > 0);
        drop(item);
    }
    assert_eq!(canary.copies(), 0, "after find");
    drop(store.get(&here).unwrap().unwrap());
    assert_eq!(canary.copies(), 0, "after get");
    assert!(store.delete(&here).unwrap());
}

#[test]
fn service() {
    let bus = PrivateBus::unlocked();
    leaves_nothing(
        &*secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap(),
        11,
    );
}

/// The password that `npmcred unlock` is given: once for a new keyring, once for that one locked.
#[test]
fn password() {
    let mut bus = PrivateBus::bare();
    bus.start_daemon(false);
    let _alone = ALONE.lock();
    for state in ["new", "locked"] {
        let canary = Canary { seed: 143 };
        let typed = canary.secret();
        assert!(canary.copies() > 0, "the search finds what is there");
        unlock(&bus.env(), &typed).unwrap();
        drop(typed);
        assert_eq!(canary.copies(), 0, "after {state}");
        bus.lock();
    }
}

#[test]
fn kernel() {
    leaves_nothing(&*kernel_keyring().unwrap(), 77);
}
