//! The store of `pass`: a file for each item, which GnuPG encrypts. Only where the user chose it.
//!
//! `pass` itself does everything but listing, so that keys, signatures and git are as the user set
//! them up. A secret goes to it and comes from it through a pipe. Names are not secret: they are
//! file names, as all of this user's are there.

mod answer;
mod choices;
mod environment;

pub(crate) use choices::{is_pass, store_choices};

use super::captured::run_with_input;
use crate::item_name;
use crate::launch::{Captured, Launch};
use crate::listing::list_dir;
use crate::process::find_on_path;
use crate::secret::Secret;
use crate::secret_store::{
    Availability, Durability, PROMPT_DEADLINE, Prompting, SecretStore, StoreError, StoreKey,
    StoreName, StoredItem,
};
use crate::variable::Lookup;
use answer::answer;
use environment::Environment;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Our folder in the store, and the one below it where an item is until it is whole.
const FOLDER: &str = "npmcred";
const NEW: &str = "npmcred/new";

/// What a pipe holds, in bytes.
const LARGEST: usize = 64 * 1024;

/// The longest name of a file, without `.gpg`.
const LONGEST_NAME: usize = 251;

/// GnuPG starts its agent first, and derives a key from the passphrase for each item: that takes
/// seconds on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct PassStore {
    program: PathBuf,
    environment: Environment,
    /// Where our items are.
    folder: PathBuf,
    prompting: Prompting,
}

impl PassStore {
    /// `Unavailable` if it is not installed, or the user has no store of it.
    pub(crate) fn open(env: Lookup<'_>, prompting: Prompting) -> Result<Self, StoreError> {
        let unavailable = |why: String| StoreError::Unavailable(why).of(name());
        let environment = Environment::of(env);
        let program = program(&environment, "pass")
            .ok_or_else(|| unavailable("pass is not installed".to_owned()))?;
        let store = env("PASSWORD_STORE_DIR")
            .filter(|folder| !folder.is_empty())
            .map(PathBuf::from)
            .or_else(|| Some(crate::folders::home(env)?.join(".password-store")))
            .ok_or_else(|| unavailable("this user has no home".to_owned()))?;
        if store.is_relative() {
            let why = format!(
                "PASSWORD_STORE_DIR is no absolute path: {}",
                store.display()
            );
            return Err(unavailable(why));
        }
        if !store.join(".gpg-id").is_file() && !store.join(FOLDER).join(".gpg-id").is_file() {
            let why = format!("pass has no store in {}", store.display());
            return Err(unavailable(why));
        }
        Ok(Self {
            program,
            environment,
            folder: store.join(FOLDER),
            prompting,
        })
    }

    /// Runs `pass` with these words.
    fn run(
        &self,
        words: &[&str],
        input: Option<&Secret>,
        turn: Turn,
    ) -> Result<Captured, StoreError> {
        let launch = Launch {
            program: self.program.clone(),
            args: words.iter().map(OsString::from).collect(),
            env: self.environment.variables(turn.prompting),
        };
        run_with_input(&launch, Some(Path::new("/")), input, turn.left())
            .map_err(|error| StoreError::Other(format!("pass: {error}")))
            .and_then(|captured| answer(captured, turn.prompting))
            .map_err(|error| error.of(name()))
    }

    fn show(&self, name: &str, turn: Turn) -> Result<Secret, StoreError> {
        let shown = self.run(&["show", &inside(FOLDER, name)], None, turn);
        shown
            .map(|shown| Secret::new(shown.stdout))
            .map_err(|error| match error.bare() {
                StoreError::Locked | StoreError::Denied if self.lacks_key(name) => {
                    let why = "the key that it is encrypted for is not on this machine";
                    StoreError::Other(why.to_owned()).of(self::name())
                }
                _ => error,
            })
    }

    /// Whether the key of this item is not here, which no question would change. `pass` has GnuPG
    /// be quiet, and then it does not say so.
    fn lacks_key(&self, name: &str) -> bool {
        let mut names = ["gpg2", "gpg"].into_iter();
        let gpg = names.find_map(|gpg| program(&self.environment, gpg));
        let words = [
            "--status-fd=2",
            "--no-tty",
            "--batch",
            "--pinentry-mode",
            "error",
            "--decrypt",
        ];
        let mut args: Vec<OsString> = words.map(OsString::from).to_vec();
        args.push(self.file(name).into_os_string());
        let tried = gpg.and_then(|program| {
            let env = self.environment.variables(Prompting::Never);
            run_with_input(
                &Launch { program, args, env },
                Some(Path::new("/")),
                None,
                PATIENCE,
            )
            .ok()
        });
        tried.is_some_and(|tried| {
            drop(Secret::new(tried.stdout));
            answer::says(&tried.stderr, "NO_SECKEY")
        })
    }

    fn remove(&self, file: &str) -> Result<(), StoreError> {
        self.run(&["rm", "--force", file], None, Turn::unasked())
            .map(drop)
    }

    fn has(&self, name: &str) -> bool {
        self.file(name).is_file()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.gpg"))
    }

    /// Our items with their names, sorted by key.
    fn items(&self) -> Result<Vec<(StoreKey, String)>, StoreError> {
        let names = match list_dir(&self.folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            names => names.map_err(|error| {
                StoreError::Other(format!("{}: {error}", self.folder.display())).of(name())
            })?,
        };
        let item = |file: OsString| {
            let name = file.to_str()?.strip_suffix(".gpg")?.to_owned();
            Some((parse(&name)?, name))
        };
        let mut items: Vec<_> = names.into_iter().filter_map(item).collect();
        items.sort();
        Ok(items)
    }

