//! `npmcred token`.

mod api;
mod create;
mod goal;
mod words;

pub(super) use api::api;
pub(super) use words::{end, warn_of_bypass};

use crate::cli::{ListArgs, RegistryFlags, RevokeArgs, TokenCommand};
use crate::context::Context;
use crate::error::Result;
use crate::login::Revoked;
use crate::report::printable;
use crate::token::{self, Listed};
use npmcred_platform::memory::CoreDumpsOff;
use serde_json::{Value, json};

/// Creates a token, lists tokens, or revokes one.
///
/// # Errors
/// Those of each command.
pub(super) fn run(context: &Context, token: TokenCommand) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    match token {
        TokenCommand::Create(flags) => create::create(context, flags),
        TokenCommand::List(flags) => list(context, &flags),
        TokenCommand::Revoke(flags) => revoke(context, &flags),
    }
}

fn list(context: &Context, flags: &ListArgs) -> Result<()> {
    let asked = RegistryFlags {
        registry: flags.registry.clone(),
        otp: None,
        no_browser: false,
    };
    let api = api(context, &asked)?;
    let tokens = api.list()?;
    if flags.json {
        let tokens: Vec<Value> = tokens.iter().map(Listed::json).collect();
        let registry = api.wanted.registry.to_string();
        context
            .report
            .json(&json!({ "v": 1, "registry": registry, "tokens": tokens }));
        return Ok(());
    }
    if tokens.is_empty() {
        context.report.note("no tokens; sessions are not listed");
    }
    tokens.iter().for_each(|listed| {
        context
            .report
            .print(&format!("{}\n", printable(&listed.line())));
    });
    Ok(())
}

fn revoke(context: &Context, flags: &RevokeArgs) -> Result<()> {
    let api = api(context, &flags.asked)?;
    let ended = token::revoke(&api, &flags.id)?;
    let name = printable(&ended.name);
    context.report.print(&match ended.how {
        Some(Revoked::Now) => format!("revoked {name}\n"),
        Some(Revoked::Before) => format!("{name} was revoked before\n"),
        None => format!("there is no token {name} any more\n"),
    });
    for (registry, purpose) in ended.forgotten {
        context.report.note(&format!(
            "it was stored for {registry} (use {purpose}), and is removed here too"
        ));
    }
    Ok(())
}
