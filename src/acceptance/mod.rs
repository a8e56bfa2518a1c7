//! What registries last said: whether they accept a stored credential, and whether they answer
//! nobody without one; and who asks them.

mod answers;
mod claims;

pub use answers::{Acceptance, AnswerSubject, forget, learn};
pub use claims::claim;
