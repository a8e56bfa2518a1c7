//! Reads the route to a registry from npm's configuration: proxy, trusted roots, client
//! certificate.
//!
//! Not all of it is in npm's files. The proxy agent looks at `HTTPS_PROXY` and the like in any case
//! of their letters, and node at `NODE_EXTRA_CA_CERTS`. Two settings do not do what they seem to:
//! `https-proxy` serves `http:` URLs too, and `proxy=false` turns nothing off. The rules are those
//! of npm 10 to 12, even for an older npm. npm 8 and 9 differ in what an empty variable hides. They
//! also use the setting `noproxy` instead of the variable, not both.
//!
//! Settings of a project are ignored: a cloned repository would otherwise choose who reads the
//! login. So are files that a project makes npm read instead of the user's.

mod identity;
mod proxy;
mod reader;
mod roots;

use crate::context::Context;
use crate::error::Result;
use crate::http::{Retries, Route};
use crate::npmrc::{Config, LayerKind, Setting, Value};
use crate::registry::Registry;
use npmcred_platform::files;
use reader::RouteReader;
use std::time::Duration;

pub use reader::RouteInputs;

/// The route to a registry that npm would use with this configuration and environment, and
/// which settings it ignores, and why.
///
/// # Errors
/// `File` for a certificate or key that exists and cannot be read; `Network` for a proxy that is
/// not a valid URL.
pub(super) fn route(
    context: &Context,
    config: &Config,
    registry: &Registry,
) -> Result<(Route, Vec<String>)> {
    let world = RouteInputs {
        env: context.env.variables(),
        cwd: context.cwd(),
        read: &|path| context.read(path),
        list: &|folder| {
            files::list_dir(folder)
                .unwrap_or_default()
                .iter()
                .map(|name| folder.join(name))
                .collect()
        },
    };
    read(&world, config, registry)
}

/// The same as a pure function: the route, and its notes.
///
/// # Errors
/// `File` for a certificate or key that exists and cannot be read; `Network` for a proxy that is
/// not a valid URL.
pub fn read(
    world: &RouteInputs,
    config: &Config,
    registry: &Registry,
) -> Result<(Route, Vec<String>)> {
    let mut reader = RouteReader {
        world,
        layers: config.own().layers().to_vec(),
        notes: ignored(config).into_iter().collect(),
    };
    let proxies = reader.proxies()?;
    let route = Route {
        https_proxy: proxies.0,
        http_proxy: proxies.1,
        no_proxy: reader.no_proxy(),
        roots: reader.roots()?,
        strict_ssl: reader.strict_ssl(),
        identity: reader.identity(registry)?,
        retries: reader.retries(),
        ..Route::default()
    };
    Ok((route, reader.notes))
}

/// Settings that would change the route if a project were allowed to set them.
const IGNORED: [&str; 11] = [
    "ca",
    "cafile",
    "cert",
    "globalconfig",
    "https-proxy",
    "key",
    "noproxy",
    "prefix",
    "proxy",
    "strict-ssl",
    "userconfig",
];

/// The note about a project's lines that npm would follow.
fn ignored(config: &Config) -> Option<String> {
    let project = config.layer(LayerKind::Project)?;
    let is_certificate = |key: &str| key.ends_with(":certfile") || key.ends_with(":keyfile");
    let has_effect = |setting: &&Setting| {
        config
            .get(&setting.key)
            .is_some_and(|(layer, _)| layer.kind == LayerKind::Project)
            && !(setting.key == "strict-ssl" && setting.value == Value::Bool(true))
    };
    let lines: Vec<_> = project
        .settings()
        .iter()
        .filter(|setting| IGNORED.contains(&setting.key.as_str()) || is_certificate(&setting.key))
        .filter(has_effect)
        .map(|setting| match setting.line {
            Some(line) => format!("line {line} ({})", setting.key),
            None => setting.key.clone(),
        })
        .collect();
    let file = project.path.as_deref()?.display();
    (!lines.is_empty()).then(|| {
        format!(
            "{file}, {}: ignored here, because a project does not decide how a login travels",
            lines.join(", ")
        )
    })
}

impl RouteReader<'_> {
    fn retries(&self) -> Retries {
        let usual = Retries::default();
        let number = |key| match self.get(key) {
            Some(Value::Number(number)) => Some(*number),
            Some(_) | None => None,
        };
        let wait = |key| {
            let seconds = number(key)? / 1000.0;
            Some(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX))
        };
        Retries {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it ends at both ends"
            )]
            count: number("fetch-retries").map_or(usual.count, |number| number.ceil() as usize),
            factor: number("fetch-retry-factor").unwrap_or(usual.factor),
            min: wait("fetch-retry-mintimeout").unwrap_or(usual.min),
            max: wait("fetch-retry-maxtimeout").unwrap_or(usual.max),
        }
    }
}

#[cfg(test)]
mod tests;
