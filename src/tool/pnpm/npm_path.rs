//! Which npm pnpm 7 to 10 start for what npm can do: `view`, `whoami`, `login`, the end of a
//! `publish`. They look beside node before they look at PATH, and would start one past our shim.

use super::older_commands;
use super::words::Words;
use crate::context::{Context, Env};
use crate::tool::call::Call;
use npmcred_platform::process;
use std::ffi::OsString;
use std::path::Path;

/// pnpm's variable for it.
const VARIABLE: &str = "npm_config_npm_path";

/// The variable that leads to our npm, unless the user named an npm, or we stand in front of none.
pub(super) fn leading_to_us(call: &Call<'_>, env: &Env) -> Option<(OsString, Option<OsString>)> {
    let mut names = env
        .variables()
        .iter()
        .map(|(name, _)| name.to_string_lossy());
    let is_named = names.any(|name| name.eq_ignore_ascii_case(VARIABLE)) || is_in_own_file(call);
    if is_named {
        return None;
    }
    let (_, own) = process::own_file().ok()?;
    let npm = call.context.which("npm", &|file| *file != own)?;
    Some((VARIABLE.into(), Some(npm.into())))
}

/// The same, where this command is one for which pnpm starts npm.
pub(super) fn lead_to_us(call: &Call<'_>, words: &Words, env: &mut Env) {
    if words.reads_as_npm()
        && older_commands::starts_npm(words.name(), &words.texts())
        && words.option(&["npm-path"]).is_none()
        && let Some((name, Some(npm))) = leading_to_us(call, env)
    {
        env.set(name, npm);
    }
}

/// Takes it back.
pub(super) fn restore(env: &mut Env) {
    let is_ours = |path: &OsString| {
        let own = process::own_file().ok().map(|(_, own)| own);
        own.is_some() && process::file_id(Path::new(path)).ok() == own
    };
    if env
        .get(VARIABLE)
        .map(OsString::from)
        .as_ref()
        .is_some_and(is_ours)
    {
        env.remove(VARIABLE);
    }
}

fn is_in_own_file(call: &Call<'_>) -> bool {
    let context: &Context = call.context;
    let read = |home: std::path::PathBuf| context.read(&home.join(".npmrc")).ok().flatten();
    let text = context.home().and_then(read).unwrap_or_default();
    memchr::memmem::find(&text, b"npm-path").is_some()
}
