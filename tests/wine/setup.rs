//! `npmcred setup` and back: programs, the registry's PATH, and nothing else.

use crate::machine::{Machine, NEWEST, Ran};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

const MACHINE: &str = r"HKLM\System\CurrentControlSet\Control\Session Manager\Environment";
const USER: &str = r"HKCU\Environment";
const SYSTEM: &str = r"%SystemRoot%\system32;%SystemRoot%";
/// Where a browser puts what it fetches.
const DOWNLOADED: &str = r"C:\Downloads\npmcred.exe";

/// A machine before npmcred: the download, and these two values of PATH.
struct Fresh {
    machine: Machine,
    /// What stood in the registry before the test.
    usual: String,
}

impl Fresh {
    fn with(machines: &str, users: Option<&str>) -> Self {
        let machine = Machine::take();
        machine.install(NEWEST);
        machine.write_npmrc("");
        fs::remove_dir_all(machine.c("npmcred")).unwrap();
        fs::create_dir_all(machine.c("Downloads")).unwrap();
        machine.put_program("Downloads/npmcred.exe");
        // What the test before has left to a command of its own, which may have been ended.
        let temp = fs::read_dir(machine.home().join("Temp"));
        for left in temp.into_iter().flatten().flatten() {
            if left
                .file_name()
                .to_string_lossy()
                .starts_with("npmcred-gone-")
            {
                let _ = fs::remove_file(left.path());
            }
        }
        let fresh = Self {
            usual: value(&machine, MACHINE).unwrap().1,
            machine,
        };
        fresh.set(MACHINE, machines);
        match users {
            Some(users) => fresh.set(USER, users),
            None => fresh.remove(USER),
        }
        fresh
    }

    fn set(&self, key: &str, path: &str) {
        let words = [
            "reg",
            "add",
            key,
            "/v",
            "Path",
            "/t",
            "REG_EXPAND_SZ",
            "/d",
            path,
            "/f",
        ];
        assert_eq!(self.machine.run(&words, "").status, 0);
    }

    fn remove(&self, key: &str) {
        self.machine
            .run(&["reg", "delete", key, "/v", "Path", "/f"], "");
    }

    fn run(&self, words: &[&str]) -> Ran {
        self.machine.run(words, "")
    }

    /// What a person types into a new terminal, which has the registry's PATH.
    fn types(&self, line: &str) -> Ran {
        self.run(&["cmd", "/d", "/c", line])
    }

    /// Everything that undo must leave as it was: both keys, and each file.
    fn state(&self) -> (Vec<Option<Vec<u8>>>, BTreeMap<String, String>) {
        let keys = [USER, MACHINE].map(|key| {
            let file = self.machine.c("io/key.reg");
            let _ = fs::remove_file(&file);
            self.run(&["reg", "export", key, r"C:\io\key.reg", "/y"]);
            fs::read(file).ok()
        });
        assert!(keys.iter().all(Option::is_some));
        let mut files = BTreeMap::new();
        for folder in ["users", "Program Files", "Downloads", "project"] {
            gather(&self.machine.c(folder), &mut files);
        }
        (keys.into(), files)
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        self.set(MACHINE, &self.usual);
        self.remove(USER);
        let _ = fs::remove_dir_all(self.machine.c("Downloads"));
        let _ = fs::remove_dir_all(self.machine.c("Program Files/npmcred"));
        let _ = fs::remove_dir_all(self.machine.local());
    }
}

/// Files, by their paths, with the digest of what they hold; links, with what they lead to. npm's
/// own cache is none of ours.
fn gather(folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        // One that is removed at this moment is none.
        let Ok(found) = path.symlink_metadata() else {
            continue;
        };
        if path.ends_with("npm-cache") {
            continue;
        }
        let what = if found.is_dir() {
            gather(&path, files);
            "folder".to_owned()
        } else if found.is_symlink() {
            let Ok(target) = fs::read_link(&path) else {
                continue;
            };
            format!("link to {}", target.display())
        } else {
            let Ok(contents) = fs::read(&path) else {
                continue;
            };
            format!("{:?}", Sha256::digest(contents))
        };
        files.insert(path.display().to_string(), what);
    }
}

/// PATH of a key, and its kind.
fn value(machine: &Machine, key: &str) -> Option<(String, String)> {
    let told = machine.run(&["reg", "query", key, "/v", "Path"], "").out;
    let line = told
        .lines()
        .find(|line| line.trim().to_lowercase().starts_with("path"))?;
    let mut words = line.trim().splitn(3, "    ").map(str::to_owned);
    words.next();
    Some((words.next()?, words.next().unwrap_or_default()))
}

