//! What the questions are made of: config files and command lines that are as nasty as people write
//! them, and nastier.
//!
//! Nothing here is random by itself: the same seed makes the same pieces.

mod command_line;
mod file;
mod settings;

pub(crate) use self::command_line::{npx_words, words};
pub(crate) use self::file::{file, value};
pub(crate) use self::settings::{flags, npmrc, patterns, request, url, variables};
