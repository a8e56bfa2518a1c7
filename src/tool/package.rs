//! The package that a program on PATH belongs to.

use crate::context::Context;
use npmcred_platform::{files, process};
use std::path::{Path, PathBuf};

/// A tool as installed.
#[derive(Clone, Debug)]
pub struct Package {
    /// The folder that holds its `package.json`.
    pub folder: PathBuf,
    /// Its version, as it says.
    pub version: String,
}

/// The package of this name that a program belongs to: the real file is `<folder>/bin/<script>`, or
/// `<folder>/<program>`. On Windows npm writes a `<script>.cmd` beside the `node_modules` that
/// holds the package (npm `cmd-shim`), also below node's own folder.
#[must_use]
pub fn package_of(context: &Context, path: &Path, name: &str) -> Option<Package> {
    package_among(context, path, &[name]).map(|(_, package)| package)
}

/// The same where it may be any of these, and which of them it is. A batch file is looked up by the
/// first name alone.
pub(super) fn package_among<'a>(
    context: &Context,
    path: &Path,
    names: &[&'a str],
) -> Option<(&'a str, Package)> {
    let script = files::canonical(path).ok()?;
    let beside = script.parent()?;
    let folders = if process::is_batch_file(&script) {
        vec![beside.join("node_modules").join(names.first()?)]
    } else {
        // A program by itself lies beside its manifest.
        vec![beside.parent()?.to_owned(), beside.to_owned()]
    };
    folders
        .into_iter()
        .find_map(|folder| package_in(context, folder, names))
}

/// The package in a folder, if it has one of these names.
fn package_in<'a>(
    context: &Context,
    folder: PathBuf,
    names: &[&'a str],
) -> Option<(&'a str, Package)> {
    let text = context.read(&folder.join("package.json")).ok()??;
    let json: serde_json::Value = serde_json::from_slice(&text).ok()?;
    let own = json.get("name")?.as_str()?;
    let name = names.iter().find(|name| **name == own)?;
    let package = Package {
        version: json.get("version")?.as_str()?.to_owned(),
        folder,
    };
    Some((name, package))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;
    use npmcred_platform::StoreError;

    #[test]
    fn a_package_is_found_from_its_script_and_from_the_cmd_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let folder = files::canonical(folder.path()).unwrap();
        let package = folder.join("node_modules").join("npm");
        let manifest = br#"{"name": "npm", "version": "12.0.1"}"#;
        for (file, text) in [
            (package.join("package.json"), &manifest[..]),
            (package.join("bin").join("npm-cli.js"), b""),
            (folder.join("npm.cmd"), b"@ECHO off"),
            (folder.join("npm"), b"#!/bin/sh"),
        ] {
            files::write_private(&file, text).unwrap();
        }
        let context = Context::invented(
            Env::default(),
            Box::new(|_, _| Err(StoreError::Denied)),
            || 0,
        );
        let found = |path: PathBuf| package_of(&context, &path, "npm").map(|found| found.folder);
        assert_eq!(
            found(package.join("bin").join("npm-cli.js")),
            Some(package.clone())
        );
        assert_eq!(found(folder.join("npm.cmd")), Some(package));
        assert_eq!(found(folder.join("npm")), None);
        let native = folder.join("lib").join("npm");
        files::write_private(&native.join("package.json"), manifest).unwrap();
        files::write_private(&native.join("npm"), b"\x7fELF").unwrap();
        assert_eq!(found(native.join("npm")), Some(native));
    }
}
