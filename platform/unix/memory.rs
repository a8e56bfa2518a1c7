//! No core file while a secret is in memory; on Linux also no `/proc/<pid>/mem` for other processes of the user.

#[cfg(target_os = "linux")]
use rustix::process::{DumpableBehavior, dumpable_behavior, set_dumpable_behavior};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

#[derive(Debug)]
pub(crate) struct CoreDumpsOff {
    limit: Rlimit,
    #[cfg(target_os = "linux")]
    dumpable: Option<DumpableBehavior>,
}

impl CoreDumpsOff {
    pub(crate) fn begin() -> Self {
        let before = Self {
            limit: getrlimit(Resource::Core),
            #[cfg(target_os = "linux")]
            dumpable: dumpable_behavior().ok(),
        };
        // Only the soft limit: an ordinary user could not raise the hard one again.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: before.limit.maximum });
        #[cfg(target_os = "linux")]
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
        before
    }

    pub(crate) fn restore(&self) {
        let _ = setrlimit(Resource::Core, self.limit);
        #[cfg(target_os = "linux")]
        if let Some(behavior) = self.dumpable {
            let _ = set_dumpable_behavior(behavior);
        }
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
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
