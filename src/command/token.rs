//! `npmcred token`.

use crate::cli::{CreateArgs, ListArgs, RegistryFlags, RevokeArgs, TokenCommand};
use crate::context::Context;
use crate::credential::Expiry;
use crate::error::{Error, ErrorKind, Result};
use crate::login::account::NpmUserConfig;
use crate::login::{self, Revoked};
use crate::report::{moment, printable};
use crate::token::{self, Listed, Order, Rights, TokenApi};
use npmcred_platform::memory::CoreDumpsOff;
use serde_json::{Map, Value, json};

/// Creates a token, lists tokens, or revokes one.
///
/// # Errors
/// Those of each command.
pub(super) fn run(context: &Context, token: TokenCommand) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    match token {
        TokenCommand::Create(flags) => create(context, flags),
        TokenCommand::List(flags) => list(context, &flags),
        TokenCommand::Revoke(flags) => revoke(context, &flags),
    }
}

/// The registry's token API that the flags mean.
pub(super) fn api<'a>(context: &'a Context, asked: &RegistryFlags) -> Result<TokenApi<'a>> {
    let words: Vec<_> = asked
        .no_browser
        .then(|| super::login::NO_BROWSER.into())
        .into_iter()
        .collect();
    let (config, files, mut request) =
        super::login::request(context, asked.registry.as_deref(), None, &words)?;
    login::refuse_unencrypted(context, &request)?;
    if let Some(code) = asked.otp.as_ref().filter(|code| !code.is_empty()) {
        request.send_along(code.secret());
    }
    let config = NpmUserConfig::new(context, &config, files);
    TokenApi::open(context, &config, request)
}

fn create(context: &Context, flags: CreateArgs) -> Result<()> {
    let rights = Rights::new(&flags.rights, &Map::new())?;
    let purpose = flags.purpose.map_or_else(|| rights.purpose(), Into::into);
    let name = flags
        .name
        .unwrap_or_else(|| token::default_name(&format!("npmcred-{purpose}"), context.now()));
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(Error::new(
            ErrorKind::Usage,
            "a token's name must be text and not empty",
        ));
    }
    let api = api(context, &flags.asked)?;
    warn_of_bypass(context, &rights);
    let order = Order {
        name,
        rights,
        purpose,
    };
    let credential = token::create(&api, &order, || {
        super::store::read_secret(&api.wanted.registry, true)
    })?;
    let end = end(credential.expires);
    context.report.tell(&format!(
        "created and stored the token {} for {} (use {purpose}{}), {end}",
        order.name,
        credential.registry,
        credential.profile.aside()
    ));
    Ok(())
}

/// Prints what the public registry has announced (GitHub's changelog of 2026-07-08; npm 12.2 warns
/// as well).
pub(super) fn warn_of_bypass(context: &Context, rights: &Rights) {
    if rights.bypasses_second_factor() {
        context.report.note(
            "a token that bypasses the second factor is a target for thieves; from January 2027 \
             the public registry lets it read and stage, but not publish",
        );
        context.report.hint(
            "let it stage packages for a person to approve: --permission read-write-stage-only",
        );
    }
}

/// The expiry in words.
pub(super) fn end(expires: Expiry) -> String {
    match expires {
        Expiry::At(seconds) => format!("until {}", moment(seconds)),
        Expiry::Unknown => "no known expiry".to_owned(),
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
