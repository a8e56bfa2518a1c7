//! What npm does with a credential when a registry sends it elsewhere: the same with the shim as
//! without.

use super::support::Front;
use super::support::fixture::Reply;
use super::world::{Folder, folder, fresh, front, token, world};

/// A registry on one port of a host gives its credential to another port, by a word of its own.
#[test]
fn a_credential_follows_a_redirect_to_another_port() {
    for major in [8, 12] {
        let lab = world(major);
        let (from, to) = (&lab.registry.a, &lab.registry.b);
        let there =
            Reply::text(302, "text/plain", "").with("location", &format!("{}@acme/x", to.url));
        from.put("/@acme/x", there);
        let [bare, shim] = [Front::Bare, Front::Shim].map(|before| {
            front(&lab, before, "");
            let project = folder(&lab, Folder::Package, "here", "x");
            lab.registry.take();
            fresh(&lab, lab.npm(&project, &["view", "@acme/x", "version"])).expect(0);
            lab.registry.take()
        });
        assert_eq!(bare, shim, "npm {major}");
        let sent: Vec<_> = bare
            .iter()
            .map(|(letter, heard)| (*letter, heard.authorization.clone()))
            .collect();
        let of_a = Some(format!("Bearer {}", token('A')));
        assert_eq!(sent, [('A', of_a.clone()), ('B', of_a)], "npm {major}");
    }
}
