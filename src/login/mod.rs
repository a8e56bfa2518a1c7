//! Obtaining a credential from a registry: the web login, the password login, and what follows from
//! them.
//!
//! On the wire this is npm, of the version that stands behind the shim, header for header:
//! registries decide by headers such as `npm-command`, and some by which version asks. Where npm
//! would put a registry or a token at risk (redirects followed, polling without a pause or an end,
//! a token over a foreign network in clear) it is not.
//!
//! [`log_in`] talks and stores nothing, [`keep()`] stores and does not talk: a renewal looks again
//! between the two.

mod address;
mod challenge;
mod headers;
mod identity;
mod inventory;
mod job;
mod keep;
mod lock;
mod log_out;
mod named;
mod overruled;
mod password;
mod person;
mod renew;
mod revoke;
pub mod route;
mod session;
mod step_up;
mod taken;
mod user_file;
mod web;

pub use address::{refuse_secret_in_flag, refuse_secret_inside};
pub use challenge::{Challenge, challenge};
pub use headers::{Authorization, Caller};
pub use identity::{Identity, identity, owner, question};
pub use inventory::{InventoryItem, Status, ask_each, ask_now, held};
pub use job::{LONGEST_JOB, end_with_the_job};
pub use keep::{KeepResult, authorization, keep, of_credential, stored};
pub use log_out::{LoggedOut, end_session, say_logged_out};
pub use named::{by_hand, confirm, confirm_login, key_only_by_project, only_by_project, own};
pub use overruled::{Overruled, overruled};
pub(crate) use password::COMPONENT;
pub use person::Voice;
pub use renew::{RenewalRequest, Renewed, cure, renew};
pub use revoke::{Revoked, revoke};
pub use route::route;
pub use session::{begin_session, place_of, say_kept};
pub use step_up::{StepUp, with_otp};
pub use taken::{confirm_replacing, described, is_same, taken};
pub use user_file::{map_scope, may_unmap, unmap_scope};

use crate::context::Context;
use crate::credential::{
    Credential, CredentialKind, Expiry, Profile, Use, check_registry, check_value, token_expiry,
};
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Answer, Client, HttpError};
use crate::npmrc::{Config, LayerKind, NpmVersion, Value};
use crate::profile;
use crate::registry::{Registry, Scope, without_secret};
use crate::report::Command;
use npmcred_platform::Secret;
use npmcred_platform::memory::CoreDumpsOff;
use person::Person;
use url::Url;

/// The life of a session of the public registry, in seconds (GitHub's changelog of 2025-12-09: two
/// hours). No answer says so.
const PUBLIC_SESSION: u64 = 2 * 60 * 60;

/// Where no npm is to be imitated, the newest is spoken: its protocol, and its version.
pub const SPOKEN: (NpmVersion, &str) = (NpmVersion::Npm12, "12");

/// How to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthType {
    /// In the browser; by password where the registry has no such login.
    Web,
    /// By user name and password. npm 8 asks for the web login all the same.
    Legacy,
}

/// What opens the address of a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Nothing: it is only shown.
    Never,
    /// What the machine has.
    Default,
    /// This command line, with the address behind it.
    Command(String),
}

/// What a login is for, and as whom npm would ask.
#[derive(Debug)]
pub struct LoginRequest {
    /// Where.
    pub registry: Registry,
    /// The registry as npm's configuration spells it, which is how npm's messages do; without a
    /// user and a password.
    pub spelled: String,
    /// How the requests introduce themselves.
    pub caller: Caller,
    /// Whose protocol.
    pub npm: NpmVersion,
    /// What opens the address.
    pub browser: Browser,
    /// What the credential will be used for.
    pub purpose: Use,
    /// Whose set it will belong to.
    pub profile: Profile,
}

impl AuthType {
    /// npm's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Legacy => "legacy",
        }
    }
}

