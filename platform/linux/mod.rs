//! Linux: the Secret Service of the desktop, otherwise the kernel's keyring.

pub(crate) mod ancestors;
mod choices;
pub(crate) mod handover;
pub(crate) mod kernel_keyring;
mod mapping;
pub(crate) mod secret_service;
mod unlock;
mod watcher;

pub(crate) use choices::{store_choices, store_notes};
pub(crate) use unlock::{unlock, unlocking};

use crate::{Lookup, Prompting, SecretStore, StoreError, StoreName, folders};
use kernel_keyring::KernelKeyring;
use secret_service::provider::KEEPASSXC;
use secret_service::{NAME, SecretService};

pub(crate) fn open_store(
    env: Lookup<'_>,
    prompting: Prompting,
) -> Result<Box<dyn SecretStore>, StoreError> {
    let why = match SecretService::open(env, prompting) {
        Ok(store) => return Ok(Box::new(store)),
        // The only errors which say that no store answers.
        Err(StoreError::Unavailable(_)) if keepassxc_is_set_up(env) => StoreError::Unreachable(
            "KeePassXC is set up to keep secrets, and does not run".to_owned(),
        )
        .of(StoreName::new(NAME, Some(KEEPASSXC.to_owned()))),
        Err(why @ StoreError::Unreachable(_)) => why.of(StoreName::new(NAME, None)),
        Err(why @ StoreError::Unavailable(_)) => why,
        Err(error) => return Err(error),
    };
    match (KernelKeyring::open(), why) {
        (Ok(store), why) => Ok(Box::new(store.instead_of(why))),
        (Err(StoreError::Unavailable(also)), StoreError::Unavailable(why)) => {
            Err(StoreError::Unavailable(format!("{why}; {also}")))
        }
        (Err(StoreError::Unavailable(also)), StoreError::Of(store, why)) => match *why {
            StoreError::Unreachable(why) => {
                Err(StoreError::Unreachable(format!("{why}; {also}")).of(store))
            }
            other => Err(other.of(store)),
        },
        (Err(error), _) => Err(error),
    }
}

/// Whether the user's KeePassXC would offer the Secret Service if it ran. It is started by hand, so
/// the bus cannot tell. Its settings file has Qt's format.
fn keepassxc_is_set_up(env: Lookup<'_>) -> bool {
    let config = folders::xdg(env, "XDG_CONFIG_HOME")
        .or_else(|| folders::home(env).map(|home| home.join(".config")));
    let settings = config
        .and_then(|folder| std::fs::read_to_string(folder.join("keepassxc/keepassxc.ini")).ok());
    settings.is_some_and(|text| offers_secrets(&text))
}

fn offers_secrets(settings: &str) -> bool {
    let mut lines = settings
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "[FdoSecrets]")
        .skip(1);
    lines
        .by_ref()
        .take_while(|line| !line.starts_with('['))
        .any(|line| line == "Enabled=true")
}

/// `xdg-open`, if there is a display.
pub(crate) fn opener(filled: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    (filled("DISPLAY") || filled("WAYLAND_DISPLAY")).then_some("xdg-open")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keepassxc_that_keeps_no_secrets_for_others_is_not_missed() {
        let cases = [
            (
                "[General]\nConfigVersion=2\n[FdoSecrets]\nConfirmAccessItem=false\nEnabled=true\n",
                true,
            ),
            ("[FdoSecrets]\r\nEnabled=true\r\n", true),
            (
                "[FdoSecrets]\nEnabled=false\n[SSHAgent]\nEnabled=true\n",
                false,
            ),
            ("[SSHAgent]\nEnabled=true\n", false),
            ("", false),
        ];
        for (text, want) in cases {
            assert_eq!(offers_secrets(text), want, "{text}");
        }
    }
}
