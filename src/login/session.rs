//! A whole login or logout, in the only order that loses nothing.
//!
//! A login checks the store and the user's file before anybody is asked. A locked store, or a file
//! that cannot change, ends it before anything has happened. Then the registry and the person are
//! asked, and the credential is stored and read back. Only after that is the old one removed from
//! the user's file.

use super::caller::Authorization;
use super::foreign::confirm_foreign;
use super::keep::{self, KeepResult};
use super::log_out::{self, Extent, LoggedOut};
use super::replaced::Replacement;
use super::request::LoginRequest;
use super::revoke::revoke;
use super::store_command::StoreCommand;
use super::summary::{self, say_changes, say_kept, say_place};
use super::taken::confirm_replacing;
use super::user_config::{FileChange, UserConfig};
use super::voice::Voice;
use super::{identity, log_in, owner};
use crate::acceptance::{self, AnswerSubject};
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, Expiry, expiry_for};
use crate::error::{Error, Result};
use crate::http::Client;
use crate::registry::{Registry, Scope};
use crate::report::{Command, Hint, Report};
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::{Secret, StoreError};

/// One login or logout at one registry.
pub struct Session<'a> {
    context: &'a Context,
    config: &'a dyn UserConfig,
    client: Client,
    request: LoginRequest,
    voice: Voice,
}

impl<'a> Session<'a> {
    /// Finds the route to the registry. Nothing is sent yet. While a request is under way, a
    /// terminal shows a progress line.
    ///
    /// # Errors
    /// Those of [`UserConfig::route`].
    pub fn open(
        context: &'a Context,
        config: &'a dyn UserConfig,
        request: LoginRequest,
        voice: Voice,
    ) -> Result<Self> {
        let client = Client::new(config.route(&request.registry)?).told(context.report.serving());
        Ok(Self {
            context,
            config,
            client,
            request,
            voice,
        })
    }

    /// Logs in, maps the scope in the user's file, and reports it.
    ///
    /// # Errors
    /// Those of the store and of a user's file that cannot be changed, before anybody is asked;
    /// `Network` if the registry cannot be reached or its answer cannot be used; `NotLoggedIn` if
    /// it refuses or nobody answers; `Refused` if the token would travel unencrypted, or could not
    /// be handed back to the tool on this system; `Interrupted`. A token that could not be stored
    /// is revoked if the registry allows it.
    pub fn log_in(mut self) -> Result<()> {
        let _undumped = CoreDumpsOff::begin();
        let (mut credential, kept) = self.obtain()?;
        self.map_scope()?;
        match self.voice {
            // npm's own line waits for no question of ours.
            Voice::Npm { .. } => {
                self.say_logged_in(&credential, &kept);
                self.learn_owner(&mut credential);
            }
            Voice::Own | Voice::Json => {
                owner::learn(self.context, &self.client, &self.request, &mut credential);
                self.say_logged_in(&credential, &kept);
            }
        }
        self.finish(&credential, &kept)
    }

    /// Logs in for a command that waits for it: the scope is not mapped, and the command has
    /// messages of its own. A login that `replaces` an expired one says nothing of its account and
    /// its place, which were said before.
    ///
    /// # Errors
    /// Those of [`Session::log_in`].
    pub(super) fn renew(mut self, replaces: bool) -> Result<()> {
        let _undumped = CoreDumpsOff::begin();
        let (mut credential, kept) = self.obtain()?;
        if replaces {
            owner::learn(self.context, &self.client, &self.request, &mut credential);
        } else {
            self.learn_owner(&mut credential);
            say_place(self.context, &credential, &kept);
        }
        say_changes(self.context, self.config, &kept);
        self.offer_revocation(&credential, &kept)
    }

