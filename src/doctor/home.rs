//! Our own things: the shims, the files that hold what the user decided, and what was begun and not finished.

use super::{Finding, Group, Ourselves};
use crate::context::Context;
use crate::journal;
use crate::report::as_word;
use crate::shim::Tool;
use npmcred_platform::{files, process, session};
use std::path::Path;

pub(super) fn look(context: &Context, ourselves: &Ourselves) -> Group {
    let mut findings = Vec::new();
    if session::is_under_sudo(&context.env.lookup()) {
        let what = "under sudo nothing of yours is reached: neither the store nor your shims";
        findings.push(Finding::problem("sudo", what, Some("npmcred doctor".to_owned())));
    }
    findings.extend(shims(ourselves));
    findings.extend(exposed(context));
    findings.extend(unfinished(context));
    let state = ourselves
        .folder
        .as_ref()
        .map_or_else(|| "no home folder".to_owned(), |folder| format!("shims in {}", folder.display()));
    Group::new("npmcred", state, findings)
}

/// Shims that are missing, lead nowhere, or lead to another npmcred.
fn shims(ourselves: &Ourselves) -> Vec<Finding> {
    let Some(folder) = &ourselves.folder else { return Vec::new() };
    let setup = || Some("npmcred setup".to_owned());
    let finding = |tool: Tool| {
        let file = folder.join(tool.name());
        match process::file_id(&file) {
            Ok(id) if ourselves.id.as_ref() == Some(&id) => None,
            Ok(_) => Some(Finding::problem("stale-shim", format!("{} is not this npmcred", file.display()), setup())),
            Err(_) if files::is_link(&file) => {
                Some(Finding::problem("stale-shim", format!("{} leads nowhere", file.display()), setup()))
            }
            Err(_) => Some(Finding::problem("no-shim", format!("there is no shim for {}", tool.name()), setup())),
        }
    };
    Tool::ALL.into_iter().filter_map(finding).collect()
}

/// What others may write, they may turn against the user; the records are the user's alone to read, too.
fn exposed(context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for folder in [context.config_folder(), context.data_folder()].into_iter().flatten() {
        let mut all = vec![folder.clone(), folder.join("bin")];
        let names = files::list_dir(&folder).unwrap_or_default();
        all.extend(
            names
                .into_iter()
                .filter(|name| Path::new(name).extension().is_some_and(|kind| kind == "json"))
                .map(|name| folder.join(name)),
        );
        found.extend(all.iter().filter_map(|path| exposure(path)));
    }
    found
}

fn exposure(path: &Path) -> Option<Finding> {
    let open = files::exposure(path)?;
    let word = as_word(&path.to_string_lossy());
    if open.is_strangers {
        let what = format!("{} belongs to another user", path.display());
        return Some(Finding::problem("not-yours", what, Some(format!("sudo chown \"$(id -u)\" {word}"))));
    }
    if open.others_write {
        let what = format!("others may write {}", path.display());
        return Some(Finding::problem("writable", what, Some(format!("chmod go-w {word}"))));
    }
    let record = path.extension().is_some();
    (record && open.others_read).then(|| {
        Finding::problem("readable", format!("others may read {}", path.display()), Some(format!("chmod go= {word}")))
    })
}

fn unfinished(context: &Context) -> Vec<Finding> {
    let finding = |entry: journal::Entry| Finding::problem("unfinished", entry.what(), entry.cure());
    journal::unfinished(context).into_iter().map(finding).collect()
}
