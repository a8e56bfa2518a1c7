//! `npmcred token create`: into the store, to a command, or onto the terminal.

use super::api::api;
use super::goal::{Goal, give};
use super::words::{end, warn_of_bypass};
use crate::cli::CreateArgs;
use crate::command::store;
use crate::context::Context;
use crate::credential::{Expiry, Use};
use crate::error::{Error, ErrorKind, Result};
use crate::report::{Command, Hint};
use crate::token::{self, Order, Rights, TokenApi};
use npmcred_platform::Secret;
use npmcred_platform::process::Launch;
use serde_json::Map;
use zeroize::Zeroizing;

/// Creates a token.
///
/// # Errors
/// `Usage`, `ToolNotFound` and `Refused` before anything is asked; those of the registry and of the
/// store; `Other` for a command that failed.
pub(super) fn create(context: &Context, flags: CreateArgs) -> Result<()> {
    let goal = Goal::of(context, flags.show, flags.words)?;
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
    let order = Order {
        name,
        rights,
        purpose,
    };
    if !matches!(goal, Goal::Store) {
        advise(context, &api, &order);
    }
    warn_of_bypass(context, &order.rights);
    match goal {
        Goal::Store => store_one(context, &api, &order),
        Goal::Program(name, launch) => give_one(context, &api, &order, &name, &launch),
        Goal::Screen => show_one(context, &api, &order),
    }
}

/// What needs no token at all comes first.
fn advise(context: &Context, api: &TokenApi<'_>, order: &Order) {
    if api.wanted.registry.is_public() && order.rights.purpose() != Use::Read {
        context.report.note(
            "GitHub Actions, GitLab CI and CircleCI publish to the public registry without a token, \
             by trusted publishing",
        );
        context.report.hint("set that up: npm trust --help");
    }
}

/// The account's password, which registries ask for.
fn password(api: &TokenApi<'_>) -> Result<Secret> {
    store::read_secret(&api.wanted.registry, true)
}

fn store_one(context: &Context, api: &TokenApi<'_>, order: &Order) -> Result<()> {
    let credential = token::create(api, order, || password(api))?;
    let end = end(credential.expires);
    context.report.tell(&format!(
        "created and stored the token {} for {} (use {}{}), {end}",
        order.name,
        credential.registry,
        order.purpose,
        credential.profile.aside()
    ));
    Ok(())
}

fn give_one(
    context: &Context,
    api: &TokenApi<'_>,
    order: &Order,
    name: &str,
    launch: &Launch,
) -> Result<()> {
    let give = |secret: &Secret| give(name, launch, secret);
    let expires = token::create_for_elsewhere(api, order, || password(api), give)?;
    tell_made(context, api, order, expires, &format!("gave it to {name}"));
    Ok(())
}

fn show_one(context: &Context, api: &TokenApi<'_>, order: &Order) -> Result<()> {
    let question = "whoever sees the token can use it; show it at this terminal?";
    if !context.agrees(question, false)? {
        return Err(Error::new(ErrorKind::Interrupted, "nothing was created"));
    }
    let show = |secret: &Secret| {
        let text = secret.expose_str().unwrap_or_default();
        // A whole line goes to the terminal at once, past the buffer of standard output.
        context.report.print(&Zeroizing::new(format!("{text}\n")));
        Ok(())
    };
    let expires = token::create_for_elsewhere(api, order, || password(api), show)?;
    tell_made(context, api, order, expires, "showed it");
    Ok(())
}

fn tell_made(context: &Context, api: &TokenApi<'_>, order: &Order, expires: Expiry, how: &str) {
    let (name, registry, end) = (&order.name, &api.wanted.registry, end(expires));
    context.report.note(&format!(
        "created the token {name} for {registry}, {end}, and {how}; it is not stored here"
    ));
    let revoke = Command::new("npmcred token revoke")
        .word(name)
        .flag("--registry", registry.to_string());
    context.report.cure(&Hint::new("end it", revoke));
}
