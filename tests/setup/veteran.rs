//! Somebody who has used npm for years sets up, works, and uninstalls. Then all is as it was but
//! for the credentials that moved.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::account::Account;
use super::support::pty::Session;
use super::support::run::Run;

/// What a person sees of a command that ends well by itself.
#[track_caller]
fn seen(run: &Run) -> String {
    let (status, shown) = Session::start(run).finish();
    assert!(status.success(), "{shown}");
    shown
}

/// That this home is that one but for the credentials in the npmrc.
#[track_caller]
fn assert_as_before(account: &Account, before: &BTreeMap<PathBuf, String>) {
    let mut expected = before.clone();
    expected.insert(
        ".npmrc".into(),
        format!("file 600 {:?}", account.npmrc(false)),
    );
    let after = account.picture();
    let differs: Vec<_> = expected
        .keys()
        .chain(after.keys())
        .filter(|path| expected.get(*path) != after.get(*path))
        .collect();
    let tell = |path: &&PathBuf| {
        format!(
            "{}: {:?}, then {:?}",
            path.display(),
            expected.get(*path),
            after.get(*path)
        )
    };
    assert!(
        differs.is_empty(),
        "{:#?}",
        differs.iter().map(tell).collect::<Vec<_>>()
    );
}

#[track_caller]
fn assert_no_plaintext(account: &Account, screens: &[String]) {
    let needles = account.needles();
    let files = account.lab.files_with(&needles);
    assert!(files.is_empty(), "{files:#?}");
    for screen in screens {
        assert_eq!(needles.find(screen.as_bytes()), None, "{screen}");
    }
}

/// Installs the private package in a new shell, and proves that the registry gave it to the right
/// user.
#[track_caller]
fn install_in(account: &Account, shell: &str) -> String {
    let name = format!("in-{shell}");
    let project = account
        .lab
        .project(&name, &json!({ "name": name, "version": "1.0.0" }));
    let asked_before = requests(account);
    let shown = seen(
        &account
            .new_shell(
                shell,
                "npm install --no-progress @priv/lib && node -p 'require(\"@priv/lib\")'",
            )
            .cwd(&project),
    );
    assert!(
        shown.lines().any(|line| line.trim() == "lib"),
        "{shell}: {shown}"
    );
    assert!(
        requests(account) > asked_before,
        "{shell}: the registry was asked as its user"
    );
    shown
}

/// How often the writer of private packages has asked for this one.
fn requests(account: &Account) -> usize {
    let bearer = format!("Bearer {}", account.lab.registry.writer.token);
    let all = account.lab.registry.requests("@priv%2flib");
    all.iter()
        .filter(|request| request.authorization.as_deref() == Some(&bearer))
        .count()
}

/// What a new shell finds: the shim, the manual, the completions, and that all is well.
#[track_caller]
fn assert_lives_there(account: &Account) {
    let home = account.lab.path("home");
    let data = home.join(".local/share/npmcred");
    for (shell, line, wanted) in [
        (
            "bash",
            "command -v npm",
            data.join("bin/npm").display().to_string(),
        ),
        (
            "zsh",
            "command -v npx",
            data.join("bin/npx").display().to_string(),
        ),
        (
            "bash",
            "man -w npmcred",
            data.join("man/man1/npmcred.1").display().to_string(),
        ),
        (
            "zsh",
            "man -w npmcred-shim",
            data.join("man/man7/npmcred-shim.7").display().to_string(),
        ),
        ("bash", "complete -p npmcred", "_npmcred".to_owned()),
        ("zsh", "echo $_comps[npmcred]", "_npmcred".to_owned()),
    ] {
        let shown = seen(&account.new_shell(shell, line));
        assert!(shown.contains(&wanted), "{shell}: {line}: {shown}");
    }
    let shown = seen(&account.new_shell("bash", "npmcred doctor"));
    assert!(shown.contains("no problems found"), "{shown}");
}

/// What the store holds now, registry by registry.
fn kept(account: &Account) -> Vec<String> {
    let told = account.npmcred(&["list", "--json"]).run().expect(0);
    let json: Value = serde_json::from_str(&told.out()).unwrap();
    let mut all: Vec<String> = json["credentials"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["registry"].as_str().unwrap().to_owned())
        .collect();
    all.sort();
    all
}

fn all_three(account: &Account) -> Vec<String> {
    let registry = account.lab.registry;
    let mut all = vec![
        registry.url.clone(),
        registry.below.clone(),
        account.company.url.clone(),
    ];
    all.sort();
    all
}

#[test]
fn somebody_at_a_terminal_moves_in_works_and_moves_out() {
    let account = Account::new();
    let before = account.picture();
    let mut setup = Session::start(&account.npmcred(&["setup"]));
    setup.wait_for("[Y/n]");
    setup.type_in("y\r");
    let (status, moved_in) = setup.finish();
    assert!(status.success(), "{moved_in}");
    assert_eq!(account.lab_npmrc(), account.npmrc(false), "{moved_in}");
    assert_eq!(kept(&account), all_three(&account), "{moved_in}");
    let screens = vec![
        moved_in,
        install_in(&account, "bash"),
        install_in(&account, "zsh"),
    ];
    assert_no_plaintext(&account, &screens);
    assert_lives_there(&account);

    let again = seen(&account.npmcred(&["setup"]));
    assert!(again.contains("all was in place already"), "{again}");

    let mut undo = Session::start(&account.npmcred(&["setup", "--undo"]));
    undo.wait_for("[y/N]");
    undo.type_in("\r");
    let (status, moved_out) = undo.finish();
    assert!(status.success(), "{moved_out}");

    assert_as_before(&account, &before);
    assert_eq!(
        kept(&account),
        all_three(&account),
        "they said that it stays"
    );
    assert_no_plaintext(&account, &[moved_out]);
}

#[test]
fn a_script_moves_in_and_out_without_a_question() {
    let account = Account::new();
    let before = account.picture();
    let moved_in = account
        .npmcred(&["setup", "--yes"])
        .run()
        .expect(0)
        .to_string();
    assert_eq!(account.lab_npmrc(), account.npmrc(false), "{moved_in}");
    let screens = vec![moved_in, install_in(&account, "bash")];
    let moved_out = account
        .npmcred(&["setup", "--undo", "--yes", "--remove-credentials"])
        .run()
        .expect(0)
        .to_string();
    assert_as_before(&account, &before);
    assert_eq!(kept(&account), Vec::<String>::new());
    assert_no_plaintext(&account, &[screens, vec![moved_out]].concat());
}

/// What was only looked at is as it was.
#[test]
fn a_look_changes_nothing() {
    let account = Account::new();
    let before = account.picture();
    for words in [
        &["setup", "--dry-run"][..],
        &["migrate", "--dry-run"],
        &["setup", "--undo", "--dry-run"],
        &["doctor"],
    ] {
        let run = account.npmcred(words).run();
        assert_eq!(account.picture(), before, "{run}");
        assert_eq!(
            account.needles().find(run.to_string().as_bytes()),
            None,
            "{run}"
        );
    }
}

impl Account {
    /// What `~/.npmrc` holds now.
    fn lab_npmrc(&self) -> String {
        let file: &Path = &self.lab.path("home/.npmrc");
        String::from_utf8(std::fs::read(file).unwrap()).unwrap()
    }
}
