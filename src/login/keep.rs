//! From the answer to the store: keep it, see that it is kept, and only then take the old one out
//! of the user's file.
//!
//! A credential in a config file wins over ours, so a login would have no effect while one stands
//! there. The one in the user's own file goes, as npm itself would overwrite it; a project's, a
//! variable's or a global one is not ours to touch and is named.

use super::headers::Authorization;
use super::job::end_with_the_job;
use super::taken;
use super::user_file::{self, remove_literals};
use crate::context::Context;
use crate::credential::{
    Choice, Credential, CredentialKind, CredentialStore, Place, Profile, Use, choose, existing,
};
use crate::error::Result;
use crate::npmrc::{AuthForm, Config, LayerKind, NpmVersion, decode_base64};
use crate::registry::{NerfDart, Registry};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use npmcred_platform::{Durability, Secret, StoreError};
use url::Url;

/// How it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeepResult {
    /// The store's name.
    pub store: &'static str,
    /// Whether it outlives the machine's next start.
    pub is_lasting: bool,
    /// Whether it was given an end, because it is kept for the job of a build server.
    pub is_for_job: bool,
    /// The keys that were taken out of the user's file.
    pub removed: Vec<String>,
    /// A credential that still wins over the new one.
    pub winning: Option<Place>,
    /// Another one in whose place it was put, in words.
    pub replaced: Option<String>,
}

/// What the store holds that serves this registry. Asked before anybody is bothered: a store that
/// is missing, locked or broken ends a login before it begins.
///
/// # Errors
/// What the store said.
pub fn stored(
    context: &Context,
    profile: &Profile,
    registry: &Registry,
) -> Result<Vec<Credential>> {
    look(context, profile, registry).map(|(credentials, _)| credentials)
}

/// The same, and what the store would not keep.
pub(super) fn look(
    context: &Context,
    profile: &Profile,
    registry: &Registry,
) -> Result<(Vec<Credential>, Option<String>)> {
    let store = context.store(context.prompting_if_attended())?;
    match store.ready() {
        // That is for the look-up to say, which may ask the person.
        Ok(()) => {}
        Err(error) if *error.bare() == StoreError::Locked => {}
        Err(error) => return Err(context.store_error(&error)),
    }
    let found = CredentialStore::new(store.as_ref())
        .find(profile, &[registry.realm()])
        .map_err(|error| context.store_error(&error))?;
    let credentials = found
        .credentials
        .into_iter()
        .filter(|credential| credential.registry.covers(registry))
        .collect();
    // Only the public registry's sessions are known to end, before there is one.
    let in_memory = store.durability() == Durability::Memory;
    let is_risky = in_memory && !registry.is_public() && !context.is_on_build_server();
    let risk = || {
        format!(
            "the {} keeps only what says that it ends soon; a login that does not is lost",
            store.name()
        )
    };
    Ok((credentials, is_risky.then(risk)))
}

/// What npm would send along with a login: the user's own credential, else the stored one, be it
/// dead or alive.
#[must_use]
pub fn authorization(
    config: &Config,
    stored: &[Credential],
    registry: &Registry,
    wanted: Use,
    now: u64,
) -> Option<Authorization> {
    let realm = registry.realm();
    if let Some(own) = own_authorization(config, registry) {
        return Some(own);
    }
    match choose(stored, registry, wanted, now) {
        Choice::Found(credential) | Choice::Expired(credential) => Some(of_credential(credential)),
        Choice::OtherUse(_) | Choice::NotFound => None,
    }
    .filter(|authorization| authorization.realm == realm)
}

/// The header that a credential goes in.
#[must_use]
pub fn of_credential(credential: &Credential) -> Authorization {
    let (realm, value) = (credential.registry.realm(), credential.config_value());
    match credential.kind {
        CredentialKind::Session | CredentialKind::Granular => Authorization::bearer(realm, &value),
        CredentialKind::Basic | CredentialKind::Auth => Authorization::basic(realm, &value),
    }
}

fn own_authorization(config: &Config, registry: &Registry) -> Option<Authorization> {
    let dart = registry.nerf_dart();
    existing(config, registry, &dart).credential?;
    let found = config.auth_for(&registry.below("-/v1/login").ok()?, registry.url())?;
    let value = |at: usize| {
        found
            .settings
            .get(at)
            .map(|(_, setting)| Secret::from(setting.value.to_text()))
    };
    let realm = registry.realm();
    match found.form {
        AuthForm::Token => Some(Authorization::bearer(realm, &value(0)?)),
        AuthForm::Auth => Some(Authorization::basic(realm, &value(0)?)),
        AuthForm::UserPassword => {
            let (name, encoded) = (value(0)?, value(1)?);
            // As node decodes it: what is not of its letters is passed over.
            let password = Secret::new(decode_base64(encoded.expose_str()?));
            let text = Secret::from(String::from_utf8_lossy(password.expose()).into_owned());
            let pair = Secret::new([name.expose(), b":", text.expose()].concat());
            Some(Authorization::basic(
                realm,
                &Secret::from(STANDARD.encode(pair.expose())),
            ))
        }
        AuthForm::Certificate => None,
    }
}

/// Keeps a credential, reads it back, and takes what stood for this registry in the user's own file
/// out of it. On a build server it may get a nearer end.
///
/// # Errors
/// What the store said; `File` where the user's file holds one that cannot be taken out. Nothing
/// was changed then.
pub fn keep(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    credential: &mut Credential,
) -> Result<KeepResult> {
    user_file::may_lose_literals(context, config, npm, &credential.registry)?;
    let store = context.store(context.prompting_if_attended())?;
    let is_for_job = end_with_the_job(context, store.as_ref(), credential);
    let replaced = taken::in_store(context, store.as_ref(), credential)?;
    CredentialStore::new(store.as_ref()).put(credential, context.now(), &|error| {
        context.store_error(error)
    })?;
    let removed = remove_literals(context, config, npm, &credential.registry)?;
    Ok(KeepResult {
        store: store.name(),
        is_lasting: store.durability() == Durability::Persistent,
        is_for_job,
        winning: winning(config, &removed, &credential.registry),
        replaced: replaced
            .filter(|old| !is_renewed(old, credential))
            .map(|old| taken::described(&old)),
        removed,
    })
}

