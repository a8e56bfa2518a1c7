//! A session that has run out, met by a command that needs it: the login happens there and then,
//! and the command goes on.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;

use super::support::fixture::{Approval, DIGITS, Endpoint, Moment, Otp};
use super::support::pty::Session;
use super::world::{
    assert_logged_in, assert_no_leak, expired, home, package, stored, with_browser,
};

/// The session has run out, the user types `npm publish`, logs in there and then, and the package
/// is published.
#[test]
fn an_expired_session_in_the_middle_of_publish_costs_a_login_and_nothing_else() {
    let world = expired(12);
    let folder = package(&world, "renewed");
    world
        .registry
        .manners(|it| (it.approval, it.otp) = (Approval::WhenTold, Some(Otp::Classic)));
    let mut session = Session::start(&with_browser(&world, world.npm(&folder, &["publish"])));
    session.wait_for("login/cli/sitting-1");
    world.registry.approve();
    session.wait_for("one-time password");
    session.type_in(&format!("{DIGITS}\r"));
    let (status, shown) = session.finish_tidily();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert!(world.registry.has_package("renewed"), "{shown}");
    assert_eq!(world.registry.logins(), 1);
    assert_logged_in(&world);
    assert_no_leak(&world, &shown);
}

#[test]
fn without_a_terminal_an_expired_session_ends_a_publish_at_once() {
    let world = expired(12);
    let folder = package(&world, "unattended");
    let refused = world.npm(&folder, &["publish"]).run().expect(3);
    assert!(
        refused.err().contains("npmcred login") || refused.err().contains("npm login"),
        "{refused}"
    );
    assert_eq!(world.registry.seen().len(), 0, "the registry is not asked");
}

/// Whoever gives up the login gives up the command with it.
#[test]
fn ctrl_c_during_the_login_ends_the_command() {
    let world = expired(12);
    let folder = package(&world, "given-up");
    world
        .registry
        .manners(|it| it.approval = Approval::WhenTold);
    let (stored_before, home_before) = (stored(&world), home(&world));
    for asked in ["ENTER", "Username:"] {
        world.registry.manners(|it| it.web = asked == "ENTER");
        let mut session = Session::start(&with_browser(&world, world.npm(&folder, &["publish"])));
        session.wait_for(asked);
        session.type_in("\x03");
        let (status, shown) = session.finish_tidily();
        assert!(
            status.signal() == Some(2) || status.code() == Some(130),
            "{asked}: {status:?}\n{shown}"
        );
        assert_no_leak(&world, &shown);
    }
    assert_eq!(
        world.registry.asked(Endpoint::Publish),
        [],
        "npm was not started"
    );
    assert_eq!(stored(&world), stored_before);
    // The turn that was taken is a file, and it is empty.
    let locks = world.path("home/.local/share/npmcred/logins");
    let left = |file: &PathBuf, text: &str| !(file.starts_with(&locks) && text.is_empty());
    let home_after: BTreeMap<_, _> = home(&world)
        .into_iter()
        .filter(|(file, text)| left(file, text))
        .collect();
    assert_eq!(home_after, home_before);
}

#[test]
fn a_killed_renewal_leaves_the_turn_to_the_next_command() {
    for moment in [Moment::Before, Moment::After] {
        let world = expired(12);
        let folder = package(&world, "second-try");
        let publish = world.npm(&folder, &["publish", "--no-browser"]);
        let before = stored(&world);
        let gate = world.registry.gate(Endpoint::Done, moment);
        let session = Session::start(&publish);
        gate.wait_for(1);
        session.kill();
        session.finish();
        gate.open();
        assert_eq!(stored(&world), before);
        let (status, shown) = Session::start(&publish).finish();
        assert!(status.success(), "{shown}");
        assert!(world.registry.has_package("second-try"));
        assert_logged_in(&world);
        assert_no_leak(&world, &shown);
    }
}
