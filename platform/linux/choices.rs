//! Advice about a store that cannot be used: missing, locked, or not reached from here.
//!
//! Only commands whose programs are installed are shown: advice that does not work is worse than
//! none.

use super::kernel_keyring::{KernelKeyring, KeyringAccess};
use super::obstacle::{StoreObstacle, obstacle};
use super::secret_service::bus;
use super::secret_service::provider::{self, GNOME_KEYRING, KEEPASSXC, KWALLET};
use crate::advice::Advice;
use crate::process;
use crate::secret_store::{StoreError, StoreName};
use crate::variable::Lookup;
use std::ffi::OsStr;
use std::path::Path;

/// Starts the keyring, with a bus where there is none, and unlocks it with a password that is
/// typed.
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
    let missing = |obstacle: &StoreObstacle| {
        let alternatives = Alternatives {
            host: Host::of(env),
            kernel: KernelKeyring::access(),
            has: &has,
        };
        missing(obstacle, &alternatives)
    };
    let unlock = || Vec::from_iter(by_obstacle(&StoreObstacle::Locked, &has));
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
        (StoreError::Unshown, Some(GNOME_KEYRING)) => unlock(),
        // Without a desktop nothing asks for the password, however often it is tried.
        (StoreError::Locked, Some(GNOME_KEYRING)) if !has_display(env) => unlock(),
        (StoreError::TimedOut, Some(GNOME_KEYRING)) => Vec::from_iter(ended(env)),
        (StoreError::Unavailable(_), _) => missing(&obstacle(env)),
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
                .chain(missing(&StoreObstacle::NoBus))
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

/// Where we run, as far as it decides what a person can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Host {
    Machine,
    /// What is installed into it is gone with it.
    Container,
    /// Nobody is there to type a password.
    Job,
}

impl Host {
    fn of(env: Lookup<'_>) -> Self {
        let marks = ["/.dockerenv", "/run/.containerenv"];
        let is_pod = env("KUBERNETES_SERVICE_HOST").is_some();
        if env("CI").is_some_and(|value| !value.is_empty() && value != "false") {
            Self::Job
        } else if is_pod || marks.iter().any(|mark| Path::new(mark).exists()) {
            Self::Container
        } else {
            Self::Machine
        }
    }
}

/// What there is besides the Secret Service.
struct Alternatives<'a> {
    host: Host,
    kernel: KeyringAccess,
    has: &'a dyn Fn(&str) -> bool,
}

/// What to do where the Secret Service has no place for a credential.
fn missing(obstacle: &StoreObstacle, alternatives: &Alternatives<'_>) -> Vec<Advice> {
    let has = alternatives.has;
    let no_service = matches!(obstacle, StoreObstacle::NoBus | StoreObstacle::NoService);
    if alternatives.host == Host::Job {
        return vec![in_a_job(
            no_service && alternatives.kernel == KeyringAccess::Open,
        )];
    }
    let can_start = has("gnome-keyring-daemon")
        && (*obstacle == StoreObstacle::NoService || has("dbus-run-session"));
    let first = match alternatives.host {
        _ if !no_service || can_start => by_obstacle(obstacle, has),
        Host::Container => Some(in_a_container(alternatives.kernel)),
        Host::Machine | Host::Job => INSTALL
            .iter()
            .find(|(program, _)| has(program))
            .map(|(_, command)| Advice::typed("install a Secret Service", *command)),
    };
    let allow =
        (no_service && alternatives.kernel == KeyringAccess::Forbidden).then_some(ALLOW_KEYRINGS);
    first.into_iter().chain(allow).collect()
}

/// What to do about a service that can be started, or is there.
fn by_obstacle(obstacle: &StoreObstacle, has: &dyn Fn(&str) -> bool) -> Option<Advice> {
    Some(match obstacle {
        StoreObstacle::None | StoreObstacle::Failing => return None,
        StoreObstacle::NoBus => Advice::typed(
            "start a shell with a keyring; it asks for a password",
            UNLOCK,
        ),
        StoreObstacle::NoService => {
            Advice::typed("start the keyring; it asks for its password", UNLOCK)
        }
        StoreObstacle::NoCollection => Advice::typed(
            "make the default keyring; it asks for a new password",
            UNLOCK,
        ),
        StoreObstacle::Locked => {
            Advice::typed("unlock the keyring; it asks for its password", UNLOCK)
        }
        StoreObstacle::Foreign(name) => in_its_window(name.program(), has),
    })
}

const fn in_a_job(is_kept: bool) -> Advice {
    Advice::by_hand(if is_kept {
        "give the token to npm in a variable of the job; what is stored here is kept for 6 hours"
    } else {
        "give the token to npm in a variable of the job"
    })
}

fn in_a_container(kernel: KeyringAccess) -> Advice {
    Advice::by_hand(match kernel {
        KeyringAccess::Open => {
            "log in inside the container, which is kept in memory, or install gnome-keyring in its image"
        }
        KeyringAccess::Forbidden | KeyringAccess::Absent => {
            "install gnome-keyring in the container's image"
        }
    })
}

