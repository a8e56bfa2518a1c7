//! Advice for a machine on which no store can be used.
//!
//! Only commands whose programs are installed are shown: advice that does not work is worse than
//! none.

use super::kernel_keyring::KernelKeyring;
use super::secret_service::provider::{GNOME_KEYRING, KEEPASSXC};
use super::secret_service::{SecretService, bus};
use crate::{Advice, Availability, Lookup, Prompting, SecretStore, StoreError, StoreName, process};
use std::ffi::OsStr;
use std::path::Path;

/// Why the Secret Service cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Obstacle {
    None,
    NoBus,
    NoService,
    NoCollection,
    Locked,
    Silent,
}

/// Reads a password without showing it and without the line end, which the daemon would take for
/// part of it.
const UNLOCK: &str = "stty -echo; read -r p; stty echo; printf %s \"$p\" | gnome-keyring-daemon --unlock --components=secrets";

const INSTALL: [(&str, &str); 5] = [
    ("apt-get", "sudo apt-get install gnome-keyring dbus"),
    ("dnf", "sudo dnf install gnome-keyring dbus-daemon"),
    ("pacman", "sudo pacman -S gnome-keyring dbus"),
    ("zypper", "sudo zypper install gnome-keyring dbus-1"),
    ("apk", "sudo apk add gnome-keyring dbus"),
];

pub(crate) fn store_choices(env: Lookup<'_>, error: &StoreError) -> Vec<Advice> {
    let path_var = env("PATH").unwrap_or_default();
    let has = |program: &str| {
        process::find_on_path(OsStr::new(program), &path_var, Path::new("/"), &|_| false).is_some()
    };
    let program = error.store().and_then(StoreName::program);
    match (error.bare(), program) {
        (StoreError::Locked, Some(KEEPASSXC)) if has("keepassxc") => {
            vec![Advice::typed("unlock KeePassXC", "keepassxc")]
        }
        (StoreError::Locked, Some(KEEPASSXC)) => {
            vec![Advice::by_hand("unlock the database in KeePassXC's window")]
        }
        (StoreError::Guarded, Some(KEEPASSXC)) if has("keepassxc") => {
            vec![Advice::typed(
                "open KeePassXC and change its setting",
                "keepassxc",
            )]
        }
        (StoreError::Unshown, Some(GNOME_KEYRING)) => lines(Obstacle::Locked, false, &has),
        (StoreError::Unavailable(_), _) => {
            lines(obstacle(env), KernelKeyring::open().is_err(), &has)
        }
        (StoreError::Unreachable(_), Some(KEEPASSXC)) if has("keepassxc") => {
            vec![Advice::typed("start KeePassXC", "keepassxc")]
        }
        (StoreError::Unreachable(_), None) => {
            let other = bus::usual_address()
                .filter(|usual| env(bus::VARIABLE).is_some_and(|named| named != **usual));
            let other = other.map(|usual| {
                Advice::typed(
                    "use the bus that is there",
                    format!("export {}={usual}", bus::VARIABLE),
                )
            });
            other
                .into_iter()
                .chain(lines(Obstacle::NoBus, KernelKeyring::open().is_err(), &has))
                .collect()
        }
        _ => Vec::new(),
    }
}

pub(crate) fn store_notes(error: &StoreError) -> Vec<String> {
    let program = error.store().and_then(StoreName::program);
    let note = match (error.bare(), program) {
        (StoreError::Guarded, Some(KEEPASSXC)) => {
            "it does not ask once this is off: KeePassXC, Tools, Settings, Secret Service Integration, \
             \"Confirm when passwords are retrieved by clients\""
        }
        (StoreError::Unreachable(_), None) => {
            "pass DBUS_SESSION_BUS_ADDRESS on: what starts this command must not drop it; in a terminal of your desktop \
             session it is shown by: printenv DBUS_SESSION_BUS_ADDRESS"
        }
        _ => return Vec::new(),
    };
    vec![note.to_owned()]
}

fn obstacle(env: Lookup<'_>) -> Obstacle {
    match SecretService::open(env, Prompting::Never).map(|store| store.availability()) {
        Ok(Availability::Ready) => Obstacle::None,
        Ok(Availability::Locked) => Obstacle::Locked,
        Ok(Availability::Missing(_)) => Obstacle::NoCollection,
        Err(StoreError::Unreachable(_)) => Obstacle::NoBus,
        Err(StoreError::Unavailable(_)) => Obstacle::NoService,
        Err(_) => Obstacle::Silent,
    }
}

