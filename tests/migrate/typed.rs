//! Each hint of migrating, typed where it is offered.

use std::os::unix::fs::PermissionsExt;

use super::support::pty::Session;
use super::support::run::Run;
use super::support::typed::{behind, screen};
use super::world::*;

const LINE: &str = "//one.example/:_authToken";

/// An editor that does what is told to be done: it takes the line out.
fn with_editor(world: &World, run: Run) -> Run {
    let editor = world.write("take-out", "#!/bin/sh\nsed -i \"${1#+}d\" \"$2\"\n");
    std::fs::set_permissions(&editor, PermissionsExt::from_mode(0o755)).unwrap();
    run.env("EDITOR", editor)
}

#[test]
fn where_nobody_is_there_to_agree() {
    let it = world();
    it.write("home/.npmrc", format!("{LINE}={TOKEN}\n"));
    let told = migrate(&it, &[], 2);
    it.types(&told, "do it without asking").run().expect(0);
    assert_eq!(registries(&it), ["https://one.example/"]);
    assert_eq!(files_with_secrets(&it), Vec::<String>::new());
}

#[test]
fn where_two_files_hold_another_one_each() {
    let it = world();
    let project = it.project("p", &serde_json::json!({ "name": "p" }));
    it.write("work/p/.npmrc", format!("{LINE}={OTHER}\n"));
    it.write("home/.npmrc", format!("{LINE}={TOKEN}\n"));
    let run = it.npmcred(&["migrate", "--yes"]).cwd(&project);
    let told = run.run().expect(7);
    let own = [("NAME", "p"), ("--profile p", "--profile p --yes")];
    it.types_with(&told, "give it a profile of its own", &own)
        .run()
        .expect(0);
    assert_eq!(files_with_secrets(&it), Vec::<String>::new());
    assert_eq!(stored(&it).len(), 2);

    let it = world();
    it.write("prefix/etc/npmrc", format!("{LINE}={OTHER}\n"));
    it.write("home/.npmrc", format!("{LINE}={TOKEN}\n"));
    let told = migrate(&it, &["--yes"], 7);
    it.types(&told, "if nobody needs it").run().expect(0);
    assert_eq!(files_with_secrets(&it), Vec::<String>::new());
}

#[test]
fn where_one_file_holds_two_for_one_registry() {
    let it = world();
    let text = format!("//one.example/a/:_authToken={TOKEN}\n//one.example/a:_authToken={OTHER}\n");
    it.write("home/.npmrc", text);
    let told = it.npmcred(&["migrate", "--dry-run"]).run().expect(0);
    let says = "store both, this one in a profile of its own";
    if !screen(&told).contains(says) {
        panic!("{told}");
    }
    let typed = it.types_with(&told, says, &[("NAME", "two")]);
    typed.stdin(OTHER).run().expect(0);
    assert_eq!(stored(&it).len(), 1);
}

#[test]
fn where_the_store_holds_another_one() {
    let it = world();
    let store = ["store", "--registry", "https://one.example/"];
    it.npmcred(&store).stdin(OTHER).run().expect(0);
    it.write("home/.npmrc", format!("{LINE}={TOKEN}\n"));
    let told = migrate(&it, &["--yes"], 7);
    let typed = it.types(&told, "be asked whether this one replaces it");
    let session = Session::start(&typed);
    let (_, shown) = session.answering(&[("replace it with the one", "\r")]);
    assert!(shown.contains("[y/N]"), "{shown}");
    let says = "store both, this one in a profile of its own";
    let own = [("NAME", "two --yes")];
    it.types_with(&told, says, &own).run().expect(0);
    assert_eq!(stored(&it).len(), 2);
    assert_eq!(files_with_secrets(&it), Vec::<String>::new());
}

#[test]
fn where_a_registry_is_in_clear_or_nothing_can_be_made_of_it() {
    let it = world();
    let text = format!("registry=http://far.example/\n//far.example/:_authToken={TOKEN}\n");
    it.write("home/.npmrc", text);
    let told = migrate(&it, &["--yes"], 7);
    it.types(&told, "if that is what you want")
        .stdin(TOKEN)
        .run()
        .expect(0);
    assert_eq!(registries(&it), ["http://far.example/"]);

    let it = world();
    it.write("home/.npmrc", "//one.example/:_password=eA==\n");
    let told = migrate(&it, &["--yes"], 7);
    let own = [("NAME", "kim")];
    it.types_with(&told, "store it by hand", &own)
        .stdin(PLAIN)
        .run()
        .expect(0);
    assert_eq!(registries(&it), ["https://one.example/"]);
}

