//! Tokens that a command makes: made when one is needed, once for all who wait, and never an
//! anonymous request where none can be made.

use std::time::Duration;

use serde_json::json;

use super::minter::{
    add, count, does, holds, leaves_no_trace, minting, prints_token, stand_in_for_npm,
};
use super::sessions::GONE;
use super::support::Lab;
use super::support::run::Outcome;

/// How the sentence about a failure begins.
fn no_token(lab: &Lab) -> String {
    format!("npmcred: error: no token for {}: mint ", lab.registry.url)
}

fn view(lab: &Lab) -> Outcome {
    let words = ["view", "@priv/lib", "version"];
    lab.npm(&lab.path("work"), &words).run()
}

fn over(lab: &Lab) {
    holds(lab, "npm_dead", GONE);
}

#[test]
fn a_token_is_made_where_one_is_needed_and_kept_until_it_nears_its_end() {
    for major in [8, 12] {
        let lab = minting(major, &["--expires", "1h"]);
        assert_eq!(count(&lab), 1, "it was tried");
        for seconds in [None, Some(GONE), Some(290)] {
            if let Some(seconds) = seconds {
                holds(&lab, "npm_dead", seconds);
            }
            let before = count(&lab);
            for _ in 0..2 {
                let seen = view(&lab).expect(0);
                assert_eq!(seen.out().trim(), "1.0.0", "npm {major}: {seen}");
                assert!(seen.said().is_empty(), "{seen}");
            }
            let made = count(&lab) - before;
            assert_eq!(made, usize::from(seconds.is_some()), "{seconds:?}");
        }
        holds(&lab, &lab.registry.writer.token, 310);
        let before = count(&lab);
        view(&lab).expect(0);
        assert_eq!(count(&lab), before, "it is not near its end");
        let [kept] = lab.kept().try_into().unwrap();
        assert_eq!(kept["kind"], "session");
        leaves_no_trace(&lab);
    }
}

#[test]
fn a_command_that_changes_something_has_its_token_too() {
    let lab = minting(11, &[]);
    over(&lab);
    let who = lab.npm(&lab.path("work"), &["whoami"]).run().expect(0);
    assert_eq!((who.out().trim(), count(&lab)), ("writer", 2), "{who}");
    let manifest = json!({ "name": format!("@priv/minted-{}", lab.unique()), "version": "1.0.0" });
    let package = lab.project("package", &manifest);
    over(&lab);
    lab.npm(&package, &["publish"]).run().expect(0);
    assert_eq!(count(&lab), 3);
    over(&lab);
    let words = ["exec", "--env", "T", "--registry", &lab.registry.url, "--"];
    let told = lab.npmcred(&[&words[..], &["sh", "-c", "echo ${#T}"]].concat());
    let length = lab.registry.writer.token.len().to_string();
    assert_eq!(told.run().expect(0).out().trim(), length);
    assert_eq!(count(&lab), 4);
    leaves_no_trace(&lab);
}

#[test]
fn sixty_four_commands_at_once_make_one_token() {
    let lab = minting(12, &["--expires", "1h"]);
    stand_in_for_npm(&lab);
    over(&lab);
    let token = &lab.registry.writer.token;
    // Nobody is done before all have begun.
    does(&lab, &format!("sleep 1\necho '{token}'"));
    std::thread::scope(|scope| {
        let one = || lab.run("npm").args(["view", "@priv/lib"]).run().expect(0);
        let all: Vec<_> = (0..64).map(|_| scope.spawn(one)).collect();
        for outcome in all.into_iter().map(|thread| thread.join().unwrap()) {
            assert_eq!(outcome.out().trim(), "1", "{outcome}");
            assert!(outcome.said().is_empty(), "{outcome}");
        }
    });
    assert_eq!(count(&lab), 2, "one when it was added, and one");
    leaves_no_trace(&lab);
}

#[test]
fn a_command_that_makes_no_token_is_no_anonymous_try() {
    let lab = minting(12, &["--deadline", "2s"]);
    let token = lab.registry.writer.token.clone();
    let canary = "canary7canary7canary7";
    let cases = [
        ("sleep 600".to_owned(), "did not end within 2 s"),
        (
            format!("echo 'not logged in: run aws sso login' >&2; echo '{token}' >&2; exit 3"),
            "ended with status 3: not logged in: run aws sso login; [hidden]",
        ),
        ("echo half; kill -9 $$".to_owned(), "ended with status 137"),
        ("exit 0".to_owned(), "printed no token: the secret is empty"),
        (
            "echo Please log in first".to_owned(),
            "printed no token: there are spaces in it",
        ),
        (
            format!("echo '{{\"token\":\"{canary}\"}}'"),
            "printed JSON; --field says where the token is in it",
        ),
        (
            format!("yes {canary} | head -c 1048576"),
            "printed more than 16384 bytes",
        ),
        ("head -c 100 /dev/zero".to_owned(), "printed no token"),
    ];
    for (script, says) in cases {
        does(&lab, &script);
        over(&lab);
        let name = format!("@priv/none-{}-{}", lab.unique(), count(&lab));
        let seen = lab.npm(&lab.path("work"), &["view", &name]).run();
        let seen = seen.expect(3);
        let wanted = no_token(&lab) + says;
        assert!(seen.err().contains(&wanted), "{script}: {seen}");
        for secret in [token.as_str(), canary] {
            assert!(!seen.err().contains(secret), "{seen}");
        }
        assert!(lab.registry.requests(&name).is_empty(), "{script}");
    }
    std::fs::remove_file(super::minter::minter(&lab)).unwrap();
    let seen = view(&lab).expect(3);
    let wanted = no_token(&lab) + "could not be started: No such file";
    assert!(seen.err().contains(&wanted), "{seen}");
    leaves_no_trace(&lab);
}