/// What ends by itself a moment later: a program cannot remove its own file.
#[track_caller]
fn comes_to_be<T: PartialEq + std::fmt::Debug>(want: &T, now: impl Fn() -> T) {
    let until = Instant::now() + Duration::from_secs(30);
    while Instant::now() < until && now() != *want {
        thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(now(), *want);
}

#[test]
fn setup_and_undo_leave_the_users_path_and_files_as_they_were() {
    let before = r"%USERPROFILE%\tools;C:\Program Files\nodejs;";
    let fresh = Fresh::with(SYSTEM, Some(before));
    let machine = &fresh.machine;
    let state = fresh.state();
    let home = machine.user_folder();
    let bin = format!(r"{home}\AppData\Local\npmcred\bin");
    let set_up = fresh.run(&[DOWNLOADED, "setup", "--yes"]);
    assert_eq!(set_up.status, 0, "{set_up:?}");
    assert!(set_up.out.contains("npm and npx in"), "{set_up:?}");
    let kept = value(machine, USER).unwrap();
    assert_eq!(
        kept,
        ("REG_EXPAND_SZ".to_owned(), format!("{bin};{before}"))
    );
    let names = ["npm.cmd", "npm.exe", "npmcred.exe", "npx.cmd", "npx.exe"];
    let mut found: Vec<_> = fs::read_dir(machine.local().join("bin")).unwrap().collect();
    found.sort_by_key(|entry| entry.as_ref().unwrap().file_name());
    let found: Vec<_> = found
        .into_iter()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(found, names);
    // The download may go, and each name is npm behind the shim.
    fs::remove_file(machine.c("Downloads/npmcred.exe")).unwrap();
    for name in ["npm", "npm.cmd", "npx", "npx.cmd"] {
        let traced = fresh.types(&format!("set NPMCRED_TRACE=1& {name} --version"));
        assert_eq!(traced.out.trim(), "12.2.0", "{name}: {traced:?}");
        assert!(traced.err.contains("npmcred"), "{name}: {traced:?}");
    }
    let doctor = fresh.types("npmcred doctor");
    assert!(doctor.out.contains("npm is the shim in all"), "{doctor:?}");
    let undone = fresh.types("npmcred setup --undo --keep-credentials");
    assert_eq!(undone.status, 0, "{undone:?}");
    machine.put_program("Downloads/npmcred.exe");
    comes_to_be(&state, || fresh.state());
}

#[test]
fn what_others_changed_meanwhile_is_put_right() {
    let before = r"C:\Program Files\nodejs";
    let fresh = Fresh::with(SYSTEM, Some(before));
    let machine = &fresh.machine;
    let bin = format!(r"{}\AppData\Local\npmcred\bin", machine.user_folder());
    assert_eq!(fresh.run(&[DOWNLOADED, "setup", "--yes"]).status, 0);
    // A copy is as good as another name of the file; one of an older npmcred is renewed.
    let (npmcred, npx) = (
        machine.local().join("bin/npmcred.exe"),
        machine.local().join("bin/npx.exe"),
    );
    let program = fs::read(&npmcred).unwrap();
    fs::remove_file(&npx).unwrap();
    fs::write(&npx, &program).unwrap();
    let again = fresh.types("npmcred setup --yes");
    assert!(
        again.out.contains("nothing: all was in place already"),
        "{again:?}"
    );
    fs::write(&npx, [&program[..], b"older"].concat()).unwrap();
    let told = fresh.types("npmcred doctor").out;
    assert!(told.contains("npx.exe is not this npmcred"), "{told}");
    assert_eq!(fresh.types("npmcred setup --yes").status, 0);
    assert!(fs::read(&npx).unwrap() == program);
    // What another program put there meanwhile stays, and comes to be behind the shims again.
    fresh.set(USER, &format!(r"C:\new;{bin};{before}"));
    let told = fresh.types("npmcred doctor").out;
    assert!(
        told.contains("the PATH of this user does not begin with the shims"),
        "{told}"
    );
    assert_eq!(fresh.types("npmcred setup --yes").status, 0);
    assert_eq!(
        value(machine, USER).unwrap().1,
        format!(r"{bin};C:\new;{before}")
    );
    assert_eq!(
        fresh
            .types("npmcred setup --undo --keep-credentials")
            .status,
        0
    );
    assert_eq!(value(machine, USER).unwrap().1, format!(r"C:\new;{before}"));
}

#[test]
fn a_stranger_in_our_folder_stays_and_nothing_is_changed_where_nobody_asks_to() {
    let fresh = Fresh::with(SYSTEM, Some(r"C:\Program Files\nodejs"));
    let state = fresh.state();
    let shown = fresh.run(&[DOWNLOADED, "setup", "--dry-run"]);
    assert_eq!(shown.status, 0, "{shown:?}");
    assert!(
        shown.out.contains("first on the PATH of this user"),
        "{shown:?}"
    );
    assert!(fresh.state() == state);
    let theirs = fresh.machine.local().join("bin/npm.cmd");
    fs::create_dir_all(theirs.parent().unwrap()).unwrap();
    fs::write(&theirs, "@exit 9\r\n").unwrap();
    let refused = fresh.run(&[DOWNLOADED, "setup", "--yes"]);
    assert_eq!(refused.status, 7, "{refused:?}");
    assert!(
        refused
            .err
            .contains("npm.cmd exists and was not made by npmcred"),
        "{refused:?}"
    );
    assert_eq!(fs::read(&theirs).unwrap(), b"@exit 9\r\n");
    let undone = fresh.types("npmcred setup --undo --keep-credentials");
    assert_eq!(undone.status, 0, "{undone:?}");
    assert_eq!(fs::read(&theirs).unwrap(), b"@exit 9\r\n");
}

/// As whoever evaluates `npmcred env` may have written it.
#[test]
fn an_entry_for_our_folder_that_was_there_before_us_stays() {
    let fresh = Fresh::with(SYSTEM, None);
    let bin = format!(r"{}\AppData\Local\npmcred\bin", fresh.machine.user_folder());
    fresh.set(USER, &format!(r"{bin};C:\Program Files\nodejs"));
    let state = fresh.state();
    assert_eq!(fresh.run(&[DOWNLOADED, "setup", "--yes"]).status, 0);
    let again = fresh.types("npmcred setup --yes");
    assert!(again.out.contains("all was in place already"), "{again:?}");
    let undone = fresh.types("npmcred setup --undo --keep-credentials");
    assert_eq!(undone.status, 0, "{undone:?}");
    comes_to_be(&state, || fresh.state());
}

/// Sets up for all users; the npm that is run as a proof has the user's own environment.
fn set_up_for_all(fresh: &Fresh, command: &str) {
    let machine = &fresh.machine;
    let told = machine.tell_of_variable("LOCALAPPDATA");
    let set_up = fresh.types(command);
    assert_eq!(set_up.status, 0, "{set_up:?}");
    let told = fs::read_to_string(told).unwrap();
    let local = format!(r"{}\AppData\Local", machine.user_folder());
    let is_local = told.lines().all(|line| line == local);
    assert!(!told.is_empty() && is_local, "{told}");
}

/// Each cure that doctor names of an installation for all users is an administrator's.
fn mend_for_all(fresh: &Fresh, command: &str) {
    fs::remove_file(fresh.machine.c("Program Files/npmcred/bin/npx.exe")).unwrap();
    let doctor = fresh.types("npmcred doctor").out;
    assert!(doctor.contains("there is no shim for npx"), "{doctor}");
    let named = doctor.lines().filter(|line| line.contains("npmcred setup"));
    let named: Vec<&str> = named.map(str::trim).collect();
    let wanted = format!("cure: {command}");
    assert!(
        !named.is_empty() && named.iter().all(|line| *line == wanted),
        "{doctor}"
    );
    assert!(
        doctor.contains("in a terminal of an administrator"),
        "{doctor}"
    );
    assert_eq!(fresh.types(command).status, 0);
}

/// As node's own installer leaves it.
#[test]
fn an_npm_of_the_machine_needs_a_setup_for_the_machine() {
    let before = format!(r"C:\Program Files\nodejs\;{SYSTEM}");
    let fresh = Fresh::with(&before, None);
    let machine = &fresh.machine;
    let state = fresh.state();
    let alone = fresh.run(&[DOWNLOADED, "setup", "--yes"]);
    assert_eq!(alone.status, 1, "{alone:?}");
    let npm = r"npm still means C:\Program Files\nodejs\npm.cmd";
    assert!(alone.err.contains(npm), "{alone:?}");
    let cure = "npmcred setup --machine";
    assert!(alone.err.contains("setup --machine"), "{alone:?}");
    let doctor = fresh.types("npmcred doctor");
    assert!(
        doctor.out.contains("a new terminal gets") && doctor.out.contains(cure),
        "{doctor:?}"
    );
    set_up_for_all(&fresh, cure);
    let bin = r"C:\Program Files\npmcred\bin";
    let kept = value(machine, MACHINE).unwrap();
    assert_eq!(
        kept,
        ("REG_EXPAND_SZ".to_owned(), format!("{bin};{before}"))
    );
    for name in ["npm", "npm.cmd", "npx"] {
        let traced = fresh.types(&format!("set NPMCRED_TRACE=1& {name} --version"));
        assert_eq!(traced.out.trim(), "12.2.0", "{name}: {traced:?}");
        assert!(traced.err.contains("npmcred"), "{name}: {traced:?}");
    }
    let doctor = fresh.types("npmcred doctor");
    assert!(doctor.out.contains("npm is the shim in all"), "{doctor:?}");
    assert_eq!(fresh.types("npmcred setup --yes").status, 0);
    mend_for_all(&fresh, cure);
    let kept_back = fresh.types("npmcred setup --undo --keep-credentials");
    let again = "npmcred setup --undo --machine";
    assert!(kept_back.err.contains(again), "{kept_back:?}");
    assert_eq!(
        value(machine, MACHINE).unwrap().1,
        format!("{bin};{before}")
    );
    let undone = fresh.types(again);
    assert_eq!(undone.status, 0, "{undone:?}");
    comes_to_be(&state, || fresh.state());
}
