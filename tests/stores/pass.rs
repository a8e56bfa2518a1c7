//! The store of `pass`: real, with real GnuPG, for who chose it.

use crate::contract::{each_sees_its_own, holds_the_contract};
use crate::password_store::PasswordStore;
use crate::{key, secret, text};
use npmcred_platform::{
    Availability, Opening, Prompting, SecretStore, StoreChoice, StoreError, StoreKey, open_store,
    store_choices,
};

const CANARY: &str = "npm_canaryOfThePasswordStore";

fn try_open(
    store: &PasswordStore,
    prompting: Prompting,
) -> Result<Box<dyn SecretStore>, StoreError> {
    let opening = Opening {
        choice: StoreChoice::Pass,
        prompting,
    };
    open_store(&|name: &str| store.variable(name), opening)
}

fn open(store: &PasswordStore) -> Box<dyn SecretStore> {
    try_open(store, Prompting::Never).unwrap()
}

/// Where `pass` keeps our items.
fn items(store: &PasswordStore) -> std::path::PathBuf {
    store.path("store/npmcred")
}

/// Stores an item in this environment, and reads it.
#[track_caller]
fn keeps_a_canary(env: &dyn Fn(&str) -> Option<std::ffi::OsString>) {
    let opening = Opening {
        choice: StoreChoice::Pass,
        prompting: Prompting::Never,
    };
    let opened = open_store(env, opening).unwrap();
    opened.put(&here(), "", &secret(CANARY), None).unwrap();
    assert_eq!(text(opened.get(&here()).unwrap()), Some(CANARY.to_owned()));
}

fn here() -> StoreKey {
    key("https://registry.example", "/npm/", "any")
}

