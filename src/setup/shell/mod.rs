//! The code that each shell evaluates, and the start files that it goes into.
//!
//! The texts are the files beside this one. The comments of `posix.sh` explain what they have in
//! common.

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
pub use start_file::{StartFile, StartFileReader, TextPlacement};
pub use text::{in_front, objection, readable, text};
