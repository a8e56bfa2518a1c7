//! `npmcred token create` for another machine: the token goes to a command's standard input, or
//! onto the terminal, and nowhere else.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::support::Lab;
use super::support::fixture::{Endpoint, Fault, Fixture, Moment};
use super::support::front::{Authority, Proxy, https};
use super::support::pty::Session;
use super::token_steps::{is_told, kept, names, with_password};
use super::world::{World, assert_no_leak, kill_at, signed_in};

const CREATE: [&str; 6] = ["token", "create", "--name", "ci", "--expires", "9"];

/// The words, and a command that keeps what it reads in a file that nobody else looks at.
fn to_a_file<'a>(world: &World, behind: &'a str) -> (Vec<&'a str>, std::path::PathBuf) {
    let file = world.path("given");
    let words = [&CREATE[..], &["--", "sh", "-c", behind, "sh"]].concat();
    (words, file)
}

#[test]
fn a_command_reads_the_token_and_nothing_else_has_it() {
    let world = signed_in(12);
    let before = world.registry.alive();
    let keep = "cat > \"$1\"; env | sort; tr '\\0' ' ' < /proc/$$/cmdline; echo done >&2";
    let (words, file) = to_a_file(&world, keep);
    let run = with_password(&world, &words).args([&file]).run().expect(0);
    let given = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    assert!(world.registry.alive().contains(&given), "{run}");
    assert!(!before.contains(&given), "a new one: {run}");
    assert_eq!(kept(&world, "write").or(kept(&world, "read")), None);
    assert_eq!(names(&world), ["ci"]);
    let said = run.err();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("done"), "its own output is there: {said}");
    assert!(
        said.contains("created the token ci for")
            && said.contains("gave it to sh; it is not stored"),
        "{said}"
    );
    assert!(
        said.contains("npmcred token revoke ci --registry"),
        "{said}"
    );
    assert_no_leak(&world, &run.to_string());
    assert!(!is_told(&world, "was to be"));

    // The command of the hint.
    let end = ["token", "revoke", "ci", "--registry", &world.registry.url];
    world.npmcred(&end).run().expect(0);
    assert_eq!(names(&world), [""; 0]);
}

#[test]
fn a_command_that_fails_leaves_no_token() {
    let world = signed_in(12);
    let alive = world.registry.alive().len();
    for (behind, why) in [
        ("cat >/dev/null; exit 3", "sh ended with status 3"),
        ("kill -9 $$", "sh ended with status 137"),
    ] {
        let (words, _) = to_a_file(&world, behind);
        let run = with_password(&world, &words).run().expect(1);
        assert!(run.err().contains(why), "{run}");
        assert!(run.err().contains("is now revoked"), "{run}");
        assert_eq!(world.registry.alive().len(), alive, "{run}");
        assert!(!is_told(&world, "was to be"));
        assert_no_leak(&world, &run.to_string());
    }
    // One that cannot be revoked is told until somebody does.
    world
        .registry
        .fault(Endpoint::TokenRevoke, Fault::Status(500));
    let (words, _) = to_a_file(&world, "exit 3");
    let run = with_password(&world, &words).run().expect(1);
    assert!(run.err().contains("could not be revoked"), "{run}");
    assert!(is_told(&world, "was to be"));
}

