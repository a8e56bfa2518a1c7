//! A person at the console. Ctrl-C there is not shown: Wine's console leaves it to the terminal of
//! Linux, which ends the whole of Wine.

use crate::machine::{Machine, NEWEST};
use crate::support::fixture::Fixture;
use crate::support::pty::Session;
use std::fs;
use std::thread;
use std::time::Duration;

#[test]
fn a_login_asks_a_hidden_question() {
    let machine = Machine::take();
    let registry = Fixture::start();
    registry.manners(|it| it.web = false);
    machine.install(NEWEST);
    machine.write_npmrc(&format!("registry={}\n", registry.url));
    let before = fs::read(machine.npmrc()).unwrap();
    let (name, password) = (&registry.user.name, &registry.user.password);
    let mut session = Session::start(&machine.at_terminal(&[r"C:\npmcred\npm.exe", "login"]));
    session.wait_for("Username:");
    session.type_in(name);
    // What is typed before Wine's console has taken the terminal over is Linux's, with another line
    // end: so ENTER is pressed until it is seen.
    for _ in 0..30 {
        thread::sleep(Duration::from_secs(1));
        if session.shown().contains("Password:") {
            break;
        }
        session.type_in("\r");
    }
    session.wait_for("Password:");
    thread::sleep(Duration::from_secs(1));
    session.type_in(&format!("wrong\u{15}{password}x\u{7f}\r"));
    session.wait_for("Logged in");
    let (status, shown) = session.finish();
    assert_eq!(status.code(), Some(0), "{shown}");
    let secrets = [password.as_str(), "wrong"];
    assert!(
        secrets.iter().all(|secret| !shown.contains(secret)),
        "{shown}"
    );
    assert_eq!(fs::read(machine.npmrc()).unwrap(), before);
    let whoami = machine.run(&[r"C:\npmcred\npm.exe", "whoami"], "");
    assert_eq!(whoami.out.trim(), name, "{whoami:?}");
}
