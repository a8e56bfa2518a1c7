//! Unlocking a keyring on a machine without a desktop, and starting it first.
//!
//! Only GNOME Keyring takes a password without a prompt of its own.

use super::obstacle::{StoreObstacle, obstacle};
use super::secret_service::SecretService;
use crate::process::{Launch, find_on_path, start_apart};
use crate::secret::Secret;
use crate::secret_store::{Prompting, StoreError};
use crate::unlocking::Unlocking;
use crate::variable::Lookup;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(crate) fn unlocking(
    env: Lookup<'_>,
    variables: &[(OsString, OsString)],
    patience: Duration,
) -> Unlocking {
    let daemon = program(env, "gnome-keyring-daemon");
    let mut found = obstacle(env);
    if let (StoreObstacle::NoService, Some(daemon)) = (&found, &daemon)
        && start(daemon, variables).is_ok()
    {
        found = when_it_is_there(env, patience);
    }
    match found {
        StoreObstacle::None => Unlocking::Ready,
        StoreObstacle::Locked => Unlocking::Locked,
        StoreObstacle::NoCollection => Unlocking::New,
        StoreObstacle::Foreign(name) => Unlocking::Foreign(name),
        StoreObstacle::NoBus if daemon.is_some() => {
            program(env, "dbus-run-session").map_or(Unlocking::Impossible, Unlocking::WithoutBus)
        }
        StoreObstacle::NoBus | StoreObstacle::NoService | StoreObstacle::Failing => {
            Unlocking::Impossible
        }
    }
}

pub(crate) fn unlock(env: Lookup<'_>, password: &Secret) -> Result<(), StoreError> {
    SecretService::open(env, Prompting::Never)?.unlock_with(password)
}

fn program(env: Lookup<'_>, name: &str) -> Option<PathBuf> {
    let path = env("PATH").unwrap_or_default();
    find_on_path(OsStr::new(name), &path, Path::new("/"), &|_| false)
}

/// Starts the daemon, and does not wait for it: what is on the bus says whether it came up.
fn start(daemon: &Path, variables: &[(OsString, OsString)]) -> std::io::Result<()> {
    start_apart(&Launch {
        program: daemon.to_owned(),
        args: vec!["--start".into(), "--components=secrets".into()],
        env: variables.to_vec(),
    })
}

fn when_it_is_there(env: Lookup<'_>, patience: Duration) -> StoreObstacle {
    let begun = Instant::now();
    loop {
        let found = obstacle(env);
        if found != StoreObstacle::NoService || begun.elapsed() > patience {
            return found;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