/// Whether a session is followed by the next one of the same account, which is what a login is for.
fn is_renewed(old: &Credential, new: &Credential) -> bool {
    let is_session = |one: &Credential| one.kind == CredentialKind::Session;
    is_session(old)
        && is_session(new)
        && (old.owner == new.owner || old.owner.is_none() || new.owner.is_none())
}

/// npm's keys for a registry: its own, and that of the text by which the configuration names it.
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

/// The credential that npm takes before the one handed to it, once these keys are gone from the
/// user's file.
fn winning(config: &Config, removed: &[String], registry: &Registry) -> Option<Place> {
    let mut left = config.clone();
    for layer in left
        .layers
        .iter_mut()
        .filter(|layer| layer.kind == LayerKind::User)
    {
        removed.iter().for_each(|key| layer.remove(key));
    }
    darts(config, registry)
        .iter()
        .find_map(|dart| existing(&left, registry, dart).credential)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;
    use crate::credential::Expiry;
    use crate::npmrc::testing;
    use npmcred_platform::files;
    use npmcred_platform::testing::MemoryStore;

    const USER: &str =
        "; mine\n//h/:_authToken=old\n//h/:_password=eA==\n//h/:username=bob\naudit=false\n";

    fn credential(secret: &str, expires: Expiry) -> Credential {
        Credential {
            profile: Profile::DEFAULT,
            registry: Registry::parse("https://h/").unwrap(),
            kind: CredentialKind::Session,
            purpose: Use::Any,
            owner: None,
            issued: 0,
            expires,
            grant: None,
            secret: Secret::from(secret.to_owned()),
        }
    }

    fn sent(config: &Config, stored: &[Credential]) -> Option<String> {
        let registry = Registry::parse("https://h/").unwrap();
        let found = authorization(config, stored, &registry, Use::Any, 100)?;
        let url = registry.below("-/v1/login").unwrap();
        let caller = super::super::Caller {
            agent: String::new(),
            auth_type: super::super::AuthType::Web,
            scope: None,
            command: "login",
            authorization: Some(found),
            otp: None,
        };
        let request = caller.request(crate::http::Method::Post, url, None);
        let (_, realm, secret) = &request.secrets[0];
        assert_eq!(realm.as_str(), "https://h");
        Some(secret.expose_str().unwrap().to_owned())
    }

    #[test]
    fn the_old_credential_goes_along_as_npm_sends_it() {
        let config = |user: &str| testing::config("", user, NpmVersion::Npm12);
        let alive = || [credential("mine", Expiry::Unknown)];
        let cases = [
            (
                "//h/:username=bob\n//h/:_password=cGFzcw",
                Some("Basic Ym9iOnBhc3M="),
            ),
            ("//h/:_authToken=theirs", Some("Bearer theirs")),
            ("//h/:_auth=Ym9iOng=", Some("Basic Ym9iOng=")),
            (
                "//h/:username=bob\n//h/:_password=eA==",
                Some("Basic Ym9iOng="),
            ),
            ("//h/:_authToken=", Some("Bearer mine")),
            ("//h/:_authToken=${NOT_SET}", Some("Bearer mine")),
            ("//other/:_authToken=theirs", Some("Bearer mine")),
            ("", Some("Bearer mine")),
        ];
        for (user, want) in cases {
            assert_eq!(sent(&config(user), &alive()).as_deref(), want, "{user}");
        }
        assert_eq!(
            sent(&config(""), &[credential("dead", Expiry::At(1))]).as_deref(),
            Some("Bearer dead")
        );
        assert_eq!(sent(&config(""), &[]), None);
    }

    /// A home with the user's file, and whether the store takes what it is given.
    fn kept(project: &str, works: bool) -> (Result<KeepResult>, String) {
        let home = tempfile::tempdir().unwrap();
        let mut config = testing::config(project, USER, NpmVersion::Npm12);
        config.user_path = home.path().join(".npmrc");
        files::write_private(&config.user_path, USER.as_bytes()).unwrap();
        let open = move |_: &Env, _| {
            let store = MemoryStore::new();
            if !works {
                store.fail_next(StoreError::Denied);
            }
            Ok(Box::new(store) as _)
        };
        let context = Context::invented(Env::default(), Box::new(open), || 100);
        let kept = keep(
            &context,
            &config,
            NpmVersion::Npm12,
            &mut credential("new", Expiry::At(200)),
        );
        (
            kept,
            String::from_utf8(files::read(&config.user_path).unwrap().unwrap()).unwrap(),
        )
    }

    #[test]
    fn the_file_loses_the_old_one_only_when_the_new_one_is_kept() {
        let (done, file) = kept("", true);
        let done = done.unwrap();
        assert_eq!(
            (done.removed.len(), done.winning, file.as_str()),
            (3, None, "; mine\naudit=false\n")
        );
        let (failed, file) = kept("", false);
        assert!(failed.is_err() && file == USER);
    }

    #[test]
    fn what_still_wins_is_named() {
        let (done, _) = kept("//h/:_authToken=theirs", true);
        let place = done.unwrap().winning.unwrap();
        assert_eq!((place.layer, place.line), (LayerKind::Project, Some(1)));
    }
}
