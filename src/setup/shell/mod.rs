//! What each shell evaluates, and which of its start files get it.
//!
//! The texts are the files beside this one. `posix.sh`'s comments tell what they have in common.

mod form;
mod gaps;
mod quote;
mod start;
mod start_file;
mod text;
mod unquoted_eval;
mod user;

pub use form::Form;
pub use gaps::{Gap, gaps};
pub use start::start_files;
pub use start_file::{Place, Reader, StartFile};
pub use text::{in_front, objection, text};
