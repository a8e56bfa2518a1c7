//! What a password can do for the store that answers on the bus: only GNOME Keyring is given one.

use crate::keepassxc::Database;
use crate::secret;
use crate::secret_service::PrivateBus;
use crate::stub::Stub;
use npmcred_platform::{StoreError, Unlocking, unlock, unlocking};
use std::ffi::OsString;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// A program that a shell runs.
fn write_program(path: &Path, script: &str) {
    std::fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
}

/// Nothing on PATH, so that no daemon can be started.
fn on(bus: &PrivateBus) -> Unlocking {
    unlocking(&bus.env(), &[], Duration::ZERO)
}

#[track_caller]
fn is_foreign(bus: &PrivateBus, program: &str) {
    match on(bus) {
        Unlocking::Foreign(name) => assert_eq!(name.program(), Some(program)),
        other => panic!("{other:?}"),
    }
    let error = unlock(&bus.env(), &secret("correct horse battery")).unwrap_err();
    assert!(error.to_string().contains("takes no password"), "{error}");
}

#[test]
fn gnome_keyring_takes_one_wherever_its_program_is() {
    let mut bus = PrivateBus::bare();
    assert_eq!(on(&bus), Unlocking::Impossible);
    bus.start_daemon(false);
    assert_eq!(on(&bus), Unlocking::New);
    unlock(&bus.env(), &secret("correct horse")).unwrap();
    assert_eq!(on(&bus), Unlocking::Ready);
    bus.lock();
    assert_eq!(on(&bus), Unlocking::Locked);
    let wrong = unlock(&bus.env(), &secret("wrong")).unwrap_err();
    assert_eq!(wrong.into_bare(), StoreError::Denied);
    unlock(&bus.env(), &secret("correct horse")).unwrap();
    assert_eq!(on(&bus), Unlocking::Ready);
}

#[test]
fn keepassxc_takes_none_from_us() {
    for database in [Database::Locked, Database::None] {
        is_foreign(&PrivateBus::keepassxc(database, ""), "KeePassXC");
    }
}

#[test]
fn a_daemon_that_never_comes_up_is_waited_for_no_longer_than_its_time() {
    let bus = PrivateBus::bare();
    let (folder, address) = (bus.folder().to_owned(), bus.address());
    let pid = folder.join("pid");
    write_program(
        &folder.join("gnome-keyring-daemon"),
        &format!("echo $$ >{}; exec sleep 60", pid.display()),
    );
    let env = move |name: &str| match name {
        "DBUS_SESSION_BUS_ADDRESS" => Some(OsString::from(&address)),
        "PATH" => Some(folder.clone().into_os_string()),
        _ => None,
    };
    let variables = [("PATH".into(), std::env::var_os("PATH").unwrap())];
    let found = unlocking(&env, &variables, Duration::from_millis(100));
    let begun = Instant::now();
    let is_written = || std::fs::read_to_string(&pid).is_ok_and(|pid| pid.ends_with('\n'));
    while !is_written() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = std::fs::read_to_string(&pid).unwrap();
    let ended = Command::new("kill").arg(pid.trim()).status().unwrap();
    assert!(ended.success(), "it was still at work");
    assert_eq!(found, Unlocking::Impossible);
}

#[test]
fn nobody_takes_the_place_of_a_keepassxc_that_does_not_run() {
    let bus = PrivateBus::bare();
    let (folder, address) = (bus.folder().to_owned(), bus.address());
    let started = folder.join("started");
    write_program(
        &folder.join("gnome-keyring-daemon"),
        &format!(": >{}", started.display()),
    );
    let settings = folder.join("config/keepassxc/keepassxc.ini");
    std::fs::create_dir_all(settings.parent().unwrap()).unwrap();
    std::fs::write(settings, "[FdoSecrets]\nEnabled=true\n").unwrap();
    let env = move |name: &str| match name {
        "DBUS_SESSION_BUS_ADDRESS" => Some(OsString::from(&address)),
        "PATH" => Some(folder.clone().into_os_string()),
        "XDG_CONFIG_HOME" => Some(folder.join("config").into_os_string()),
        _ => None,
    };
    let found = unlocking(&env, &[], Duration::ZERO);
    let Unlocking::Foreign(name) = found else {
        panic!("{found:?}")
    };
    assert_eq!(name.program(), Some("KeePassXC"));
    assert!(!started.exists());
}

#[test]
fn a_program_that_nobody_knows_is_sent_none() {
    for collections in [&[("main", true)][..], &[]] {
        let bus = PrivateBus::bare();
        let running = Stub {
            collections,
            ..Stub::default()
        }
        .run(&bus);
        // The stub is a part of this very program.
        let comm = std::fs::read_to_string("/proc/self/comm").unwrap();
        is_foreign(&bus, comm.trim());
        let sent = |call: &String| call.ends_with("WithMasterPassword");
        assert!(!running.calls().iter().any(sent), "{:?}", running.calls());
    }
}

#[test]
fn a_service_that_fails_is_no_keyring_to_be_made() {
    const FAILED: &str = "org.freedesktop.DBus.Error.Failed";
    let bus = PrivateBus::bare();
    let _running = Stub {
        sessions: &[FAILED; 8],
        ..Stub::default()
    }
    .run(&bus);
    assert_eq!(on(&bus), Unlocking::Impossible);
}