#[test]
fn what_cannot_be_given_away_is_not_made() {
    let world = signed_in(12);
    for (behind, code, what) in [
        (&["--", "no-such-command"][..], 127, "command not found"),
        (
            &["--use", "read", "--", "cat"],
            2,
            "flags that do not go together",
        ),
        (&["--show", "--", "cat"], 2, "flags that do not go together"),
        (&["--show"], 7, "only to a person at a terminal"),
    ] {
        let words = [&CREATE[..], behind].concat();
        let run = with_password(&world, &words).run().expect(code);
        assert!(run.err().contains(what), "{run}");
    }
    assert_eq!(world.registry.asked(Endpoint::TokenCreate).len(), 0);

    // The command of the hint, with a program in the place of gh.
    let refused = with_password(&world, &[&CREATE[..], &["--show"]].concat()).run();
    let hint = "give it to a command, such as: npmcred token create -- gh secret set NPM_TOKEN";
    let said = refused.err();
    assert!(said.contains(hint), "{refused}");
    let gh = world.write(
        "front/gh",
        "#!/bin/sh\n[ \"$*\" = 'secret set NPM_TOKEN' ] && cat >/dev/null\n",
    );
    fs::set_permissions(&gh, PermissionsExt::from_mode(0o755)).unwrap();
    let typed = ["token", "create", "--", "gh", "secret", "set", "NPM_TOKEN"];
    let run = with_password(&world, &typed).run().expect(0);
    assert!(run.err().contains("gave it to gh"), "{run}");
}

#[test]
fn a_person_may_have_it_shown() {
    let world = signed_in(12);
    let run = world.npmcred(&[&CREATE[..], &["--show"]].concat());
    let mut session = Session::start(&run);
    session.wait_for("show it at this terminal? [y/N]");
    session.type_in("\r");
    let (status, shown) = session.finish();
    assert_eq!(status.code(), Some(130), "{shown}");
    assert!(shown.contains("nothing was created"), "{shown}");
    assert_eq!(world.registry.asked(Endpoint::TokenCreate).len(), 0);

    let before = world.registry.alive();
    let mut session = Session::start(&run);
    session.wait_for("show it at this terminal? [y/N]");
    session.type_in("y\r");
    session.wait_for("password for");
    session.type_in(&format!("{}\r", world.registry.user.password));
    let (status, shown) = session.finish();
    assert!(status.success(), "{shown}");
    let made: Vec<String> = world
        .registry
        .alive()
        .into_iter()
        .filter(|it| !before.contains(it))
        .collect();
    assert_eq!(made.len(), 1);
    assert_eq!(shown.matches(&made[0]).count(), 1, "once");
    assert_eq!(kept(&world, "write").or(kept(&world, "read")), None);
    // Nowhere else.
    assert_no_leak(&world, &shown.replace(&made[0], ""));
}

#[test]
fn who_is_killed_before_it_is_given_away_is_told() {
    let world = signed_in(12);
    let (words, _) = to_a_file(&world, "cat");
    let run = with_password(&world, &words);
    kill_at(&world, &run, Endpoint::TokenCreate, Moment::Before);
    assert!(is_told(&world, "was to be"));
}

/// A machine whose way to the public registry leads to the lab's.
fn at_the_public_registry() -> (World, Proxy) {
    let lab = Lab::shimmed(12, Fixture::start());
    let authority = Authority::new();
    let door = https(&authority, "registry.npmjs.org", 2100, &lab.registry.url);
    let proxy = Proxy::knowing(vec![("registry.npmjs.org", door)]);
    let ca = lab.write("home/ca.pem", authority.pem());
    let (port, ca) = (proxy.port, ca.display());
    lab.write(
        "home/.npmrc",
        format!("https-proxy=http://127.0.0.1:{port}\nnoproxy=127.0.0.1\ncafile={ca}\n"),
    );
    lab.store("https://registry.npmjs.org/", &lab.registry.user, &[]);
    (lab, proxy)
}

#[test]
fn what_needs_no_token_is_named_first() {
    let (world, _proxy) = at_the_public_registry();
    for (permission, is_named) in [("read-write", true), ("read-only", false)] {
        let words = [
            &CREATE[..],
            &[
                "--permission",
                permission,
                "--packages",
                "a",
                "--",
                "sh",
                "-c",
                "cat >/dev/null",
            ],
        ];
        let run = with_password(&world, &words.concat()).run().expect(0);
        let said = run.err();
        assert_eq!(said.contains("by trusted publishing"), is_named, "{run}");
        assert_eq!(said.contains("npm trust --help"), is_named, "{run}");
        assert_no_leak(&world, &run.to_string());
        world.npmcred(&["token", "revoke", "ci"]).run().expect(0);
    }
}
