//! corepack: which word has it start another tool, and what it does itself.
//!
//! It starts the tool within its own process, with our descriptor and variables. What it fetches a
//! tool with is a variable that every script would see, so it gets none from us.

mod dialect;
mod line;
mod phrases;

pub(in crate::tool) use dialect::{COREPACK, started};
