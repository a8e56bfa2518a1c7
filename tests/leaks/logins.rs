//! Logging in and out, and a second factor: what is made there is in the store, or nowhere.
//!
//! The registry holds a request while the test looks at everything that runs, so that the moments
//! are certain. Harvesting scripts run before and after what is published, and the screen and all
//! files are searched at the end.

use std::io::Read;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::json;

use super::packages::{harvester, registry};
use super::scene::{Scene, assert_nowhere, in_keyring};
use super::support::fixture::{Approval, DIGITS, Endpoint, Fixture, Moment, Otp};
use super::support::lab::Serves;
use super::support::needles::Needles;
use super::support::pty::Session;
use super::support::run::Run;
use super::support::{Front, Lab};
use super::watch::Watch;
use super::{family, reports};

const GONE: i64 = -3600;

/// A package whose scripts look around before and after it is sent.
fn package(lab: &Lab<Fixture>) -> PathBuf {
    lab.write("work/package/harvest.js", harvester());
    let script = |stage: &str| format!("node harvest.js {stage}");
    let scripts =
        json!({ "prepublishOnly": script("prepublishOnly"), "postpublish": script("postpublish") });
    lab.project(
        "package",
        &json!({ "name": "published", "version": "1.0.0", "scripts": scripts }),
    )
}

fn publish(lab: &Lab<Fixture>) -> Run {
    let key = format!("{}:_authToken", lab.registry.nerf());
    lab.npm(&package(lab), &["publish"])
        .env("LAB_STEP", "publish")
        .env("LAB_KEY", key)
}

#[track_caller]
fn assert_looked_around(lab: &Lab<Fixture>) {
    let reports = reports::read(lab);
    for stage in ["prepublishOnly", "postpublish"] {
        assert!(
            reports.iter().any(|report| report.stage == stage),
            "npm {}: {stage} did not run",
            lab.major
        );
    }
}

fn last_token(lab: &Lab<Fixture>) -> String {
    lab.registry.tokens().last().unwrap().text.clone()
}

#[test]
fn a_login_in_the_browser_and_its_logout() {
    for (major, own) in [(8, false), (11, false), (12, false), (12, true)] {
        let mut scene = Scene::new(major);
        scene
            .lab
            .registry
            .manners(|it| it.approval = Approval::AfterPolls(1));
        let command = |scene: &Scene, word: &str| {
            if own {
                scene.lab.npmcred(&[word])
            } else {
                scene.lab.npm(&scene.lab.path("work"), &[word])
            }
        };
        let login = command(&scene, "login");
        scene.run(&login, "", Endpoint::Done, Moment::After);
        let token = last_token(&scene.lab);
        assert!(scene.keeps(&token), "npm {major}");
        let logout = command(&scene, "logout");
        scene.run(&logout, "", Endpoint::Logout, Moment::Before);
        assert!(!scene.keeps(&token), "npm {major}");
        scene.assert_nowhere_else();
    }
}

#[test]
fn a_token_that_is_piped_in() {
    let mut scene = Scene::new(12);
    let token = scene.lab.registry.user.token.clone();
    let run = scene.lab.npmcred(&["login", "--with-token"]);
    scene.run(&run, &token, Endpoint::Whoami, Moment::Before);
    assert!(scene.keeps(&token));
    scene.assert_nowhere_else();
}

#[test]
fn a_password_that_is_typed() {
    for (major, own) in [(8, false), (12, false), (12, true)] {
        let mut scene = Scene::new(major);
        // npm 8 asks for an address in place of a second factor.
        scene
            .lab
            .registry
            .manners(|it| (it.web, it.login_otp) = (false, major > 8));
        let work = scene.lab.path("work");
        let run = if own {
            scene.lab.npmcred(&["login"])
        } else {
            scene.lab.npm(&work, &["login"])
        };
        let mut session = Session::start(&run);
        let user = scene.lab.registry.user.clone();
        session.wait_for("Username:");
        session.type_in(&format!("{}\r", user.name));
        session.wait_for("Password:");
        let gate = scene.lab.registry.gate(Endpoint::CouchPut, Moment::Before);
        session.type_in(&format!("{}\r", user.password));
        if major == 8 {
            session.wait_for("Email:");
            session.type_in("me@example.invalid\r");
        }
        gate.wait_for(1);
        let finds = family::finds(session.id(), &scene.lab.registry.needles());
        assert!(finds.is_empty(), "npm {major}: {finds:#?}");
        gate.open();
        if major > 8 {
            session.wait_for("one-time password");
            session.type_in(&format!("{DIGITS}\r"));
        }
        scene.end(session);
        let token = last_token(&scene.lab);
        assert!(
            scene.keeps(&token) && !scene.keeps(&user.password),
            "npm {major}"
        );
        scene.assert_nowhere_else();
    }
}

