//! A world under watch during a login, and the search for everything secret at its end.
//!
//! The keyring itself is asked for what was made: a search for a secret that never existed finds
//! nothing, and proves nothing.

use std::io::Write;
use std::process::Child;
use std::time::Instant;

use super::support::Lab;
use super::support::fixture::{Endpoint, Fixture, Moment};
use super::support::lab::Serves;
use super::support::needles::Needles;
use super::support::pty::Session;
use super::support::run::Run;
use super::watch::Watch;
use super::{family, reports};

/// A world under watch, with what the test has seen so far.
pub(super) struct Scene {
    pub(super) lab: Lab<Fixture>,
    pub(super) watch: Watch,
    pub(super) shown: Vec<String>,
}

impl Scene {
    pub(super) fn new(major: u32) -> Scene {
        let lab = Lab::shimmed(major, Fixture::start());
        Scene {
            lab,
            watch: Watch::start(),
            shown: Vec::new(),
        }
    }

    /// The same, with the user's first token in the store.
    pub(super) fn signed_in(major: u32) -> Scene {
        let scene = Scene::new(major);
        scene
            .lab
            .store(&scene.lab.registry.url, &scene.lab.registry.user, &[]);
        scene
    }

    /// Looks at a command while the registry holds its request.
    #[track_caller]
    pub(super) fn look_when(
        &self,
        endpoint: Endpoint,
        moment: Moment,
        start: impl FnOnce() -> u32,
    ) {
        let gate = self.lab.registry.gate(endpoint, moment);
        let process = start();
        gate.wait_for(1);
        let finds = family::finds(process, &self.lab.registry.needles());
        assert!(
            finds.is_empty(),
            "npm {}, {endpoint:?} {moment:?}: {finds:#?}",
            self.lab.major
        );
        gate.open();
    }

    /// Runs it without a terminal, with this on standard input, looking at it at that moment.
    #[track_caller]
    pub(super) fn run(&mut self, run: &Run, input: &str, endpoint: Endpoint, moment: Moment) {
        let begun = Instant::now();
        let mut child: Option<Child> = None;
        self.look_when(endpoint, moment, || {
            let child = child.insert(run.spawn());
            child
                .stdin
                .take()
                .unwrap()
                .write_all(input.as_bytes())
                .unwrap();
            child.id()
        });
        let outcome = run.collect(child.unwrap(), begun).expect(0);
        self.shown.push(outcome.to_string());
    }

    /// Waits for the end of what a person did.
    #[track_caller]
    pub(super) fn end(&mut self, session: Session) {
        let (status, shown) = session.finish();
        assert_eq!(status.code(), Some(0), "{shown}");
        self.shown.push(shown);
    }

    /// Whether the secret is in the keyring, as it says itself: which proves, too, that the search
    /// knows this one.
    pub(super) fn keeps(&mut self, secret: &str) -> bool {
        in_keyring(&mut self.lab, secret)
    }

    /// Nothing anywhere but in the store.
    #[track_caller]
    pub(super) fn assert_nowhere_else(self) {
        let Scene { lab, watch, shown } = self;
        let needles = lab.registry.needles();
        assert_nowhere(&lab, watch, &shown, &needles);
    }
}

/// Nothing on the screen, in a report, in a file, in a process that was seen.
#[track_caller]
pub(super) fn assert_nowhere<R: Serves>(
    lab: &Lab<R>,
    watch: Watch,
    shown: &[String],
    needles: &Needles,
) {
    for screen in shown {
        assert_eq!(
            needles.find(screen.as_bytes()),
            None,
            "npm {}: {screen}",
            lab.major
        );
    }
    let reported: Vec<String> = reports::read(lab)
        .iter()
        .flat_map(|report| report.finds(needles))
        .collect();
    assert!(reported.is_empty(), "npm {}: {reported:#?}", lab.major);
    let files = lab.files_with(needles);
    assert!(files.is_empty(), "npm {}: {files:#?}", lab.major);
    let (_, watched) = watch.end(needles);
    assert!(watched.is_empty(), "npm {}: {watched:#?}", lab.major);
}

/// What the keyring's own tool tells of all our items.
pub(super) fn in_keyring<R: Serves>(lab: &mut Lab<R>, secret: &str) -> bool {
    let mut tool = lab.bus().command("secret-tool");
    let told = tool
        .args(["search", "--all", "--unlock", "npmcred:format", "1"])
        .output()
        .unwrap();
    let mut needles = Needles::default();
    needles.add_secret(secret.as_bytes());
    needles.find(&told.stdout).is_some()
}
