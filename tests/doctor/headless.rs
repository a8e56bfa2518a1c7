//! A machine without a desktop: no session bus, a locked keyring that nobody asks for, a build
//! server. Each cure is typed as it is shown.

use serde_json::json;

use super::support::pty::Session;
use super::support::run::Outcome;
use super::world::{Found, World};

const CANARY: &str = "npm_headlessHEADLESSheadlessHEADLESS0123";

/// A bus of the user's own would be found by its usual place.
const NO_BUS: &str = "export DBUS_SESSION_BUS_ADDRESS=disabled:";

fn of(found: &[Found], id: &str) -> Option<Found> {
    found.iter().find(|one| one.id == id).cloned()
}

/// The cure starts a shell, in which the rest of the lines is typed.
#[test]
fn without_a_bus_the_cure_starts_a_keyring_and_then_tokens_can_be_migrated() {
    let mut world = World::settled();
    world.lab.bus().stop_daemon();
    let nerf = world.lab.registry.nerf().to_owned();
    let text = world.lab.user_config();
    let line = format!("{nerf}:_authToken={CANARY}\n");
    world.lab.write("home/.npmrc", format!("{text}{line}"));
    let found = world.doctor_after(NO_BUS);
    for id in ["plaintext", "memory-only"] {
        let one = of(&found, id).unwrap_or_else(|| panic!("no {id}: {found:#?}"));
        assert_eq!(one.cure.as_deref(), Some("npmcred unlock"), "{one:?}");
    }
    let migrated = world
        .session(&format!("{NO_BUS}\nnpmcred migrate --yes"))
        .expect(4);
    assert!(migrated.err().contains(": npmcred unlock\n"), "{migrated}");
    let typed =
        "password\nnpmcred migrate --yes\nprintf '<report>\\n'\nnpmcred doctor --json\nexit\n";
    let told = world
        .shell(&format!("{NO_BUS}\nnpmcred unlock"))
        .stdin(typed)
        .run();
    let report = told.out();
    let (_, report) = report
        .rsplit_once("<report>")
        .unwrap_or_else(|| panic!("{told}"));
    for id in ["plaintext", "memory-only"] {
        assert!(!report.contains(&format!("\"id\": \"{id}\"")), "{told}");
    }
    assert!(report.contains("\"well\": true"), "{told}");
}

/// Once is enough: one that starts itself on a bus after the other never comes to an end.
#[test]
fn a_new_bus_that_cannot_be_used_is_told() {
    let world = World::settled();
    world.program(".local/bin/dbus-run-session", "shift; exec \"$@\"");
    let told = world
        .session(&format!("{NO_BUS}\nnpmcred unlock"))
        .expect(4);
    let words = "the session bus that dbus-run-session started cannot be used\n";
    assert!(told.err().contains(words), "{told}");
    assert!(!told.err().contains("npmcred unlock"), "{told}");
}

#[test]
fn a_locked_keyring_without_a_desktop_is_unlocked_with_its_password() {
    let mut world = World::settled();
    world.lab.bus().lock();
    let found = world.sees("store-locked", "");
    assert_eq!(found.cure.as_deref(), Some("npmcred unlock"), "{found:?}");
    let status = world.session("npmcred status").expect(4);
    assert!(status.err().contains(": npmcred unlock\n"), "{status}");
    let wrong = world
        .shell("npmcred unlock")
        .stdin("wrong\n")
        .run()
        .expect(4);
    assert!(
        wrong.err().contains("its password is another one"),
        "{wrong}"
    );
    let none = world.shell("npmcred unlock").stdin("").run().expect(2);
    assert!(none.err().ends_with(": npmcred unlock\n"), "{none}");
    let endless = world.shell("npmcred unlock").stdin("x".repeat(5000));
    let endless = endless.run().expect(2);
    assert!(
        endless.err().contains("longer than 4096 bytes"),
        "{endless}"
    );
    let right = world.shell("npmcred unlock").stdin("correct horse\n");
    right.run().expect(0);
    world.is_gone("store-locked", "");
}