#[test]
fn a_token_that_is_made_replaced_and_revoked() {
    let mut scene = Scene::signed_in(12);
    let password = format!("{}\n", scene.lab.registry.user.password);
    let create = scene
        .lab
        .npmcred(&["token", "create", "--name", "ci", "--expires", "30"]);
    scene.run(&create, &password, Endpoint::TokenCreate, Moment::After);
    let mut token = last_token(&scene.lab);
    assert!(scene.keeps(&token));
    let rotate = scene.lab.npmcred(&["rotate", "--use", "read"]);
    for (endpoint, moment) in [
        (Endpoint::TokenCreate, Moment::After),
        (Endpoint::Whoami, Moment::Before),
        (Endpoint::TokenRevoke, Moment::Before),
        (Endpoint::TokenRevoke, Moment::After),
    ] {
        scene.run(&rotate, &password, endpoint, moment);
        let old = std::mem::replace(&mut token, last_token(&scene.lab));
        assert!(
            old != token && scene.keeps(&token) && !scene.keeps(&old),
            "{endpoint:?} {moment:?}"
        );
    }
    let list = scene.lab.npmcred(&["token", "list", "--json"]);
    scene.run(&list, "", Endpoint::TokenList, Moment::Before);
    let logout = scene.lab.npmcred(&["logout", "--all"]);
    scene.run(&logout, "", Endpoint::Logout, Moment::Before);
    assert!(!scene.keeps(&token) && !scene.keeps(&scene.lab.registry.user.token.clone()));
    scene.assert_nowhere_else();
}

/// The address of a revocation holds the token.
#[test]
fn a_stored_token_that_a_login_replaces_and_revokes() {
    for own in [false, true] {
        let mut scene = Scene::signed_in(12);
        let run = if own {
            scene.lab.npmcred(&["login", "--no-browser"])
        } else {
            scene
                .lab
                .npm(&scene.lab.path("work"), &["login", "--no-browser"])
        };
        let mut session: Option<Session> = None;
        scene.look_when(Endpoint::Logout, Moment::Before, || {
            let session = session.insert(Session::start(&run));
            session.wait_for("revoke it there?");
            session.type_in("y\r");
            session.id()
        });
        scene.end(session.unwrap());
        let (old, new) = (
            scene.lab.registry.user.token.clone(),
            last_token(&scene.lab),
        );
        assert!(scene.keeps(&new) && !scene.keeps(&old));
        assert!(!scene.lab.registry.alive().contains(&old));
        scene.assert_nowhere_else();
    }
}

/// The second factor is npm's own to ask for; what we handed it for that does not show meanwhile.
#[test]
fn a_publish_with_a_second_factor() {
    for major in [8, 9, 10, 11, 12] {
        for otp in [Otp::Classic, Otp::Web] {
            let mut scene = Scene::signed_in(major);
            scene
                .lab
                .registry
                .manners(|it| (it.otp, it.approval) = (Some(otp), Approval::WhenTold));
            let run = publish(&scene.lab);
            let mut session: Option<Session> = None;
            scene.look_when(Endpoint::Publish, Moment::Before, || {
                session.insert(Session::start(&run)).id()
            });
            let mut session = session.unwrap();
            match otp {
                Otp::Classic => {
                    session.wait_for("one-time password");
                    session.type_in(&format!("{DIGITS}\r"));
                }
                Otp::Web => {
                    scene.lab.registry.wait_asked(Endpoint::Done, 1);
                    scene.lab.registry.approve();
                }
            }
            scene.end(session);
            assert!(
                scene.lab.registry.has_package("published"),
                "npm {major}, {otp:?}"
            );
            assert_looked_around(&scene.lab);
            assert!(
                scene.keeps(&scene.lab.registry.user.token.clone()),
                "npm {major}, {otp:?}"
            );
            scene.assert_nowhere_else();
        }
    }
}

