//! The command that the flags of `npmcred source add` choose.

use crate::cli::SourceAddArgs;
use crate::command::named_registry::registry;
use crate::context::Context;
use crate::credential::{check_registry, is_issued, parse_lifetime};
use crate::error::{Error, ErrorKind, Result};
use crate::profile;
use crate::registry::Registry;
use crate::report::Command;
use crate::source::{Preset, TokenSource, preset};
use std::ffi::{OsStr, OsString};

/// The longest that a command may take, in seconds: others wait for it, at most for ten minutes.
const LONGEST_DEADLINE: u64 = 5 * 60;

/// The command, with its program found on PATH.
pub(super) fn source(context: &Context, flags: SourceAddArgs) -> Result<TokenSource> {
    let named = registry(&flags.registry, flags.insecure_http)?;
    check_registry(&named).map_err(|unfit| Error::from_cause(ErrorKind::Usage, unfit))?;
    let life = flags.expires.as_deref().map(span).transpose()?;
    let deadline = flags
        .deadline
        .as_deref()
        .map(span)
        .transpose()?
        .unwrap_or(60);
    if deadline > LONGEST_DEADLINE {
        return Err(Error::new(
            ErrorKind::Usage,
            "a command may take up to five minutes",
        ));
    }
    let given = if flags.words.is_empty() {
        known(&named)?
    } else {
        Preset {
            registry: named,
            command: flags.words.into_iter().map(text).collect::<Result<_>>()?,
            field: flags.field.clone(),
            end_field: flags.end_field.clone(),
            life: None,
        }
    };
    Ok(TokenSource {
        profile: profile::active(context)?.profile,
        registry: given.registry,
        command: found(context, given.command)?,
        field: given.field,
        end_field: given.end_field,
        life: life.or(given.life),
        basic: flags.basic,
        deadline,
    })
}

fn known(named: &Registry) -> Result<Preset> {
    preset(named).ok_or_else(|| {
        let add = Command::new("npmcred source add --registry URL -- COMMAND");
        let why = format!("npmcred knows no command that makes tokens for {named}");
        Error::new(ErrorKind::Usage, why).cure("name it behind two dashes", add)
    })
}

/// A span in seconds; it is at least one.
fn span(text: &str) -> Result<u64> {
    parse_lifetime(text, 0)
        .filter(|seconds| *seconds > 0)
        .ok_or_else(|| {
            Error::new(ErrorKind::Usage, "not a span of time").hint("for example: --expires 1h")
        })
}

/// A word of the command. It is kept in a file, so that a secret has no place in it.
fn text(word: OsString) -> Result<String> {
    let word = word
        .into_string()
        .map_err(|_| Error::new(ErrorKind::Usage, "the command holds what is no text"))?;
    if word.split(['=', ':', ' ']).any(is_issued) {
        let why = "the command holds a token, and it is kept in plain text";
        return Err(Error::new(ErrorKind::Refused, why).cure(
            "store the token itself",
            Command::new("npmcred store --registry URL"),
        ));
    }
    Ok(word)
}

/// The command with its program's path, so that no folder that comes first on PATH later, such as
/// one of a project's, brings another.
fn found(context: &Context, mut command: Vec<String>) -> Result<Vec<String>> {
    let name = command.first().map_or("", String::as_str);
    let path = context.find_program(OsStr::new(name))?;
    let path = context.absolute(&path).into_os_string();
    if let Some(first) = command.first_mut() {
        *first = text(path)?;
    }
    Ok(command)
}
