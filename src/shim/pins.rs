//! What holds until the end of a publish, as flags.
//!
//! npm reads the manifest again after the scripts of a package have run, and applies its `publishConfig` anew, so that a
//! `prepack` script could lead the connection elsewhere. From npm 10 on a flag stands above `publishConfig` (npm 12
//! `lib/commands/publish.js`, `#getManifest`); before, nothing does. The flags say what was decided by anyway: they change
//! nothing, and nothing of them reaches a script that would not have been there.
//!
//! Not pinned: roots of trust, since another one helps nobody without a proxy, and npm has no flag that says "none". And a
//! general registry that `publishConfig` names: npm would pass the flag on to the scripts, which do not see it otherwise.

use super::publish_target::PublishTarget;
use crate::npmrc::{Config, LayerKind, NpmVersion, Value};
use crate::registry::Scope;
use url::Url;

/// The flags for this command; none where it applies no `publishConfig`.
#[must_use]
pub(super) fn pins(config: &Config, npm: NpmVersion, command: &str, targets: &[PublishTarget]) -> Vec<String> {
    if npm < NpmVersion::Npm10 || !matches!(command, "publish" | "stage") || targets.is_empty() {
        return Vec::new();
    }
    let mut flags = Vec::new();
    for key in ["proxy", "https-proxy", "strict-ssl"] {
        let default = if key == "strict-ssl" { "true" } else { "null" };
        let said = |target: &PublishTarget| {
            let published = target.publish_config.get(key).map(json_text);
            published.or_else(|| config.get(key).map(|(_, setting)| setting.value.to_text()))
        };
        let said = |target: &PublishTarget| said(target).unwrap_or_else(|| default.to_owned());
        flags.extend(agreed(config, key, targets.iter().map(said)));
    }
    if targets.iter().all(|target| !target.publish_config.contains_key("registry")) {
        flags.extend(agreed(config, "registry", std::iter::once(config.default_registry())));
    }
    let mut scopes: Vec<Scope> = targets.iter().filter_map(|target| Scope::of_package(&target.name)).collect();
    scopes.sort();
    scopes.dedup();
    for scope in scopes {
        let key = format!("{scope}:registry");
        let of_scope = targets.iter().filter(|target| Scope::of_package(&target.name).as_ref() == Some(&scope));
        flags.extend(agreed(config, &key, of_scope.map(|target| registry_of(config, target, &key))));
    }
    flags
}

/// The flag, if all packages agree on its value, no flag says it already, and no secret is in it.
fn agreed(config: &Config, key: &str, mut values: impl Iterator<Item = String>) -> Option<String> {
    let is_typed = config.get(key).is_some_and(|(layer, _)| layer.kind == LayerKind::Cli);
    let first = values.next().filter(|_| !is_typed)?;
    let is_plain = match Url::parse(&first) {
        Ok(url) => url.username().is_empty() && url.password().is_none() && url.query().is_none(),
        Err(_) => matches!(first.as_str(), "null" | "true" | "false"),
    };
    (is_plain && !first.contains("${") && values.all(|value| value == first)).then(|| format!("--{key}={first}"))
}

/// Where npm publishes a package of a scope: by the scope's own registry, else by the general one, and each time first as
/// `publishConfig` has it.
fn registry_of(config: &Config, target: &PublishTarget, key: &str) -> String {
    let published = |key: &str| target.publish_config.get(key).map(json_text);
    let text = |key: &str| config.get(key).map(|(_, setting)| &setting.value).filter(|value| value.is_truthy());
    published(key)
        .or_else(|| text(key).map(Value::to_text))
        .or_else(|| published("registry"))
        .unwrap_or_else(|| config.default_registry())
}

fn json_text(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::testing;

    fn target(name: &str, published: &[(&str, &str)]) -> PublishTarget {
        let publish_config = published.iter().map(|(key, value)| ((*key).to_owned(), (*value).into())).collect();
        PublishTarget { name: name.to_owned(), publish_config, ..PublishTarget::default() }
    }

    fn of(user: &str, targets: &[PublishTarget]) -> String {
        pins(&testing::config("", user, NpmVersion::Npm12), NpmVersion::Npm12, "publish", targets).join(" ")
    }

    const USUAL: &str = "--proxy=null --https-proxy=null --strict-ssl=true";

    #[test]
    fn what_holds_is_said_and_nothing_else() {
        let plain = [target("p", &[])];
        assert_eq!(of("registry=https://a/", &plain), format!("{USUAL} --registry=https://a/"));
        assert_eq!(
            of("https-proxy=http://mine:1/\nstrict-ssl=false\nregistry=https://a/", &plain),
            "--proxy=null --https-proxy=http://mine:1/ --strict-ssl=false --registry=https://a/"
        );
        assert_eq!(of("", &[target("p", &[("registry", "https://b/")])]), USUAL);
        let scoped = format!("{USUAL} --registry=https://a/ --@s:registry=https://a/");
        assert_eq!(of("registry=https://a/", &[target("@s/p", &[])]), scoped);
        let led = [target("@s/p", &[("registry", "https://b/")])];
        assert_eq!(of("registry=https://a/", &led), format!("{USUAL} --@s:registry=https://b/"));
        let mapped = [target("@s/p", &[("registry", "https://b/")])];
        assert_eq!(of("@s:registry=https://c/", &mapped), format!("{USUAL} --@s:registry=https://c/"));
    }

    #[test]
    fn no_secret_and_no_doubt_becomes_a_flag() {
        let user = "https-proxy=http://me:pw@mine:1/\nregistry=https://a/";
        assert!(!of(user, &[target("p", &[])]).contains("https-proxy"));
        let two = [target("@s/p", &[("registry", "https://b/")]), target("@s/q", &[])];
        assert_eq!(of("registry=https://a/", &two), USUAL);
        let config = testing::config("", "", NpmVersion::Npm9);
        assert!(pins(&config, NpmVersion::Npm9, "publish", &[target("p", &[])]).is_empty());
        assert!(pins(&config, NpmVersion::Npm12, "view", &[target("p", &[])]).is_empty());
    }
}
