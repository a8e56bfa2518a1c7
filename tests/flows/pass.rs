//! Who chose `pass` has the same day with it, and no other store is asked or written.

use super::packages::{assert_no_file_has, assert_published, consumer, publishable, registry};
use super::password_store::PasswordStore;
use super::support::Lab;
use super::support::run::{Outcome, Run};

/// A program that asks for a passphrase, and a person who gives none.
const CANCELS: &str = "echo OK\nwhile read -r line; do echo 'ERR 83886179 cancelled'; done\n";

/// A world that was told to keep credentials there.
fn told(store: &PasswordStore) -> Lab {
    let lab = Lab::shimmed(12, registry());
    with(store, lab.npmcred(&["config", "store", "pass"]))
        .run()
        .expect(0);
    lab
}

fn keep(lab: &Lab, store: &PasswordStore) -> Outcome {
    let words = ["store", "--registry", &lab.registry.url];
    with(store, lab.npmcred(&words))
        .stdin(format!("{}\n", lab.registry.writer.token))
        .run()
}

/// What the user's own environment says of it.
fn with(store: &PasswordStore, run: Run) -> Run {
    ["GNUPGHOME", "PASSWORD_STORE_DIR"]
        .into_iter()
        .fold(run, |run, name| {
            run.env(name, store.variable(name).unwrap())
        })
}

fn unlock(lab: &Lab, store: &PasswordStore) -> Outcome {
    with(store, lab.npmcred(&["unlock"])).run().expect(0)
}

#[test]
fn a_day_with_pass() {
    let store = PasswordStore::locked();
    let lab = told(&store);
    // What was stored is read again, and nobody is here to be asked.
    let locked = keep(&lab, &store).expect(4);
    assert!(locked.err().contains("npmcred unlock"), "{locked}");
    unlock(&lab, &store);
    keep(&lab, &store).expect(0);
    store.forget();
    let project = consumer(&lab, "consumer");
    let npm = |args: &[&str]| with(&store, lab.npm(&project, args)).run();
    let locked = npm(&["whoami"]);
    assert!(!locked.status.success(), "{locked}");
    let said = locked.said().join("\n");
    assert!(
        said.contains("the password store (pass) is locked"),
        "{locked}"
    );
    let cure = "unlock it; GnuPG asks for the passphrase: npmcred unlock";
    assert!(said.contains(cure), "{locked}");
    let answers = std::fs::read(store.path("bin/pinentry")).unwrap();
    store.program("pinentry", CANCELS);
    let refused = with(&store, lab.npmcred(&["unlock"])).run().expect(4);
    let cure = "have GnuPG ask again: npmcred unlock";
    assert!(refused.err().contains(cure), "{refused}");
    std::fs::write(store.path("bin/pinentry"), answers).unwrap();
    assert_eq!(
        unlock(&lab, &store).out(),
        "the password store is unlocked\n"
    );
    let shell = with(&store, lab.npmcred(&["unlock", "--shell"])).env("SHELL", "/bin/true");
    let entered = shell.run().expect(0);
    assert!(!entered.err().contains("keyring"), "{entered}");
    npm(&["install"]).expect(0);
    let nested = npm(&["run", "--silent", "nested"]).expect(0);
    assert_eq!(nested.out().trim(), "1.0.0");
    let who = npm(&["whoami"]).expect(0);
    assert_eq!(who.out().trim(), "writer");
    assert_eq!(who.said(), Vec::<String>::new());
    let (package, name) = publishable(&lab, "by-pass");
    with(&store, lab.npm(&package, &["publish"]))
        .run()
        .expect(0);
    assert_published(&lab, &name, &lab.registry.writer);
    assert_no_file_has(&lab, &[&lab.registry.writer]);
}

#[test]
fn neither_store_has_what_is_in_the_other() {
    let store = PasswordStore::open();
    let lab = told(&store);
    let kept = keep(&lab, &store).expect(0);
    assert!(kept.out().contains("password store (pass)"), "{kept}");
    assert_eq!(
        with(&store, lab.npmcred(&["list", "--json"]))
            .run()
            .expect(0)
            .out()
            .matches("\"registry\"")
            .count(),
        1
    );
    let system = lab
        .npmcred(&["list", "--json"])
        .env("NPMCRED_STORE", "system");
    let listed = with(&store, system).run().expect(0);
    assert!(!listed.out().contains("\"registry\""), "{listed}");
    // One who has no store of `pass` any more is not served by another.
    let elsewhere = store.path("elsewhere");
    let list = || with(&store, lab.npmcred(&["list"])).env("PASSWORD_STORE_DIR", &elsewhere);
    let gone = list().run();
    assert!(gone.err().contains("pass has no store in"), "{gone}");
    for cure in [
        "make its store for a key of GnuPG's, with: pass init KEY",
        "go back to the store of the system: npmcred config store --unset",
    ] {
        assert!(gone.err().contains(cure), "{gone}");
    }
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::copy(store.path("store/.gpg-id"), elsewhere.join(".gpg-id")).unwrap();
    list().run().expect(0);
    // Uninstalling says what it does not look into.
    let undo = |run: Run| run.args(["--undo", "--yes"]).run().expect(0).err();
    let told = undo(with(&store, lab.npmcred(&["setup"])));
    assert!(
        told.contains("into the store of the system stays there"),
        "{told}"
    );
    let told = undo(
        lab.npmcred(&["setup"])
            .env("PASSWORD_STORE_DIR", "/nowhere"),
    );
    assert!(told.contains("what it holds stays there"), "{told}");
    lab.npmcred(&["config", "store", "--unset"]).run().expect(0);
    lab.npmcred(&["list"]).run().expect(0);
}