impl LoginRequest {
    /// What `npm login` of this version would do with this configuration for a registry, as spelled
    /// there. `release` is npm's full version.
    ///
    /// # Errors
    /// `Usage` for a text that is no registry; `Refused` for the ways to log in that npm 8 still
    /// has and no registry of today; those of finding out whose login it is.
    pub fn new(
        context: &Context,
        config: &Config,
        npm: NpmVersion,
        release: &str,
        spelled: &str,
    ) -> Result<Self> {
        // Not with the text, which may hold a password.
        let registry = Registry::parse_any(spelled).map_err(|error| {
            Error::new(
                ErrorKind::Usage,
                format!("cannot tell which registry: {error}"),
            )
        })?;
        check_registry(&registry)
            .map_err(|unfit| Error::new(ErrorKind::Usage, unfit.to_string()))?;
        let otp = config
            .text("otp")
            .filter(|otp| !otp.is_empty())
            .map(|otp| Secret::from(otp.to_owned()));
        let caller = Caller {
            agent: headers::agent(
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
        Ok(Self {
            spelled: shown(spelled).unwrap_or_else(|| registry.to_string()),
            registry,
            caller,
            npm,
            browser,
            purpose: Use::Any,
            profile: profile::active(context)?.profile,
        })
    }
}

impl LoginRequest {
    /// Sends this one-time password along with every question, as npm does with its `--otp`.
    pub fn send_along(&mut self, otp: Secret) {
        if self.npm >= NpmVersion::Npm9 {
            self.caller.auth_type = AuthType::Legacy;
        }
        self.caller.otp = Some(otp);
    }
}

/// The text of a registry, if it may be shown and written down as it is.
fn shown(spelled: &str) -> Option<String> {
    let url = Url::parse(spelled.trim()).ok()?;
    let is_plain = url.username().is_empty()
        && url.password().is_none()
        && without_secret(spelled) == spelled
        && !spelled.contains(char::is_control);
    is_plain.then(|| spelled.to_owned())
}

/// The key by which npm's configuration names the registry of a login, and what it says (npm 12
/// `lib/commands/login.js`): that of the configured scope, unless a flag names another. Only the
/// user's own scope counts, for its line is written.
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

/// The registry of a logout, as npm's configuration spells it: that of the scope, whatever a flag
/// says (npm 12 `lib/commands/logout.js`).
#[must_use]
pub fn registry_of_logout(config: &Config, scope: Option<&Scope>) -> String {
    let mapped = scope.and_then(|scope| named(config, &format!("{scope}:registry")));
    mapped
        .or_else(|| named(config, "registry"))
        .unwrap_or_else(|| config.own().default_registry())
}

/// What a flag or a line of the project names, which is said; else what the user's own layers do,
/// where a project may have moved them out of npm's sight.
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
        .hint("log in in the browser: npm login --auth-type=web")
        .hint("log in as npm does, with the token in ~/.npmrc: NPMCRED=off npm login")),
    }
}

/// The setting `browser`. A project does not choose a program for us to start.
fn browser(config: &Config) -> Browser {
    match config.own().value("browser") {
        Some(Value::Bool(false)) => Browser::Never,
        Some(Value::Text(command)) if !command.trim().is_empty() => {
            Browser::Command(command.clone())
        }
        Some(_) | None => Browser::Default,
    }
}

