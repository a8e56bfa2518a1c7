//! Finds what npm's own configuration already has for a registry: the user's credential, or a
//! placeholder for one.
//!
//! A credential that the user gave by flag, variable or file is never overridden. Four kinds of
//! value only look like a credential:
//! * a `${NAME}` that nothing resolves; npm sends the literal text
//! * an empty value
//! * a classic token of the public registry, all of which were revoked on 2025-12-09
//! * a build server's dummy

use crate::npmrc::{AuthForm, AuthMatch, Config, LayerKind, Setting};
use crate::registry::{NerfDart, Registry};
use std::fmt;
use std::path::PathBuf;

/// Where npm reads a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The layer's name, as the tool's own documentation has it.
    pub layer: &'static str,
    /// Its file, if the layer is a file.
    pub file: Option<PathBuf>,
    /// The line in that file, from 1.
    pub line: Option<usize>,
    /// The key, as npm spells it.
    pub key: String,
}

impl Place {
    /// The file and the line, without the key.
    #[must_use]
    pub fn spot(&self) -> String {
        match (&self.file, self.line) {
            (Some(file), Some(line)) => format!("{} line {line}", file.display()),
            (Some(file), None) => file.display().to_string(),
            (None, _) => "a flag or a variable".to_owned(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.key, self.spot())
    }
}

/// Why a value is not a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vacancy {
    /// It names variables that are not set.
    Unresolved(Vec<String>),
    /// It is empty. npm skips it and does not look at lower layers.
    Empty,
    /// A classic token of the public registry.
    Classic,
    /// A build server's dummy, for a job without a token; the variables that it came from.
    Dummy(Vec<String>),
}

/// A setting in a credential's place that is not a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Where npm reads it.
    pub place: Place,
    /// Why it is not a credential.
    pub why: Vacancy,
}

impl Placeholder {
    /// Whether it names a variable that is not set.
    #[must_use]
    pub fn is_unset(&self) -> bool {
        matches!(self.why, Vacancy::Unresolved(_))
    }
}

/// A client certificate that npm's layers name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Where it is named.
    pub place: Place,
    /// The files of the certificate and of its key, as they are spelled.
    pub files: Vec<PathBuf>,
}

/// The credentials, certificate and placeholders in npm's layers for one registry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Existing {
    /// The user's own credential, which wins.
    pub credential: Option<Place>,
    /// The credential at npm's own key for the registry. A command that looks for a credential
    /// before its first request looks nowhere else (npm 12 `@npmcli/config` `lib/index.js`,
    /// `getCredentialsByURI`).
    pub at_own_key: Option<Place>,
    /// The user's own client certificate. It is used in addition to a credential. Without a
    /// credential, npm is content with it if it can read its files.
    pub certificate: Option<Certificate>,
    /// Placeholders, with their forms, that hide a credential of the global layer at one of the
    /// keys that npm tries for the registry.
    pub hiding: Vec<(AuthForm, Placeholder)>,
}

impl Existing {
    /// Looks as such a command does. A credential of the user's at another key does not count for
    /// it; that one is returned.
    pub fn look_at_own_key(&mut self) -> Option<Place> {
        std::mem::replace(&mut self.credential, self.at_own_key.clone())
            .filter(|_| self.at_own_key.is_none())
    }
}

/// Looks at every key that npm would try for this registry. `nerf` is npm's key for the text in its
/// configuration.
#[must_use]
pub fn existing(config: &Config, registry: &Registry, nerf: &NerfDart) -> Existing {
    let own = registry.nerf_dart();
    let mut found = Existing::default();
    // Nearly always both are the same, and a config may name thousands of registries.
    let other = Some(nerf).filter(|nerf| **nerf != own);
    for dart in std::iter::once(&own).chain(other) {
        for AuthMatch {
            reg_key,
            form,
            settings,
        } in config.auth_settings(dart)
        {
            let Some((layer, secret)) = settings.last() else {
                continue;
            };
            let place = place(config, *layer, secret);
            if form == AuthForm::Certificate {
                let filled = settings
                    .iter()
                    .all(|(_, setting)| setting.value.is_truthy());
                let files = settings
                    .iter()
                    .map(|(_, setting)| setting.value.to_text().into())
                    .collect();
                found.certificate = found
                    .certificate
                    .or(filled.then_some(Certificate { place, files }));
                continue;
            }
            match settings
                .iter()
                .find_map(|(layer, setting)| vacancy(registry, *layer, setting))
            {
                None => {
                    if reg_key == nerf.as_str() {
                        found.at_own_key = found.at_own_key.or_else(|| Some(place.clone()));
                    }
                    found.credential = found.credential.or(Some(place));
                }
                Some(why) if *layer < LayerKind::Global => {
                    let placeholder = (form, Placeholder { place, why });
                    if !found.hiding.contains(&placeholder) {
                        found.hiding.push(placeholder);
                    }
                }
                Some(_) => {}
            }
        }
    }
    found
}

