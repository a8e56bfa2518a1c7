//! `npmcred complete`: what a shell asks behind its TAB key.
//!
//! The person is in the middle of a line. So it reports no error, asks for no store to be unlocked,
//! and writes no file.

mod candidates;
mod completed;
#[cfg(test)]
mod completed_tests;

use crate::cli::Cli;
use crate::context::Context;
use crate::error::Result;
use clap::CommandFactory;
use completed::completed;
use std::ffi::OsString;
use std::fmt::Write;

/// Prints what can stand in the place of the last word, one a line.
///
/// # Errors
/// None.
pub(super) fn run(context: &Context, words: &[OsString]) -> Result<()> {
    let Some(words) = words
        .iter()
        .map(|word| word.to_str())
        .collect::<Option<Vec<_>>>()
    else {
        return Ok(());
    };
    let found = candidates::candidates(context, completed(&Cli::command(), &words));
    let last = words.last().copied().unwrap_or_default();
    let (flag, begun) = match last.split_once('=') {
        Some((flag, begun)) if flag.starts_with("--") => (format!("{flag}="), begun),
        _ => (String::new(), last),
    };
    let mut text = String::new();
    for one in found.iter().filter(|one| one.starts_with(begun)) {
        let _ = writeln!(text, "{flag}{one}");
    }
    context.report.print(&text);
    Ok(())
}