    /// Keeps a token that the person has already, once its registry has said whose it is. `read`
    /// asks for it. What `command` did not agree to is asked, or refused where nobody is there.
    ///
    /// # Errors
    /// Those of [`Session::log_in`]; `NotLoggedIn` for a token that the registry does not accept;
    /// those of `read`.
    pub fn keep_token(
        self,
        command: &StoreCommand,
        read: impl FnOnce(&Registry) -> Result<Secret>,
    ) -> Result<()> {
        let _undumped = CoreDumpsOff::begin();
        let context = self.context;
        context.check_handover()?;
        log_in::refuse_unencrypted(context, &self.request)?;
        keep::stored(context, &self.request.profile, &self.request.registry)?;
        self.check_file()?;
        let secret = read(&self.request.registry)?;
        let mut credential = self.of_token(secret);
        confirm_foreign(context, &credential, command)?;
        let token = &credential.secret;
        credential.owner = identity::owner(context, &self.client, &self.request, token)?;
        confirm_replacing(context, &credential, command)?;
        let kept = keep::keep(context, self.config, &mut credential)?;
        if credential.owner.is_some() {
            say_accepted(context, &credential);
        }
        self.map_scope()?;
        self.say_logged_in(&credential, &kept);
        self.finish(&credential, &kept)
    }

    /// Revokes and removes what the store and the user's file hold for the registry and the
    /// profile, as far as `extent` goes, and has the user's file forget where packages of `scope`
    /// come from. It says each credential that it ended or left alone.
    ///
    /// # Errors
    /// Those of the store and of files; `Network` where a token could not be revoked: it is gone
    /// here by then.
    pub fn log_out(&self, scope: Option<&Scope>, extent: Extent) -> Result<LogoutResult> {
        let _undumped = CoreDumpsOff::begin();
        let forget = scope.map(FileChange::UnmapScope);
        if let Some(forget) = &forget {
            self.config.check(forget)?;
        }
        let done = log_out::log_out(
            self.context,
            self.config,
            &self.client,
            &self.request,
            extent,
        )?;
        if done.is_nothing() {
            return Ok(match self.staying(&done.staying) {
                Some(staying) => LogoutResult::NoSession(staying),
                None => LogoutResult::Nothing,
            });
        }
        if let Some(forget) = &forget {
            self.config.change(forget)?;
        }
        self.say_logged_out(done).map(|()| LogoutResult::Done)
    }

    /// Checks the registry, the store and the user's file, logs in, and stores the credential.
    fn obtain(&mut self) -> Result<(Credential, KeepResult)> {
        let context = self.context;
        context.check_handover()?;
        log_in::refuse_unencrypted(context, &self.request)?;
        let (known, risk) = keep::look(context, &self.request.profile, &self.request.registry)?;
        self.check_file()?;
        if let Some(risk) = risk {
            self.allow_risk(risk)?;
        }
        let request = &mut self.request;
        request.caller.authorization = keep::authorization(
            self.config,
            &known,
            &request.registry,
            request.purpose,
            context.now(),
        );
        let mut credential = log_in::log_in(context, &self.client, request, self.voice)?;
        match keep::keep(context, self.config, &mut credential) {
            Ok(kept) => {
                say_accepted(context, &credential);
                Ok((credential, kept))
            }
            Err(error) => Err(self.give_back(&credential, error)),
        }
    }

    /// Asks whether to log in though the store would probably not store the credential: a person
    /// may know better. So nobody types a password in vain, and no token is made that is lost.
    fn allow_risk(&self, risk: String) -> Result<()> {
        let is_allowed = self.voice.is_attended()
            && self.context.is_attended()
            && self
                .context
                .agrees(&format!("{risk}; log in anyway?"), false)?;
        if is_allowed {
            return Ok(());
        }
        Err(self.context.store_error(&StoreError::Unavailable(risk)))
    }

    /// Checks that the user's file can change as it has to.
    fn check_file(&self) -> Result<()> {
        let request = &self.request;
        self.config
            .check(&FileChange::RemoveCredential(&request.registry))?;
        let scope = request.caller.scope.as_ref();
        scope.map_or(Ok(()), |scope| {
            self.config
                .check(&FileChange::MapScope(scope, &request.spelled))
        })
    }

    /// The credential that a token of the person's becomes.
    fn of_token(&self, secret: Secret) -> Credential {
        let (registry, now) = (&self.request.registry, self.context.now());
        // A claim that has passed says nothing of a token that the registry accepts.
        let expires = Some(expiry_for(
            registry,
            secret.expose_str().unwrap_or_default(),
            now,
        ))
        .filter(|end| !end.is_past(now))
        .unwrap_or(Expiry::Unknown);
        Credential {
            profile: self.request.profile.clone(),
            registry: registry.clone(),
            kind: CredentialKind::of_token(expires, now),
            purpose: self.request.purpose,
            owner: None,
            issued: now,
            expires,
            grant: None,
            secret,
        }
    }