fn lines(obstacle: Obstacle, no_keyctl: bool, has: &dyn Fn(&str) -> bool) -> Vec<Advice> {
    let unlock = |says| Advice::typed(says, format!("sh -c '{UNLOCK}'"));
    let daemon = has("gnome-keyring-daemon");
    let mut lines = Vec::new();
    let mut install = || {
        if let Some((_, command)) = INSTALL.iter().find(|(program, _)| has(program)) {
            lines.push(Advice::typed("install a Secret Service", *command));
        }
    };
    match obstacle {
        Obstacle::None => {}
        Obstacle::NoBus if daemon && has("dbus-run-session") => lines.push(Advice::typed(
            "start a shell with a keyring; it waits for the keyring's password",
            format!("dbus-run-session -- sh -c '{UNLOCK}; exec \"${{SHELL:-sh}}\"'"),
        )),
        Obstacle::NoService if daemon => {
            lines.push(unlock("start the keyring; it waits for its password"));
        }
        Obstacle::NoBus | Obstacle::NoService => install(),
        Obstacle::NoCollection if daemon => {
            lines.push(unlock(
                "make the default keyring; it waits for a new password",
            ));
        }
        Obstacle::Locked if daemon => {
            lines.push(unlock("unlock the keyring; it waits for its password"));
        }
        Obstacle::NoCollection => lines.push(Advice::by_hand(
            "make a default keyring in your desktop's key manager",
        )),
        Obstacle::Locked => lines.push(Advice::by_hand(
            "unlock the keyring in your desktop's key manager",
        )),
        Obstacle::Silent => lines.push(Advice::by_hand(
            "end the Secret Service, which does not answer, and log in again",
        )),
    }
    if no_keyctl {
        lines.push(Advice::by_hand(
            "let this container use the kernel keyring: allow keyctl and add_key in its seccomp profile",
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(obstacle: Obstacle, no_keyctl: bool, programs: &[&str]) -> Vec<Advice> {
        lines(obstacle, no_keyctl, &|program| programs.contains(&program))
    }

    #[test]
    fn only_what_is_there_is_recommended() {
        assert_eq!(shown(Obstacle::None, false, &[]), Vec::new());
        assert_eq!(shown(Obstacle::NoBus, false, &[]), Vec::new());
        let apt = [Advice::typed(
            "install a Secret Service",
            "sudo apt-get install gnome-keyring dbus",
        )];
        assert_eq!(
            shown(Obstacle::NoBus, false, &["apt-get", "gnome-keyring-daemon"]),
            apt
        );
        assert_eq!(shown(Obstacle::NoService, false, &["apk", "apt-get"]), apt);
        let session = shown(
            Obstacle::NoBus,
            false,
            &["dbus-run-session", "gnome-keyring-daemon", "dnf"],
        );
        assert!(
            matches!(&session[..], [Advice { command: Some(command), .. }] if command.starts_with("dbus-run-session -- sh -c '")),
            "{session:?}"
        );
        for obstacle in [Obstacle::NoCollection, Obstacle::Locked, Obstacle::Silent] {
            assert_eq!(shown(obstacle, false, &[]).len(), 1);
            assert_eq!(shown(obstacle, true, &["gnome-keyring-daemon"]).len(), 2);
        }
    }

    #[test]
    fn without_a_bus_the_machine_is_looked_at() {
        let env = |name: &str| (name == bus::VARIABLE).then(|| "disabled:".into());
        assert_eq!(obstacle(&env), Obstacle::NoBus);
    }

    #[test]
    fn each_failure_has_its_own_advice() {
        let nothing = |_: &str| None;
        let of = |error: StoreError, program: &str| {
            error.of(StoreName::new("Secret Service", Some(program.into())))
        };
        let locked = store_choices(&nothing, &of(StoreError::Locked, KEEPASSXC));
        assert_eq!(
            locked,
            [Advice::by_hand("unlock the database in KeePassXC's window")]
        );
        assert!(
            store_notes(&of(StoreError::Guarded, KEEPASSXC))[0]
                .contains("Confirm when passwords are retrieved")
        );
        assert!(
            store_notes(&StoreError::Unreachable(String::new()))[0]
                .starts_with("pass DBUS_SESSION_BUS_ADDRESS on")
        );
        for plain in [
            StoreError::Denied,
            StoreError::Locked,
            StoreError::Other(String::new()),
        ] {
            assert!(store_choices(&nothing, &plain).is_empty() && store_notes(&plain).is_empty());
        }
    }
}