/// Looks at these keys alone, given without the name of what they hold and in the order in which
/// the tool looks at them; then at what stands without a registry.
#[must_use]
pub fn existing_at(config: &Config, registry: &Registry, keys: &[String]) -> Existing {
    let mut found = Existing::default();
    for form in [AuthForm::Token, AuthForm::Auth, AuthForm::UserPassword] {
        let of_key = |key: &String| {
            form.names()
                .iter()
                .map(|name| format!("{key}:{name}"))
                .collect()
        };
        let unscoped = form.names().iter().map(ToString::to_string).collect();
        let all = keys.iter().map(of_key).chain([unscoped]);
        for names in all.collect::<Vec<Vec<String>>>() {
            let settings = names.iter().map(|name| config.get(name));
            let Some(settings) = settings.collect::<Option<Vec<_>>>() else {
                continue;
            };
            let Some((layer, secret)) = settings.last() else {
                continue;
            };
            let place = place(config, layer.kind, secret);
            let why = settings
                .iter()
                .find_map(|(layer, setting)| vacancy(registry, layer.kind, setting));
            match why {
                None => found.credential = found.credential.or(Some(place)),
                Some(why) => found.hiding.push((form, Placeholder { place, why })),
            }
        }
    }
    found.at_own_key.clone_from(&found.credential);
    found
}

fn place(config: &Config, layer: LayerKind, setting: &Setting) -> Place {
    let (source, line) = config.stands(layer, setting);
    let file = source.and_then(|layer| layer.path.clone());
    Place {
        layer: source.map_or(layer, |source| source.kind).as_str(),
        file,
        line,
        key: setting.key.clone(),
    }
}

fn vacancy(registry: &Registry, layer: LayerKind, setting: &Setting) -> Option<Vacancy> {
    if !setting.value.is_truthy() {
        Some(Vacancy::Empty)
    } else if !setting.unresolved.is_empty() && layer != LayerKind::Cli {
        Some(Vacancy::Unresolved(setting.unresolved.clone()))
    } else if registry.is_public() && is_classic(&setting.value.to_text()) {
        Some(Vacancy::Classic)
    } else if is_dummy(&setting.value.to_text()) {
        Some(Vacancy::Dummy(variables_in(&setting.raw)))
    } else {
        None
    }
}

/// Known texts that are not tokens (actions/setup-node 4 to 6.5 `src/authutil.ts`,
/// `NODE_AUTH_TOKEN`).
const DUMMIES: [&str; 1] = ["XXXXX-XXXXX-XXXXX-XXXXX"];

/// Whether this is a known text that is not a token.
#[must_use]
pub fn is_dummy(text: &str) -> bool {
    DUMMIES.contains(&text)
}

/// The variables that a value names.
#[must_use]
pub fn variables_in(raw: &str) -> Vec<String> {
    let names = raw
        .split("${")
        .skip(1)
        .filter_map(|rest| rest.split_once('}'));
    names
        .map(|(name, _)| name.trim_end_matches('?').to_owned())
        .collect()
}

/// Classic tokens were version 4 UUIDs (until 2021) or had today's shape; only the first can be
/// recognised.
#[must_use]
pub fn is_classic(token: &str) -> bool {
    let groups: Vec<&str> = token.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::{NpmVersion, testing};

    /// npm 8 moves keys without a registry into the user's layer; that does not change who wrote
    /// the line.
    #[test]
    fn an_unscoped_credential_is_told_by_its_own_line() {
        let cases = [
            ("a=b\n_authToken=t", "", "project", Some(2)),
            ("_auth=dTpw", "", "project", Some(1)),
            ("", "a=b\n_authToken=t", "user", Some(2)),
            (
                "username=u\n_password=cA==",
                "_auth=dTpw",
                "project",
                Some(2),
            ),
            (
                "_authToken=t",
                "//registry.npmjs.org/:_authToken=u",
                "user",
                Some(1),
            ),
        ];
        for (project, user, layer, line) in cases {
            let config = testing::config(project, user, NpmVersion::Npm8);
            let registry = Registry::parse(crate::registry::PUBLIC_REGISTRY).unwrap();
            let place = existing(&config, &registry, &registry.nerf_dart())
                .credential
                .unwrap();
            assert_eq!(
                (place.layer, place.line),
                (layer, line),
                "{project:?} {user:?}: {place:?}"
            );
        }
    }

    #[test]
    fn classic_tokens_are_uuids() {
        assert!(is_classic("01234567-89ab-4cde-8f01-23456789abcd"));
        for other in [
            "",
            "npm_0123456789",
            "01234567-89ab-4cde-8f01-23456789abcg",
            "01234567-89ab-4cde-8f01",
        ] {
            assert!(!is_classic(other), "{other}");
        }
    }
}
