//! No core file while a secret is in memory; on Linux also no `/proc/<pid>/mem` for other processes
//! of the user.

#[cfg(target_os = "linux")]
use rustix::process::{DumpableBehavior, dumpable_behavior, set_dumpable_behavior};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

#[derive(Debug)]
pub(crate) struct CoreDumpsOff {
    limit: Rlimit,
    unreadable: Unreadable,
}

/// Not inherited across `exec`, unlike the limit on core files.
#[derive(Debug)]
pub(crate) struct Unreadable {
    #[cfg(target_os = "linux")]
    dumpable: Option<DumpableBehavior>,
}

impl Unreadable {
    pub(crate) fn begin() -> Self {
        let before = Self {
            #[cfg(target_os = "linux")]
            dumpable: dumpable_behavior().ok(),
        };
        #[cfg(target_os = "linux")]
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
        before
    }

    pub(crate) fn restore(&self) {
        #[cfg(target_os = "linux")]
        if let Some(behavior) = self.dumpable {
            let _ = set_dumpable_behavior(behavior);
        }
    }
}

impl CoreDumpsOff {
    pub(crate) fn begin() -> Self {
        let before = Self {
            limit: getrlimit(Resource::Core),
            unreadable: Unreadable::begin(),
        };
        // Only the soft limit: an ordinary user could not raise the hard one again.
        let _ = setrlimit(
            Resource::Core,
            Rlimit {
                current: Some(0),
                maximum: before.limit.maximum,
            },
        );
        before
    }

    pub(crate) fn restore(&self) {
        let _ = setrlimit(Resource::Core, self.limit);
        self.unreadable.restore();
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use std::process::Command;

    /// Says that the tests of the switches have their process to themselves.
    const ALONE: &str = "NPMCRED_TEST_SWITCHES";

    /// Other tests of this process look at its memory, or at its files below `/proc`.
    #[test]
    fn the_switches_are_given_back() {
        let mut alone = Command::new(std::env::current_exe().unwrap());
        alone
            .args(["--exact", "unix::memory::tests::in_a_process_of_its_own"])
            .env(ALONE, "yes");
        let said = alone.output().unwrap();
        let out = String::from_utf8_lossy(&said.stdout);
        assert!(said.status.success() && out.contains("1 passed"), "{out}");
    }

    #[test]
    fn in_a_process_of_its_own() {
        if std::env::var_os(ALONE).is_none() {
            return;
        }
        a_child_of_who_is_unreadable_has_its_own_limit_on_core_files();
        both_switches_are_given_back();
    }

    fn a_child_of_who_is_unreadable_has_its_own_limit_on_core_files() {
        let (limit, dumpable) = (getrlimit(Resource::Core), dumpable_behavior().unwrap());
        let unreadable = Unreadable::begin();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        assert_eq!(getrlimit(Resource::Core), limit);
        unreadable.restore();
        assert_eq!(dumpable_behavior().unwrap(), dumpable);
    }

    fn both_switches_are_given_back() {
        let (limit, dumpable) = (getrlimit(Resource::Core), dumpable_behavior().unwrap());
        let off = CoreDumpsOff::begin();
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        off.restore();
        assert_eq!(getrlimit(Resource::Core), limit);
        assert_eq!(dumpable_behavior().unwrap(), dumpable);
    }
}
