//! Allows one login at a time for a registry and a profile, however many commands need it.
//! The command that makes its tokens runs under the same lock.
//!
//! The lock is held only during a login. So an *unattended* process that finds it taken knows that
//! a person is logging in right now, and waits for the result. The reason for a failed login stays
//! in the file for the waiting processes, so that twenty commands do not ask twenty times. A
//! process that finds the lock free removes that reason and starts again. A killed holder leaves no
//! reason, and then the next process asks.

use crate::context::Context;
use crate::credential::Profile;
use crate::error::{Error, ErrorKind, Result};
use crate::registry::Registry;
use npmcred_platform::lock::FileLock;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::time::Duration;

/// How long to wait for another process's login. A registry's own limit for a web login is shorter.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// The right to log in.
pub struct LoginLock {
    /// `None` if the file system has no locks: two logins are better than none.
    lock: Option<FileLock>,
    /// Why the login that was waited for failed.
    pub before: Option<Abandoned>,
}

/// Why a login failed. It is left in the lock file for the processes that wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Abandoned {
    /// The person said no, or interrupted it.
    Declined,
    /// It failed, with this message.
    Failed(String),
}

impl LoginLock {
    /// Takes the lock; calls `waiting` once if another process holds it.
    ///
    /// # Errors
    /// `NotLoggedIn` if the other process does not end.
    pub fn take(
        context: &Context,
        profile: &Profile,
        registry: &Registry,
        waiting: impl FnOnce(),
    ) -> Result<Self> {
        let nobody = || {
            Ok(Self {
                lock: None,
                before: None,
            })
        };
        let Ok(path) = path(context, profile, registry) else {
            return nobody();
        };
        match FileLock::exclusive(&path, Duration::ZERO) {
            Ok(Some(mut lock)) => {
                // The file is about a login that nobody here has waited for.
                drop(lock.leave(b""));
                return Ok(Self {
                    lock: Some(lock),
                    before: None,
                });
            }
            Ok(None) => waiting(),
            Err(_) => return nobody(),
        }
        match FileLock::exclusive(&path, PATIENCE) {
            Ok(Some(mut lock)) => {
                let before = lock.words().ok().and_then(|left| Abandoned::read(&left));
                Ok(Self {
                    lock: Some(lock),
                    before,
                })
            }
            Ok(None) => {
                let minutes = PATIENCE.as_secs() / 60;
                let message = format!(
                    "another process has been logging in to {registry} for {minutes} minutes"
                );
                Err(Error::new(ErrorKind::NotLoggedIn, message))
            }
            Err(_) => nobody(),
        }
    }

    /// Leaves the reason for the waiting processes, and releases the lock.
    pub fn give_up(self, why: &Abandoned) {
        if let Some(mut lock) = self.lock {
            // If it cannot be left, the next process asks again.
            drop(lock.leave(why.to_json().to_string().as_bytes()));
        }
    }
}

impl Abandoned {
    fn to_json(&self) -> Value {
        match self {
            Self::Declined => json!({ "v": 1, "declined": true }),
            Self::Failed(why) => json!({ "v": 1, "failed": why }),
        }
    }

    /// `None` if nothing readable was left.
    fn read(left: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(left).ok()?;
        if value.get("declined").and_then(Value::as_bool) == Some(true) {
            return Some(Self::Declined);
        }
        Some(Self::Failed(value.get("failed")?.as_str()?.to_owned()))
    }
}

fn path(context: &Context, profile: &Profile, registry: &Registry) -> Result<PathBuf> {
    let mut hash = Sha256::new();
    hash.update(profile.name().unwrap_or_default());
    hash.update([0]);
    hash.update(registry.to_string());
    let name: String = hash
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(context.data_folder()?.join("logins").join(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;
    use npmcred_platform::StoreError;
    use std::ffi::OsString;
    use std::sync::mpsc;

    fn context(home: &std::path::Path) -> Context {
        let env = Env::new(vec![("HOME".into(), OsString::from(home))]);
        Context::invented(env, Box::new(|_, _| Err(StoreError::Denied)), || 0)
    }

    fn take(home: &std::path::Path, url: &str, waiting: impl FnOnce()) -> LoginLock {
        let registry = Registry::parse_any(url).unwrap();
        LoginLock::take(&context(home), &Profile::DEFAULT, &registry, waiting).unwrap()
    }

    #[test]
    fn who_waits_hears_what_came_of_it_and_who_comes_later_does_not() {
        let home = tempfile::tempdir().unwrap();
        let failed = Abandoned::Failed("declined".to_owned());
        for left in [Some(Abandoned::Declined), Some(failed), None] {
            let first = take(home.path(), "https://h/", || panic!("nobody else is there"));
            drop(take(home.path(), "https://other/", || {
                panic!("another registry is another login")
            }));
            let (send, waits) = mpsc::channel();
            let second = std::thread::scope(|scope| {
                let waiting =
                    scope.spawn(|| take(home.path(), "https://h/", move || send.send(()).unwrap()));
                waits.recv().unwrap();
                match &left {
                    Some(why) => first.give_up(why),
                    None => drop(first),
                }
                waiting.join().unwrap()
            });
            assert_eq!(second.before, left);
            drop(second);
            assert_eq!(
                take(home.path(), "https://h/", || ()).before,
                None,
                "a new command begins anew"
            );
        }
    }
}
