//! Which version of a tool corepack starts. It decides by the word, by the project's manifest, and
//! by what it took last.
//!
//! Where two corepacks may decide differently, nothing is said here (corepack 0.34 and 0.36,
//! `Engine.ts`, `specUtils.ts`). Then whoever must know has to ask.

use super::files::ContextFiles;
use super::package::Package;
use super::phrases::Phrases;
use crate::context::Context;
use crate::npmrc::{Files, json};
use serde_json::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The package that brings corepack.
pub(super) const COREPACK: &str = "corepack";

/// The largest manifest that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// What a project says.
enum ProjectsTool {
    /// This tool, in this version.
    Pinned(String, String),
    /// Nothing.
    Nothing,
    /// Something that is not to be told from here.
    Unclear,
}

/// The version of a tool that corepack starts; `asked` is what stands behind the `@` of the word.
#[must_use]
pub(super) fn by_corepack(context: &Context, tool: &Phrases, asked: &str) -> Option<Package> {
    let version = match asked {
        "" => of_project(context, tool)?,
        asked => exact(asked).or_else(|| major(asked))?,
    };
    let folder = home(context)?.join("v1").join(tool.package).join(&version);
    Some(Package { folder, version })
}

fn of_project(context: &Context, tool: &Phrases) -> Option<String> {
    let ignores = context.env.get("COREPACK_ENABLE_PROJECT_SPEC") == Some(OsStr::new("0"));
    let said = if ignores {
        ProjectsTool::Nothing
    } else {
        said(context)
    };
    match said {
        ProjectsTool::Pinned(name, version) => (name == tool.package).then_some(version),
        ProjectsTool::Unclear => None,
        // For some commands of yarn it has another default.
        ProjectsTool::Nothing => (tool.package != "yarn").then(|| taken_last(context, tool))?,
    }
}

/// The nearest manifest that names a tool.
fn said(context: &Context) -> ProjectsTool {
    let mut last = None;
    for folder in context.cwd().ancestors().filter(|it| !is_dependency(it)) {
        let manifest = match ContextFiles.read_at_most(&folder.join("package.json"), LARGEST) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => continue,
            Err(_) => return ProjectsTool::Unclear,
        };
        let Ok(manifest) = json::parse_file(&manifest) else {
            return ProjectsTool::Unclear;
        };
        let manifest = json::to_serde(&manifest);
        match manifest.get("packageManager") {
            None => {}
            Some(Value::String(text)) if text.is_empty() => {}
            Some(Value::String(text)) => {
                let pinned = text.split_once('@');
                let pinned = pinned.and_then(|(name, range)| Some((name, exact(range)?)));
                return pinned.map_or(ProjectsTool::Unclear, |(name, version)| {
                    ProjectsTool::Pinned(name.to_owned(), version)
                });
            }
            Some(_) => return ProjectsTool::Unclear,
        }
        last = Some(manifest);
    }
    let engines = last.as_ref().and_then(|it| it.get("devEngines"));
    match engines.and_then(|it| it.get("packageManager")) {
        None => ProjectsTool::Nothing,
        Some(_) => ProjectsTool::Unclear,
    }
}

/// Whether this is a package in a `node_modules`, whose manifest is not asked.
fn is_dependency(folder: &Path) -> bool {
    let name = |folder: Option<&Path>| folder.and_then(Path::file_name).map(OsStr::to_owned);
    let is_scope = |name: &OsStr| name.to_string_lossy().starts_with('@');
    let (own, above) = (name(Some(folder)), name(folder.parent()));
    if own.is_none_or(|own| is_scope(&own)) {
        return false;
    }
    match above {
        Some(above) if is_scope(&above) => {
            name(folder.parent().and_then(Path::parent)).is_some_and(|it| it == "node_modules")
        }
        Some(above) => above == "node_modules",
        None => false,
    }
}

/// What it takes where nobody names a version.
fn taken_last(context: &Context, tool: &Phrases) -> Option<String> {
    let file = home(context)?.join("lastKnownGood.json");
    let bytes = ContextFiles.read_at_most(&file, LARGEST).ok()??;
    let all = json::to_serde(&json::parse_file(&bytes).ok()?);
    exact(all.get(tool.package)?.as_str()?)
}

/// Where it keeps what it has fetched (corepack `folderUtils.ts`).
fn home(context: &Context) -> Option<PathBuf> {
    let named = |name: &str| context.env.get(name).map(PathBuf::from);
    let caches = || named("XDG_CACHE_HOME").or_else(|| named("LOCALAPPDATA"));
    named("COREPACK_HOME").or_else(|| {
        let caches = caches().or_else(|| Some(context.home()?.join(".cache")))?;
        Some(caches.join("node").join("corepack"))
    })
}

