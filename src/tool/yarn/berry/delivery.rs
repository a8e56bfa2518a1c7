//! How yarn 2 to 4 are handed a credential: the plugin drains a pipe as yarn loads it.
//!
//! So there is no file and no variable that yarn itself would read, and yarn's own settings decide
//! where the credential is used.

use super::plugin::{self, VARIABLE};
use crate::context::{Context, Env};
use crate::credential::{Unfit, check_value};
use crate::settings::YARN;
use crate::tool::delivery::{Channel, Delivery, PathSlot, Undelivered};
use crate::tool::grant::Grant;
use npmcred_platform::Secret;
use std::ffi::OsString;

/// node's options, which yarn extends for scripts by the files that it has written.
const NODE_OPTIONS: &str = "NODE_OPTIONS";

/// The text that the plugin reads: a line for each credential, read back.
///
/// # Errors
/// See [`Undelivered`].
pub(super) fn text(all: &Grant) -> Result<Secret, Undelivered> {
    let size = all
        .lines
        .iter()
        .map(|(key, value)| key.len() + value.expose().len() + 2);
    for (_, value) in &all.lines {
        check_value(value.expose()).map_err(Undelivered::Unfit)?;
    }
    let mut text = Vec::with_capacity(size.sum());
    for (key, value) in &all.lines {
        text.extend(key.replace(' ', "\t").bytes());
        text.push(b'\t');
        text.extend(value.expose());
        text.push(b'\n');
    }
    let text = Secret::new(text);
    let lines = text
        .expose()
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let read = lines.map(|line| line.splitn(3, |byte| *byte == b'\t').collect::<Vec<_>>());
    let meant = all.lines.iter().map(|(key, value)| {
        let parts = key.split(' ').map(str::as_bytes);
        parts.chain([value.expose()]).collect::<Vec<_>>()
    });
    if read.eq(meant) {
        Ok(text)
    } else {
        let why = "yarn would not read what was meant";
        Err(Undelivered::Unfit(Unfit::Other(why.to_owned())))
    }
}

/// Everything that yarn is started with; `env` is what it would be started with otherwise.
///
/// # Errors
/// See [`Undelivered`].
pub(super) fn deliver(context: &Context, all: &Grant, env: &Env) -> Result<Delivery, Undelivered> {
    let contents = text(all)?;
    let mut loaded = env.clone();
    plugin::restore(&mut loaded);
    let before = loaded.get(VARIABLE).unwrap_or_default().to_owned();
    let shim = plugin::load(context, &mut loaded).map_err(Undelivered::File)?;
    let is_gone = |name: &OsString| loaded.variables().iter().all(|(kept, _)| kept != name);
    let gone = env
        .variables()
        .iter()
        .map(|(name, _)| name)
        .filter(|name| is_gone(name));
    let mut changes: Vec<(OsString, Option<OsString>)> =
        gone.map(|name| (name.clone(), None)).collect();
    changes.push((VARIABLE.into(), loaded.get(VARIABLE).map(OsString::from)));
    if let Some(options) = env.get(NODE_OPTIONS).and_then(|it| it.to_str()) {
        let without = without_projects_files(options);
        if without != options {
            changes.push((NODE_OPTIONS.into(), Some(without.into())));
        }
    }
    let emptied = all.emptied.iter();
    changes.extend(emptied.map(|name| (name.into(), Some(OsString::new()))));
    Ok(Delivery {
        contents,
        afterwards: Vec::new(),
        channel: Channel::Pipe,
        scripts: &[],
        env: changes,
        path_in: vec![PathSlot::FirstLine(YARN.name, shim)],
        covered: (VARIABLE, before),
        args: Vec::new(),
    })
}

/// node's options in a script, without the files of the project that only scripts need: yarn puts
/// them back for its own scripts (4.18 `plugin-pnp/sources/index.ts`).
fn without_projects_files(options: &str) -> String {
    const FILES: [&str; 3] = [".pnp.cjs", ".pnp.js", ".pnp.loader.mjs"];
    let mut kept: Vec<&str> = Vec::new();
    let mut is_quoted = false;
    let ends = |letter: char| {
        is_quoted ^= letter == '"';
        letter == ' ' && !is_quoted
    };
    for word in options.split(ends) {
        let is_pnp = FILES
            .iter()
            .any(|file| word.trim_matches('"').ends_with(file));
        let loads = |last: &&str| ["--require", "--experimental-loader"].contains(last);
        if is_pnp && kept.last().is_some_and(loads) {
            kept.pop();
        } else {
            kept.push(word);
        }
    }
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_plugin_reads_is_what_was_meant() {
        let of = |value: &str| Grant {
            lines: vec![(
                "https://h/ npmAuthToken".to_owned(),
                Secret::from(value.to_owned()),
            )],
            ..Grant::default()
        };
        let read = text(&of("a\"b\\c")).unwrap_or_else(|_| panic!("refused"));
        assert_eq!(read.expose(), b"https://h/\tnpmAuthToken\ta\"b\\c\n");
        for value in ["a\nb", "a\tb", ""] {
            assert!(text(&of(value)).is_err(), "{value:?}");
        }
    }

    #[test]
    fn only_what_yarn_added_is_taken_out_of_nodes_options() {
        for (before, after) in [
            (
                "--require /p/.pnp.cjs --max-old-space-size=9",
                "--max-old-space-size=9",
            ),
            (
                "--require /p/.pnp.cjs --experimental-loader file:///p/.pnp.loader.mjs",
                "",
            ),
            ("--require /p/other.cjs", "--require /p/other.cjs"),
            ("--require \"/a b/.pnp.cjs\" --x", "--x"),
            ("", ""),
        ] {
            assert_eq!(without_projects_files(before), after, "{before}");
        }
    }
}
