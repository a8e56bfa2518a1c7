//! How pnpm is handed a credential.
//!
//! 11 and 12 find it in memory, in the place of the user's `.npmrc`. Not through a pipe: what is
//! read again, by a nested pnpm that does not meet the shim, must be the user's own file. Without
//! its registries a private name would be asked of the public one. 7 to 10 find it as npm does, in
//! the place of the global file. Where both may read, both variables name the user's file, and
//! there is no global file.

use super::config::{FLAGS, PnpmConfig};
use super::file;
use super::older;
use super::placeholder;
use super::switch::Readers;
use super::words::Words;
use crate::context::Env;
use crate::credential::Unfit;
use crate::npmrc::{Document, NpmVersion, Value};
use crate::settings::COVERED_PREFIX;
use crate::tool::call::Call;
use crate::tool::delivery::{Channel, Delivery, PathSlot, Undelivered};
use crate::tool::grant::Grant;
use npmcred_platform::{Secret, files};
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// The variable of pnpm 11 and 12 for the path of the user's file.
const USER: &str = "PNPM_CONFIG_NPMRC_AUTH_FILE";

/// The variable of pnpm 7 to 10 for the path of the global file.
const GLOBAL: &str = "npm_config_globalconfig";

/// What pnpm is given, and which of its files that stands in for.
pub(super) struct Contents {
    /// The text, read back.
    text: Secret,
    /// What later readers find.
    afterwards: Vec<u8>,
    /// The variables that name it.
    variables: &'static [&'static str],
}

/// Makes it.
///
/// # Errors
/// See [`Undelivered`].
pub(super) fn contents(
    call: &Call<'_>,
    config: &PnpmConfig,
    words: &Words,
    all: &Grant,
    readers: Readers,
) -> Result<Contents, Undelivered> {
    let (context, env) = (call.context, call.env);
    let unfit = |why: &str| Err(Undelivered::Unfit(Unfit::Other(why.to_owned())));
    let user_path = &config.layers.user_path;
    let of_user = context.read(user_path).map_err(Undelivered::File)?;
    let of_user = of_user.unwrap_or_default();
    let as_npm = words.reads_as_npm();
    let both = readers.mixed && has_no_global_file(call, config, words, &of_user);
    let variables: &[&str] = match (both, as_npm) {
        (true, _) => &[USER, GLOBAL],
        (false, true) => &[GLOBAL],
        (false, false) => &[USER],
    };
    let is_named = |flags: &[&str]| words.option(flags).is_some();
    if variables.contains(&GLOBAL) && is_named(&["globalconfig"]) {
        return unfit("a flag names the global config that pnpm reads");
    }
    if variables.contains(&USER) && is_named(&FLAGS) {
        return unfit("a flag names the file of credentials that pnpm reads");
    }
    let afterwards = match &config.global_path {
        Some(path) if !both => context
            .read(path)
            .map_err(Undelivered::File)?
            .unwrap_or_default(),
        _ => {
            let is_projects = user_path.parent() == config.folders.project.as_deref();
            if is_projects && memchr::memmem::find(&of_user, b"${").is_some() {
                return unfit("your .npmrc is that of the project too, and names variables");
            }
            with_absolute_cafile(&of_user, user_path)
        }
    };
    let written = Document::parse(&afterwards, NpmVersion::Npm12).into_settings();
    // Nothing would count of the credential either.
    let is_skipped = as_npm && file::names_unset(&written, env);
    let real: &[u8] = if is_skipped { b"" } else { &afterwards };
    let variable = |name: &str| placeholder::variable(env, name);
    Ok(Contents {
        text: all.text(real, NpmVersion::Npm12, &variable)?,
        afterwards,
        variables,
    })
}

/// Whether pnpm 7 to 10 would find no global file, wherever they look for it.
fn has_no_global_file(call: &Call<'_>, config: &PnpmConfig, words: &Words, of_user: &[u8]) -> bool {
    let path = match &config.global_path {
        Some(path) => path.clone(),
        None => older::global_path(call, words, &config.folders, None),
    };
    let names = |key: &str| memchr::memmem::find(of_user, key.as_bytes()).is_some();
    !files::is_file(&path) && !["globalconfig", "prefix"].into_iter().any(names)
}

/// Everything that pnpm is started with. `env` is what it would be started with otherwise.
pub(super) fn deliver(contents: Contents, closes: u8, env: &Env) -> Delivery {
    let mut changes = Vec::new();
    let mut covered = Vec::new();
    for variable in contents.variables {
        let known = |name: &&OsStr| name.to_string_lossy().eq_ignore_ascii_case(variable);
        let names = env.variables().iter().map(|(name, _)| name.as_os_str());
        let spelled: Vec<&OsStr> = names.filter(known).collect();
        let mut values = spelled.iter().map(|name| env.get(&name.to_string_lossy()));
        let before = values.find_map(|value| value).unwrap_or_default();
        covered.push((*variable, before.to_owned()));
        changes.extend(spelled.iter().map(|name| (name.to_os_string(), None)));
    }
    let (first, rest) = (covered.remove(0), covered);
    let kept = rest.into_iter().map(|(variable, before)| {
        (
            OsString::from(format!("{COVERED_PREFIX}{variable}")),
            Some(before),
        )
    });
    changes.extend(kept);
    let slots = contents.variables.iter();
    Delivery {
        contents: contents.text,
        afterwards: contents.afterwards,
        // npm's way is read by one process alone, as it starts.
        channel: if closes == 1 && contents.variables == [GLOBAL] {
            Channel::Pipe
        } else {
            Channel::Memory { closes }
        },
        scripts: &[],
        env: changes,
        path_in: slots.map(|name| PathSlot::Variable(name)).collect(),
        covered: first,
        args: Vec::new(),
    }
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
