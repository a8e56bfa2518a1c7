//! A connection to the service, and the session that both sides agree on over it.

use super::agreement::KeyPair;
use super::bus::Link;
use super::reader::{EncryptedSession, ServiceReader};
use crate::secret_store::StoreError;
use futures_util::future::{Either, FutureExt, LocalBoxFuture, Shared, join, select};
use secret_service::SecretService as Writer;
use std::cell::OnceCell;
use std::pin::pin;
use std::rc::Rc;

/// A connection, and the session that is being agreed on over it.
pub(super) struct Bus {
    link: Link,
    pub(super) reader: ServiceReader,
    pub(super) session: Shared<LocalBoxFuture<'static, Result<Rc<EncryptedSession>, StoreError>>>,
    /// What the default collection says of itself; nothing where there is none.
    pub(super) default_is_open: Option<bool>,
    /// The crate's way to the service, once something has to be written or unlocked.
    pub(super) writer: OnceCell<Writer<'static>>,
}

impl Bus {
    /// Connects, asks whether the default collection is open, and waits for that alone.
    pub(super) fn open(address: &str) -> Result<Self, StoreError> {
        let (link, pair) = Link::connect(address, KeyPair::generate)?;
        let reader = ServiceReader(link.connection.clone());
        let (pair, opening) = (pair?, reader.clone());
        let session = async move { opening.open_session(&pair).await.map(Rc::new) };
        let session = session.boxed_local().shared();
        let is_locked = link.run(async {
            // The first question is about no property and no session, and is answered before any
            // other is asked: GNOME Keyring (42.1) may not know a client yet at its first one.
            let Some(collection) = reader.default_collection().await? else {
                return Ok(None);
            };
            // The session is asked for as well, and its answer is waited for where it is needed.
            let is_locked = pin!(reader.is_locked(&collection));
            match select(is_locked, session.clone()).await {
                Either::Left((is_locked, _)) => is_locked.map(Some),
                Either::Right((_, is_locked)) => is_locked.await.map(Some),
            }
        });
        let default_is_open = match is_locked {
            Err(error @ (StoreError::Unavailable(_) | StoreError::Unreachable(_))) => {
                return Err(error);
            }
            other => other.ok().flatten().map(|locked| !locked),
        };
        Ok(Self {
            link,
            reader,
            session,
            default_is_open,
            writer: OnceCell::new(),
        })
    }

    /// Waits for the answer to a question; without a session there is none to any.
    pub(super) fn answer<T>(
        &self,
        question: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let (session, answer) = self.link.run(join(self.session.clone(), question));
        session?;
        answer
    }
}
