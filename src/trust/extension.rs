//! Finds a project's code that npm 12 runs inside its own process.
//!
//! `npm install` itself loads a `.npm-extension.mjs` or `.npm-extension.cjs` at the root of a
//! project (npm 12 `@npmcli/arborist` `lib/npm-extension.js`). It is not an install script: it sees
//! npm's memory and connections, and with them every credential that npm was handed.
//!
//! The user allows this file with all files that it loads, by their contents. An extension that
//! loads a package, or a module by a computed name, cannot be allowed. A pull could change that
//! code without a new question.

use super::finding::{Finding, Reason};
use super::javascript::modules;
use crate::npmrc::{Config, NpmVersion, decoded, resolve};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Reads a file; `None` if there is none.
type Read<'a> = &'a dyn Fn(&Path) -> io::Result<Option<Vec<u8>>>;

/// The most files of an extension.
const MOST: usize = 200;

/// The endings that `require` adds to a name (node `lib/internal/modules/cjs/loader.js`); `import`
/// takes the name alone.
const ENDINGS: [&str; 7] = [
    "",
    ".js",
    ".json",
    ".node",
    "/index.js",
    "/index.json",
    "/index.node",
];

/// Modules of node's that need no `node:` in front.
const BUILT_IN: [&str; 24] = [
    "assert",
    "async_hooks",
    "buffer",
    "child_process",
    "crypto",
    "dns",
    "events",
    "fs",
    "fs/promises",
    "http",
    "https",
    "net",
    "os",
    "path",
    "perf_hooks",
    "process",
    "querystring",
    "stream",
    "string_decoder",
    "timers",
    "tls",
    "url",
    "util",
    "zlib",
];

/// The files that npm would load, among them the one that a setting names: npm reads that setting
/// from some layers only.
#[must_use]
pub fn extensions(config: &Config, npm: NpmVersion, read: Read<'_>) -> Vec<Finding> {
    let is_set = |key: &str| {
        config
            .get(key)
            .is_some_and(|(_, setting)| setting.value.is_truthy())
    };
    if npm < NpmVersion::Npm12 || is_set("ignore-extension") || is_set("ignore-scripts") {
        return Vec::new();
    }
    let named = config
        .get("extension-file")
        .map(|(_, setting)| setting.value.to_text());
    let mut names = vec![
        ".npm-extension.mjs".to_owned(),
        ".npm-extension.cjs".to_owned(),
    ];
    names.extend(named.filter(|named| !named.is_empty() && !names.contains(named)));
    names
        .iter()
        .filter_map(|name| extension("npm", &config.local_prefix.join(name), read))
        .collect()
}

/// A file that a tool would load into itself, if it is there.
#[must_use]
pub fn extension(tool: &str, file: &Path, read: Read<'_>) -> Option<Finding> {
    let digests = match digests(tool, file, read) {
        Ok(digests) if !digests.contains_key(file) => return None,
        Ok(digests) => digests,
        Err(why) => return Some(Finding::unread(file, why)),
    };
    let raw = if let [only] = digests.values().collect::<Vec<_>>()[..] {
        only.clone()
    } else {
        hex(digests
            .iter()
            .map(|(file, digest)| format!("{}\0{digest}\n", file.display()))
            .collect::<String>())
    };
    let key = match tool {
        "npm" => "sha256".to_owned(),
        other => format!("{other} sha256"),
    };
    Some(Finding::new(file, None, &key, &raw, Reason::Code))
}

/// A file that is the tool itself: it is allowed by its own contents, and by those of no other.
#[must_use]
pub fn whole_tool(tool: &str, file: &Path, bytes: &[u8]) -> Finding {
    Finding::new(
        file,
        None,
        &format!("{tool} sha256"),
        &hex(bytes),
        Reason::Code,
    )
}

/// A digest of the file and of each file that it loads; an error if it loads anything else.
fn digests(tool: &str, entry: &Path, read: Read<'_>) -> Result<BTreeMap<PathBuf, String>, String> {
    let (mut left, mut known) = (vec![entry.to_owned()], BTreeMap::new());
    while let Some(file) = left.pop() {
        let bytes = match read(&file) {
            Ok(Some(bytes)) if !known.contains_key(&file) => bytes,
            Ok(_) => continue,
            Err(cause) if cause.kind() == ErrorKind::IsADirectory => continue,
            Err(cause) => {
                return Err(format!(
                    "runs as part of {tool}; {} cannot be read: {cause}",
                    file.display()
                ));
            }
        };
        known.insert(file.clone(), hex(&bytes));
        if known.len() > MOST {
            return Err(format!(
                "runs as part of {tool}, and loads too many files to look at"
            ));
        }
        if file
            .extension()
            .is_some_and(|ending| ending == "json" || ending == "node")
        {
            continue;
        }
        let named = modules(&decoded(&bytes));
        let named = named.ok_or_else(|| {
            format!(
                "runs as part of {tool}, and {} loads code that it does not name by a literal",
                file.display()
            )
        })?;
        for module in named.iter().filter(|module| !is_nodes(module)) {
            left.extend(places(&file, module, read).ok_or_else(|| {
                format!(
                    "runs as part of {tool}, and {} loads {module:?}, which is not a file of the \
                     project",
                    file.display()
                )
            })?);
        }
    }
    Ok(known)
}

