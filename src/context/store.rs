//! The credential store of the machine, and its failures in the user's terms.
//!
//! "Nothing is stored" and "another store could not be asked" differ: who forgets the second tells
//! a user to log in again who only has to unlock a keyring.

use super::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::waited_store::{self, WaitedStore};
use npmcred_platform::{Prompting, SecretStore, StoreError, session};

impl Context {
    /// The machine's credential store.
    ///
    /// # Errors
    /// What the store said; absence of any store is `StoreMissing` with the choices on this
    /// machine. `Refused` under sudo: root would ask its own store, or leave files of root's in the
    /// user's.
    pub fn store(&self, prompting: Prompting) -> Result<Box<dyn SecretStore>> {
        if self.is_under_sudo() {
            return Err(Error::new(
                ErrorKind::Refused,
                "no credential store is asked under sudo",
            )
            .hint("run it without sudo"));
        }
        let opened = {
            let _line = waited_store::wait(self.report);
            (self.open_store)(&self.env, prompting)
        };
        let inner = opened.map_err(|error| self.store_error(&error))?;
        let report = self.report;
        Ok(if report.shows_progress() {
            Box::new(WaitedStore { inner, report })
        } else {
            inner
        })
    }

    /// Whether we are root on the word of another user, whose home we may see.
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

    /// Why what this store does not hold may lie in another that could not be asked; nothing where
    /// this one says it all.
    #[must_use]
    pub fn elsewhere(&self, store: &dyn SecretStore) -> Option<Error> {
        let other = store.passed_over()?;
        matches!(other.bare(), StoreError::Unreachable(_)).then(|| self.store_error(other))
    }

    /// The error where a store does not hold what is wanted: `NotLoggedIn`, or that it may lie
    /// elsewhere.
    #[must_use]
    pub fn nothing_kept(&self, store: &dyn SecretStore, what: String) -> Error {
        match self.elsewhere(store) {
            Some(other) => other.after(&format!("{what} in the {}", store.name())),
            None => Error::new(ErrorKind::NotLoggedIn, what),
        }
    }

    /// Why what was not found may be in a store that could not be asked, for who has no store at
    /// hand any more.
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

    /// That nobody is logged in, or that this cannot be known.
    #[must_use]
    pub fn not_logged_in(&self, what: String) -> Error {
        match self.unreached() {
            Some(other) => other.after(&what),
            None => Error::new(ErrorKind::NotLoggedIn, what),
        }
    }
}