/// Its process is named, and ended; what comes then has a cure of its own.
#[test]
fn a_keyring_that_hangs_is_ended_and_started_anew() {
    let mut world = World::settled();
    world.lab.bus().freeze_daemon();
    let cure = cure_of(&world.session("npmcred list").expect(4));
    assert!(cure.starts_with("kill -KILL "), "{cure}");
    assert_eq!(cure_of(&world.session("npmcred status").expect(4)), cure);
    world.session(&cure).expect(0);
    let store = format!("echo {CANARY} | npmcred store --registry https://h.test/");
    let failed = world.session(&store).expect(4);
    assert!(failed.err().contains(": npmcred unlock\n"), "{failed}");
    let unlock = world.shell("npmcred unlock").stdin("correct horse\n");
    unlock.run().expect(0);
    world.session(&store).expect(0);
}

/// The command that a failed one names last: short enough to be seen as one line.
#[track_caller]
fn cure_of(failed: &Outcome) -> String {
    let err = failed.err();
    let hint = err.lines().rfind(|line| line.contains("hint: "));
    let hint = hint.unwrap_or_else(|| panic!("no hint: {failed}"));
    assert!(hint.len() <= 80, "{hint}");
    hint.rsplit_once(": ").unwrap().1.to_owned()
}

/// As over SSH: whatever fails names one command. Once that is typed, the same goes on.
#[test]
fn a_locked_keyring_at_a_terminal_is_no_circle() {
    let mut world = World::settled();
    let (url, user) = (
        world.lab.registry.url.clone(),
        world.lab.registry.user.clone(),
    );
    world.lab.store(&url, &user, &[]);
    let manifest = json!({ "name": "mine", "version": "1.0.0" });
    let publish = format!(
        "cd '{}'; npm publish",
        world.lab.project("mine", &manifest).display()
    );
    world.lab.bus().lock();
    let store = format!("echo {CANARY} | npmcred store --registry {url} --use read");
    for line in [
        publish.as_str(),
        "npmcred list",
        "npm whoami",
        store.as_str(),
    ] {
        assert_eq!(
            cure_of(&world.session(line).expect(4)),
            "npmcred unlock",
            "{line}"
        );
    }
    let cure = cure_of(&world.session(&publish).expect(4));
    let mut unlock = Session::start(&world.shell(&cure));
    unlock.wait_for("(not shown)");
    unlock.type_in("correct horse\r");
    let (status, shown) = unlock.finish();
    assert!(status.success(), "{shown}");
    world.session(&publish).expect(0);
    assert!(world.lab.registry.has_package("mine"));
    let name = world.session("npm whoami").expect(0);
    assert_eq!(
        name.out().lines().last(),
        Some(user.name.as_str()),
        "{name}"
    );
}

/// Where no Secret Service runs, the shell that the cure starts has one: what failed is typed in it
/// once more.
#[test]
fn without_a_keyring_what_failed_is_done_in_the_shell_of_the_cure() {
    let mut world = World::settled();
    world.lab.bus().stop_daemon();
    let (url, user) = (
        world.lab.registry.url.clone(),
        world.lab.registry.user.clone(),
    );
    let store = format!("echo {} | npmcred store --registry {url}", user.token);
    let failed = world.session(&format!("{NO_BUS}\n{store}")).expect(4);
    let cure = "npmcred unlock";
    assert!(failed.err().contains(&format!(": {cure}\n")), "{failed}");
    let mut session = Session::start(&world.shell(&format!("{NO_BUS}\n{cure}")));
    session.wait_for("new keyring (not shown)");
    session.type_in("a new one\r");
    session.wait_for("the same again (not shown)");
    session.type_in("a new one\r");
    // bash reads what is typed now, and not before.
    session.wait_for("\x1b[?2004h");
    session.type_in(&format!("{store}; npm who''ami; exit\r"));
    let (_, shown) = session.finish();
    let is_name = |line: &str| line.trim_end().ends_with(&user.name);
    assert!(shown.lines().any(is_name), "{shown}");
}

