//! `kill -9` at every step that the registry can see: what is left is the old state or the new one,
//! never something between.
//!
//! The registry holds the request, before it acts or before it answers; the program is killed; the
//! registry goes on. So the step is certain, whatever the machine's pace.

use super::support::fixture::{Endpoint, Moment};
use super::support::needles::files;
use super::token_steps::made;
use super::world::{
    World, assert_logged_in, assert_no_leak, home, kill_at, signed_in, stored, world,
};

const STEPS: [Moment; 2] = [Moment::Before, Moment::After];

/// No file under way: what is written is complete, or not there.
#[track_caller]
fn assert_no_half_file(world: &World) {
    let stray: Vec<_> = files(&world.path("home"))
        .into_iter()
        .filter(|file| !file.starts_with(world.path("home/.npm")))
        .filter(|file| {
            let name = file.file_name().unwrap().to_string_lossy();
            name.contains(".tmp") || name.contains("npmcred-new") || name.ends_with('~')
        })
        .collect();
    assert!(stray.is_empty(), "{stray:?}");
}

#[test]
fn a_killed_login_leaves_the_old_state_and_the_next_one_works() {
    for endpoint in [Endpoint::LoginStart, Endpoint::Done] {
        for moment in STEPS {
            let world = world(12);
            stored(&world);
            let before = home(&world);
            let login = world.npm(&world.path("work"), &["login"]);
            kill_at(&world, &login, endpoint, moment);
            assert_eq!(stored(&world).len(), 0, "{endpoint:?} {moment:?}");
            assert_eq!(home(&world), before, "{endpoint:?} {moment:?}");
            assert_no_leak(&world, "");
            login.run().expect(0);
            assert_eq!(stored(&world).len(), 1);
            assert_logged_in(&world);
            assert_no_half_file(&world);
            assert_no_leak(&world, "");
        }
    }
}

/// Where there was a session before, it stays until the new one is in the store.
#[test]
fn a_killed_login_keeps_the_session_that_was_there() {
    for moment in STEPS {
        let world = signed_in(12);
        let before = stored(&world);
        kill_at(
            &world,
            &world.npm(&world.path("work"), &["login"]),
            Endpoint::Done,
            moment,
        );
        assert_eq!(stored(&world), before);
        assert_logged_in(&world);
    }
}

#[test]
fn a_killed_logout_is_told_at_the_next_run_and_settled_by_the_next_logout() {
    for moment in STEPS {
        let world = signed_in(12);
        let logout = world.npm(&world.path("work"), &["logout"]);
        kill_at(&world, &logout, Endpoint::Logout, moment);
        assert!(
            world.registry.alive().is_empty(),
            "the registry has done what it was asked"
        );
        assert_no_leak(&world, "");
        let told = world.npmcred(&["list"]).run().expect(0);
        assert!(
            told.err().contains("logout"),
            "what was begun is told: {told}"
        );
        logout.run();
        assert_eq!(stored(&world).len(), 0);
        let told = world.npmcred(&["list"]).run().expect(0);
        assert!(!told.err().contains("logout"), "it is settled: {told}");
        assert_no_half_file(&world);
        assert_no_leak(&world, &told.to_string());
    }
}

/// A plain logout would leave the token alone: it was made to last.
#[test]
fn a_killed_logout_of_everything_is_settled_by_the_command_that_is_told() {
    for moment in STEPS {
        let world = signed_in(12);
        made(&world);
        let logout = world.npmcred(&["logout", "--all"]);
        kill_at(&world, &logout, Endpoint::TokenRevoke, moment);
        assert_eq!(stored(&world).len(), 2, "{moment:?}");
        let told = world.npmcred(&["list"]).run().expect(0).err();
        let (_, typed) = told.split_once("to settle it: npmcred ").unwrap();
        let words: Vec<&str> = typed.lines().next().unwrap().split(' ').collect();
        let ended = world.npmcred(&words).run().expect(0);
        assert_eq!(stored(&world).len(), 0, "{moment:?}: {ended}");
        assert!(world.registry.alive().is_empty(), "{moment:?}: {ended}");
        let told = world.npmcred(&["list"]).run().expect(0);
        assert!(!told.err().contains("logout"), "it is settled: {told}");
    }
}

/// What is stored after a logout was killed is not what it was to end.
#[test]
fn a_token_made_after_a_killed_logout_stays() {
    let world = signed_in(12);
    made(&world);
    let logout = world.npmcred(&["logout", "--all"]);
    kill_at(&world, &logout, Endpoint::TokenRevoke, Moment::Before);
    // Credentials are told apart by the second in which they were issued.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let words = ["store", "--registry", &world.registry.url, "--use", "read"];
    let later = [&words[..], &["--expires", "30d", "--yes"]].concat();
    world
        .npmcred(&later)
        .stdin("npm_ofAnotherMaking")
        .run()
        .expect(0);
    let out = world.npmcred(&["logout"]).run().expect(0);
    assert!(
        out.err().contains("stays, because it is no session"),
        "{out}"
    );
    assert_eq!(stored(&world).len(), 1, "{out}");
}

/// Not at a step of the registry's, but anywhere: from the start of the program to its end, in 24
/// places.
#[test]
fn a_login_killed_anywhere_leaves_one_of_two_states() {
    let world = world(12);
    let line = format!(
        "{}:_authToken={}\n",
        world.registry.nerf(),
        "npm_aTokenThatIsNotAlive"
    );
    for place in 0..24 {
        let _ = world
            .npmcred(&["remove", "--registry", &world.registry.url])
            .run();
        world.write("home/.npmrc", format!("{}{line}", world.user_config()));
        let mut child = world.npm(&world.path("work"), &["login"]).spawn();
        std::thread::sleep(std::time::Duration::from_millis(4 * place));
        child.kill().unwrap();
        child.wait().unwrap();
        let config = std::fs::read_to_string(world.path("home/.npmrc")).unwrap();
        let is_old = config == format!("{}{line}", world.user_config());
        assert!(
            is_old || config == world.user_config(),
            "half a file:\n{config}"
        );
        assert!(
            is_old || stored(&world).len() == 1,
            "the old line is gone and nothing is stored"
        );
        assert_no_half_file(&world);
        assert_no_leak(&world, "");
    }
}

#[test]
fn a_logout_killed_anywhere_forgets_no_living_token_without_a_word() {
    let world = world(12);
    for place in 0..16 {
        world.registry.reset();
        world.store(&world.registry.url, &world.registry.user, &[]);
        let logout = world.npm(&world.path("work"), &["logout"]);
        let mut child = logout.begin();
        std::thread::sleep(std::time::Duration::from_millis(4 * place));
        child.kill().unwrap();
        child.wait().unwrap();
        world.registry.settle();
        let is_alive = !world.registry.alive().is_empty();
        let told = world
            .npmcred(&["list"])
            .run()
            .expect(0)
            .err()
            .contains("logout");
        match stored(&world).len() {
            0 => assert!(
                !is_alive,
                "after {place}: gone here, and nobody has revoked it"
            ),
            _ => assert!(
                is_alive || told,
                "after {place}: revoked, still kept, and nothing said"
            ),
        }
        logout.run();
        assert_eq!(
            (stored(&world).len(), world.registry.alive().len()),
            (0, 0),
            "after {place}"
        );
        assert_no_half_file(&world);
    }
}
