//! The files of one folder, as far as a build reads them.

use super::ignore::Ignored;
use super::kind::FileKind;
use super::leak::Leak;
use crate::context::Context;
use crate::credential::literal::is_secret;
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::{Document, NpmVersion};
use npmcred_platform::files;
use std::path::{Path, PathBuf};

/// A file with its leaks.
#[derive(Debug)]
pub struct LeakyFile {
    /// The file.
    pub file: PathBuf,
    /// Its lines that leave a token, in their order.
    pub leaks: Vec<Leak>,
}

/// The files that leave a token, sorted by name. Folders below are other projects or parts of this
/// one that are built by themselves, and are not looked into.
///
/// # Errors
/// `File` where the folder cannot be read.
pub fn folder(context: &Context, folder: &Path) -> Result<Vec<LeakyFile>> {
    let names = files::list_dir(folder).map_err(|cause| {
        let what = format!("cannot read {}: {cause}", folder.display());
        Error::new(ErrorKind::File, what).caused_by_io(&cause)
    })?;
    let text = |name: &str| -> Option<String> {
        let bytes = context.read(&folder.join(name)).ok().flatten()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    };
    let ignored = Ignored::parse(&text(".dockerignore").unwrap_or_default());
    let holds_token = |name: &str| match name {
        "." | "./" => !ignored.has_npmrc() && text(".npmrc").is_some_and(|text| has_secret(&text)),
        name => text(name).is_some_and(|text| has_secret(&text)),
    };
    let mut found = Vec::new();
    for name in names.iter().filter_map(|name| name.to_str()) {
        let Some(kind) = FileKind::of(name) else {
            continue;
        };
        let leaks = kind.leaks(&text(name).unwrap_or_default(), &holds_token);
        if !leaks.is_empty() {
            found.push(LeakyFile {
                file: folder.join(name),
                leaks,
            });
        }
    }
    Ok(found)
}

/// Whether a config file of npm's holds a secret as it stands.
fn has_secret(text: &str) -> bool {
    let document = Document::parse(text.as_bytes(), NpmVersion::Npm12);
    let mut settings = document.into_settings().into_iter();
    settings.any(|(key, value, _)| is_secret(&key, &value.to_text()))
}
