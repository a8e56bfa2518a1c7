//! Whether the program that `bun x` and `bun create` start is there already, and how often bun
//! reads the user's file before it starts it.
//!
//! bun reads it twice: to know where it keeps such programs, and again in the `bun add` that
//! fetches one. Where the program is there the second reading never comes, and the program itself
//! could have it. So what may be there is handed nothing (measured with bun 1.4.4 and 1.4.5).

use super::words::Words;
use crate::context::Context;
use npmcred_platform::files;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// How often bun reads the user's file where it fetches the program.
pub(super) const READINGS: u8 = 2;

/// How old what bun keeps may be, in seconds: it fetches again what is older.
const FRESH: u64 = 24 * 60 * 60;

/// The program to start.
#[derive(Debug, PartialEq)]
pub(super) struct Program {
    /// Its package.
    package: String,
    /// The version, as it was typed.
    version: Option<String>,
    /// The command, by its own name or that of the package.
    name: String,
    /// Whether programs of the system may be meant.
    may_be_systems: bool,
}

/// What becomes of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Executed {
    /// It may be there, or is none of a registry's: bun may ask nobody.
    Here,
    /// It is fetched.
    Fetched,
}

impl Executed {
    /// That of a command line; `None` of one that starts none.
    #[must_use]
    pub(super) fn of(context: &Context, words: &Words, cache: Option<&str>) -> Option<Self> {
        if !words.runs_another() {
            return None;
        }
        let program = program(context, words);
        let program = program.filter(|_| !words.is_on("no-install"));
        let is_fetched = program.is_some_and(|one| !one.may_be_here(context, cache));
        Some(if is_fetched {
            Self::Fetched
        } else {
            Self::Here
        })
    }
}

impl Program {
    fn may_be_here(&self, context: &Context, cache: Option<&str>) -> bool {
        // By a tag bun always asks the registry.
        let is_tag = |version: &String| {
            version.starts_with(|sign: char| sign.is_ascii_alphabetic() && !"vx".contains(sign))
        };
        match &self.version {
            Some(version) if is_tag(version) => return false,
            Some(_) => {}
            None if self.is_installed(context) => return true,
            None => {}
        }
        let version = self.version.as_deref().unwrap_or("latest");
        let kept = format!("{}@{version}", self.package);
        let kept = folders(context, cache).into_iter().map(|it| it.join(&kept));
        let is_fresh = |folder: &PathBuf| {
            let changed = files::changed_at(&folder.join("package.json"));
            changed.is_some_and(|then| context.now().saturating_sub(then) <= FRESH)
        };
        let has_package = |folder: &PathBuf| {
            let package = folder.join("node_modules").join(&self.package);
            files::is_file(&package.join("package.json"))
        };
        kept.filter(is_fresh).any(|folder| has_package(&folder))
    }

    fn is_installed(&self, context: &Context) -> bool {
        let is_in = |folder: &Path| {
            let modules = folder.join("node_modules");
            files::is_file(&modules.join(".bin").join(&self.name))
                || files::is_dir(&modules.join(&self.package))
        };
        let of_system = || context.find_program(OsStr::new(&self.name)).is_ok();
        context.cwd().ancestors().any(is_in) || (self.may_be_systems && of_system())
    }
}

/// The program that is meant, if it comes from a registry.
fn program(context: &Context, words: &Words) -> Option<Program> {
    let typed = words.operands.first()?;
    let package = words.option("package");
    let spec = match (words.name(), package) {
        ("create", _) => created(context, typed)?,
        (_, Some(package)) => package.to_owned(),
        (_, None) => typed.clone(),
    };
    let at = spec.get(1..)?.find('@').map(|at| at + 1);
    let (name, version) = match at {
        Some(at) => (&spec[..at], Some(spec[at + 1..].to_owned())),
        None => (&*spec, None),
    };
    let bare = match name.strip_prefix('@') {
        Some(scoped) => scoped.split_once('/')?.1,
        None => name,
    };
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || "-_.~".contains(sign);
    let is_name = !bare.is_empty() && !bare.starts_with('.') && bare.chars().all(is_part);
    // Of an address bun makes another folder.
    let is_version = |version: &String| !version.is_empty() && !version.contains([':', '/', '\\']);
    (is_name && version.as_ref().is_none_or(is_version)).then(|| Program {
        package: name.to_owned(),
        name: package.map_or_else(|| bare.to_owned(), |_| typed.clone()),
        may_be_systems: package.is_some() || !name.starts_with('@'),
        version,
    })
}

