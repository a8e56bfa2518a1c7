//! The words of such an error: ours alone.

use crate::error::{Error, ErrorKind};
use crate::report::Command as Typed;
use clap::error::{ContextKind, ContextValue};

pub(super) fn plain(message: &str) -> Error {
    Error::new(ErrorKind::Usage, message)
}

pub(super) fn with(message: &str, names: &str) -> String {
    if names.is_empty() {
        message.to_owned()
    } else {
        format!("{message}: {names}")
    }
}

pub(super) fn with_help(error: Error, path: &[&str]) -> Error {
    let command = path
        .iter()
        .fold(Typed::new("npmcred help"), |command, name| {
            command.word(*name)
        });
    error.cure("see how it is used", command)
}

/// Clap's values for a context that holds only words of the definition.
pub(super) fn ours(error: &clap::Error, context: ContextKind) -> Vec<String> {
    match error.get(context) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(all)) => all.clone(),
        Some(_) | None => Vec::new(),
    }
}