#[test]
fn a_failure_costs_nothing_as_long_as_the_stored_token_lives() {
    let lab = minting(12, &[]);
    does(&lab, "echo 'the service is down' >&2; exit 1");
    holds(&lab, &lab.registry.writer.token, 60);
    let seen = view(&lab).expect(0);
    assert_eq!(seen.out().trim(), "1.0.0");
    let [said] = seen.said().try_into().unwrap();
    assert!(
        said.contains("note: no token for") && said.ends_with("the service is down"),
        "{said}"
    );
}

#[test]
fn a_token_that_the_registry_refuses_is_made_anew_and_not_sent_twice() {
    let lab = minting(12, &["--expires", "1h"]);
    does(&lab, "echo npm_wrong");
    holds(&lab, "npm_wrong", 3600);
    let package = lab.project("package", &json!({ "name": "x", "version": "1.0.0" }));
    let seen = lab.npm(&package, &["publish"]).run().expect(3);
    assert!(
        seen.err().contains("made the same token again"),
        "the registry was asked before the publish: {seen}"
    );
    prints_token(&lab);
    let name = format!("@priv/anew-{}", lab.unique());
    let package = lab.project("anew", &json!({ "name": name, "version": "1.0.0" }));
    lab.npm(&package, &["publish"]).run().expect(0);
}

#[test]
fn a_clock_that_was_wrong_makes_no_token_live_for_ever() {
    let fields = ["--field", "token", "--end-field", "end"];
    let mut lab = minting(12, &["--expires", "1h"]);
    let token = lab.registry.writer.token.clone();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    // Stored tomorrow by a clock that was ahead, for a registry that has forgotten it.
    let url = lab.registry.url.clone();
    lab.npmcred(&["remove", "--registry", &url]).run().expect(0);
    let payload = json!({
        "v": 1, "registry": url, "secret": "npm_dead", "kind": "session", "use": "any", "owner": null,
        "issued": now + 86_400, "expires": now + 90_000,
    });
    let realm = url.trim_end_matches('/').to_owned();
    let attributes = [
        ("xdg:schema", "npmcred.Credential"),
        ("npmcred:format", "1"),
        ("npmcred:realm", realm.as_str()),
        ("npmcred:path", "/"),
        ("npmcred:purpose", "any"),
    ];
    lab.bus()
        .try_add_item(&attributes, payload.to_string().as_bytes())
        .unwrap();
    assert_eq!(view(&lab).expect(0).out().trim(), "1.0.0");
    assert_eq!(count(&lab), 2);
    // The clock is ahead now: what is made seems to be over.
    let long_ago = now - 100_000;
    does(
        &lab,
        &format!("echo '{{\"token\":\"{token}\",\"end\":{long_ago}}}'"),
    );
    let told = add(&lab, &fields).run().expect(3);
    assert!(
        told.err().contains("is this machine's clock right?"),
        "{told}"
    );
    leaves_no_trace(&lab);
}

#[test]
fn killed_while_the_command_runs_nothing_is_left_and_the_next_makes_one() {
    let lab = minting(12, &[]);
    let (token, pid) = (lab.registry.writer.token.clone(), lab.path("minter/pid"));
    let waits = format!(
        "echo $$ > '{0}.new'; mv '{0}.new' '{0}'; exec sleep 600",
        pid.display()
    );
    does(&lab, &waits);
    over(&lab);
    let words = ["view", "@priv/lib", "version"];
    let mut child = lab.npm(&lab.path("work"), &words).begin();
    lab.wait_for("minter/pid");
    child.kill().unwrap();
    child.wait().unwrap();
    let process = format!("/proc/{}", std::fs::read_to_string(pid).unwrap().trim());
    let is_over = || {
        let status = std::fs::read_to_string(format!("{process}/status"));
        status.map_or(true, |text| text.contains("State:\tZ"))
    };
    let begun = std::time::Instant::now();
    while !is_over() {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{process} lives on"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    does(&lab, &format!("echo '{token}'"));
    let seen = view(&lab).expect(0);
    assert_eq!((seen.out().trim(), count(&lab)), ("1.0.0", 3), "{seen}");
    leaves_no_trace(&lab);
}