#[test]
fn on_a_build_server_no_password_is_asked_for() {
    let world = World::settled();
    let found = world.doctor_after(&format!("{NO_BUS}; export CI=true"));
    let memory = of(&found, "memory-only").unwrap_or_else(|| panic!("{found:#?}"));
    assert_eq!(memory.cure, None, "{memory:?}");
    let job = format!("{NO_BUS}; export CI=true");
    let screen = world.session(&format!("{job}; npmcred doctor"));
    let by_hand = "    by hand: give the token to npm in a variable of the job";
    assert!(screen.out().contains(by_hand), "{screen}");
    // As it is done in a job: npm's file names the variable, and the job sets it.
    let (nerf, user) = (world.lab.registry.nerf(), &world.lab.registry.user);
    world
        .lab
        .write("work/.npmrc", format!("{nerf}:_authToken=${{NPM_TOKEN}}\n"));
    let asked = world.session(&format!("{job}; npm view nothing"));
    let waits = ".npmrc line 1, ";
    let unset = "NPM_TOKEN is not set";
    assert!(
        asked.err().contains(waits) && asked.err().contains(unset),
        "{asked}"
    );
    let job = format!("{job} NPM_TOKEN={}", user.token);
    let asked = world.session(&format!("{job}; npm whoami")).expect(0);
    assert_eq!(
        asked.out().lines().last(),
        Some(user.name.as_str()),
        "{asked}"
    );
}

/// A mark that is a container's, and no keyring to start: what is said there is done there.
#[test]
fn in_a_container_one_logs_in_inside() {
    let mut world = World::settled();
    world.lab.bus().stop_daemon();
    let user = world.lab.registry.user.clone();
    let inside = |lines: &str| {
        let script = format!(
            "set -e; mount -t tmpfs none /run; : > /run/.containerenv\n\
             mount --bind /dev/null \"$(command -v gnome-keyring-daemon)\"\n\
             set +e; {NO_BUS}\n{lines}"
        );
        let file = world.lab.write("inside", script);
        world.session(&format!(
            "unshare --map-root-user --mount bash '{}'",
            file.display()
        ))
    };
    let advice = "log in inside the container, which is kept in memory";
    let told = inside("npmcred doctor").expect(0);
    assert!(told.out().contains(&format!("by hand: {advice}")), "{told}");
    let url = &world.lab.registry.url;
    let token = format!("echo {}", user.token);
    let failed = inside(&format!("{token} | npmcred store --registry {url}")).expect(4);
    assert!(
        failed.err().contains(&format!("hint: {advice}")),
        "{failed}"
    );
    let err = failed.err();
    let (_, cure) = err.trim_end().rsplit_once("for now: ").unwrap();
    let told = inside(&format!("{token} | {cure}; npm whoami")).expect(0);
    assert_eq!(
        told.out().lines().last(),
        Some(user.name.as_str()),
        "{told}"
    );
}

/// First it is stored, then it is taken out by hand; each is typed as it is shown.
#[test]
fn a_token_in_a_file_that_is_not_edited_is_stored_and_then_taken_out() {
    let world = World::settled();
    world.program(".local/bin/vi", "sed -i \"${1#+}d\" \"$2\"");
    for file in [".env", "Dockerfile"] {
        let line = if file == ".env" { "" } else { "ENV " };
        let text = format!("# of the project\n{line}NPM_TOKEN={CANARY}\n");
        let path = world.lab.write(format!("work/{file}"), text);
        let found = world.sees("plaintext-elsewhere", "");
        let store = found.cure.unwrap_or_else(|| panic!("{file}"));
        assert!(store.starts_with("npmcred store --registry "), "{store}");
        let screen = world.session("npmcred doctor").expect(1);
        assert!(
            screen.out().contains("    by hand: then remove it: vi +2 "),
            "{screen}"
        );
        world
            .shell(&format!("{store} --expires 30d"))
            .stdin(CANARY)
            .run()
            .expect(0);
        let found = world.is_cured("plaintext-elsewhere", "");
        assert!(found.cure.unwrap().starts_with("vi +2 "));
        assert_eq!(std::fs::read_to_string(path).unwrap(), "# of the project\n");
        let remove = store.replacen("store", "remove", 1);
        world.session(&remove).expect(0);
    }
}
