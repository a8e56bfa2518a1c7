//! What setup offers when it is done, and what undo asks: to a person at a terminal, and to nobody.

use std::fs;

use crate::support::Lab;
use crate::support::fixture::{Approval, Fixture};
use crate::support::pty::Session;
use crate::support::tools;
use crate::world::copy_npmcred;

fn lab() -> Lab<Fixture> {
    let mut lab = Lab::new(12, Fixture::start());
    lab.start_keyring();
    lab
}

fn kept(lab: &Lab<Fixture>) -> usize {
    let told = lab.npmcred(&["list", "--json"]).run().expect(0);
    let json: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    json["credentials"].as_array().unwrap().len()
}

#[test]
fn where_nothing_is_kept_a_login_is_offered() {
    let lab = lab();
    lab.registry.manners(|it| it.approval = Approval::WhenTold);
    let mut session = Session::start(&lab.npmcred(&["setup"]));
    session.wait_for("log in? [y/N]");
    session.type_in("y\r");
    session.wait_for("login/cli/");
    lab.registry.approve();
    let (status, shown) = session.finish_tidily();
    assert_eq!((status.code(), kept(&lab)), (Some(0), 1), "{shown}");
    let (status, shown) = Session::start(&lab.npmcred(&["setup"])).finish_tidily();
    assert!(
        status.success() && !shown.contains("log in?"),
        "who is logged in is not asked again: {shown}"
    );
}

#[test]
fn nothing_typed_is_no_login() {
    let lab = lab();
    let mut session = Session::start(&lab.npmcred(&["setup"]));
    session.wait_for("log in? [y/N]");
    session.type_in("\r");
    let (status, shown) = session.finish_tidily();
    assert!(
        status.success() && shown.contains("hint: log in: npmcred login"),
        "{shown}"
    );
    assert!(lab.path("home/.local/share/npmcred/bin/npm").is_symlink());
    // Neither is anybody asked who has said yes to everything, or who is not there.
    let (status, shown) = Session::start(&lab.npmcred(&["setup", "--yes"])).finish_tidily();
    assert!(
        status.success() && shown.contains("hint: log in: npmcred login"),
        "{shown}"
    );
    let said = lab.npmcred(&["setup"]).run().expect(0);
    assert!(said.err().contains("hint: log in: npmcred login"), "{said}");
}

/// No bus, and the kernel's keyring kept from us.
#[test]
fn without_a_store_the_shims_are_there_and_the_choices_are_told() {
    let lab = Lab::new(12, Fixture::start());
    let jail = tools::jail(&lab.path("jail"));
    let said = lab
        .run(jail.to_str().unwrap())
        .args([tools::program()])
        .args(["setup"])
        .run()
        .expect(0);
    assert!(
        said.err()
            .starts_with("note: the shims are in place, but no credential can be stored yet: "),
        "{said}"
    );
    assert!(
        said.err().contains("\nhint: ") && !said.err().contains("npmcred login"),
        "{said}"
    );
    assert!(lab.path("home/.local/share/npmcred/bin/npm").is_symlink());
}

#[test]
fn stored_credentials_stay_unless_somebody_says_otherwise() {
    let lab = lab();
    let user = lab.registry.user.clone();
    lab.store(&lab.registry.url, &user, &[]);
    for (words, answer, stay) in [
        (&["setup", "--undo"][..], Some("\r"), 1),
        (&["setup", "--undo"], None, 1),
        (&["setup", "--undo", "--yes"], None, 1),
        (&["setup", "--undo", "--keep-credentials"], None, 1),
        (&["setup", "--undo"], Some("y\r"), 0),
    ] {
        lab.npmcred(&["setup"]).run().expect(0);
        match answer {
            None => {
                let told = lab.npmcred(words).run().expect(0);
                let is_chosen = words.contains(&"--keep-credentials");
                assert_eq!(told.err().contains("remove them"), !is_chosen, "{told}");
            }
            Some(answer) => {
                let mut session = Session::start(&lab.npmcred(words));
                session.wait_for(" too? [y/N]");
                session.type_in(answer);
                let (status, shown) = session.finish_tidily();
                assert!(
                    status.success() && !shown.contains("remove them"),
                    "{shown}"
                );
            }
        }
        assert_eq!(kept(&lab), stay, "{words:?} {answer:?}");
        assert!(!lab.path("home/.local/share/npmcred/bin").exists());
    }
    // Said afterwards, when all else is gone already, it works as well, though PATH leads to it no
    // more.
    fs::remove_file(lab.path("front/npmcred")).unwrap();
    lab.store(&lab.registry.url, &user, &[]);
    let said = lab.npmcred(&["setup", "--undo"]).run().expect(0);
    let program = tools::program();
    let typed = format!("{} setup --undo --remove-credentials", program.display());
    assert!(
        said.err().contains(&format!("hint: remove them: {typed}")),
        "{said}"
    );
    lab.run("sh").args(["-c", &typed]).run().expect(0);
    assert_eq!(kept(&lab), 0);
}

