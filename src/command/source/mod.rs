//! `npmcred source`.

mod chosen;

use super::named_registry::registry;
use crate::cli::{SourceAddArgs, SourceCommand, SourceRemoveArgs};
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::profile;
use crate::report::{Command, Hint, moment, printable};
use crate::source::{self, SourceRecord, TokenSource};
use npmcred_platform::memory::CoreDumpsOff;
use serde_json::{Value, json};

/// Adds, lists or removes a command that makes tokens.
///
/// # Errors
/// `Usage` for what makes no sense; `NotLoggedIn` if the command makes no token; those of the
/// record and of the store.
pub(super) fn run(context: &Context, command: SourceCommand) -> Result<()> {
    match command {
        SourceCommand::Add(flags) => add(context, flags),
        SourceCommand::List { json } => list(context, json),
        SourceCommand::Remove(flags) => remove(context, &flags),
    }
}

fn add(context: &Context, flags: SourceAddArgs) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    let replaces = flags.yes;
    let source = chosen::source(context, flags)?;
    let end = source::keep_first(context, &source, replaces)?;
    let had = SourceRecord::add(context, &source)?;
    let (registry, aside) = (&source.registry, source.profile.aside());
    let instead = if had {
        ", instead of the former command"
    } else {
        ""
    };
    context.report.print(&format!(
        "{} makes the tokens for {registry}{aside}{instead}; the first is kept until {}\n",
        printable(source.program()),
        moment(end)
    ));
    Ok(())
}

fn list(context: &Context, as_json: bool) -> Result<()> {
    let mut sources = SourceRecord::read(context)?.sources;
    if let Some(wanted) = &context.profile {
        sources.retain(|one| one.profile == *wanted);
    }
    if as_json {
        let sources: Vec<Value> = sources.iter().map(as_data).collect();
        context.report.json(&json!({ "v": 1, "sources": sources }));
        return Ok(());
    }
    if sources.is_empty() {
        let add = Command::new("npmcred source add --registry URL");
        context.report.note("no command makes tokens yet");
        context.report.cure(&Hint::new("add one", add));
    }
    let rows: Vec<[String; 2]> = sources
        .iter()
        .map(|one| {
            let registry = format!("{}{}", one.registry, one.profile.aside());
            [registry, one.command.join(" ")].map(|cell| printable(&cell))
        })
        .collect();
    context.report.print(&context.report.columns(&rows));
    Ok(())
}

fn as_data(one: &TokenSource) -> Value {
    json!({
        "registry": one.registry.to_string(),
        "profile": one.profile.to_string(),
        "command": one.command,
        "field": one.field,
        "end_field": one.end_field,
        "seconds": one.life,
        "basic": one.basic,
        "deadline": one.deadline,
    })
}

fn remove(context: &Context, flags: &SourceRemoveArgs) -> Result<()> {
    let registry = registry(&flags.registry, true)?;
    let profile = profile::active(context)?.profile;
    let what = format!("{registry}{}", profile.aside());
    if !SourceRecord::remove(context, &profile, &registry)? {
        let why = format!("no command makes the tokens for {what}");
        return Err(Error::new(ErrorKind::Usage, why)
            .cure("see which there are", Command::new("npmcred source list")));
    }
    context.report.print(&format!(
        "no command makes the tokens for {what} any more; a token that is kept stays until it ends\n"
    ));
    Ok(())
}
