//! Colours and the line that says what is being waited for: on a terminal, by the usual rules, and
//! nowhere else.

use std::thread;
use std::time::Duration;

use super::support::fixture::{Endpoint, Moment};
use super::support::pty::Session;
use super::support::run::Run;
use super::world::{World, signed_in, world};

const RED: &str = "\u{1b}[1;31merror:\u{1b}[0m ";
const BOLD: &str = "\u{1b}[1mUsage:\u{1b}[0m ";

/// What a terminal was sent by a command that ends by itself.
fn written(run: &Run) -> String {
    let session = Session::start(run);
    let written = session.finish_written();
    assert!(!written.is_empty());
    written
}

/// Two lines of ours: a usage error, and help.
fn mistyped(world: &World) -> Run {
    world.npmcred(&["mirgate"])
}

fn help(world: &World) -> Run {
    world.npmcred(&["-h"])
}

#[test]
fn colours_follow_the_usual_variables() {
    let world = world(12);
    for (variables, coloured) in [
        (&[][..], true),
        (&[("NO_COLOR", "1")], false),
        (&[("NO_COLOR", "")], true),
        (&[("CLICOLOR", "0")], false),
        (&[("TERM", "dumb")], false),
        (&[("TERM", "")], false),
        (&[("TERM", "dumb"), ("CLICOLOR_FORCE", "1")], true),
    ] {
        let with = |run: Run| {
            variables
                .iter()
                .fold(run, |run, (name, value)| run.env(*name, *value))
        };
        let (error, help) = (
            written(&with(mistyped(&world))),
            written(&with(help(&world))),
        );
        assert_eq!(error.contains(RED), coloured, "{variables:?}: {error:?}");
        assert_eq!(help.contains(BOLD), coloured, "{variables:?}: {help:?}");
        if !coloured {
            assert!(
                !error.contains('\u{1b}') && !help.contains('\u{1b}'),
                "{variables:?}: {error:?} {help:?}"
            );
        }
    }
}

#[test]
fn what_is_no_terminal_gets_plain_text_unless_it_is_forced() {
    let world = world(12);
    for (variables, coloured) in [(&[][..], false), (&[("CLICOLOR_FORCE", "1")], true)] {
        let with = |run: Run| {
            variables
                .iter()
                .fold(run, |run, (name, value)| run.env(*name, *value))
        };
        let (error, help) = (
            with(mistyped(&world)).run().expect(2),
            with(help(&world)).run().expect(0),
        );
        assert_eq!(error.err().contains(RED), coloured, "{error}");
        assert_eq!(help.out().contains(BOLD), coloured, "{help}");
        assert!(coloured || !error.err().contains('\u{1b}') && !help.out().contains('\u{1b}'));
    }
}

#[test]
fn as_a_shim_the_own_lines_are_coloured_and_marked() {
    let world = world(12);
    let written = written(&world.npm(&world.path("work"), &["token", "create"]));
    assert!(written.contains(&format!("npmcred: {RED}")), "{written:?}");
}

/// What a person sees in the end: of a line that was erased nothing.
fn left_of(written: &str) -> String {
    let visible = |line: &str| {
        line.rsplit("\r\u{1b}[K")
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    written
        .split('\n')
        .map(visible)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_long_wait_is_explained_at_a_terminal_and_leaves_no_trace() {
    let world = signed_in(12);
    let gate = world.registry.gate(Endpoint::Whoami, Moment::Before);
    let session = Session::start(&world.npmcred(&["status", "--check"]));
    gate.wait_for(1);
    session.wait_for_written("waiting for 127.0.0.1\u{2026}");
    gate.open();
    let written = session.finish_written();
    assert_eq!(
        written.matches("waiting for").count(),
        1,
        "drawn once: {written:?}"
    );
    let left = left_of(&written);
    assert!(
        !left.contains("waiting for") && left.contains("profile"),
        "{left:?}"
    );
}

#[test]
fn a_hanging_store_is_explained_too() {
    let mut world = signed_in(12);
    world.bus().freeze_daemon();
    let session = Session::start(&world.npmcred(&["list"]));
    session.wait_for_written("waiting for the credential store\u{2026}");
    let written = session.finish_written();
    let left = left_of(&written);
    assert!(
        !left.contains("waiting for") && left.contains("did not answer in time"),
        "{left:?}"
    );
}

/// Whether it would have been shown is only known once more than its second has passed.
#[test]
fn what_is_no_terminal_sees_no_such_line() {
    let world = signed_in(12);
    for (run, terminal) in [
        (world.npmcred(&["status", "--check"]), false),
        (
            world.npmcred(&["status", "--check"]).env("TERM", "dumb"),
            true,
        ),
    ] {
        let gate = world.registry.gate(Endpoint::Whoami, Moment::Before);
        let told = if terminal {
            let session = Session::start(&run);
            gate.wait_for(1);
            thread::sleep(Duration::from_millis(1500));
            gate.open();
            session.finish_written()
        } else {
            let child = run.begin();
            gate.wait_for(1);
            thread::sleep(Duration::from_millis(1500));
            gate.open();
            let outcome = run.collect(child, std::time::Instant::now()).expect(0);
            format!("{}{}", outcome.out(), outcome.err())
        };
        assert!(
            !told.contains("waiting for") && !told.contains('\u{1b}') && told.contains("profile"),
            "{told:?}"
        );
    }
}
