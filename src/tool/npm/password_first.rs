//! `npm config set //host/:_password=…` before its `username`: the password waits in the store, and
//! is used once the name is known.
//!
//! npm itself would let either wait in the file, and so do the instructions of registries, in any
//! order.

use super::keep;
use crate::context::Context;
use crate::credential::literal::{self, Made, Pair, Understood};
use crate::credential::{Credential, registry_of};
use crate::error::{Error, ErrorKind, Result};
use crate::login;
use crate::npmrc::Config;
use crate::profile;
use crate::report::{Command, Hint};

/// The passwords among the pairs whose user name nobody has said, taken out of what is left over:
/// what makes no credential alone.
pub(super) fn waiting(
    now: u64,
    config: &Config,
    pairs: &[Pair],
    found: &mut Understood,
) -> Vec<Made> {
    let Understood { credentials, left } = found;
    let mut waiting = Vec::new();
    left.retain(|key| {
        let value = |key: &str| {
            pairs
                .iter()
                .find(|(known, _)| known == key)
                .map(|(_, value)| value.as_str())
        };
        let alone = value(&literal::sibling(key, "username")).is_none();
        let half = value(key)
            .filter(|_| alone)
            .and_then(|value| literal::password(now, config, key, value));
        let half = half.filter(|half| {
            credentials
                .iter()
                .all(|(other, _)| other.registry != half.registry)
        });
        let is_left = half.is_none();
        waiting.extend(half.map(|half| (half, vec![key.clone()])));
        is_left
    });
    waiting
}

/// Keeps such a password.
///
/// # Errors
/// `Refused` where another credential has the place; what the store said.
pub(super) fn keep_half(context: &Context, half: &mut Credential, key: &str) -> Result<()> {
    let name = Command::new("npm config set")
        .word(literal::sibling(key, "username"))
        .fixed("NAME");
    let known = login::stored(context, &profile::active(context)?.profile, &half.registry)?;
    if known
        .iter()
        .any(|known| known.registry == half.registry && !known.awaits_user())
    {
        let what = format!(
            "a credential is kept for {}, and a password alone does not replace it",
            half.registry
        );
        return Err(Error::new(ErrorKind::Refused, what).cure("say the user name first", name));
    }
    login::end_with_the_job(
        context,
        context.store(context.prompting_if_attended())?.as_ref(),
        half,
    );
    let store = keep::keep(context, half)?;
    context.report.note(&format!(
        "the password for {} is in the {store}, and waits for its user name",
        half.registry
    ));
    context.report.cure(&Hint::new("say it", name));
    Ok(())
}

/// The passwords that were waiting for the user names among the pairs. Where the store does not
/// answer npm may have the name: it is no secret.
#[must_use]
pub(super) fn completed(context: &Context, config: &Config, pairs: &[Pair]) -> Vec<Made> {
    let alone = |key: &str| {
        pairs
            .iter()
            .all(|(other, _)| *other != literal::sibling(key, "_password"))
    };
    let is_name = |(key, name): &&Pair| {
        literal::name(key) == "username" && !name.is_empty() && !name.contains("${") && alone(key)
    };
    let names = pairs.iter().filter(is_name);
    names
        .filter_map(|(key, name)| {
            Some((completed_by(context, config, key, name)?, vec![key.clone()]))
        })
        .collect()
}

fn completed_by(context: &Context, config: &Config, key: &str, name: &str) -> Option<Credential> {
    let registry = registry_of(config, literal::dart(key))?;
    let profile = profile::active(context).ok()?.profile;
    let known = login::stored(context, &profile, &registry).ok()?;
    let half = known
        .into_iter()
        .find(|known| known.registry == registry && known.awaits_user())?;
    Some(Credential {
        owner: Some(name.to_owned()),
        issued: context.now(),
        ..half
    })
}
