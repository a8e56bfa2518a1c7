//! How pnpm is handed a credential: in memory, in the place of the user's `.npmrc`.
//!
//! Not through a pipe: what is read again, by a nested pnpm that does not meet the shim, must be
//! the user's own file. Without its registries a private name would be asked of the public one.

use super::config::{FLAGS, PnpmConfig};
use super::words::Words;
use crate::context::{Context, Env};
use crate::credential::Unfit;
use crate::npmrc::{Document, NpmVersion, Value};
use crate::tool::delivery::{Channel, Delivery, PathSlot, Undelivered};
use crate::tool::grant::Grant;
use npmcred_platform::Secret;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// pnpm's variable for the path of the file.
const VARIABLE: &str = "PNPM_CONFIG_NPMRC_AUTH_FILE";

/// The text that pnpm is given, read back, and what later readers find.
///
/// # Errors
/// See [`Undelivered`].
pub(super) fn text(
    context: &Context,
    config: &PnpmConfig,
    words: &Words,
    all: &Grant,
    env: &Env,
) -> Result<(Secret, Vec<u8>), Undelivered> {
    let unfit = |why: &str| Err(Undelivered::Unfit(Unfit::Other(why.to_owned())));
    if words.option(&FLAGS).is_some() {
        return unfit("a flag names the file of credentials that pnpm reads");
    }
    let path = &config.layers.user_path;
    let real = context
        .read(path)
        .map_err(Undelivered::File)?
        .unwrap_or_default();
    let is_projects = path.parent() == config.folders.project.as_deref();
    if is_projects && memchr::memmem::find(&real, b"${").is_some() {
        return unfit("your .npmrc is that of the project too, and names variables");
    }
    let real = with_absolute_cafile(&real, path);
    let variable = |name: &str| Some(env.get(name)?.to_string_lossy().into_owned());
    let text = all.text(&real, NpmVersion::Npm12, &variable)?;
    Ok((text, real))
}

/// Everything that pnpm is started with.
///
/// # Errors
/// See [`Undelivered`].
pub(super) fn deliver(
    context: &Context,
    config: &PnpmConfig,
    words: &Words,
    all: &Grant,
    env: &Env,
    closes: u8,
) -> Result<Delivery, Undelivered> {
    let (contents, afterwards) = text(context, config, words, all, env)?;
    let known = |name: &&OsStr| name.to_string_lossy().eq_ignore_ascii_case(VARIABLE);
    let names = env.variables().iter().map(|(name, _)| name.as_os_str());
    let spelled: Vec<OsString> = names.filter(known).map(OsStr::to_owned).collect();
    let before = spelled
        .iter()
        .find_map(|name| env.get(&name.to_string_lossy()));
    let before = before.unwrap_or_default().to_owned();
    Ok(Delivery {
        contents,
        afterwards,
        channel: Channel::Memory { closes },
        scripts: &[],
        env: spelled.into_iter().map(|name| (name, None)).collect(),
        path_in: vec![PathSlot::Variable(VARIABLE)],
        covered: (VARIABLE, before),
        args: Vec::new(),
    })
}

/// pnpm looks for a `cafile` beside the file that names it.
fn with_absolute_cafile(real: &[u8], path: &Path) -> Vec<u8> {
    let mut document = Document::parse(real, NpmVersion::Npm12);
    let named = document
        .settings()
        .into_iter()
        .rfind(|(key, _, _)| key == "cafile");
    if let Some((_, Value::Text(named), _)) = named
        && Path::new(&named).is_relative()
        && !named.contains("${")
        && let Some(folder) = path.parent()
        && document.set("cafile", &folder.join(named).to_string_lossy())
    {
        return document.to_bytes();
    }
    real.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_cafile_stays_where_it_was() {
        for (text, want) in [
            (
                "cafile=ca.pem\nfund=false\n",
                "cafile=/home/u/ca.pem\nfund=false\n",
            ),
            ("cafile=/etc/ca.pem\n", "cafile=/etc/ca.pem\n"),
            ("cafile=${CA}\n", "cafile=${CA}\n"),
            ("registry=https://h/\n", "registry=https://h/\n"),
        ] {
            let made = with_absolute_cafile(text.as_bytes(), Path::new("/home/u/.npmrc"));
            assert_eq!(String::from_utf8(made).unwrap(), want);
        }
    }
}
