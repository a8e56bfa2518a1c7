//! The look at everything, without a store and without a network.

use super::config_file::{self, Seen, View};
use super::copies::LARGEST;
use super::places::Places;
use super::sighting::{Aside, EDITOR, Found, Kind, Place, Sighting, take_out};
use super::{copies, decide, lines, readers, scripts};
use crate::context::Context;
use crate::error::Result;
use crate::login::account;
use crate::npmrc::{self, Config, NpmVersion};
use crate::registry::{PUBLIC_REGISTRY, Registry};
use crate::report::{Command, Hint};
use crate::shim::{self, ContextFiles};
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::shared_file::{self, Obstacle};
use npmcred_platform::{Secret, files};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Looks where npm keeps credentials, and into `folders`. Opens no store and asks no registry.
///
/// # Errors
/// None today: what cannot be read stands in [`Found::left_out`].
pub fn find(context: &Context, folders: &[PathBuf]) -> Result<Found> {
    let _undumped = CoreDumpsOff::begin();
    let scanner = Scanner::open(context);
    let places = Places::of(context, &scanner.config, scanner.npm, folders);
    let mut found = Found {
        left_out: places.left_out,
        ..Found::default()
    };
    let starts = places
        .files
        .iter()
        .filter(|(place, _)| *place == Place::Start)
        .map(|(_, path)| path.clone());
    let mut seen = Vec::new();
    for (place, path) in &places.files {
        match scanner.look(*place, path) {
            Ok((more, asides)) => {
                seen.extend(more);
                found.asides.extend(asides);
            }
            Err(why) => found.left_out.push(why),
        }
    }
    seen.extend(in_environment(context));
    seen.extend(in_manifests(context, &scanner));
    let copies = copies::find(context, &scanner.config, &seen);
    seen.extend(copies);
    decide::decide(&mut seen, &obstacle, context.home().as_deref());
    found.sightings = seen.into_iter().map(|one| one.sighting).collect();
    decide::sort(&mut found.sightings);
    warn(context, &scanner.config, &mut found);
    let starts: Vec<PathBuf> = starts.collect();
    found.scripts = scripts::look(context, &scanner.config, &starts, folders, &found.sightings);
    name_editor(context, &mut found);
    say_where_from(context, &mut found);
    Ok(found)
}

/// npm's configuration, by which files are read.
pub(super) struct Scanner<'a> {
    context: &'a Context,
    pub config: Config,
    pub npm: NpmVersion,
    urls: Vec<String>,
    /// The same by the user's own word alone.
    own_urls: Vec<String>,
}

impl<'a> Scanner<'a> {
    pub(super) fn open(context: &'a Context) -> Self {
        let (config, npm) = shim::current_or_newest(context);
        let (urls, own_urls) = (urls(&config), urls(&account::own(&config)));
        Self {
            context,
            config,
            npm,
            urls,
            own_urls,
        }
    }

    /// What a file holds; the reason where it cannot be looked into.
    fn look(
        &self,
        place: Place,
        path: &Path,
    ) -> std::result::Result<(Vec<Seen>, Vec<Aside>), String> {
        let Some(facts) = files::facts(path) else {
            return Ok(Default::default());
        };
        if matches!(place, Place::Start | Place::Env | Place::Image) {
            if !facts.is_file {
                return Ok(Default::default());
            }
            if facts.size > LARGEST {
                return Err(format!("{}: larger than 1 MiB", path.display()));
            }
        }
        let bytes = self
            .context
            .read(path)
            .map_err(|error| error.message)?
            .unwrap_or_default();
        let bytes = Zeroizing::new(bytes);
        Ok(match place {
            Place::Start | Place::Env | Place::Image => said(&bytes, place, path),
            _ => self.see(&bytes, place, path),
        })
    }

    /// What the bytes of a config file hold.
    pub(super) fn see(&self, bytes: &[u8], place: Place, path: &Path) -> (Vec<Seen>, Vec<Aside>) {
        let env = |name: &str| {
            self.context
                .env
                .get(name)
                .map(|value| value.to_string_lossy().into_owned())
        };
        let text = |key: &str| self.config.text(key).map(str::to_owned);
        let by = |registry: &Registry, dart: &str| {
            account::key_only_by_project(&self.config, registry, dart)
                .map(|place| place.to_string())
        };
        let (urls, own_urls, now) = (&self.urls[..], &self.own_urls[..], self.context.now());
        let view = View {
            npm: self.npm,
            env: &env,
            urls,
            own_urls,
            by: &by,
            text: &text,
            now,
        };
        config_file::see(bytes, &view, path, place)
    }
}

/// The registries that a configuration names, the default one first.
fn urls(config: &Config) -> Vec<String> {
    let scopes = config.scopes().into_iter().map(|(_, url)| url);
    std::iter::once(config.default_registry())
        .chain(scopes)
        .collect()
}