#[test]
fn where_a_secret_is_inside_an_address() {
    let it = world();
    it.write(
        "home/.npmrc",
        "registry=https://kim:C4n4ryC4n4ry@one.example/\n",
    );
    let told = it.npmcred(&["migrate", "--dry-run"]).run().expect(0);
    it.types(&told, "store the secret")
        .stdin(PLAIN)
        .run()
        .expect(0);
    it.types(&told, "name the registry without it")
        .run()
        .expect(0);
    assert_eq!(
        read(&it, "home/.npmrc").trim(),
        "registry=https://one.example/"
    );
}

#[test]
fn where_a_place_is_not_edited() {
    let it = world();
    it.write("work/.env", format!("NPM_TOKEN={TOKEN}\n"));
    it.write("home/.npmrc.bak", format!("{LINE}={OTHER}\n"));
    it.write("home/.npmrc", format!("{LINE}={OTHER}\nx={TOKEN}\n"));
    let run = it
        .npmcred(&["migrate", "--dry-run"])
        .env("NPM_TOKEN", TOKEN);
    let told = with_editor(&it, run.clone()).run().expect(0);
    let shown = screen(&told);
    it.types(&told, "store it").stdin(TOKEN).run().expect(0);
    let unset = behind(&shown, "unset it where it is set, and here");
    let line = format!("{unset}; env");
    let env = it
        .run("/bin/sh")
        .args(["-c", &line])
        .env("NPM_TOKEN", TOKEN);
    assert!(!env.run().expect(0).out().contains("NPM_TOKEN="), "{told}");
    let removes: Vec<&str> = shown
        .lines()
        .filter_map(|line| Some(line.split_once("remove it: ")?.1))
        .collect();
    assert!(removes.len() >= 3, "{told}");
    for remove in removes {
        it.run("/bin/sh").args(["-c", remove]).run().expect(0);
    }
    assert_eq!(files_with_secrets(&it), ["home/.npmrc"]);
    migrate(&it, &["--yes"], 0);
    assert_eq!(files_with_secrets(&it), Vec::<String>::new());
}

#[test]
fn where_a_script_reads_the_file() {
    let it = world();
    it.write("home/.npmrc", format!("{LINE}={TOKEN}\n"));
    it.write("home/.bashrc", "export T=$(grep _authToken ~/.npmrc)\n");
    let run = it.npmcred(&["migrate", "--dry-run"]);
    let told = with_editor(&it, run).run().expect(0);
    it.types(&told, "change it").run().expect(0);
    assert_eq!(read(&it, "home/.bashrc"), "");
}

#[test]
fn where_a_file_may_not_be_written_or_has_two_names() {
    let it = world();
    let file = it.write("home/.npmrc", format!("{LINE}={TOKEN}\n"));
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o444)).unwrap();
    let told = migrate(&it, &["--yes"], 6);
    it.types(&told, "allow yourself to write it")
        .run()
        .expect(0);
    std::fs::hard_link(&file, it.path("home/second")).unwrap();
    let told = migrate(&it, &["--yes"], 6);
    let names = it.types(&told, "see which they are").run().expect(0);
    assert!(names.out().contains("home/second"), "{names}");
    std::fs::remove_file(it.path("home/second")).unwrap();
    migrate(&it, &["--yes"], 0);
    assert_eq!(registries(&it), ["https://one.example/"]);
}

/// At the registry's own site first; then the new one is stored.
#[test]
fn where_somebody_else_may_have_it() {
    let it = world();
    it.write("work/package.json", "{}");
    let text = format!("//npm.pkg.github.com/:_authToken={PLAIN}\n{LINE}={OTHER}\n");
    it.write("work/.npmrc", text);
    let told = migrate(&it, &["--yes"], 0);
    for (says, new) in [
        (
            "create a new token and revoke this one on https://github.com/settings/tokens, then",
            "ghp_newNEWnewNEWnewNEWnewNEWnewNEWnewNEW",
        ),
        (
            "create a new token and revoke this one on the registry's own site, then",
            TOKEN,
        ),
    ] {
        let command = behind(&screen(&told), says);
        let typed = it.run("/bin/sh").args(["-c", &format!("{command} --yes")]);
        typed.stdin(new).run().expect(0);
    }
    assert_eq!(stored(&it).len(), 2);
}

/// While the person reads the plan the file gets another token.
#[test]
fn where_a_file_has_changed_meanwhile() {
    let it = world();
    it.write("home/.npmrc", format!("{LINE}={TOKEN}\n"));
    let mut session = Session::start_in_columns(400, &it.npmcred(&["migrate"]));
    session.wait_for("do this? [Y/n]");
    it.write("home/.npmrc", format!("{LINE}={OTHER}\n"));
    session.type_in("\r");
    let (_, shown) = session.finish();
    let again = behind(&shown, "look again");
    let typed = it
        .run("/bin/sh")
        .args(["-c", &format!("{} --yes", again.trim_end())]);
    typed.run().expect(0);
    assert_eq!(files_with_secrets(&it), Vec::<String>::new());
}
