//! `npmcred docker`.

use crate::cli::DockerArgs;
use crate::container::check::{self, LeakyFile};
use crate::container::forms;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::Config;
use crate::registry::Registry;
use crate::report::{Command, printable};
use crate::tool::npm;
use npmcred_platform::process;
use serde_json::{Value, json};

/// Shows how a build of this project gets its token; with `--check`, which lines leave one behind.
///
/// # Errors
/// `Other` if a line leaves a token; `File` for a folder that cannot be read.
pub(super) fn run(context: &Context, flags: &DockerArgs) -> Result<()> {
    let folder = flags
        .folder
        .as_deref()
        .map(|folder| context.absolute(folder));
    let folder = folder.unwrap_or_else(|| context.cwd().to_owned());
    if !flags.check {
        return show(context);
    }
    let found = check::folder(context, &folder)?;
    if flags.json {
        context.report.json(&json!({
            "v": 1,
            "folder": folder.to_string_lossy(),
            "leaks": found.iter().flat_map(leaks_json).collect::<Vec<_>>(),
        }));
        return Ok(());
    }
    for LeakyFile { file, leaks } in &found {
        for leak in leaks {
            let place = printable(&file.to_string_lossy());
            context.report.print(&format!(
                "{place}:{}: {}\n  instead: {}\n",
                leak.line,
                leak.way,
                leak.way.instead()
            ));
        }
    }
    match found.iter().map(|one| one.leaks.len()).sum::<usize>() {
        0 => {
            context
                .report
                .print("no line here leaves a token in an image\n");
            Ok(())
        }
        count => {
            let lines = if count == 1 {
                "line leaves"
            } else {
                "lines leave"
            };
            Err(Error::new(ErrorKind::Other, format!("{count} {lines} a token behind"))
                .note("whatever was built with such a line has leaked its token: only another token cures that")
                .cure("see the lines to put instead", Command::new("npmcred docker")))
        }
    }
}

fn leaks_json(found: &LeakyFile) -> Vec<Value> {
    let file = found.file.to_string_lossy();
    let leaks = found.leaks.iter().map(|leak| {
        json!({
            "file": file,
            "line": leak.line,
            "way": leak.way.id(),
            "why": leak.way.to_string(),
            "instead": leak.way.instead(),
        })
    });
    leaks.collect()
}

/// Prints the lines for a Dockerfile and the commands that build, for the registries that npm is
/// configured for here.
fn show(context: &Context) -> Result<()> {
    let (config, _) = npm::current_or_newest(context);
    let folder = process::own_file().ok();
    let folder = folder
        .as_ref()
        .and_then(|(path, _)| path.parent()?.to_str());
    let text = folder.and_then(|folder| forms(&secret(&config), folder));
    let text = text.ok_or_else(|| {
        Error::new(
            ErrorKind::Other,
            "a name here has characters that nobody could type",
        )
    })?;
    context.report.print(&text);
    Ok(())
}

/// The command that hands over the secret: for each scope with a registry of its own, and for the
/// default registry where that is not the public one.
fn secret(config: &Config) -> Command {
    let command = Command::new("npmcred exec").flag("--secret", "npmrc");
    let is_private =
        |url: &str| Registry::parse_any(url).is_ok_and(|registry| !registry.is_public());
    let scopes = config.scopes();
    let mut private = scopes.iter().filter(|(_, url)| is_private(url)).peekable();
    let default = config.default_registry();
    if private.peek().is_none() || is_private(&default) {
        return private.fold(
            command.flag("--registry", default),
            |command, (scope, _)| command.flag("--scope", scope),
        );
    }
    private.fold(command, |command, (scope, _)| {
        command.flag("--scope", scope)
    })
}
