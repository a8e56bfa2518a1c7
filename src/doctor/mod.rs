//! Checks this machine for everything that keeps npmcred from working, and names the fix.
//!
//! Notes alone are not a problem. A fix is shown only if it would work when typed here and now. It
//! is a whole command, so that a script may run it on many machines.

mod clashes;
mod entry_points;
mod expiry;
mod finding;
mod home;
mod ourselves;
mod plaintext;
mod project;
mod prove;
mod show;
mod store;
mod throwaway;
mod tools;

pub use finding::{Diagnosis, Group, Severity, problems};
pub use prove::prove;
pub use show::{Look, json, lines};

use crate::context::Context;
use ourselves::Ourselves;

/// Checks everything, a group at a time.
#[must_use]
pub fn look(context: &Context) -> Vec<Group> {
    let ourselves = Ourselves::find(context);
    let looks: [(&str, &dyn Fn() -> Group); 8] = [
        // Before any shell is started, because its start file may make a missing shim.
        ("looking at our own files", &|| {
            home::look(context, &ourselves)
        }),
        ("asking each shell which npm it finds", &|| {
            entry_points::look(context, &ourselves)
        }),
        ("looking for other programs in the way", &|| {
            clashes::look(context, &ourselves)
        }),
        ("testing the credential store", &|| store::look(context)),
        ("checking the stored credentials", &|| expiry::look(context)),
        ("looking for plaintext credentials", &|| {
            plaintext::look(context)
        }),
        ("looking at the project here", &|| project::look(context)),
        ("asking node and npm for their versions", &|| {
            tools::look(context)
        }),
    ];
    let mut groups: Vec<Group> = Vec::new();
    for (what, look) in looks {
        let _waiting = context.report.progress(what);
        groups.push(look());
    }
    groups
}