/// Why this file is not to be rewritten, and what to type about it.
fn obstacle(path: &Path) -> Option<(String, Hint)> {
    let facts = files::facts(path)?;
    let seen = shared_file::look(path).ok()?;
    match seen.obstacle {
        None | Some(Obstacle::SeveralNames) => {}
        // Where a link leads, and what no mode forbids, is somebody else's to change.
        Some(obstacle)
            if seen.target != path || !facts.is_read_only && obstacle == Obstacle::ReadOnly =>
        {
            let what = format!("the file {obstacle}");
            return Some((what, Hint::fixed("take it out where that file is made")));
        }
        Some(Obstacle::FolderReadOnly) => {
            let folder = path.parent()?;
            let command = Command::new("chmod u+w").word(folder);
            return Some((
                format!("the file {}", Obstacle::FolderReadOnly),
                Hint::new("let yourself write there", command),
            ));
        }
        Some(_) => {
            return Some((
                "the file is not to be written".to_owned(),
                Hint::new(
                    "let yourself write it",
                    Command::new("chmod u+w").word(path),
                ),
            ));
        }
    }
    let why = format!(
        "the file has {} names, and the others would go on holding it",
        facts.names
    );
    (facts.names > 1).then(|| {
        (
            why,
            Hint::new(
                "see which they are",
                Command::new("find ~ -samefile").word(path),
            ),
        )
    })
}

/// Lines of a text that is no config file.
fn said(bytes: &[u8], place: Place, path: &Path) -> (Vec<Seen>, Vec<Aside>) {
    let why = match place {
        Place::Env => "a .env file is not edited",
        Place::Image => "what a build is given stays in the history of every image",
        _ => "a start file is not edited for this",
    };
    let seen = lines::secrets(bytes).into_iter().filter_map(|said| {
        let raw = Secret::new(bytes[said.value?].to_vec());
        let sighting = Sighting::at(
            place,
            Some(path.to_owned()),
            Some(said.line),
            &said.name,
            Kind::Variable,
        )
        .told(why);
        Some(by_hand(sighting, raw, path, said.line))
    });
    let seen = seen.collect();
    let what = "a build argument: what it is given stays in the history of every image; use a build secret";
    let aside = |said: lines::Said| Aside {
        file: path.to_owned(),
        line: said.line,
        key: said.name,
        what: what.to_owned(),
        variables: Vec::new(),
    };
    let asides = if place == Place::Image {
        lines::build_arguments(bytes)
            .into_iter()
            .map(aside)
            .collect()
    } else {
        Vec::new()
    };
    (seen, asides)
}

fn by_hand(mut sighting: Sighting, raw: Secret, path: &Path, line: usize) -> Seen {
    name_registry(&mut sighting, &raw);
    if let Some(registry) = &sighting.registry {
        let command = Command::new("npmcred store").flag("--registry", registry.to_string());
        sighting
            .hints
            .push(Hint::new("keep it in the store", command));
    }
    sighting.hints.push(take_out(path, line));
    Seen {
        sighting,
        raw: Some(raw),
        credential: None,
        lines: Vec::new(),
    }
}

/// A key names its registry; npm's own form of a token means the public one.
fn name_registry(sighting: &mut Sighting, raw: &Secret) {
    let dart = sighting
        .key
        .find("//")
        .map(|at| &sighting.key[at..])
        .and_then(|key| key.rsplit_once(':'));
    let named = dart.and_then(|(dart, _)| Registry::parse(&format!("https:{dart}")).ok());
    let by_form =
        || super::shape::token(raw.expose()).and_then(|_| Registry::parse(PUBLIC_REGISTRY).ok());
    sighting.registry = named.or_else(by_form);
}

/// Variables of this very process. Who set them cannot be known.
fn in_environment(context: &Context) -> Vec<Seen> {
    let named = |name: &str| {
        lines::is_name(name.rsplit(':').next().unwrap_or(name)) || lines::is_name(name)
    };
    let variables = context
        .env
        .variables()
        .iter()
        .filter_map(|(name, value)| Some((name.to_str()?, value.to_str()?)));
    let secret = variables.filter(|(name, value)| {
        (named(name) && lines::is_written_out(value))
            || super::shape::token(value.as_bytes()).is_some()
    });
    let seen = secret.map(|(name, value)| {
        let mut sighting = Sighting::at(Place::Process, None, None, name, Kind::Variable)
            .told("who set it cannot be known");
        let raw = Secret::from(value.to_owned());
        name_registry(&mut sighting, &raw);
        sighting.hints.push(unset(context, name));
        Seen {
            sighting,
            raw: Some(raw),
            credential: None,
            lines: Vec::new(),
        }
    });
    seen.collect()
}

