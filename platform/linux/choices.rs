//! Advice for a machine on which no store can be used.
//!
//! Only commands whose programs are installed are shown: advice that does not work is worse than
//! none.

use super::kernel_keyring::KernelKeyring;
use super::obstacle::{Obstacle, obstacle};
use super::secret_service::bus;
use super::secret_service::provider::{GNOME_KEYRING, KEEPASSXC, KWALLET};
use crate::{Advice, Lookup, StoreError, StoreName, process};
use std::ffi::OsStr;
use std::path::Path;

/// Starts the keyring, with a bus where there is none, and unlocks it with a password that is typed.
const UNLOCK: &str = "npmcred unlock";

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
        (StoreError::Unshown, Some(GNOME_KEYRING)) => lines(&Obstacle::Locked, false, &has),
        // Without a desktop nothing asks for the password, however often it is tried.
        (StoreError::Locked, Some(GNOME_KEYRING)) if !has_display(env) => {
            lines(&Obstacle::Locked, false, &has)
        }
        (StoreError::Unavailable(_), _) => missing(env, &obstacle(env), &has),
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
                .chain(missing(env, &Obstacle::NoBus, &has))
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

fn has_display(env: Lookup<'_>) -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| env(name).is_some_and(|value| !value.is_empty()))
}

/// What to do where no Secret Service answers.
fn missing(env: Lookup<'_>, obstacle: &Obstacle, has: &dyn Fn(&str) -> bool) -> Vec<Advice> {
    let no_keyctl = KernelKeyring::open().is_err();
    let is_for_a_job = env("CI").is_some_and(|value| !value.is_empty() && value != "false");
    let is_container = ["/.dockerenv", "/run/.containerenv"]
        .iter()
        .any(|mark| Path::new(mark).exists());
    if is_for_a_job {
        return vec![IN_A_JOB];
    }
    let lines = lines(obstacle, no_keyctl, has);
    // A program that is installed into a container is gone with it.
    let installs = lines.iter().any(|line| line.says == INSTALLS);
    if !(is_container && installs) {
        return lines;
    }
    let others = lines.into_iter().filter(|line| line.says != INSTALLS);
    std::iter::once(IN_A_CONTAINER).chain(others).collect()
}

/// Nobody is there to type a password.
const IN_A_JOB: Advice = Advice::by_hand(
    "give the token to npm in a variable of the job; what is stored here is kept for 6 hours",
);

const IN_A_CONTAINER: Advice = Advice::by_hand(
    "log in inside the container, which is kept in memory, or install gnome-keyring in its image",
);

const INSTALLS: &str = "install a Secret Service";

fn lines(obstacle: &Obstacle, no_keyctl: bool, has: &dyn Fn(&str) -> bool) -> Vec<Advice> {
    let unlock = |says| Advice::typed(says, UNLOCK);
    let daemon = has("gnome-keyring-daemon");
    let mut lines = Vec::new();
    let mut install = || {
        if let Some((_, command)) = INSTALL.iter().find(|(program, _)| has(program)) {
            lines.push(Advice::typed(INSTALLS, *command));
        }
    };
    match obstacle {
        Obstacle::None => {}
        Obstacle::NoBus if daemon && has("dbus-run-session") => {
            lines.push(unlock(
                "start a shell with a keyring; it asks for a password",
            ));
        }
        Obstacle::NoService if daemon => {
            lines.push(unlock("start the keyring; it asks for its password"));
        }
        Obstacle::NoBus | Obstacle::NoService => install(),
        Obstacle::NoCollection => {
            lines.push(unlock(
                "make the default keyring; it asks for a new password",
            ));
        }
        Obstacle::Locked => lines.push(unlock("unlock the keyring; it asks for its password")),
        Obstacle::Foreign(name) => lines.push(in_its_window(name.program(), has)),
        Obstacle::Failing => {}
    }
    if no_keyctl {
        lines.push(Advice::by_hand(
            "let this container use the kernel keyring: allow keyctl and add_key in its seccomp profile",
        ));
    }
    lines
}

/// What the user does in the window of the program that keeps the secrets.
fn in_its_window(program: Option<&str>, has: &dyn Fn(&str) -> bool) -> Advice {
    match program {
        Some(KEEPASSXC) if has("keepassxc") => {
            Advice::typed("open the database in KeePassXC", "keepassxc")
        }
        Some(KEEPASSXC) => Advice::by_hand("open the database in KeePassXC's window"),
        Some(KWALLET) => Advice::by_hand("open the wallet, or make one, in KWallet's own window"),
        _ => Advice::by_hand("open the store, or make one, in the window of its own program"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(obstacle: Obstacle, no_keyctl: bool, programs: &[&str]) -> Vec<Advice> {
        lines(&obstacle, no_keyctl, &|program| programs.contains(&program))
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
            matches!(&session[..], [Advice { command: Some(command), .. }] if command == UNLOCK),
            "{session:?}"
        );
        // GNOME Keyring answers, wherever its file is.
        for obstacle in [Obstacle::NoCollection, Obstacle::Locked] {
            let told = shown(obstacle, false, &[]);
            assert_eq!(told.len(), 1);
            assert_eq!(told[0].command.as_deref(), Some(UNLOCK));
        }
        assert!(shown(Obstacle::Failing, false, &["gnome-keyring-daemon"]).is_empty());
    }

    #[test]
    fn no_password_is_advised_for_a_program_that_takes_none() {
        let programs = ["gnome-keyring-daemon", "dbus-run-session", "keepassxc"];
        for program in [Some(KEEPASSXC), Some(KWALLET), Some("oo7"), None] {
            let name = StoreName::new("Secret Service", program.map(str::to_owned));
            let told = shown(Obstacle::Foreign(name), false, &programs);
            assert_eq!(told.len(), 1, "{program:?}");
            let command = (program == Some(KEEPASSXC)).then_some("keepassxc");
            assert_eq!(told[0].command.as_deref(), command, "{program:?}");
        }
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
