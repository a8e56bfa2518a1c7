//! Which yarn runs: the one that was found, or the one that a file of the project or of the user
//! asks for. A yarn 1 and its successors start that one in their place.

use super::yarnrc::{YarnPath, yarn_path};
use crate::context::{Context, Env};
use crate::settings;
use crate::tool::call::Call;
use crate::tool::package::package_of;
use crate::tool::real::RealTool;
use npmcred_platform::process::{self, Launch};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Which yarn runs.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Which {
    /// yarn 1; where a file asks for it, that one.
    One(Option<YarnPath>),
    /// One from 2 to 4; where a file asks for it, that one.
    Berry(String, Option<YarnPath>),
    /// Another version.
    Other(String),
    /// Nobody can tell.
    Unknown,
    /// A file asks for a yarn that it names in a way that does not tell.
    Unclear(PathBuf),
}

/// The package of yarn from version 2 on.
const NEWER: &str = "@yarnpkg/cli-dist";

/// How long a launcher may take to start yarn. One that has to fetch it takes longer; it has been
/// fetched when the next command comes.
const PATIENCE: Duration = Duration::from_secs(5);

impl Which {
    /// That of a call; `start` is where it runs, if a flag says.
    #[must_use]
    pub(super) fn of(call: &Call<'_>, start: Option<&str>) -> Self {
        Self::stated(call, start).unwrap_or_else(|| {
            let told = ask(call.context, call.real, call.env.clone())
                .filter(|version| is_version(version));
            told.map_or(Self::Unknown, |version| Self::named(version, None))
        })
    }

    /// The same, without a start of yarn: behind a launcher the project's manifest is believed. It
    /// is for what is not about a credential.
    #[must_use]
    pub(super) fn at_a_glance(call: &Call<'_>, start: Option<&str>) -> Self {
        Self::stated(call, start).unwrap_or_else(|| {
            let named = named_by_manifest(call.context);
            named.map_or(Self::Unknown, |version| Self::named(version, None))
        })
    }

    /// What the files say, and the yarn that was found; none where that must be asked.
    fn stated(call: &Call<'_>, start: Option<&str>) -> Option<Self> {
        match asked_for(call.context, call.env, start) {
            Err(file) => Some(Self::Unclear(file)),
            Ok(Some(path)) => Some(match version_of_name(&path.program) {
                Some(version) => Self::named(version, Some(path)),
                None => Self::Unclear(path.named_in),
            }),
            Ok(None) => Some(Self::named(version(call.context, call.real)?, None)),
        }
    }

    fn named(version: String, asked: Option<YarnPath>) -> Self {
        match version.split('.').next() {
            Some("1") => Self::One(asked),
            Some("2" | "3" | "4") => Self::Berry(version, asked),
            _ => Self::Other(version),
        }
    }
}

/// The yarn that the nearest manifest names, which corepack would start.
fn named_by_manifest(context: &Context) -> Option<String> {
    let mut folders = context.cwd().ancestors();
    let manifest = folders.find_map(|it| context.read(&it.join("package.json")).ok().flatten())?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).ok()?;
    let named = manifest
        .get("packageManager")?
        .as_str()?
        .strip_prefix("yarn@")?;
    Some(named.to_owned()).filter(|version| is_version(version))
}

/// Variables by which a yarn from 2 on finds another yarn, or other files that name one.
const ELSEWHERE: [&str; 2] = ["YARN_RC_FILENAME", "YARN_YARN_PATH"];

/// The yarn that a file asks for; the file, or the variable, where that cannot be told. Not every
/// version looks where `--cwd` leads.
fn asked_for(
    context: &Context,
    env: &Env,
    start: Option<&str>,
) -> Result<Option<YarnPath>, PathBuf> {
    let ignores = env.filled("YARN_IGNORE_PATH");
    if ignores.is_some_and(|word| word != "0" && word != "false") {
        return Ok(None);
    }
    let is_elsewhere = |name: &str| ELSEWHERE.iter().any(|it| name.eq_ignore_ascii_case(it));
    let mut names = env
        .variables()
        .iter()
        .map(|(name, _)| name.to_string_lossy());
    if let Some(name) = names.find(|name| is_elsewhere(name)) {
        return Err(PathBuf::from(&*name));
    }
    let here = asked_for_in(context, context.cwd())?;
    if let Some(start) = start {
        let there = asked_for_in(context, &context.absolute(Path::new(start)))?;
        if there != here {
            return Err(there.or(here).map(|it| it.named_in).unwrap_or_default());
        }
    }
    Ok(here)
}

/// The same in a folder (yarn 1.22 `util/rc.js`, `getRcPaths`; berry `Configuration.ts`): the
/// user's, or the nearest.
fn asked_for_in(context: &Context, folder: &Path) -> Result<Option<YarnPath>, PathBuf> {
    let home = context.home();
    let folders = home.as_deref().into_iter().chain(folder.ancestors());
    for folder in folders {
        for name in [".yarnrc.yml", ".yarnrc"] {
            if let Some(found) = yarn_path(&folder.join(name))? {
                return Ok(Some(found));
            }
        }
    }
    Ok(None)
}

/// The version in the name of a file that yarn keeps itself in: `yarn-4.9.2.cjs`.
fn version_of_name(program: &Path) -> Option<String> {
    let name = program.file_name()?.to_str()?;
    let name = name.strip_prefix("yarn-")?;
    let version = [".cjs", ".js"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending));
    version.filter(|it| is_version(it)).map(str::to_owned)
}

fn is_version(text: &str) -> bool {
    let plain = text.split(['-', '+']).next().unwrap_or_default();
    plain.split('.').count() == 3 && plain.split('.').all(|part| part.parse::<u64>().is_ok())
}

/// That of the yarn that was found, as its package says.
fn version(context: &Context, real: &RealTool) -> Option<String> {
    let stated = real.package.as_ref().map(|it| it.version.clone());
    let newer = || Some(package_of(context, &real.path, NEWER)?.version);
    // Of corepack only the major version may be known, and that is enough.
    let is_known = |version: &String| real.is_by_corepack || is_version(version);
    stated.or_else(newer).filter(is_known)
}

/// A launcher may choose a version by the project: so it is asked here.
fn ask(context: &Context, real: &RealTool, mut env: Env) -> Option<String> {
    // A launcher that starts the tool to find out must not come back to us, or wait for an answer;
    // what node is made to load has no say here.
    env.set(settings::BYPASS.name, "off");
    env.set("COREPACK_ENABLE_DOWNLOAD_PROMPT", "0");
    env.remove("NODE_OPTIONS");
    let (program, mut args) = real.command(context, &env);
    args.push("--version".into());
    let launch = Launch {
        program,
        args,
        env: env.variables().to_vec(),
    };
    let told = process::run_captured(&launch, PATIENCE).ok()?;
    let text = String::from_utf8(told.stdout).ok()?;
    (told.status == 0).then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_yarns_has_its_version_in_its_name() {
        for (name, want) in [
            ("yarn-1.22.22.cjs", Some("1.22.22")),
            ("yarn-1.22.19.js", Some("1.22.19")),
            ("yarn-4.0.0-rc.42.cjs", Some("4.0.0-rc.42")),
            ("yarn-berry.cjs", None),
            ("yarn-1.cjs", None),
            ("my-yarn.js", None),
            ("yarn-1.22.22", None),
        ] {
            let path = Path::new("/p/.yarn/releases").join(name);
            assert_eq!(version_of_name(&path).as_deref(), want, "{name}");
        }
        assert!(!is_version("0.32+git"));
    }
}
