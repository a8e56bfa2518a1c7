//! Makes the manual: man pages, completions and the settings reference.
//!
//! It is made from the command line's own definition, the guide, and the tables of settings and of
//! what the shim does.

mod completions;
mod details;
pub(crate) mod json;
mod man;
mod reference;
mod topics;

use npmcred::manual::{Page, definition};

/// All of it.
pub(crate) fn pages() -> Vec<Page> {
    let mut pages = man::pages(&definition());
    pages.extend([topics::config(), topics::shim(), json::json()]);
    pages.extend(completions::pages());
    pages.push(Page {
        path: "settings.md".into(),
        text: reference::settings(),
    });
    pages
}