/// Logs in: asks the registry and the person, stores nothing.
///
/// # Errors
/// `Network` where the registry is not there or makes no sense; `NotLoggedIn` where it refuses or
/// nobody answers; `Refused` where the token would come, or came, over a foreign network in clear;
/// `Interrupted`.
pub fn log_in(
    context: &Context,
    client: &Client,
    wanted: &LoginRequest,
    voice: Voice,
) -> Result<Credential> {
    let registry = &wanted.registry;
    if registry.is_cleartext() {
        return Err(Error::new(
            ErrorKind::Refused,
            format!("a login on {registry} would send its token in clear"),
        )
        .cure(
            "keep a token of it all the same",
            Command::new("npmcred store")
                .flag("--registry", registry.to_string())
                .fixed("--insecure-http"),
        ));
    }
    let _undumped = CoreDumpsOff::begin();
    let person = Person::new(context, voice, &wanted.browser);
    let asks_web = wanted.caller.auth_type == AuthType::Web || wanted.npm == NpmVersion::Npm8;
    let found = if asks_web {
        web::log_in(&person, client, wanted)?
    } else {
        None
    };
    match found {
        Some(token) => Ok(session(context, wanted, None, token)),
        None => {
            let (owner, secret) = password::log_in(&person, client, wanted)?;
            Ok(match secret {
                password::Given::Token(token) => session(context, wanted, Some(owner), token),
                password::Given::Password(password) => Credential {
                    profile: wanted.profile.clone(),
                    registry: wanted.registry.clone(),
                    kind: CredentialKind::Basic,
                    purpose: wanted.purpose,
                    owner: Some(owner),
                    issued: context.now(),
                    expires: Expiry::Unknown,
                    grant: None,
                    secret: password,
                },
            })
        }
    }
}

/// The credential that a login gave just now. What a token says of its own end counts only if it is
/// still to come.
fn session(
    context: &Context,
    wanted: &LoginRequest,
    owner: Option<String>,
    secret: Secret,
) -> Credential {
    let now = context.now();
    let expires = match token_expiry(secret.expose_str().unwrap_or_default()) {
        Expiry::At(end) if end > now => Expiry::At(end),
        Expiry::At(_) | Expiry::Unknown if wanted.registry.is_public() => {
            Expiry::At(now + PUBLIC_SESSION)
        }
        Expiry::At(_) | Expiry::Unknown => Expiry::Unknown,
    };
    Credential {
        profile: wanted.profile.clone(),
        registry: wanted.registry.clone(),
        kind: CredentialKind::Session,
        purpose: wanted.purpose,
        owner,
        issued: now,
        expires,
        grant: None,
        secret,
    }
}

/// What a registry calls a token, if npm could send it and a config file could hold it.
fn token_in(mut body: serde_json::Value) -> Option<Secret> {
    sound_token(body.get_mut("token")?.take())
}

/// A value that is a token which npm could send, and which a config file could hold.
pub(crate) fn sound_token(value: serde_json::Value) -> Option<Secret> {
    let serde_json::Value::String(token) = value else {
        return None;
    };
    let token = Secret::from(token);
    check_value(token.expose()).is_ok().then_some(token)
}

pub(crate) fn unreachable(registry: &Registry, error: &HttpError) -> Error {
    Error::new(ErrorKind::Network, format!("{registry}: {error}"))
}

/// A status that is no success, with what the registry says about it (npm-registry-fetch
/// `lib/errors.js`), unless that repeats the caller's credential or the password.
pub(crate) fn refused(
    registry: &Registry,
    what: &str,
    answer: &Answer,
    caller: &Caller,
    password: Option<&Secret>,
) -> Error {
    let kind = if matches!(answer.status, 401 | 403) {
        ErrorKind::NotLoggedIn
    } else {
        ErrorKind::Network
    };
    let own = caller.authorization.as_ref().map(Authorization::secret);
    let typed = password.and_then(Secret::expose_str);
    let sent: Vec<&str> = own
        .into_iter()
        .chain(typed)
        .filter(|secret| !secret.is_empty())
        .collect();
    let detail = detail(answer).filter(|text| !sent.iter().any(|secret| text.contains(secret)));
    // Cut only now: half of a secret would not be found.
    let detail = detail.map_or_else(String::new, |text| format!(": {}", cut(&text)));
    Error::new(
        kind,
        format!("{registry} answered {what} with {}{detail}", answer.status),
    )
}

/// At most this much of a registry's own words is repeated.
const LONGEST_DETAIL: usize = 300;

fn detail(answer: &Answer) -> Option<String> {
    let body = answer.json()?;
    let text = ["error", "message"]
        .iter()
        .find_map(|key| body.get(key)?.as_str().filter(|text| !text.is_empty()))?;
    Some(text.to_owned())
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_DETAIL).collect()
}