#[test]
fn it_holds_the_contract() {
    let store = PasswordStore::open();
    holds_the_contract(&*open(&store));
    each_sees_its_own(&*open(&store));
    let left: Vec<_> = std::fs::read_dir(items(&store))
        .into_iter()
        .flatten()
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_locked_one_says_so_until_its_owner_was_asked() {
    let store = PasswordStore::locked();
    // To encrypt, nobody has to be asked.
    open(&store)
        .put(&here(), "", &secret(CANARY), None)
        .unwrap();
    let locked = open(&store).get(&here()).unwrap_err();
    assert_eq!(locked.bare(), &StoreError::Locked);
    assert_eq!(locked.to_string(), "the password store (pass) is locked");
    let advice = store_choices(&|name: &str| store.variable(name), &locked);
    assert_eq!(advice[0].command.as_deref(), Some("npmcred unlock"));
    assert_eq!(open(&store).availability(), Availability::Locked);
    let found = open(&store)
        .find("", &["https://registry.example"])
        .unwrap_err();
    assert_eq!(found.into_bare(), StoreError::Locked);
    assert_eq!(open(&store).list().unwrap(), [here()]);
    let asking = try_open(&store, Prompting::Allowed).unwrap();
    assert_eq!(text(asking.get(&here()).unwrap()), Some(CANARY.to_owned()));
    // The agent knows it now.
    assert_eq!(open(&store).availability(), Availability::Ready);
    assert_eq!(
        text(open(&store).get(&here()).unwrap()),
        Some(CANARY.to_owned())
    );
    store.forget();
    store.program(
        "pinentry",
        "echo OK\nwhile read -r line; do echo 'ERR 83886179 cancelled'; done\n",
    );
    let denied = try_open(&store, Prompting::Allowed).unwrap().get(&here());
    assert_eq!(denied.unwrap_err().into_bare(), StoreError::Denied);
}

#[test]
fn where_it_is_not_nothing_else_is_used() {
    let store = PasswordStore::open();
    let unavailable = |variables: &dyn Fn(&str) -> Option<std::ffi::OsString>| {
        let opening = Opening {
            choice: StoreChoice::Pass,
            prompting: Prompting::Never,
        };
        let error = open_store(variables, opening).err().unwrap();
        let advice = store_choices(variables, &error);
        let back = advice
            .last()
            .and_then(|advice| advice.command.as_deref().map(str::to_owned));
        assert_eq!(back.as_deref(), Some("npmcred config store --unset"));
        error.to_string()
    };
    let missing = |name: &str| (name == "PATH").then(|| store.path("keys").into());
    assert_eq!(
        unavailable(&missing),
        "no credential store: pass is not installed"
    );
    let elsewhere = store.path("elsewhere");
    let unmade = |name: &str| match name {
        "PASSWORD_STORE_DIR" => Some(elsewhere.clone().into()),
        name => store.variable(name),
    };
    let want = format!(
        "no credential store: pass has no store in {}",
        elsewhere.display()
    );
    assert_eq!(unavailable(&unmade), want);
    let relative = |name: &str| match name {
        "PASSWORD_STORE_DIR" => Some("store".into()),
        name => store.variable(name),
    };
    let told = unavailable(&relative);
    assert!(told.ends_with("no absolute path: store"), "{told}");
}

#[test]
fn what_was_there_stays_until_the_new_one_is_whole() {
    let store = PasswordStore::open();
    open(&store).put(&here(), "", &secret("old"), None).unwrap();
    store.program(
        "pass",
        "[ \"$1\" != mv ] || { echo 'no room left' >&2; exit 1; }\nexec /usr/bin/pass \"$@\"\n",
    );
    let failed = open(&store)
        .put(&here(), "", &secret("new"), None)
        .unwrap_err();
    assert_eq!(
        failed.to_string(),
        "the password store (pass) failed: no room left"
    );
    assert_eq!(
        text(open(&store).get(&here()).unwrap()),
        Some("old".to_owned())
    );
    assert_eq!(std::fs::read_dir(items(&store)).unwrap().count(), 1);
}

#[test]
fn what_cannot_be_decrypted_is_not_absent() {
    let store = PasswordStore::open();
    open(&store).put(&here(), "", &secret("s"), None).unwrap();
    let file = items(&store)
        .read_dir()
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let whole = std::fs::read(&file).unwrap();
    for damaged in [&b"no such thing"[..], &[], &whole[..whole.len() - 9]] {
        std::fs::write(&file, damaged).unwrap();
        let error = open(&store).get(&here()).unwrap_err();
        assert_eq!(error.bare(), &StoreError::Corrupt, "{damaged:?}");
    }
    std::fs::remove_dir_all(store.path("keys/private-keys-v1.d")).unwrap();
    std::fs::write(&file, &whole).unwrap();
    let keyless = open(&store).get(&here()).unwrap_err().to_string();
    assert!(keyless.ends_with("is not on this machine"), "{keyless}");
}

#[test]
fn the_secret_goes_through_a_pipe_alone() {
    let store = PasswordStore::open();
    let log = store.path("log");
    // What `pass` is given, and what it finds in its environment.
    store.program(
        "pass",
        &format!(
            "{{ echo \"$@\"; env; }} >>'{}'\nexec /usr/bin/pass \"$@\"\n",
            log.display()
        ),
    );
    let env = |name: &str| match name {
        "NPM_TOKEN" => Some(CANARY.into()),
        name => store.variable(name),
    };
    keeps_a_canary(&env);
    let told = std::fs::read_to_string(&log).unwrap();
    assert!(
        told.contains("show npmcred/https:%2f%2fregistry.example|%2fnpm%2f|any"),
        "{told}"
    );
    assert!(!told.contains("canary"), "{told}");
    let found = std::process::Command::new("grep")
        .args(["-rl", "canary"])
        .arg(store.path(""))
        .output()
        .unwrap();
    assert!(found.stdout.is_empty(), "{found:?}");
}

#[test]
fn the_state_is_told_without_a_question() {
    let store = PasswordStore::locked();
    open(&store).put(&here(), "", &secret("s"), None).unwrap();
    let asked = store.path("asked");
    store.program("pinentry", &format!("echo OK\n: >'{}'\n", asked.display()));
    let asking = try_open(&store, Prompting::Allowed).unwrap();
    assert_eq!(asking.ready().unwrap_err().into_bare(), StoreError::Locked);
    assert_eq!(asking.availability(), Availability::Locked);
    assert!(!asked.exists());
    // It is asked where an item is wanted.
    assert!(asking.get(&here()).is_err());
    assert!(asked.exists());
}

#[test]
fn a_projects_own_pass_is_not_run() {
    let store = PasswordStore::open();
    let scripts = store.path("project/node_modules/.bin");
    std::fs::create_dir_all(&scripts).unwrap();
    for name in ["pass", "gpg", "base64"] {
        store.program(name, "exit 1\n");
        std::fs::rename(store.path("bin").join(name), scripts.join(name)).unwrap();
    }
    let env = |name: &str| match name {
        "PATH" => {
            let mut path = scripts.clone().into_os_string();
            path.push(":");
            path.push(store.variable("PATH").unwrap());
            Some(path)
        }
        name => store.variable(name),
    };
    keeps_a_canary(&env);
}

#[test]
fn what_was_ended_in_the_middle_goes_with_the_item() {
    let store = PasswordStore::open();
    store.program(
        "pass",
        "case $1 in mv | rm) exit 1 ;; esac\nexec /usr/bin/pass \"$@\"\n",
    );
    open(&store)
        .put(&here(), "", &secret("s"), None)
        .unwrap_err();
    let left = || {
        items(&store)
            .join("new")
            .read_dir()
            .map_or(0, Iterator::count)
    };
    assert_eq!(left(), 1);
    std::fs::remove_file(store.path("bin/pass")).unwrap();
    assert!(open(&store).list().unwrap().is_empty());
    assert!(!open(&store).delete(&here()).unwrap());
    assert_eq!(left(), 0);
}

#[test]
fn its_git_is_kept_up() {
    let store = PasswordStore::open();
    for (name, value) in [("user.name", "T"), ("user.email", "t@example.org")] {
        store.succeeds("git", &["config", "--global", name, value]);
    }
    store.succeeds("pass", &["git", "init"]);
    open(&store).put(&here(), "", &secret("s"), None).unwrap();
    open(&store).put(&here(), "", &secret("t"), None).unwrap();
    assert!(open(&store).delete(&here()).unwrap());
    let state = store.succeeds("pass", &["git", "status", "--porcelain"]);
    assert!(state.stdout.is_empty(), "{state:?}");
    // A signature would be asked for.
    let locked = PasswordStore::locked();
    for (name, value) in [
        ("user.name", "T"),
        ("user.email", "store@example.org"),
        ("commit.gpgsign", "true"),
    ] {
        locked.succeeds("git", &["config", "--global", name, value]);
    }
    let folder = locked.path("store");
    locked.succeeds("git", &["init", "--quiet", folder.to_str().unwrap()]);
    let asked = locked.path("asked");
    locked.program("pinentry", &format!("echo OK\n: >'{}'\n", asked.display()));
    open(&locked).put(&here(), "", &secret("s"), None).unwrap();
    assert!(!asked.exists());
    let commits = locked.succeeds("pass", &["git", "rev-list", "--count", "HEAD"]);
    assert_eq!(commits.stdout, b"2\n");
}
