//! Tests of `user_config`: the credential sent with a login, and the file after it.

use super::*;
use crate::context::Env;
use crate::credential::{Credential, CredentialKind, Expiry, Profile, Use};
use crate::login::{
    AuthType, Caller, KeepResult, Session, StoreCommand, Voice, authorization, keep,
};
use crate::npmrc::testing;
use npmcred_platform::testing::MemoryStore;
use npmcred_platform::{StoreError, files};

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
    let open = |_: &Env, _| Err(StoreError::Denied);
    let context = Context::invented(Env::default(), Box::new(open), || 100);
    let config = NpmUserConfig::new(&context, config, NpmVersion::Npm12);
    let found = authorization(&config, stored, &registry, Use::Any, 100)?;
    let url = registry.below("-/v1/login").unwrap();
    let caller = Caller {
        agent: String::new(),
        auth_type: AuthType::Web,
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

/// A home with the user's file; `works` says whether the store stores.
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
        &NpmUserConfig::new(&context, &config, NpmVersion::Npm12),
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
    assert_eq!((place.layer, place.line), ("project", Some(1)));
}

/// Neither a login nor a token of the person's own: the store is not even opened, nobody is asked,
/// and the file stays.
#[test]
fn nothing_is_kept_where_it_could_not_be_handed_back() {
    let home = tempfile::tempdir().unwrap();
    let mut config = testing::config("", USER, NpmVersion::Npm12);
    config.user_path = home.path().join(".npmrc");
    files::write_private(&config.user_path, USER.as_bytes()).unwrap();
    let open = |_: &Env, _| panic!("the store was opened");
    let context = Context::invented(Env::default(), Box::new(open), || 100).without_handover();
    let account = NpmUserConfig::new(&context, &config, NpmVersion::Npm12);
    let session = || {
        let request = account
            .request(&Registry::parse("https://h/").unwrap())
            .unwrap();
        Session::open(&context, &account, request, Voice::Own).unwrap()
    };
    let command = StoreCommand::new(&context, "npmcred login --with-token");
    let kept = keep(&context, &account, &mut credential("new", Expiry::At(200)));
    let refusals = [
        session().log_in().unwrap_err(),
        session()
            .keep_token(&command, |_| panic!("somebody was asked"))
            .unwrap_err(),
        kept.unwrap_err(),
    ];
    for refused in refusals {
        assert_eq!(refused.kind.exit_code(), 7, "{refused}");
    }
    let file = files::read(&config.user_path).unwrap();
    assert_eq!(file.as_deref(), Some(USER.as_bytes()));
}