    /// Revokes a token that could not be stored.
    fn give_back(&self, credential: &Credential, error: Error) -> Error {
        let caller = self
            .request
            .caller_as("logout", Authorization::of(credential));
        let registry = &self.request.registry;
        match revoke(&self.client, &caller, registry, &credential.secret) {
            Ok(_) => error.note("the new token was revoked again"),
            Err(_) => error.note("the new token could not be revoked: it works until it expires"),
        }
    }

    /// Maps the scope that was named to the registry.
    fn map_scope(&self) -> Result<()> {
        if let Some(scope) = &self.request.caller.scope {
            self.config
                .change(&FileChange::MapScope(scope, &self.request.spelled))?;
        }
        Ok(())
    }

    /// Asks whose the new credential is, and says it.
    fn learn_owner(&self, credential: &mut Credential) {
        let was_known = credential.owner.is_some();
        owner::learn(self.context, &self.client, &self.request, credential);
        if let Some(owner) = credential.owner.as_ref().filter(|_| !was_known) {
            self.context.report.note(&format!("logged in as {owner}"));
        }
    }

    /// Says what else was changed, and offers to revoke what was replaced.
    fn finish(&self, credential: &Credential, kept: &KeepResult) -> Result<()> {
        say_kept(self.context, self.config, credential, kept);
        self.offer_revocation(credential, kept)
    }

    /// Offers to revoke what was replaced.
    fn offer_revocation(&self, credential: &Credential, kept: &KeepResult) -> Result<()> {
        let Some(old) = &kept.replaced else {
            return Ok(());
        };
        let new = credential;
        let may_ask = self.voice.is_attended();
        Replacement { old, new }.offer_revocation(self.context, self.config, may_ask)
    }

    fn say_logged_in(&self, credential: &Credential, kept: &KeepResult) {
        summary::say_logged_in(
            self.context,
            &self.request,
            self.voice,
            credential,
            kept.store,
        );
    }

    /// What is no session and stays, and the command that ends it too.
    fn staying(&self, names: &[String]) -> Option<Staying> {
        let note = |one: &String| format!("stays, because it is no session: {one}");
        let all = Command::new("npmcred logout --all")
            .flag("--registry", self.request.registry.to_string())
            .profile(self.request.profile.name());
        (!names.is_empty()).then(|| Staying {
            notes: names.iter().map(note).collect(),
            cure: Hint::new("end what stays as well", all),
        })
    }

    /// Says what went beside the store.
    ///
    /// # Errors
    /// Why a token is still accepted; everything is already removed here.
    fn say_logged_out(&self, done: LoggedOut) -> Result<()> {
        let report = self.context.report;
        for ended in &done.ended {
            report.note(ended);
        }
        if let Some(staying) = self.staying(&done.staying) {
            staying.say(report);
        }
        if !done.removed.is_empty() {
            let file = self.config.file().display();
            report.note(&format!("removed from {file}: {}", done.removed.join(", ")));
        }
        if done.is_alive {
            report.note(
                "whatever it said of the logout, the registry still accepts the token: it works \
                 until it expires",
            );
        }
        match done.unrevoked {
            None => Ok(()),
            Some(error) => Err(error.note(
                "it is removed from this machine, but the registry may still accept the token \
                 until it expires",
            )),
        }
    }
}

/// Remembers that the registry has just given or accepted it.
fn say_accepted(context: &Context, credential: &Credential) {
    let answers = [(AnswerSubject::holder(credential), Some(true))];
    // What cannot be recorded is asked.
    drop(acceptance::learn(context, &answers));
}

/// What a logout leaves alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staying {
    /// Each credential, in words.
    pub notes: Vec<String>,
    /// The command that ends them.
    pub cure: Hint,
}

impl Staying {
    /// Says it.
    pub fn say(&self, report: Report) {
        self.notes.iter().for_each(|note| report.note(note));
        report.cure(&self.cure);
    }
}

/// What a logout came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogoutResult {
    /// Something was ended.
    Done,
    /// All that is kept is no session; it stays, and that is not said yet.
    NoSession(Staying),
    /// Nothing is kept, here or in the user's file.
    Nothing,
}
