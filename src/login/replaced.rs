//! What becomes of a stored credential that a new one has replaced.
//!
//! Here it is gone, but a token goes on working at its registry, for whoever has a copy. So the
//! person is asked whether to revoke it there. Without a person the command is named that does it.
//! The new one is stored by then: whatever fails now costs nothing.
//!
//! The same is asked of a session that a newer session of the same account replaces. No list of
//! tokens has it, so nobody could end it later. It is not ended unasked, because another command
//! may be running with it. One that is over is no question.

use super::caller::Authorization;
use super::identity::{Identity, identity};
use super::revoke::{Revoked, key_of, revoke_stored};
use super::taken::described_by_name;
use super::user_config::UserConfig;
use crate::acceptance::{Acceptance, AnswerSubject};
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, Expiry, Use, mint};
use crate::error::{Error, ErrorKind, Result};
use crate::http::Client;
use crate::report::{Command, Hint, moment};

/// A credential that is no longer stored, and the one in its place.
#[derive(Debug)]
pub struct Replacement<'a> {
    /// The one that was replaced.
    pub old: &'a Credential,
    /// The one that is stored now.
    pub new: &'a Credential,
}

impl Replacement<'_> {
    /// Says what was replaced. Where it may go on working at its registry, a person is asked
    /// whether to revoke it; `may_ask` says whether one reads this.
    ///
    /// # Errors
    /// `Interrupted` at the question. A revocation that fails is only a note.
    pub fn offer_revocation(
        &self,
        context: &Context,
        config: &dyn UserConfig,
        may_ask: bool,
    ) -> Result<()> {
        let what = described_by_name(self.old);
        let registry = &self.old.registry;
        if !self.leaves_it_alive(context) {
            context
                .report
                .note(&format!("it replaces {what}, which is no longer stored"));
            return Ok(());
        }
        let until = match self.old.expires {
            Expiry::At(end) => format!(" until {}", moment(end)),
            Expiry::Unknown => String::new(),
        };
        let fact = format!("it replaces {what}, which may still work at {registry}{until}");
        if !may_ask || !context.is_attended() {
            context.report.note(&fact);
            self.tell_by_hand(context);
            return Ok(());
        }
        // Others may use a token that was made to last; a session was this machine's.
        let usual = self.old.kind == CredentialKind::Session;
        if !context.agrees(&format!("{fact}; revoke it there?"), usual)? {
            return Ok(());
        }
        match self.revoke(context, config) {
            Ok(Revoked::Now) => context.report.note(&format!("revoked: {what}")),
            Ok(Revoked::Before) => context
                .report
                .note(&format!("{registry} did not know it any more: {what}")),
            Err(error) => {
                let failed = format!("{what} could not be revoked: {error}");
                context.report.note(&failed);
                self.tell_by_hand(context);
            }
        }
        Ok(())
    }

    /// Whether it may go on working where nobody wants it to. A password is no token that could be
    /// revoked, and neither is what a cloud's own command makes for hours. What its registry has
    /// refused is over.
    fn leaves_it_alive(&self, context: &Context) -> bool {
        !self.old.kind.is_basic()
            && !self.old.expires.is_past(context.now())
            && !Acceptance::read(context).was_refused(&AnswerSubject::holder(self.old))
            && mint(&self.old.registry).is_none()
    }

    fn may_be_one_account(&self) -> bool {
        let owner = |one: &Credential| one.owner.clone().filter(|owner| !owner.is_empty());
        match (owner(self.old), owner(self.new)) {
            (Some(old), Some(new)) => old == new,
            (None, _) | (_, None) => true,
        }
    }

    fn revoke(&self, context: &Context, config: &dyn UserConfig) -> Result<Revoked> {
        let (old, new) = (self.old, self.new);
        let registry = &old.registry;
        let request = config.request(registry)?;
        let client = Client::new(config.route(registry)?).told(context.report);
        let may_manage = new.kind == CredentialKind::Session && new.purpose.serves(Use::Write);
        let session = Some(new).filter(|_| may_manage && self.may_be_one_account());
        let revoked = revoke_stored(&client, &request, old, session)?;
        // Some registries say yes to any logout.
        let caller = request.caller_as("whoami", Authorization::of(old));
        match identity(&client, &caller, registry) {
            Ok(Identity::Alive(_)) => Err(Error::new(
                ErrorKind::Network,
                format!("{registry} still accepts it"),
            )),
            Ok(Identity::Dead | Identity::Nobody | Identity::Unknown(_)) | Err(_) => Ok(revoked),
        }
    }

    /// Names the command that revokes it later, as the account that it belongs to. A session is in
    /// no list.
    fn tell_by_hand(&self, context: &Context) {
        let (old, new) = (self.old, self.new);
        if old.kind == CredentialKind::Session {
            return;
        }
        // The public registry lets only a session manage tokens.
        let may_manage = new.kind == CredentialKind::Session || !old.registry.is_public();
        let may_manage = may_manage && !old.registry.is_cleartext() && self.may_be_one_account();
        let of_it = |command: Command| {
            command
                .flag("--registry", old.registry.to_string())
                .profile(old.profile.name())
        };
        let hint = match key_of(old) {
            _ if !may_manage => Hint::fixed("revoke it on the registry's own site"),
            Some(key) => Hint::new(
                "revoke it",
                of_it(Command::new("npmcred token revoke").word(key)),
            ),
            None => Hint::new(
                "find its id, to revoke it",
                of_it(Command::new("npmcred token list")),
            ),
        };
        context.report.cure(&hint);
    }
}
