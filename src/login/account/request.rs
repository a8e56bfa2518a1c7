//! Reads the request for a login or a logout from npm's configuration (npm 12
//! `lib/commands/login.js`, `logout.js`).
//!
//! A scope counts only if the user's own layers name it, because a line for it is written into the
//! user's file.

use crate::context::Context;
use crate::credential::{Use, check_registry};
use crate::error::{Error, ErrorKind, Result};
use crate::login::{
    AuthType, Browser, Caller, LoginRequest, Protocol, refuse_secret_inside, user_agent,
};
use crate::npmrc::{Config, LayerKind, NpmVersion, Value};
use crate::profile;
use crate::registry::{Registry, Scope, without_secret};
use crate::report::Command;
use npmcred_platform::{Secret, hint};
use url::Url;

/// The protocol and version to use if no particular npm has to be imitated: the newest.
pub const SPOKEN: (NpmVersion, &str) = (NpmVersion::Npm12, "12");

/// The request of `npm login` of this version, with this configuration, for a registry as spelled
/// there. `release` is npm's full version.
///
/// # Errors
/// `Usage` for a text that is not a registry; `Refused` for ways to log in that npm 8 still has and
/// no registry of today; those of choosing the profile.
pub fn request(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    release: &str,
    spelled: &str,
) -> Result<LoginRequest> {
    // The error must not contain the text, which may hold a password.
    let registry = Registry::parse_any(spelled).map_err(|error| {
        Error::new(
            ErrorKind::Usage,
            format!("cannot tell which registry: {error}"),
        )
        .caused_by(error)
    })?;
    check_registry(&registry).map_err(|unfit| Error::from_cause(ErrorKind::Usage, unfit))?;
    let otp = config
        .text("otp")
        .filter(|otp| !otp.is_empty())
        .map(|otp| Secret::from(otp.to_owned()));
    let caller = Caller {
        agent: user_agent(
            release,
            config
                .get("workspaces")
                .is_some_and(|(_, setting)| setting.value.is_truthy()),
        ),
        auth_type: auth_type(config, npm, otp.is_some())?,
        scope: config.own().text("scope").and_then(Scope::parse),
        command: if npm == NpmVersion::Npm8 {
            "adduser"
        } else {
            "login"
        },
        authorization: None,
        otp,
    };
    let browser = browser(config);
    Ok(LoginRequest {
        spelled: shown(spelled).unwrap_or_else(|| registry.to_string()),
        registry,
        caller,
        protocol: npm.into(),
        browser,
        purpose: Use::Any,
        profile: profile::active(context)?.profile,
    })
}

impl From<NpmVersion> for Protocol {
    fn from(version: NpmVersion) -> Self {
        match version {
            NpmVersion::Npm8 => Self::Npm8,
            NpmVersion::Npm9 => Self::Npm9,
            NpmVersion::Npm10 => Self::Npm10,
            NpmVersion::Npm11 => Self::Npm11,
            NpmVersion::Npm12 => Self::Npm12,
        }
    }
}

/// The text of a registry, if it may be shown and written unchanged.
fn shown(spelled: &str) -> Option<String> {
    let url = Url::parse(spelled.trim()).ok()?;
    let is_plain = url.username().is_empty()
        && url.password().is_none()
        && without_secret(spelled) == spelled
        && !spelled.contains(char::is_control);
    is_plain.then(|| spelled.to_owned())
}

/// npm's configuration key for the registry of a login, and its value (npm 12
/// `lib/commands/login.js`): that of the configured scope, unless a flag names another. Only the
/// user's own scope counts, because a line for it is written.
#[must_use]
pub fn registry_of_login(config: &Config) -> (String, String) {
    let has_flag = config
        .layer(LayerKind::Cli)
        .is_some_and(|flags| flags.get("registry").is_some());
    let key = config
        .own()
        .text("scope")
        .and_then(Scope::parse)
        .map(|scope| format!("{scope}:registry"));
    match key
        .and_then(|key| Some((named(config, &key)?, key)))
        .filter(|_| !has_flag)
    {
        Some((url, key)) => (key, url),
        None => {
            let url = named(config, "registry").unwrap_or_else(|| config.own().default_registry());
            ("registry".to_owned(), url)
        }
    }
}

/// The registry of a logout, as npm's configuration spells it: that of the scope, even if a flag
/// names another (npm 12 `lib/commands/logout.js`).
#[must_use]
pub fn registry_of_logout(config: &Config, scope: Option<&Scope>) -> String {
    let mapped = scope.and_then(|scope| named(config, &format!("{scope}:registry")));
    mapped
        .or_else(|| named(config, "registry"))
        .unwrap_or_else(|| config.own().default_registry())
}

/// The value from a flag or a line of the project, which is then mentioned; otherwise from the
/// user's own layers, even where a project hides them from npm.
fn named(config: &Config, key: &str) -> Option<String> {
    let said = config
        .get(key)
        .filter(|(layer, _)| matches!(layer.kind, LayerKind::Cli | LayerKind::Project));
    let value = said
        .map(|(_, setting)| &setting.value)
        .or_else(|| config.own().value(key))?;
    value.is_truthy().then(|| value.to_text())
}

/// The setting `auth-type`. From npm 9 on a one-time password makes it `legacy`, whatever else is
/// set (npm 12 `@npmcli/config` `definitions.js`, `otp`).
fn auth_type(config: &Config, npm: NpmVersion, has_otp: bool) -> Result<AuthType> {
    let default = if npm == NpmVersion::Npm8 {
        "legacy"
    } else {
        "web"
    };
    match config.text("auth-type").unwrap_or(default) {
        _ if has_otp && npm >= NpmVersion::Npm9 => Ok(AuthType::Legacy),
        "web" => Ok(AuthType::Web),
        "legacy" => Ok(AuthType::Legacy),
        other => Err(Error::new(
            ErrorKind::Refused,
            format!("no login of the type {other:?} without a file"),
        )
        .cure(
            "log in in the browser",
            Command::new("npm login --auth-type=web"),
        )
        .cure(
            "log in as npm does, with the token in ~/.npmrc",
            Command::from(hint::with_variable("NPMCRED", "off")).runs("npm login"),
        )),
    }
}

/// The setting `browser`. A project must not choose a program for us to start.
fn browser(config: &Config) -> Browser {
    match config.own().value("browser") {
        Some(Value::Bool(false)) => Browser::Never,
        Some(Value::Text(command)) if !command.trim().is_empty() => {
            Browser::Command(command.clone())
        }
        Some(_) | None => Browser::Default,
    }
}

/// Refuses a secret in the address of a command's flag `--registry`.
///
/// # Errors
/// Those of [`refuse_secret_inside`].
pub fn refuse_secret_in_flag(config: &Config) -> Result<()> {
    let flag = config
        .layer(LayerKind::Cli)
        .and_then(|flags| flags.get("registry"));
    flag.map_or(Ok(()), |setting| {
        refuse_secret_inside(&setting.value.to_text())
    })
}
