//! `npmcred env`.
//!
//! It runs at the start of every shell. If the shims are complete it makes nothing. If they cannot
//! be made it still prints its text: a home that cannot be written to must not cost a login its
//! PATH.

mod job;

use crate::cli::{self, ShellWord};
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::printable;
use crate::setup;
use crate::setup::shell::{self, Form};
use crate::tool::Tool;
use npmcred_platform::{files, hint, session};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// Prints shell code that puts the shims first on PATH: at a terminal as its reader wants it, into
/// a pipe as a shell does. It makes missing shims, so that the one line in a start file is all that
/// a user needs.
///
/// # Errors
/// `Refused` if a shim's place is taken by another file, and if PATH or the shell's language cannot
/// hold the folder's name.
pub(super) fn run(context: &Context, flags: &cli::EnvArgs) -> Result<()> {
    let form = Form::from(flags.shell);
    let folder = shims(context)?;
    if let Some(why) = shell::objection(form, &folder) {
        return Err(Error::new(
            ErrorKind::Refused,
            format!("{} cannot be put on PATH: {why}", folder.display()),
        )
        .cure(
            "put the shims elsewhere",
            hint::set_usual_data_folder().into(),
        ));
    }
    let text = || shell::text(context, form, &folder);
    if flags.ci {
        return job::ready(context, form, &folder, text);
    }
    if flags.json {
        let answer = as_data(context, form, &folder, &text());
        context.report.json(&answer);
        return Ok(());
    }
    // A shell reads it through a pipe.
    let shown = session::stdout_is_terminal().then(|| shell::readable(form, &folder));
    context.report.print(&shown.flatten().unwrap_or_else(text));
    Ok(())
}

/// The shims' folder, after making the missing shims if possible.
fn shims(context: &Context) -> Result<PathBuf> {
    if context.is_under_sudo() {
        return setup::folder(context);
    }
    match setup::install(context) {
        Err(error) if error.kind == ErrorKind::File => {
            let folder = setup::folder(context)?;
            context.report.note(&error.message);
            Ok(folder)
        }
        other => other,
    }
}

/// The same as JSON.
fn as_data(context: &Context, form: Form, folder: &Path, text: &str) -> Value {
    let path = context.env.get("PATH").unwrap_or_default();
    let shims: Map<String, Value> = Tool::ALL
        .into_iter()
        .map(|tool| (tool, setup::shim(folder, tool)))
        .filter(|(_, shim)| files::is_file(shim))
        .map(|(tool, shim)| (tool.name().to_owned(), shim.to_string_lossy().into()))
        .collect();
    let unreached: Vec<Value> = shell::gaps(context, folder)
        .iter()
        .map(|gap| json!({ "what": gap.what, "why": gap.why, "cure": printable(&gap.cure.to_string()) }))
        .collect();
    json!({
        "v": 1,
        "form": form.name(),
        "folder": folder.to_string_lossy(),
        "shims": shims,
        "first": setup::is_first_on_path(context, folder),
        "path": shell::in_front(folder, path).to_string_lossy(),
        "text": text,
        "unreached": unreached,
    })
}

impl From<ShellWord> for Form {
    fn from(word: ShellWord) -> Self {
        match word {
            ShellWord::Posix => Self::Posix,
            ShellWord::Fish => Self::Fish,
            ShellWord::Nushell => Self::Nushell,
            ShellWord::PowerShell => Self::PowerShell,
            ShellWord::Elvish => Self::Elvish,
            ShellWord::Xonsh => Self::Xonsh,
            ShellWord::Tcsh => Self::Tcsh,
        }
    }
}
