//! The plugin that yarn 2 to 4 load: how it is named to them, and how that is taken back.
//!
//! It holds no secret. yarn loads it before those that files name. Scripts do not see it.

use crate::context::{Context, Env};
use crate::error::{Error, ErrorKind, Result};
use crate::settings::YARN;
use npmcred_platform::{files, process};
use std::ffi::OsString;
use std::path::Path;

/// The file's name, in our data folder.
pub const FILE: &str = "npmcred_yarn.cjs";

const CODE: &str = include_str!("plugin.cjs");

/// yarn's variable for the paths of plugins.
pub(super) const VARIABLE: &str = "YARN_PLUGINS";

/// Has yarn load the plugin, in front of the user's own. Returns what the plugin is told beside the
/// path of the contents: that of the shim, if that is to be found.
///
/// # Errors
/// `File` where the file cannot be written; `Other` where its path cannot be said to yarn.
pub(in crate::tool::yarn) fn load(context: &Context, env: &mut Env) -> Result<String> {
    restore(env);
    let path = context.data_folder()?.join(FILE);
    if context.read(&path)?.as_deref() != Some(CODE.as_bytes()) {
        files::write_private(&path, CODE.as_bytes())
            .map_err(|cause| Error::file("write", &path, &cause))?;
    }
    let Some(named) = path.to_str().filter(|path| !path.contains([';', '\n'])) else {
        let what = format!("yarn cannot be told of {}", path.display());
        return Err(Error::new(ErrorKind::Other, what));
    };
    let spelled = |name: &OsString| name.to_string_lossy().eq_ignore_ascii_case(VARIABLE);
    let all = env.variables().iter().filter(|(name, _)| spelled(name));
    let others: Vec<(OsString, OsString)> = all.cloned().collect();
    let mut value = OsString::from(named);
    if let Some((_, last)) = others.last().filter(|(_, value)| !value.is_empty()) {
        value.push(";");
        value.push(last);
    }
    others.iter().for_each(|(name, _)| env.remove(name));
    env.set(VARIABLE, value);
    let shim = shim(context).unwrap_or_default();
    env.set(YARN.name, format!("\n{shim}"));
    Ok(shim)
}

/// Takes it back.
pub(in crate::tool::yarn) fn restore(env: &mut Env) {
    env.remove(YARN.name);
    let Some(value) = env
        .get(VARIABLE)
        .map(|it| it.to_string_lossy().into_owned())
    else {
        return;
    };
    let mut left = value.split(';').peekable();
    let is_ours = |first: &&str| Path::new(first).file_name() == Some(FILE.as_ref());
    if left.next_if(is_ours).is_none() {
        return;
    }
    let left: Vec<&str> = left.collect();
    if left.is_empty() {
        env.remove(VARIABLE);
    } else {
        env.set(VARIABLE, left.join(";"));
    }
}

/// The shim under yarn's name, as a script would find it.
fn shim(context: &Context) -> Option<String> {
    let (_, own) = process::own_file().ok()?;
    let path = context.which("yarn", &|file| *file != own)?;
    let text = path.into_os_string().into_string().ok()?;
    (!text.contains(['"', '$', '`', '\\', '\n'])).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_plugins_stay() {
        let ours = format!("/data/{FILE}");
        for (before, after) in [
            (ours.clone(), None),
            (format!("{ours};a.cjs;b.cjs"), Some("a.cjs;b.cjs")),
            ("a.cjs".to_owned(), Some("a.cjs")),
            (format!("/x/my_{FILE}"), Some(&*format!("/x/my_{FILE}"))),
        ] {
            let mut env = Env::new(vec![(VARIABLE.into(), before.clone().into())]);
            env.set(YARN.name, "\n/shim");
            restore(&mut env);
            assert_eq!(
                env.get(VARIABLE).and_then(|it| it.to_str()),
                after,
                "{before}"
            );
            assert!(env.get(YARN.name).is_none());
        }
    }
}