/// The package that `bun create` fetches, unless it may take something that is not in a registry
/// (bun `create_command.rs`).
fn created(context: &Context, typed: &str) -> Option<String> {
    let is_scoped = typed.starts_with('@');
    let here = context.cwd().join(typed);
    let templates = [
        context.env.filled("BUN_CREATE_DIR").map(PathBuf::from),
        Some(context.cwd().join(".bun-create")),
        context.home().map(|home| home.join(".bun-create")),
    ];
    let is_template = |folder: &PathBuf| files::is_dir(&folder.join(typed));
    if (!is_scoped && typed.contains(['/', '\\']))
        || files::is_file(&here)
        || files::is_dir(&here)
        || templates.iter().flatten().any(is_template)
    {
        return None;
    }
    Some(match (is_scoped, typed.split_once('/')) {
        (false, _) => format!("create-{typed}"),
        (true, Some((scope, rest))) => format!("{scope}/create-{rest}"),
        (true, None) => match typed[1..].split_once('@') {
            Some((scope, version)) => format!("@{scope}/create@{version}"),
            None => format!("{typed}/create"),
        },
    })
}

/// The folders in which bun keeps such programs, wherever it may keep packages.
fn folders(context: &Context, cache: Option<&str>) -> Vec<PathBuf> {
    let env = |name: &str| context.env.filled(name).map(PathBuf::from);
    let below = |folder: PathBuf| folder.join(".bun/install/cache");
    let named = cache.map(|text| match text.strip_prefix("~/") {
        Some(rest) => context.home().unwrap_or_default().join(rest),
        None => context.absolute(Path::new(text)),
    });
    let caches = [
        env("BUN_INSTALL_CACHE_DIR"),
        named,
        env("BUN_INSTALL").map(|folder| folder.join("install/cache")),
        env("XDG_CACHE_HOME").map(below),
        context.home().map(below),
    ];
    let of_user = |cache: PathBuf| {
        let names = files::list_dir(&cache).unwrap_or_default().into_iter();
        let own = names.filter(|name| name.to_string_lossy().starts_with(".bunx-"));
        own.map(|name| cache.join(name)).collect::<Vec<_>>()
    };
    caches.into_iter().flatten().flat_map(of_user).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;
    use npmcred_platform::StoreError;
    use std::ffi::OsString;

    fn words(typed: &str) -> Words {
        let args: Vec<OsString> = typed.split(' ').map(OsString::from).collect();
        Words::read(false, &args)
    }

    fn context(variables: &[(&str, &Path)]) -> Context {
        let all = variables.iter();
        let env = Env::new(
            all.map(|(name, path)| ((*name).into(), (*path).into()))
                .collect(),
        );
        Context::invented(env, Box::new(|_, _| Err(StoreError::Denied)), || 0)
    }

    #[test]
    fn a_program_is_named_by_its_package_or_beside_it() {
        let nobody = context(&[]);
        for (typed, want) in [
            ("x tool", Some(("tool", None, "tool"))),
            ("x @a/tool", Some(("@a/tool", None, "tool"))),
            (
                "x @a/tool@next --x",
                Some(("@a/tool", Some("next"), "tool")),
            ),
            ("x -p @a/pack tool", Some(("@a/pack", None, "tool"))),
            ("x --package=pack@1 tool", Some(("pack", Some("1"), "tool"))),
            ("create thing", Some(("create-thing", None, "create-thing"))),
            (
                "create @a/t@1",
                Some(("@a/create-t", Some("1"), "create-t")),
            ),
            ("create @a", Some(("@a/create", None, "create"))),
            ("create @a@2", Some(("@a/create", Some("2"), "create"))),
            ("create user/repository", None),
            ("x github:user/repository", None),
            ("x https://h/x.tgz", None),
            ("x ./here", None),
            ("x a@npm:b@1", None),
            ("x @a", None),
        ] {
            let found = program(&nobody, &words(typed));
            let found = found.as_ref();
            let found = found.map(|it| (&*it.package, it.version.as_deref(), &*it.name));
            assert_eq!(found, want, "{typed}");
        }
    }

    #[test]
    fn what_bun_keeps_is_here_for_a_day() {
        let home = tempfile::tempdir().unwrap();
        let kept = home
            .path()
            .join(".bun/install/cache/.bunx-7/@a/tool@latest");
        let fresh = context(&[("HOME", home.path())]);
        let is_fetched = |context: &Context, typed: &str| {
            Executed::of(context, &words(typed), None) == Some(Executed::Fetched)
        };
        assert!(is_fetched(&fresh, "x @a/tool"));
        files::write_private(&kept.join("package.json"), b"{}").unwrap();
        assert!(
            is_fetched(&fresh, "x @a/tool"),
            "what failed is tried again"
        );
        let package = kept.join("node_modules/@a/tool/package.json");
        files::write_private(&package, b"{}").unwrap();
        assert!(!is_fetched(&fresh, "x @a/tool"));
        assert!(is_fetched(&fresh, "x @a/tool@latest"));
        assert!(is_fetched(&fresh, "x @a/tool@1.0.0"));
        assert!(!is_fetched(&fresh, "x --no-install @a/other"));
        let env = Env::new(vec![("HOME".into(), home.path().into())]);
        let later = Context::invented(env, Box::new(|_, _| Err(StoreError::Denied)), || u64::MAX);
        assert!(is_fetched(&later, "x @a/tool"));
        assert_eq!(Executed::of(&fresh, &words("install"), None), None);
    }
}