fn is_nodes(module: &str) -> bool {
    module.starts_with("node:") || BUILT_IN.contains(&module)
}

/// Where a module may be; `None` if another file decides that, or if it is not a path.
fn places(from: &Path, module: &str, read: Read<'_>) -> Option<Vec<PathBuf>> {
    let is_path = ["./", "../", "/"]
        .iter()
        .any(|start| module.starts_with(start))
        || matches!(module, "." | "..");
    // `import` takes a URL.
    if !is_path || module.contains(['%', '?', '#']) {
        return None;
    }
    let base = resolve(from.parent()?, module);
    if !matches!(read(&base.join("package.json")), Ok(None)) {
        return None;
    }
    let base = base.to_str()?;
    Some(
        ENDINGS
            .iter()
            .map(|ending| PathBuf::from(format!("{base}{ending}")))
            .collect(),
    )
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::testing::config;

    fn found(npmrc: &str, npm: NpmVersion, there: &str) -> usize {
        let config = config(npmrc, "", npm);
        extensions(&config, npm, &|path| {
            Ok((path == Path::new(there)).then(|| b"code".to_vec()))
        })
        .len()
    }

    #[test]
    fn code_inside_npm_is_found_where_npm_would_run_it() {
        assert_eq!(found("", NpmVersion::Npm12, "/p/.npm-extension.mjs"), 1);
        assert_eq!(found("", NpmVersion::Npm12, "/p/.npm-extension.cjs"), 1);
        assert_eq!(
            found("extension-file=x/e.cjs", NpmVersion::Npm12, "/p/x/e.cjs"),
            1
        );
        assert_eq!(
            found(
                "extension-file=",
                NpmVersion::Npm12,
                "/p/.npm-extension.cjs"
            ),
            1
        );
        assert_eq!(
            found(
                "extension-file=x/e.cjs",
                NpmVersion::Npm12,
                "/p/.npm-extension.cjs"
            ),
            1
        );
        assert_eq!(
            found(
                "ignore-scripts=true",
                NpmVersion::Npm12,
                "/p/.npm-extension.cjs"
            ),
            0
        );
        assert_eq!(
            found(
                "ignore-extension=true",
                NpmVersion::Npm12,
                "/p/.npm-extension.cjs"
            ),
            0
        );
        assert_eq!(found("", NpmVersion::Npm11, "/p/.npm-extension.cjs"), 0);
        assert_eq!(found("", NpmVersion::Npm12, "/p/package.json"), 0);
    }

    /// The finding of an extension in a folder with these files.
    fn of(files: &[(&str, &str)]) -> Finding {
        let read = |path: &Path| -> io::Result<Option<Vec<u8>>> {
            let text = files
                .iter()
                .find(|(name, _)| Path::new(name) == path)
                .map(|(_, text)| *text);
            if text == Some("unreadable") {
                Err(ErrorKind::FileTooLarge.into())
            } else {
                Ok(text.map(Into::into))
            }
        };
        extensions(&config("", "", NpmVersion::Npm12), NpmVersion::Npm12, &read).remove(0)
    }

    #[test]
    fn every_file_that_it_loads_is_part_of_what_is_allowed() {
        const ENTRY: &str = "/p/.npm-extension.cjs";
        let alone = of(&[(ENTRY, "require('fs')")]);
        assert_eq!(
            (alone.reason.clone(), alone.raw),
            (Reason::Code, hex("require('fs')"))
        );
        let at = |place: &str, text: &str| {
            let one = of(&[
                (ENTRY, "require('./a')"),
                ("/p/a.js", "require('../p/b')"),
                (place, text),
            ]);
            (one.reason, one.raw)
        };
        for place in ["/p/b", "/p/b.js", "/p/b.json", "/p/b/index.js", "/p/b.node"] {
            let (without, first, second) = (at("/p/x", "1"), at(place, "1"), at(place, "2"));
            assert!(
                first.0 == Reason::Code && first != second && first != without,
                "{place}"
            );
        }
        assert_eq!(
            at("/p/b.js", "require('./a')").0,
            Reason::Code,
            "a circle ends"
        );
    }

    #[test]
    fn what_could_change_unseen_cannot_be_allowed() {
        let entry = |text: &'static str| ("/p/.npm-extension.mjs", text);
        for files in [
            vec![entry("unreadable")],
            vec![entry("require(name)")],
            vec![entry("import 'semver'")],
            vec![entry("import '#parts'")],
            vec![entry("import './a%2ejs'")],
            vec![entry("import 'file:///p/a.js'")],
            vec![entry("import './a'"), ("/p/a/package.json", "{}")],
            vec![entry("import './a.mjs'"), ("/p/a.mjs", "await import(x)")],
            vec![entry("import './a.mjs'"), ("/p/a.mjs", "unreadable")],
        ] {
            let one = of(&files);
            assert!(
                !one.can_be_allowed() && one.to_string().contains("runs as part of npm"),
                "{files:?}: {one}"
            );
        }
    }
}
