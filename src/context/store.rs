//! The machine's credential store, and its failures in the user's terms.
//!
//! "Nothing is stored" and "another store could not be asked" differ. In the second case the user
//! may only have to unlock a keyring, so do not tell them to log in again.

use super::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Hint;
use crate::waited_store::{self, WaitedStore};
use npmcred_platform::{
    Durability, Opening, Prompting, SecretStore, StoreChoice, StoreError, session,
};

impl Context {
    /// Which store the user chose.
    ///
    /// # Errors
    /// Those of the setting.
    pub fn store_choice(&self) -> Result<StoreChoice> {
        (self.choose_store)(self)
    }

    /// The machine's credential store, or the one that the user chose.
    ///
    /// # Errors
    /// Those of the store and of the choice. If there is none, `StoreMissing` with the choices on
    /// this machine.
    /// `Refused` under sudo: root would ask its own store, or leave root's files in the user's.
    pub fn store(&self, prompting: Prompting) -> Result<Box<dyn SecretStore>> {
        if self.is_under_sudo() {
            return Err(
                Error::new(ErrorKind::Refused, "under sudo no credential store is used")
                    .hint("run it without sudo"),
            );
        }
        let choice = self.store_choice()?;
        let opened = {
            let _line = waited_store::wait(self.report);
            (self.open_store)(&self.env, Opening { choice, prompting })
        };
        let inner = opened.map_err(|error| self.store_error(&error))?;
        let report = self.report;
        Ok(if report.shows_progress() {
            Box::new(WaitedStore { inner, report })
        } else {
            inner
        })
    }

    /// Whether another user became root, for example by sudo, and root may see their home.
    #[must_use]
    pub fn is_under_sudo(&self) -> bool {
        session::is_under_sudo(&self.env.lookup())
    }

    /// A store's failure in the user's terms.
    #[must_use]
    pub fn store_error(&self, error: &StoreError) -> Error {
        let told = Error::from_store(error, || {
            npmcred_platform::store_choices(&self.env.lookup(), error)
        });
        npmcred_platform::store_notes(error)
            .into_iter()
            .fold(told, Error::note)
    }

    /// Why a stored item cannot be used, in the user's terms, with a way out.
    #[must_use]
    pub fn item_error(&self, error: &StoreError) -> Error {
        let told = self.store_error(error);
        if told.hints.is_empty() {
            told.about_item()
        } else {
            told
        }
    }

    /// What can be done on this machine so that a token is kept for longer than a session; empty if
    /// the store keeps it.
    #[must_use]
    pub fn ways_to_last(&self, store: &dyn SecretStore) -> Vec<Hint> {
        if store.durability() == Durability::Persistent {
            return Vec::new();
        }
        let unknown = StoreError::Unavailable(String::new());
        let why = store.passed_over().unwrap_or(&unknown);
        npmcred_platform::store_choices(&self.env.lookup(), why)
            .into_iter()
            .map(Hint::advice)
            .collect()
    }

    /// Why a credential that this store does not hold may be in another store, which could not be
    /// asked; `None` if no other store matters.
    #[must_use]
    pub fn elsewhere(&self, store: &dyn SecretStore) -> Option<Error> {
        let other = store.passed_over()?;
        matches!(other.bare(), StoreError::Unreachable(_)).then(|| self.store_error(other))
    }

    /// The error for a missing credential: `NotLoggedIn`, or that it may be in another store.
    #[must_use]
    pub fn nothing_kept(&self, store: &dyn SecretStore, what: String) -> Error {
        match self.elsewhere(store) {
            Some(other) => other.after(&format!("{what} in the {}", store.name())),
            None => Error::new(ErrorKind::NotLoggedIn, what),
        }
    }

    /// Why a missing credential may be in a store that could not be asked, for a caller that no
    /// longer has a store.
    #[must_use]
    pub fn unreached(&self) -> Option<Error> {
        match self.store(Prompting::Never) {
            Ok(store) => {
                let named =
                    |other: Error| other.after(&format!("only the {} was asked", store.name()));
                self.elsewhere(store.as_ref()).map(named)
            }
            Err(error) => (error.kind == ErrorKind::StoreMissing).then_some(error),
        }
    }

    /// The error that the user is not logged in, or that this is unknown.
    #[must_use]
    pub fn not_logged_in(&self, what: String) -> Error {
        match self.unreached() {
            Some(other) => other.after(&what),
            None => Error::new(ErrorKind::NotLoggedIn, what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;

    #[test]
    fn an_item_that_cannot_be_used_has_a_way_out_said_once() {
        let open = |_: &Env, _| Err(StoreError::Denied);
        let context = Context::invented(Env::default(), Box::new(open), || 0);
        let newer = StoreError::Other("written by a newer npmcred".to_owned());
        for error in [newer, StoreError::Corrupt] {
            let told = context.item_error(&error);
            assert_eq!(told.hints.len(), 3, "{told:?}");
        }
    }
}
