//! How yarn 1 is handed a credential: in memory, in the place of the user's `.npmrc`.
//!
//! Not through a pipe: yarn puts itself in front of PATH for scripts, so that a yarn below never
//! meets the shim. It reads the same path, and must find the user's own file. Without its
//! registries, that yarn would ask the public one for a private name.

use super::config::YarnConfig;
use super::environment::is_spelled;
use crate::context::{Context, Env};
use crate::npmrc::NpmVersion;
use crate::tool::delivery::{Channel, Delivery, PathSlot, Undelivered};
use crate::tool::grant::Grant;
use npmcred_platform::Secret;
use std::ffi::OsString;

/// yarn's variable for the path of the file.
const VARIABLE: &str = "npm_config_userconfig";

/// The text that yarn is given, read back, and what later readers find.
///
/// # Errors
/// See [`Undelivered`].
pub(super) fn text(
    context: &Context,
    config: &YarnConfig,
    all: &Grant,
    env: &Env,
) -> Result<(Secret, Vec<u8>), Undelivered> {
    let real = context
        .read(&config.layers.user_path)
        .map_err(Undelivered::File)?
        .unwrap_or_default();
    let variable = |name: &str| Some(env.get(name)?.to_string_lossy().into_owned());
    let text = all.text(&real, NpmVersion::Npm12, &variable)?;
    Ok((text, real))
}

/// Everything that yarn is started with; `closes` is how often it reads the file.
///
/// # Errors
/// See [`Undelivered`].
pub(super) fn deliver(
    context: &Context,
    config: &YarnConfig,
    all: &Grant,
    env: &Env,
    closes: u8,
) -> Result<Delivery, Undelivered> {
    let (contents, afterwards) = text(context, config, all, env)?;
    let variables = env.variables().iter();
    let spelled = variables.filter(|(name, _)| is_spelled(name, "npm_config_", "userconfig"));
    let before = spelled.clone().next_back().map(|(_, path)| path.clone());
    let mut changes: Vec<(OsString, Option<OsString>)> =
        spelled.map(|(name, _)| (name.clone(), None)).collect();
    let emptied = all.emptied.iter();
    changes.extend(emptied.map(|name| (name.into(), Some(OsString::new()))));
    Ok(Delivery {
        contents,
        afterwards,
        channel: Channel::Memory { closes },
        scripts: &[],
        env: changes,
        path_in: vec![PathSlot::Variable(VARIABLE)],
        covered: (VARIABLE, before.unwrap_or_default()),
        args: Vec::new(),
    })
}