/// A copy out of a package goes with all else, but it is what removes credentials: it stays as long
/// as they do, unless the user wants to keep them.
#[test]
fn the_copy_out_of_a_package_stays_with_the_credentials() {
    let lab = lab();
    let package = lab.path("work/node_modules/npmcred");
    fs::create_dir_all(&package).unwrap();
    let packed = package.join("npmcred");
    copy_npmcred(&packed);
    let user = lab.registry.user.clone();
    lab.store(&lab.registry.url, &user, &[]);
    let data = lab.path("home/.local/share/npmcred");
    let copy = data.join("bin/npmcred");
    let copied = copy.to_str().unwrap();
    let set_up = || {
        let words = ["setup"];
        lab.run(packed.to_str().unwrap())
            .args(words)
            .run()
            .expect(0);
    };
    for (label, stay) in [("keep them and remove npmcred", 1), ("remove them", 0)] {
        set_up();
        preview_says_what_becomes_of_it(&lab, copied);
        let undo = || lab.run(copied).args(["setup", "--undo"]).run().expect(0);
        undo();
        // Nobody said what to do with them this time either.
        let said = undo();
        assert!(copy.exists() && !data.join("bin/npm").exists(), "{said}");
        assert!(said.out().contains("itself is still installed"), "{said}");
        let err = said.err();
        let label = format!("hint: {label}: ");
        let hint = err.lines().find_map(|line| line.strip_prefix(&label));
        let typed = ["-c", hint.unwrap_or_else(|| panic!("no {label}{said}"))];
        let done = lab.run("sh").args(typed).run().expect(0);
        assert!(!done.err().contains("hint: "), "{done}");
        assert!(!data.exists(), "{done}");
        assert_eq!(kept(&lab), stay, "{label}");
    }
    // Who is asked and keeps them wants no npmcred either.
    lab.store(&lab.registry.url, &user, &[]);
    set_up();
    let mut session = Session::start(&lab.run(copied).args(["setup", "--undo"]));
    session.wait_for(" too? [y/N]");
    session.type_in("\r");
    let (status, shown) = session.finish_tidily();
    assert!(status.success() && !copy.exists(), "{shown}");
    assert_eq!(kept(&lab), 1);
}

/// What is offered and not taken is named, and does it when it is typed.
#[test]
fn what_was_not_taken_is_typed_later() {
    let lab = lab();
    let said = lab.npmcred(&["setup"]).run().expect(0);
    lab.types(&said, "log in").run().expect(0);
    assert_eq!(kept(&lab), 1);
    let token = "npm_7fK2mQ9xLrT4vW8zBcD3nH6jPsY1aGeU5oXi";
    let line = format!("//one.example/:_authToken={token}\n");
    lab.write("home/.npmrc", lab.user_config() + &line);
    let said = lab.npmcred(&["setup"]).run().expect(0);
    let mut session = Session::start(&lab.types(&said, "move them into the store"));
    session.wait_for("do this? [Y/n]");
    session.type_in("\r");
    let (status, shown) = session.finish_tidily();
    assert!(status.success() && kept(&lab) == 2, "{shown}");
}

/// What a dry run says of the credential that is stored.
#[track_caller]
fn preview_says_what_becomes_of_it(lab: &Lab<Fixture>, program: &str) {
    for (more, want) in [
        (
            &[][..],
            "of npmcred from the Secret Service too; as long as nobody decides that, the copy of this program stays",
        ),
        (
            &["--yes"],
            "leave 1 credential in the Secret Service; as long as nobody decides that, the copy of this program stays",
        ),
        (
            &["--keep-credentials"],
            "leave 1 credential in the Secret Service",
        ),
        (
            &["--remove-credentials"],
            "remove 1 credential of npmcred from the Secret Service",
        ),
    ] {
        let dry = lab
            .run(program)
            .args(["setup", "--undo", "--dry-run"])
            .args(more);
        let end = format!("{want}\nnothing was changed\n");
        let shown = dry.run().expect(0);
        assert!(shown.out().ends_with(&end), "{shown}");
    }
}