/// The login in the middle of a command: what comes of it reaches npm, the store, and nobody else.
#[test]
fn a_session_that_is_renewed_on_the_way() {
    for major in [8, 12] {
        let mut scene = Scene::new(major);
        scene.lab.store_ending(
            &scene.lab.registry.url,
            "npm_aSessionThatIsOverSinceAnHour",
            "any",
            GONE,
        );
        scene
            .lab
            .registry
            .manners(|it| it.approval = Approval::AfterPolls(1));
        let run = publish(&scene.lab);
        let mut session: Option<Session> = None;
        scene.look_when(Endpoint::Publish, Moment::Before, || {
            session.insert(Session::start(&run)).id()
        });
        scene.end(session.unwrap());
        assert!(scene.lab.registry.has_package("published"), "npm {major}");
        assert_looked_around(&scene.lab);
        let token = last_token(&scene.lab);
        assert!(scene.keeps(&token), "npm {major}");
        scene.assert_nowhere_else();
    }
}

/// Against a real registry. Which token it gave is only known from the store, so everything is
/// searched afterwards.
#[test]
fn a_password_login_at_a_real_registry() {
    let mut lab = Lab::shimmed(12, registry());
    let watch = Watch::start();
    let user = lab.registry.reader.clone();
    let mut session = Session::start(&lab.npm(&lab.path("work"), &["login", "--auth-type=legacy"]));
    session.wait_for("Username:");
    session.type_in(&format!("{}\r", user.name));
    session.wait_for("Password:");
    session.type_in(&format!("{}\r", user.password));
    let (status, shown) = session.finish();
    assert_eq!(status.code(), Some(0), "{shown}");
    let token = stored_token(&mut lab);
    let logout = lab.npm(&lab.path("work"), &["logout"]).run().expect(0);
    assert!(!in_keyring(&mut lab, &token));
    let mut needles = Needles::of(&user);
    needles.add_secret(token.as_bytes());
    assert_nowhere(&lab, watch, &[shown, logout.to_string()], &needles);
}

/// The token of the one item that the keyring has.
fn stored_token<R: Serves>(lab: &mut Lab<R>) -> String {
    let mut tool = lab.bus().command("secret-tool");
    let told = tool
        .args(["lookup", "npmcred:format", "1"])
        .output()
        .unwrap();
    let payload: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    payload["secret"].as_str().unwrap().to_owned()
}

/// The same search finds what npm itself does with a login.
#[test]
fn a_login_of_npms_own_is_found() {
    let lab = Lab::new(12, Fixture::start());
    lab.put(Front::Bare);
    lab.npm(&lab.path("work"), &["login"]).run().expect(0);
    let files = lab.files_with(&lab.registry.needles());
    assert!(
        files.iter().any(|(file, _)| file.ends_with(".npmrc")),
        "{files:#?}"
    );
}

/// Looking at a family finds what lies open in it, in each of the three places.
#[test]
fn an_open_secret_is_seen_in_a_family() {
    let lab = Lab::new(12, Fixture::start());
    lab.put(Front::Bare);
    let token = lab.registry.user.token.clone();
    let file = std::fs::File::open(lab.write("outside", &token)).unwrap();
    let script = "sleep 600 & echo ready; wait";
    let mut command = lab
        .run("sh")
        .args(["-c", script, token.as_str()])
        .env("TOKEN", &token)
        .command();
    let mut shell = command.stdin(file).stdout(Stdio::piped()).spawn().unwrap();
    // A process that has just been started may not have its arguments yet.
    let mut ready = [0; 6];
    shell
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut ready)
        .unwrap();
    let finds = family::finds(shell.id(), &lab.registry.needles());
    for process in family::below(shell.id()).into_iter().rev() {
        let id = rustix::process::Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
        let _ = rustix::process::kill_process(id, rustix::process::Signal::KILL);
    }
    shell.wait().unwrap();
    for what in ["cmdline of", "environ of", "contents of fd 0 of"] {
        assert!(
            finds.iter().any(|find| find.contains(what)),
            "no {what:?} in {finds:#?}"
        );
    }
}