/// Lines are taken out by hand with the editor that the user has named.
fn name_editor(context: &Context, found: &mut Found) {
    let Some(editor) = context.env.filled("EDITOR").and_then(OsStr::to_str) else {
        return;
    };
    let words: Vec<OsString> = editor.split_whitespace().map(OsString::from).collect();
    let hints = found.sightings.iter_mut().flat_map(|one| &mut one.hints);
    for hint in hints.chain(found.scripts.iter_mut().map(|one| &mut one.hint)) {
        *hint = hint.clone().spelled(EDITOR, &words);
    }
}

/// How the user's shell takes a variable away; nothing where it has no way to name it.
fn unset(context: &Context, name: &str) -> Hint {
    let shell = context
        .env
        .filled("SHELL")
        .map(Path::new)
        .and_then(Path::file_name);
    let command = if shell.is_some_and(|shell| shell == "fish") {
        "set -e"
    } else {
        "unset"
    };
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_name {
        Hint::new(
            "unset it where it is set, and here",
            Command::new(command).word(name),
        )
    } else {
        Hint::fixed("unset it where it is set")
    }
}

/// Credentials in the `publishConfig` of the project and its workspaces, which npm publishes.
fn in_manifests(context: &Context, scanner: &Scanner<'_>) -> Vec<Seen> {
    let root = &scanner.config.local_prefix;
    let folders = npmrc::workspaces(root, scanner.npm, &ContextFiles)
        .into_iter()
        .chain([root.clone()]);
    let mut seen = Vec::new();
    for file in folders.map(|folder| folder.join("package.json")) {
        let Ok(Some(bytes)) = context.read(&file).map(|bytes| bytes.map(Zeroizing::new)) else {
            continue;
        };
        let Ok(package) = npmrc::json::parse_file(&bytes) else {
            continue;
        };
        let Some(npmrc::Value::Table(fields)) = package.get("publishConfig") else {
            continue;
        };
        for (key, value) in fields {
            let Some(text) = value
                .as_text()
                .filter(|text| shim::is_published_credential(key) && !text.is_empty())
            else {
                continue;
            };
            let at = memchr::memmem::find(&bytes, text.as_bytes()).unwrap_or(0);
            let line = 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count();
            let kind = if key.ends_with("_authToken") {
                Kind::Token
            } else {
                Kind::Auth
            };
            let sighting = Sighting::at(Place::Project, Some(file.clone()), Some(line), key, kind);
            let sighting =
                sighting.told("npm publishes it with the package: it may have leaked, replace it");
            seen.push(by_hand(
                sighting,
                Secret::from(text.to_owned()),
                &file,
                line,
            ));
        }
    }
    seen
}

/// Who else reads the file, and who will miss what is taken out of it.
fn warn(context: &Context, config: &Config, found: &mut Found) {
    let present = readers::present(context, &config.local_prefix);
    for sighting in &mut found.sightings {
        sighting.readers = readers::of(&present, sighting.place);
        if !sighting.is_edited() {
            continue;
        }
        if !sighting.readers.is_empty() {
            let names = sighting.readers.join(" and ");
            let verb = if sighting.readers.len() == 1 {
                "reads"
            } else {
                "read"
            };
            sighting.warnings.push(format!(
                "{names} {verb} it from this file, too, and will miss it"
            ));
        }
        if sighting.place == Place::Global {
            sighting
                .warnings
                .push("every user of this machine reads this file".to_owned());
        }
        if let Some(name) = &sighting.placeholder {
            let stopping: Vec<_> = readers::stopping(&sighting.readers).collect();
            let stops = stopping
                .iter()
                .map(|tool| format!("{tool} stops at ${{{name}}} while {name} is not set"));
            sighting.warnings.extend(stops);
        }
    }
}

/// A placeholder is as secret as the place that its variable comes from.
fn say_where_from(context: &Context, found: &mut Found) {
    let home = context.home();
    for aside in &mut found.asides {
        for name in &aside.variables {
            let sets = |one: &&Sighting| {
                one.key == *name && matches!(one.place, Place::Start | Place::Env | Place::Image)
            };
            let set = found
                .sightings
                .iter()
                .filter(sets)
                .map(|one| one.spot(home.as_deref()));
            let spots: Vec<String> = set.collect();
            aside.what.push_str(
                &match (spots.is_empty(), context.env.filled(name).is_some()) {
                    (false, _) => format!("; {name} is set in {}", spots.join(" and ")),
                    (true, true) => format!("; {name} is set, and nobody knows where"),
                    (true, false) => {
                        format!("; {name} is not set here, so a stored credential is used")
                    }
                },
            );
        }
    }
}
