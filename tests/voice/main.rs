//! What a person reads, as a whole.
//!
//! For each situation a file below `screens` holds the screen of one terminal of 80 columns, and is
//! reviewed by reading it. `tests/voice/write` writes the files again. What is evened out in them
//! is in `even.rs`.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program and may touch the system"
)]

#[path = "../support/mod.rs"]
mod support;

mod even;
mod scene;
mod stage;
mod terminal;
mod worlds;

mod cures;
mod doctor;
mod expired;
mod form;
mod login;
mod logout;
mod missing;
mod profiles;
mod refused;
mod setup;
mod store;

use scene::{Scene, play};

/// Each folder of screens with its situations.
const THEMES: [(&str, &[Scene]); 11] = [
    ("cures", cures::SCENES),
    ("doctor", doctor::SCENES),
    ("expired", expired::SCENES),
    ("form", form::SCENES),
    ("login", login::SCENES),
    ("logout", logout::SCENES),
    ("missing", missing::SCENES),
    ("profiles", profiles::SCENES),
    ("refused", refused::SCENES),
    ("setup", setup::SCENES),
    ("store", store::SCENES),
];

/// A test of its own for each, so that they run side by side.
macro_rules! plays {
    ($($theme:ident)*) => {
        $(#[test]
        fn $theme() {
            play(stringify!($theme), $theme::SCENES);
        })*
    };
}

plays!(cures doctor expired form login logout missing profiles refused setup store);

/// A screen that nothing makes would be reviewed in vain.
#[test]
fn every_screen_is_made_by_a_situation() {
    let made: Vec<String> = THEMES
        .iter()
        .flat_map(|(theme, scenes)| scenes.iter().map(move |scene| scene.path(theme)))
        .collect();
    let mut once = made.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), made.len(), "a name is there twice: {made:#?}");
    let files = support::needles::files(&scene::folder());
    let orphans: Vec<_> = files
        .iter()
        .map(|file| file.strip_prefix(scene::folder()).unwrap())
        .filter(|file| !made.iter().any(|name| file.to_str() == Some(name)))
        .collect();
    assert!(orphans.is_empty(), "no situation makes {orphans:?}");
}