/// A version that is said in full, without the checksum behind it.
fn exact(text: &str) -> Option<String> {
    let version = text.split('+').next()?;
    let (plain, prerelease) = match version.split_once('-') {
        Some((plain, prerelease)) => (plain, Some(prerelease)),
        None => (version, None),
    };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let is_exact = plain.split('.').count() == 3 && plain.split('.').all(is_number);
    // It becomes the name of a folder, so that it must not lead out of the one above.
    let is_word = |part: &str| {
        let mut bytes = part.bytes();
        !part.is_empty() && bytes.all(|it| it.is_ascii_alphanumeric() || it == b'-')
    };
    let is_plain = prerelease.is_none_or(|it| it.split('.').all(is_word));
    (is_exact && is_plain).then(|| version.to_owned())
}

/// The major version of a range that has one: `4`, `^10.2`, `11.x`.
fn major(range: &str) -> Option<String> {
    let plain = range.strip_prefix(['^', '~']).unwrap_or(range);
    let mut parts = plain.split('.');
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let major = parts.next().filter(is_number)?;
    let is_part = |part: &str| part == "x" || part == "*" || is_number(&part);
    parts.all(is_part).then(|| major.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;
    use npmcred_platform::{StoreError, files};

    static NAMED: Phrases = Phrases {
        name: "named",
        reader: "named",
        any_command: "named …",
        package: "named",
        runs_on_node: true,
        show_config: "",
        edit_config: "",
        delete_setting: None,
        publish_here: "",
    };

    #[test]
    fn a_range_has_a_major_version_or_none() {
        for (text, of_exact, of_range) in [
            ("4.18.1", Some("4.18.1"), Some("4")),
            ("4.18.1+sha224.ab", Some("4.18.1"), None),
            ("12.0.0-rc.1", Some("12.0.0-rc.1"), None),
            ("11.0.0-/../../x", None, None),
            ("11.0.0-..", None, None),
            ("11.0.0-a\\b", None, None),
            ("11.0.0-", None, None),
            ("1.2.3-x || 5", None, None),
            ("4", None, Some("4")),
            ("^10.2", None, Some("10")),
            ("11.x", None, Some("11")),
            (">=9", None, None),
            ("9 || 10", None, None),
            ("latest", None, None),
            ("https://h/y.js", None, None),
            ("", None, None),
        ] {
            assert_eq!(exact(text).as_deref(), of_exact, "{text}");
            assert_eq!(major(text).as_deref(), of_range, "{text}");
        }
    }

    #[test]
    fn a_package_among_the_dependencies_is_not_asked() {
        for (folder, want) in [
            ("/p", false),
            ("/", false),
            ("/p/node_modules", false),
            ("/p/node_modules/a", true),
            ("/p/node_modules/@s", false),
            ("/p/node_modules/@s/a", true),
            ("/p/node_modules/a/src", false),
            ("/p/@s/a", false),
        ] {
            assert_eq!(is_dependency(Path::new(folder)), want, "{folder}");
        }
    }

    #[test]
    fn the_nearest_manifest_that_names_a_tool_decides() {
        let place = tempfile::tempdir().unwrap();
        let root = files::canonical(place.path()).unwrap();
        let write = |name: &str, text: &str| {
            files::write_private(&root.join(name), text.as_bytes()).unwrap();
        };
        write("home/lastKnownGood.json", r#"{"named":"7.0.1+sha1.ab"}"#);
        write("p/a/package.json", "{}");
        let version = |asked: &str| {
            let env = Env::new(vec![("COREPACK_HOME".into(), root.join("home").into())]);
            let open = |_: &Env, _| Err(StoreError::Denied);
            let context = Context::invented(env, Box::new(open), || 0).at(Some(&root.join("p/a")));
            by_corepack(&context, &NAMED, asked).map(|it| it.version)
        };
        for (manifest, want) in [
            ("{}", Some("7.0.1")),
            (r#"{"packageManager":"named@1.2.3+sha1.cd"}"#, Some("1.2.3")),
            (r#"{"packageManager":"named@^1"}"#, None),
            (r#"{"packageManager":"other@1.2.3"}"#, None),
            (r#"{"packageManager":1}"#, None),
            (r#"{"packageManager":""}"#, Some("7.0.1")),
            (
                r#"{"devEngines":{"packageManager":{"name":"named"}}}"#,
                None,
            ),
            ("{", None),
        ] {
            write("p/package.json", manifest);
            assert_eq!(version("").as_deref(), want, "{manifest}");
            assert_eq!(version("2.0.0").as_deref(), Some("2.0.0"), "{manifest}");
        }
    }
}
