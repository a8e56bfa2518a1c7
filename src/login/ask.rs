//! Asks registries, all at the same time, what they think of credentials, or of who has none.
//!
//! Only a clear answer is one: a registry that is down, slow, or does not know the question says
//! nothing.

use super::caller::{Authorization, Caller};
use super::identity::{identity, question};
use super::user_config::UserConfig;
use crate::context::Context;
use crate::credential::Credential;
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Client, HttpError, Method, Retries};
use crate::registry::Registry;
use std::thread;
use std::time::Duration;

/// How long a command that waits for the answer waits for one attempt: the question may take two,
/// and ten seconds are the most for both.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is asked: as whom, by which way, and whom; or why it cannot be.
pub(super) type IdentityQuestion = Result<((Client, Caller), Registry)>;

/// Whether each of these is accepted by its registry; `None` where that is not clear.
#[must_use]
pub fn accepted(
    context: &Context,
    config: &dyn UserConfig,
    credentials: &[&Credential],
) -> Vec<Option<bool>> {
    let question = |credential: &&Credential| -> IdentityQuestion {
        let way = asker(config, credential, PATIENCE)?;
        Ok((way, credential.registry.clone()))
    };
    let questions: Vec<IdentityQuestion> = credentials.iter().map(question).collect();
    let answers = side_by_side(context, &questions.iter().collect::<Vec<_>>(), &identity);
    let all = credentials.iter().zip(answers);
    all.map(|(credential, answer)| answer.ok()?.accepts(credential))
        .collect()
}

/// Whether each of these registries answers a question for this package of its without a
/// credential; `None` where that is not clear. One that has accounts and does not show a package of
/// the scope it is named for may well demand a login.
#[must_use]
pub fn answers_strangers(
    context: &Context,
    config: &dyn UserConfig,
    packages: &[(Registry, String)],
) -> Vec<Option<bool>> {
    let way = |(registry, _): &(Registry, String)| -> IdentityQuestion {
        let stranger = config.request(registry)?.caller_without("view");
        Ok((
            (client(config, registry, PATIENCE)?, stranger),
            registry.clone(),
        ))
    };
    let questions: Vec<IdentityQuestion> = packages.iter().map(way).collect();
    let ask = |client: &Client, caller: &Caller, registry: &Registry| {
        let mut named = packages.iter().filter(|(known, _)| known == registry);
        let (_, name) = named.next().ok_or_else(unasked)?;
        let url = registry
            .below(&name.replace('/', "%2f"))
            .map_err(|error| Error::from_cause(ErrorKind::Usage, error))?;
        Ok(match client.send(&caller.request(Method::Get, url, None)) {
            Ok(answer) if answer.status == 200 => Some(true),
            // More than we would read is an answer.
            Err(HttpError::TooLarge) => Some(true),
            Ok(answer) if answer.status == 401 => Some(false),
            // Many hide from strangers what they have. That the package is not there at all is as
            // likely at a registry without accounts, which knows no whoami.
            Ok(answer) if answer.status == 404 && name.starts_with('@') => {
                let asked = question(client, caller, registry).ok();
                asked.filter(|(status, _)| *status == 401).map(|_| false)
            }
            Ok(_) | Err(_) => None,
        })
    };
    let answers = side_by_side(context, &questions.iter().collect::<Vec<_>>(), &ask);
    answers
        .into_iter()
        .map(|answer| answer.ok().flatten())
        .collect()
}

/// The answers of all registries, in order. The slowest decides how long it takes; a line says whom
/// it is waited for.
pub(super) fn side_by_side<T: Send>(
    context: &Context,
    questions: &[&IdentityQuestion],
    ask: &(dyn Fn(&Client, &Caller, &Registry) -> Result<T> + Sync),
) -> Vec<Result<T>> {
    let mut hosts: Vec<&str> = questions
        .iter()
        .filter_map(|question| question.as_ref().ok()?.1.url().host_str())
        .collect();
    hosts.sort_unstable();
    hosts.dedup();
    let _line = context
        .report
        .progress(&format!("waiting for {}", hosts.join(", ")));
    thread::scope(|scope| {
        let asking: Vec<_> = questions
            .iter()
            .map(|question| {
                let ask = move || match question {
                    Ok(((client, caller), registry)) => ask(client, caller, registry),
                    Err(error) => Err(error.clone()),
                };
                thread::Builder::new().spawn_scoped(scope, ask)
            })
            .collect();
        asking
            .into_iter()
            .map(|thread| match thread {
                Ok(thread) => thread.join().unwrap_or_else(|_| Err(unasked())),
                Err(cause) => Err(unasked().caused_by(cause)),
            })
            .collect()
    })
}

/// How to ask whose credential this is: once, and for no longer than `patience`.
pub(super) fn asker(
    config: &dyn UserConfig,
    credential: &Credential,
    patience: Duration,
) -> Result<(Client, Caller)> {
    let registry = &credential.registry;
    let request = config.request(registry)?;
    let caller = request.caller_as("whoami", Authorization::of(credential));
    Ok((client(config, registry, patience)?, caller))
}

/// With many credentials, a registry that is down would cost a long wait.
fn client(config: &dyn UserConfig, registry: &Registry, patience: Duration) -> Result<Client> {
    let mut way = config.route(registry)?;
    way.deadline = way.deadline.min(patience);
    way.retries = Retries {
        count: 0,
        factor: 1.0,
        min: Duration::ZERO,
        max: Duration::ZERO,
    };
    Ok(Client::new(way))
}

fn unasked() -> Error {
    Error::new(ErrorKind::Other, "it could not be asked")
}
