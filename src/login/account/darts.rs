//! npm's keys under which the user's file may hold a credential for a registry.

use crate::npmrc::Config;
use crate::registry::{NerfDart, Registry};
use url::Url;

/// npm's keys for a registry: its own, and the key of each text by which the configuration names
/// it.
#[must_use]
pub(super) fn darts(config: &Config, registry: &Registry) -> Vec<NerfDart> {
    let names = std::iter::once(config.default_registry())
        .chain(config.scopes().into_iter().map(|(_, url)| url));
    let mut darts = vec![registry.nerf_dart()];
    for name in names.filter(|name| Registry::parse_any(name).is_ok_and(|known| known == *registry))
    {
        let dart = Url::parse(name.trim()).ok().map(|url| NerfDart::of(&url));
        darts.extend(dart.filter(|dart| !darts.contains(dart)));
    }
    darts
}
