//! Many commands at once that all need a login: one of them logs in, the others wait for it.

use super::support::fixture::{Approval, Endpoint};
use super::support::pty::Session;
use super::world::{assert_no_leak, expired, package, stored, with_browser};

#[test]
fn twenty_publishes_with_an_expired_session_log_in_once() {
    let world = expired(12);
    world
        .registry
        .manners(|it| it.approval = Approval::WhenTold);
    let sessions: Vec<Session> = (0..20)
        .map(|number| {
            let folder = package(&world, &format!("many-{number}"));
            Session::start(&with_browser(&world, world.npm(&folder, &["publish"])))
        })
        .collect();
    world.registry.wait_asked(Endpoint::Done, 1);
    let at_it = sessions
        .iter()
        .filter(|session| session.wait_for_one(&["waiting for the login", "login/cli/"]) == 1);
    assert_eq!(at_it.count(), 1, "one logs in and all the others wait");
    world.registry.approve();
    for (session, number) in sessions.into_iter().zip(0..) {
        let (status, shown) = session.finish();
        assert!(status.success(), "publish {number}: {shown}");
        assert_no_leak(&world, &shown);
        assert!(
            world.registry.has_package(&format!("many-{number}")),
            "{shown}"
        );
    }
    assert_eq!(
        world.registry.asked(Endpoint::LoginStart).len(),
        1,
        "one login for all"
    );
    assert_eq!(world.registry.logins(), 1);
    assert_eq!(stored(&world).len(), 1);
}
