//! The text of a build secret: the lines of an `.npmrc` for the registries that were asked for, and
//! for no others.

use crate::credential::{Credential, Unfit, contents};
use crate::npmrc::NpmVersion;
use crate::registry::{Registry, Scope};
use npmcred_platform::Secret;

/// A registry, the scopes that come from it, and its credential.
pub struct RegistryLine<'a> {
    /// The registry.
    pub registry: &'a Registry,
    /// The scopes whose packages npm is to fetch there.
    pub scopes: &'a [Scope],
    /// What is stored for it.
    pub credential: &'a Credential,
}

/// The text, read back as npm 8 to 12 read it.
///
/// # Errors
/// A credential that npm would not read back as it is.
pub fn lines(all: &[RegistryLine<'_>]) -> Result<Secret, Unfit> {
    let secrets: Vec<(String, Secret)> = all
        .iter()
        .map(|line| {
            let dart = line.registry.nerf_dart();
            let key = format!("{dart}:{}", line.credential.config_name());
            (key, line.credential.config_value())
        })
        .collect();
    let homes = all.iter().flat_map(|line| {
        let home = |scope: &Scope| format!("{scope}:registry={}\n", line.registry);
        line.scopes.iter().map(home)
    });
    let homes: String = homes.collect();
    let no_variable = |_: &str| None;
    // Each reads the same of such lines; the oldest has the oldest rules.
    contents(
        &secrets,
        &[],
        homes.as_bytes(),
        NpmVersion::Npm8,
        &no_variable,
    )?;
    contents(
        &secrets,
        &[],
        homes.as_bytes(),
        NpmVersion::Npm12,
        &no_variable,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::{CredentialKind, Expiry, Profile, Use};

    #[test]
    fn it_holds_the_credential_and_where_the_scopes_come_from() {
        let registry = Registry::parse_any("https://npm.example.com/team/").unwrap();
        let credential = |kind, owner: Option<&str>| Credential {
            profile: Profile::DEFAULT,
            registry: registry.clone(),
            kind,
            purpose: Use::Read,
            owner: owner.map(str::to_owned),
            issued: 0,
            expires: Expiry::Unknown,
            grant: None,
            secret: Secret::from("s3cret".to_owned()),
        };
        let scopes = [Scope::parse("@acme").unwrap()];
        let text = |credential: &Credential, scopes: &[Scope]| {
            let line = RegistryLine {
                registry: &registry,
                scopes,
                credential,
            };
            let text = lines(&[line]).unwrap();
            text.expose_str().unwrap().to_owned()
        };
        assert_eq!(
            text(&credential(CredentialKind::Granular, None), &scopes),
            "//npm.example.com/team/:_authToken=\"s3cret\"\n\
             @acme:registry=https://npm.example.com/team/\n"
        );
        assert_eq!(
            text(&credential(CredentialKind::Basic, Some("kim")), &[]),
            "//npm.example.com/team/:_auth=\"a2ltOnMzY3JldA==\"\n"
        );
    }
}