const ALLOW_KEYRINGS: Advice = Advice::by_hand(
    "allow the kernel keyring here: keyctl and add_key in the seccomp profile of this container or service",
);

/// One that hangs. Its keyrings are files; the session bus starts it again for whoever asks next,
/// or the advice about a service that is missing does.
fn ended(env: Lookup<'_>) -> Option<Advice> {
    let process = provider::process(&bus::address(env).ok()?)?;
    let command = format!("kill -KILL {process}");
    Some(Advice::typed("end it, so that it starts again", command))
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

    fn shown(
        obstacle: &StoreObstacle,
        place: Host,
        kernel: KeyringAccess,
        programs: &[&str],
    ) -> Vec<Advice> {
        let has = |program: &str| programs.contains(&program);
        let alternatives = Alternatives {
            host: place,
            kernel,
            has: &has,
        };
        missing(obstacle, &alternatives)
    }

    /// The command that is advised on a machine with these programs.
    fn typed(obstacle: &StoreObstacle, programs: &[&str]) -> Option<String> {
        let told = shown(obstacle, Host::Machine, KeyringAccess::Open, programs);
        assert!(told.len() < 2, "{told:?}");
        told.into_iter().next()?.command.map(Into::into)
    }

    #[test]
    fn only_what_is_there_is_recommended() {
        let (bus, service) = (&StoreObstacle::NoBus, &StoreObstacle::NoService);
        let (daemon, session) = ("gnome-keyring-daemon", "dbus-run-session");
        let apt = Some("sudo apt-get install gnome-keyring dbus");
        let rows: [(_, &[&str], _); 10] = [
            (&StoreObstacle::None, &[], None),
            (bus, &[], None),
            (bus, &["apt-get", daemon], apt),
            (service, &["apk", "apt-get"], apt),
            (bus, &[session, daemon, "dnf"], Some(UNLOCK)),
            (service, &[daemon, "dnf"], Some(UNLOCK)),
            // GNOME Keyring answers, wherever its file is.
            (&StoreObstacle::NoCollection, &[], Some(UNLOCK)),
            (&StoreObstacle::Locked, &[], Some(UNLOCK)),
            (&StoreObstacle::Failing, &[daemon], None),
            (&StoreObstacle::Failing, &[], None),
        ];
        for (obstacle, programs, want) in rows {
            let told = typed(obstacle, programs);
            assert_eq!(told.as_deref(), want, "{obstacle:?} {programs:?}");
        }
    }

    #[test]
    fn no_password_is_advised_for_a_program_that_takes_none() {
        let programs = ["gnome-keyring-daemon", "dbus-run-session", "keepassxc"];
        for program in [Some(KEEPASSXC), Some(KWALLET), Some("oo7"), None] {
            let name = StoreName::new("Secret Service", program.map(str::to_owned));
            let command = (program == Some(KEEPASSXC)).then_some("keepassxc");
            let told = typed(&StoreObstacle::Foreign(name), &programs);
            assert_eq!(told.as_deref(), command, "{program:?}");
        }
    }

    #[test]
    fn a_pod_is_a_container_and_a_job_is_one_wherever_it_runs() {
        let pod = |name: &str| (name == "KUBERNETES_SERVICE_HOST").then(|| "10.0.0.1".into());
        assert_eq!(Host::of(&pod), Host::Container);
        let job = |name: &str| pod(name).or_else(|| (name == "CI").then(|| "true".into()));
        assert_eq!(Host::of(&job), Host::Job);
    }

    #[test]
    fn memory_is_promised_only_where_the_kernel_has_some_for_us() {
        let says = |obstacle: &StoreObstacle, place, kernel| {
            let told = shown(obstacle, place, kernel, &["apt-get"]);
            let says = told.into_iter().map(|advice| advice.says);
            says.collect::<Vec<_>>().join("; ")
        };
        let has = |kernel, place, words: &str| {
            let told = says(&StoreObstacle::NoBus, place, kernel);
            assert_eq!(
                told.contains(words),
                kernel == KeyringAccess::Open,
                "{told}"
            );
        };
        for kernel in [
            KeyringAccess::Open,
            KeyringAccess::Forbidden,
            KeyringAccess::Absent,
        ] {
            has(kernel, Host::Job, "kept for 6 hours");
            has(kernel, Host::Container, "kept in memory");
            for place in [Host::Machine, Host::Container] {
                let told = says(&StoreObstacle::NoService, place, kernel);
                let allow = told.contains(ALLOW_KEYRINGS.says);
                assert_eq!(allow, kernel == KeyringAccess::Forbidden, "{told}");
            }
        }
        // What answers there keeps it, or nobody does.
        let told = says(&StoreObstacle::NoCollection, Host::Job, KeyringAccess::Open);
        assert_eq!(told, "give the token to npm in a variable of the job");
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
