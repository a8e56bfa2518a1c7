//! What to do on this machine where no store can be used.
//!
//! Only commands whose programs are there are shown: advice that does not work is worse than none.

use super::kernel_keyring::KernelKeyring;
use super::secret_service::SecretService;
use crate::{Availability, Lookup, Prompting, SecretStore, StoreError, process};
use std::ffi::OsStr;
use std::path::Path;

/// What stands between the user and the Secret Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Obstacle {
    None,
    NoBus,
    NoService,
    NoCollection,
    Locked,
    Silent,
}

/// Reads a password without showing it and without the line end, which the daemon would take for a part of it.
const UNLOCK: &str =
    "stty -echo; read -r p; stty echo; printf %s \"$p\" | gnome-keyring-daemon --unlock --components=secrets";

const INSTALL: [(&str, &str); 5] = [
    ("apt-get", "sudo apt-get install gnome-keyring dbus"),
    ("dnf", "sudo dnf install gnome-keyring dbus-daemon"),
    ("pacman", "sudo pacman -S gnome-keyring dbus"),
    ("zypper", "sudo zypper install gnome-keyring dbus-1"),
    ("apk", "sudo apk add gnome-keyring dbus"),
];

pub(crate) fn store_choices(env: Lookup<'_>) -> Vec<String> {
    let path_var = env("PATH").unwrap_or_default();
    let has =
        |program: &str| process::find_on_path(OsStr::new(program), &path_var, Path::new("/"), &|_| false).is_some();
    lines(obstacle(env), KernelKeyring::open().is_err(), &has)
}

fn obstacle(env: Lookup<'_>) -> Obstacle {
    let has_bus = super::secret_service::bus_address(env).is_some();
    match SecretService::open(env, Prompting::Never).map(|store| store.availability()) {
        Ok(Availability::Ready) => Obstacle::None,
        Ok(Availability::Locked) => Obstacle::Locked,
        Ok(Availability::Missing(_)) => Obstacle::NoCollection,
        Err(StoreError::Unavailable(why)) if !has_bus || why.contains("no session bus") => Obstacle::NoBus,
        Err(StoreError::Unavailable(_)) => Obstacle::NoService,
        Err(_) => Obstacle::Silent,
    }
}

fn lines(obstacle: Obstacle, no_keyctl: bool, has: &dyn Fn(&str) -> bool) -> Vec<String> {
    let daemon = has("gnome-keyring-daemon");
    let mut lines = Vec::new();
    let mut install = || {
        if let Some((_, command)) = INSTALL.iter().find(|(program, _)| has(program)) {
            lines.push(format!("install a Secret Service: {command}"));
        }
    };
    match obstacle {
        Obstacle::None => {}
        Obstacle::NoBus if daemon && has("dbus-run-session") => lines.push(format!(
            "start a shell with a keyring; it waits for the keyring's password: dbus-run-session -- sh -c '{UNLOCK}; exec \"${{SHELL:-sh}}\"'"
        )),
        Obstacle::NoService if daemon => {
            lines.push(format!("start the keyring; it waits for its password: sh -c '{UNLOCK}'"));
        }
        Obstacle::NoBus | Obstacle::NoService => install(),
        Obstacle::NoCollection if daemon => {
            lines.push(format!("make the default keyring; it waits for a new password: sh -c '{UNLOCK}'"));
        }
        Obstacle::Locked if daemon => {
            lines.push(format!("unlock the keyring; it waits for its password: sh -c '{UNLOCK}'"));
        }
        Obstacle::NoCollection => lines.push("make a default keyring in your desktop's key manager".to_owned()),
        Obstacle::Locked => lines.push("unlock the keyring in your desktop's key manager".to_owned()),
        Obstacle::Silent => lines.push("end the Secret Service, which does not answer, and log in again".to_owned()),
    }
    if no_keyctl {
        lines.push(
            "let this container use the kernel keyring: allow keyctl and add_key in its seccomp profile".to_owned(),
        );
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(obstacle: Obstacle, no_keyctl: bool, programs: &[&str]) -> Vec<String> {
        lines(obstacle, no_keyctl, &|program| programs.contains(&program))
    }

    #[test]
    fn only_what_is_there_is_recommended() {
        assert_eq!(shown(Obstacle::None, false, &[]), Vec::<String>::new());
        assert_eq!(shown(Obstacle::NoBus, false, &[]), Vec::<String>::new());
        let apt = ["install a Secret Service: sudo apt-get install gnome-keyring dbus"];
        assert_eq!(shown(Obstacle::NoBus, false, &["apt-get", "gnome-keyring-daemon"]), apt);
        assert_eq!(shown(Obstacle::NoService, false, &["apk", "apt-get"]), apt);
        let session = shown(Obstacle::NoBus, false, &["dbus-run-session", "gnome-keyring-daemon", "dnf"]);
        assert!(matches!(&session[..], [line] if line.contains(": dbus-run-session -- sh -c '")), "{session:?}");
        for obstacle in [Obstacle::NoCollection, Obstacle::Locked, Obstacle::Silent] {
            assert_eq!(shown(obstacle, false, &[]).len(), 1);
            assert_eq!(shown(obstacle, true, &["gnome-keyring-daemon"]).len(), 2);
        }
    }

    #[test]
    fn without_a_bus_the_machine_is_looked_at() {
        assert_eq!(obstacle(&|_| None), Obstacle::NoBus);
    }
}
