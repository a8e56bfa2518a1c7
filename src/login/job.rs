//! Stores a token without expiry in a memory-only store for the length of a build server's job.
//!
//! Nobody is there to choose another store. A refusal lost: it ends release scripts that run
//! `npm config set //host/:_authToken …` before they publish. npm itself would leave that token in
//! a file of the machine for ever.

use crate::context::Context;
use crate::credential::{Credential, Expiry};
use npmcred_platform::{Durability, SecretStore};

/// The longest time that a token is stored for a job, in hours: GitHub ends a job of a hosted
/// runner after six.
pub const LONGEST_JOB: u64 = 6;

/// Gives a credential the expiry of the longest job, if the store would refuse it without one and
/// nobody can be asked; returns whether it did.
pub fn end_with_the_job(
    context: &Context,
    store: &dyn SecretStore,
    credential: &mut Credential,
) -> bool {
    let now = context.now();
    let is_for_job = context.is_on_build_server()
        && store.durability() == Durability::Memory
        && !credential.expires.is_session(now);
    if is_for_job {
        credential.expires = Expiry::at(now.saturating_add(LONGEST_JOB * 60 * 60));
    }
    is_for_job
}
