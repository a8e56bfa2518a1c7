//! How bun is handed a credential: in memory, in the place of the user's `.npmrc`.
//!
//! Not through a pipe, which bun passes over without a word. A bun below that does not meet the
//! shim reads it again, and must find the user's own file. Without its registries, that bun would
//! ask the public one for a private name. bun keeps its descriptors from the programs that it
//! starts, so the path is that of its process.

use super::config::BunConfig;
use super::environment::USER_FILES;
use crate::context::{Context, Env};
use crate::npmrc::NpmVersion;
use crate::tool::delivery::{Channel, Delivery, PathSlot, Undelivered};
use crate::tool::grant::Grant;
use npmcred_platform::Secret;
use std::ffi::OsString;

/// bun's variable for the path of the file.
const VARIABLE: &str = USER_FILES[0];

/// The text that bun is given, read back, and what later readers find.
///
/// # Errors
/// See [`Undelivered`].
pub(super) fn text(
    context: &Context,
    config: &BunConfig,
    all: &Grant,
    env: &Env,
) -> Result<(Secret, Vec<u8>), Undelivered> {
    let real = context
        .read(&config.layers.user_path)
        .map_err(Undelivered::File)?
        .unwrap_or_default();
    let text = all.text(&real, NpmVersion::Npm12, &|name| config.variable(env, name))?;
    Ok((text, real))
}

/// Everything that bun is started with; `closes` is how often it reads the file.
///
/// # Errors
/// See [`Undelivered`].
pub(super) fn deliver(
    context: &Context,
    config: &BunConfig,
    all: &Grant,
    env: &Env,
    closes: u8,
) -> Result<Delivery, Undelivered> {
    let (contents, afterwards) = text(context, config, all, env)?;
    let before = USER_FILES.iter().find_map(|name| env.filled(name));
    let mut changes: Vec<(OsString, Option<OsString>)> = USER_FILES
        .iter()
        .map(|name| (OsString::from(name), None))
        .collect();
    let emptied = all.emptied.iter();
    changes.extend(emptied.map(|name| (name.into(), Some(OsString::new()))));
    Ok(Delivery {
        contents,
        afterwards,
        channel: Channel::Memory { closes },
        scripts: &[],
        env: changes,
        path_in: vec![PathSlot::ForAll(VARIABLE)],
        covered: (VARIABLE, before.unwrap_or_default().to_owned()),
        args: Vec::new(),
    })
}