    /// The time for one item.
    fn turn(&self) -> Turn {
        let patience = match self.prompting {
            Prompting::Never => PATIENCE,
            Prompting::Allowed => PROMPT_DEADLINE,
        };
        Turn {
            prompting: self.prompting,
            end: Instant::now() + patience,
        }
    }
}

/// One call of ours, whatever programs it takes.
#[derive(Clone, Copy)]
struct Turn {
    prompting: Prompting,
    end: Instant,
}

impl Turn {
    /// One in which nobody is asked.
    fn unasked() -> Self {
        Self {
            prompting: Prompting::Never,
            end: Instant::now() + PATIENCE,
        }
    }

    fn left(self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }
}

fn program(environment: &Environment, name: &str) -> Option<PathBuf> {
    let (name, path) = (OsStr::new(name), &environment.path);
    find_on_path(name, path, Path::new("/"), &|_| false)
}

fn name() -> StoreName {
    StoreName::new("password store", Some(choices::PASS.to_owned()))
}

fn inside(folder: &str, name: &str) -> String {
    format!("{folder}/{name}")
}

/// Readable in what `pass` lists. A slash would begin a folder, and where a disk takes capitals for
/// small letters, two items would be one.
fn describe(key: &StoreKey) -> String {
    let name = item_name::join([&key.realm, &key.path, &key.purpose], &key.profile);
    let mut file = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '/' | 'A'..='Z' => file.push_str(&format!("%{:02x}", u32::from(character))),
            other => file.push(other),
        }
    }
    file
}

fn parse(name: &str) -> Option<StoreKey> {
    let ([realm, path, purpose], profile) = item_name::split(name)?;
    let key = StoreKey {
        realm,
        path,
        purpose,
        profile,
    };
    // A name in another spelling is not one that we would find again.
    (describe(&key) == name).then_some(key)
}

impl SecretStore for PassStore {
    fn name(&self) -> &'static str {
        "password store (pass)"
    }

    fn durability(&self) -> Durability {
        Durability::Persistent
    }

    fn availability(&self) -> Availability {
        match self.ready().map_err(StoreError::into_bare) {
            Ok(()) => Availability::Ready,
            Err(StoreError::Locked) => Availability::Locked,
            Err(error) => Availability::Missing(error.to_string()),
        }
    }

    /// Whether GnuPG still knows the passphrase is only known by having it decrypt something.
    fn ready(&self) -> Result<(), StoreError> {
        match self.items()?.first() {
            Some((_, name)) => match self.show(name, Turn::unasked()) {
                // A damaged item is none of the store's.
                Err(error) if *error.bare() != StoreError::Corrupt => Err(error),
                _ => Ok(()),
            },
            None => Ok(()),
        }
    }

    fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<StoredItem>, StoreError> {
        let mut wanted = self.items()?;
        wanted.retain(|(key, _)| key.profile == profile && realms.contains(&key.realm.as_str()));
        let first = self.turn();
        let item = |(key, name): (StoreKey, String)| {
            // A person has to answer once, whatever their number.
            let turn = match self.prompting {
                Prompting::Never => self.turn(),
                Prompting::Allowed => first,
            };
            Ok(StoredItem {
                secret: self.show(&name, turn)?,
                realm: key.realm,
            })
        };
        wanted.into_iter().map(item).collect()
    }

    fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
        let name = describe(key);
        if !self.has(&name) {
            return Ok(None);
        }
        self.show(&name, self.turn()).map(Some)
    }

    fn put(
        &self,
        key: &StoreKey,
        _label: &str,
        secret: &Secret,
        _lifetime: Option<Duration>,
    ) -> Result<(), StoreError> {
        if secret.expose().len() > LARGEST {
            return Err(StoreError::TooLarge { limit: LARGEST }.of(name()));
        }
        let item = describe(key);
        if item.len() > LONGEST_NAME {
            let why = "the registry's address is too long for a file of pass";
            return Err(StoreError::Other(why.to_owned()).of(name()));
        }
        // GnuPG writes over a file from its beginning: what was there stays until the new one is
        // whole.
        let (new, kept) = (inside(NEW, &item), inside(FOLDER, &item));
        let turn = self.turn();
        let insert = ["insert", "--multiline", "--force", &new];
        self.run(&insert, Some(secret), turn)
            .and_then(|_| self.run(&["mv", "--force", &new, &kept], None, turn))
            .map(drop)
            .inspect_err(|_| drop(self.remove(&new)))
    }

    fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
        let item = describe(key);
        // What a `put` has left that was ended in the middle goes as well.
        let unfinished = self.folder.with_file_name(NEW).join(format!("{item}.gpg"));
        if unfinished.is_file() {
            self.remove(&inside(NEW, &item))?;
        }
        if !self.has(&item) {
            return Ok(false);
        }
        self.remove(&inside(FOLDER, &item))?;
        Ok(true)
    }

    fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
        Ok(self.items()?.into_iter().map(|(key, _)| key).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_a_file_name_that_says_which_it_is() {
        let key = StoreKey {
            realm: "https://registry.example:8443".to_owned(),
            path: "/A|b/%2f/".to_owned(),
            purpose: "read".to_owned(),
            profile: "work".to_owned(),
        };
        let name = describe(&key);
        assert_eq!(
            name,
            "https:%2f%2fregistry.example:8443|%2f%41%7cb%2f%252f%2f|read|work"
        );
        assert_eq!(parse(&name), Some(key));
        for foreign in ["", "github.com", "a|b", "https:%2F%2fr|%2f|any"] {
            assert_eq!(parse(foreign), None, "{foreign}");
        }
    }
}
