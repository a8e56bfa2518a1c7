//! The one door to the process: environment, arguments, working folder, clock, files and the store.
//!
//! Nothing else in `src` may touch them (`.clippy.toml` bans the calls), so that every decision can
//! be tested with an invented world.
#![allow(
    clippy::disallowed_methods,
    reason = "this is the door that the bans point to"
)]

use crate::credential::Profile;
use crate::error::{Error, ErrorKind, Result};
use crate::report::{Report, Speaker, printable};
use crate::waited_store::{self, WaitedStore};
use npmcred_platform::process::{self, FileId};
use npmcred_platform::{Prompting, SecretStore, StoreError, files, folders, session, variable};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Opens the credential store of the machine.
pub type OpenStore =
    dyn Fn(&Env, Prompting) -> std::result::Result<Box<dyn SecretStore>, StoreError>;

/// The environment as it was handed to us, in its order.
#[derive(Clone, Debug, Default)]
pub struct Env(Vec<(OsString, OsString)>);

impl Env {
    /// An environment of these variables.
    #[must_use]
    pub fn new(variables: Vec<(OsString, OsString)>) -> Self {
        Self(variables)
    }

    /// The variable's value, if it is set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.0
            .iter()
            .find(|(key, _)| variable::is_same(key, name.as_ref()))
            .map(|(_, value)| value.as_os_str())
    }

    /// The variable's value if it is set and not empty.
    #[must_use]
    pub fn filled(&self, name: &str) -> Option<&OsStr> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// Sets the variable, in its old place where it has one.
    pub fn set(&mut self, name: &str, value: impl Into<OsString>) {
        match self
            .0
            .iter_mut()
            .find(|(key, _)| variable::is_same(key, name.as_ref()))
        {
            Some((_, old)) => *old = value.into(),
            None => self.0.push((name.into(), value.into())),
        }
    }

    /// Drops the variable.
    pub fn remove(&mut self, name: &str) {
        self.0
            .retain(|(key, _)| !variable::is_same(key, name.as_ref()));
    }

    /// Drops every variable whose name begins like this.
    pub fn remove_beginning_with(&mut self, prefix: &str) {
        self.0
            .retain(|(key, _)| !variable::begins_with(key, prefix));
    }

    /// Drops every variable whose name the test accepts.
    pub fn drop_where(&mut self, test: impl Fn(&str) -> bool) {
        self.0.retain(|(key, _)| !key.to_str().is_some_and(&test));
    }

    /// All variables, in their order.
    #[must_use]
    pub fn variables(&self) -> &[(OsString, OsString)] {
        &self.0
    }

    /// A look-up in the form that `platform` takes.
    pub fn lookup(&self) -> impl Fn(&str) -> Option<OsString> {
        |name| self.get(name).map(OsStr::to_owned)
    }
}

/// What a run of npmcred may know and touch.
pub struct Context {
    /// The arguments behind the program's name.
    pub args: Vec<OsString>,
    /// The name we were started under.
    pub program: OsString,
    /// The environment.
    pub env: Env,
    /// The profile that the command line names.
    pub profile: Option<Profile>,
    /// The voice.
    pub report: Report,
    cwd: Option<PathBuf>,
    open_store: Box<OpenStore>,
    clock: fn() -> u64,
}

impl Context {
    /// The context of this very process.
    #[must_use]
    pub fn of_process() -> Self {
        let mut args = std::env::args_os();
        let program = args.next().unwrap_or_default();
        let env = Env::new(std::env::vars_os().collect());
        Self {
            args: args.collect(),
            program,
            report: Report::new(Speaker::Program, |name| env.get(name)),
            env,
            cwd: std::env::current_dir().ok(),
            profile: None,
            open_store: Box::new(|env, prompting| {
                npmcred_platform::open_store(&env.lookup(), prompting)
            }),
            clock: seconds_since_1970,
        }
    }

    /// An invented context for tests: this environment, this store, this second.
    #[cfg(test)]
    pub(crate) fn invented(env: Env, open_store: Box<OpenStore>, clock: fn() -> u64) -> Self {
        let report = Report::new(Speaker::Shim, |name| env.get(name));
        let (args, program) = (Vec::new(), "npmcred".into());
        Self {
            args,
            program,
            env,
            cwd: None,
            profile: None,
            report,
            open_store,
            clock,
        }
    }

    /// The user's home folder: `HOME`, or what the system's user database says.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        folders::home(&self.env.lookup())
    }

    /// Our folder for what the user decided (`~/.config/npmcred` on Linux).
    ///
    /// # Errors
    /// `File` where the user has no home.
    pub fn config_folder(&self) -> Result<PathBuf> {
        folders::config(&self.env.lookup()).ok_or_else(no_home)
    }

    /// Our folder for what we installed (`~/.local/share/npmcred` on Linux).
    ///
    /// # Errors
    /// `File` where the user has no home.
    pub fn data_folder(&self) -> Result<PathBuf> {
        folders::data(&self.env.lookup()).ok_or_else(no_home)
    }

    /// The folder that an `XDG_` variable names, where that is the user's own choice.
    #[must_use]
    pub fn xdg(&self, name: &str) -> Option<PathBuf> {
        folders::xdg(&self.env.lookup(), name)
    }

    /// The current folder, from which relative paths start. Where it has been deleted, the root of
    /// the file system takes its place.
    #[must_use]
    pub fn cwd(&self) -> &Path {
        self.cwd.as_deref().unwrap_or(Path::new(folders::ROOT))
    }

    /// The current folder; `None` where it has been deleted. For whoever decides by its name or
    /// shows it, so that the root is not taken for the user's choice.
    #[must_use]
    pub fn existing_cwd(&self) -> Option<&Path> {
        self.cwd.as_deref()
    }

    /// A path as the user typed it, from the current folder on. Without one it stays relative, and
    /// so leads nowhere.
    #[must_use]
    pub fn absolute(&self, path: &Path) -> PathBuf {
        self.cwd
            .as_deref()
            .map_or_else(|| path.to_owned(), |cwd| cwd.join(path))
    }

    /// The same context in this current folder.
    #[cfg(test)]
    pub(crate) fn at(self, cwd: Option<&Path>) -> Self {
        let cwd = cwd.map(Path::to_owned);
        Self { cwd, ..self }
    }

    /// The same context in another environment, and without a store.
    #[must_use]
    pub fn in_environment(&self, env: Env) -> Self {
        let none =
            |_: &Env, _: Prompting| Err(StoreError::Unavailable("not asked here".to_owned()));
        Self {
            args: Vec::new(),
            program: self.program.clone(),
            env,
            cwd: self.cwd.clone(),
            profile: None,
            report: self.report,
            open_store: Box::new(none),
            clock: self.clock,
        }
    }

    /// Where [`data_folder`](Self::data_folder) is without a word of the user's about it.
    ///
    /// # Errors
    /// `File` where the user has no home.
    pub fn usual_data_folder(&self) -> Result<PathBuf> {
        folders::usual_data(&self.env.lookup()).ok_or_else(no_home)
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn now(&self) -> u64 {
        (self.clock)()
    }

    /// The file's contents; `None` where there is no such file.
    ///
    /// # Errors
    /// `File`, with the path.
    pub fn read(&self, path: &Path) -> Result<Option<Vec<u8>>> {
        files::read(path).map_err(|cause| Error::file("read", path, &cause))
    }

    /// Finds a program on PATH, passing over every file that is this npmcred.
    ///
    /// # Errors
    /// `ToolNotFound`, which says that only we were there.
    pub fn find_program(&self, name: &OsStr) -> Result<PathBuf> {
        let own: Vec<FileId> = process::own_file()
            .ok()
            .into_iter()
            .map(|(_, id)| id)
            .collect();
        self.find_program_passing(name, &own)
    }

    /// Finds a program on PATH, passing over these files.
    ///
    /// # Errors
    /// As [`Context::find_program`].
    pub fn find_program_passing(&self, name: &OsStr, passed: &[FileId]) -> Result<PathBuf> {
        self.which(name, &|id| passed.contains(id)).ok_or_else(|| {
            let name = name.to_string_lossy();
            Error::new(
                ErrorKind::ToolNotFound,
                format!("{name}: command not found"),
            )
            .note(format!(
                "npmcred stands in front of {name}, but no folder of PATH holds the real one"
            ))
        })
    }

    /// The program that PATH leads to, ourselves among them, passing over every file that `skip`
    /// accepts.
    #[must_use]
    pub fn which(
        &self,
        name: impl AsRef<OsStr>,
        skip: &dyn Fn(&FileId) -> bool,
    ) -> Option<PathBuf> {
        let path = self.env.get("PATH").unwrap_or_default();
        process::find_on_path(name.as_ref(), path, self.cwd(), skip)
    }

    /// The folders of PATH, in their order.
    #[must_use]
    pub fn path_folders(&self) -> Vec<PathBuf> {
        std::env::split_paths(self.env.get("PATH").unwrap_or_default()).collect()
    }

    /// The machine's credential store.
    ///
    /// # Errors
    /// What the store said; absence of any store is `StoreMissing` with the choices on this
    /// machine. `Refused` under sudo: root would ask its own store, or leave files of root's in the
    /// user's.
    pub fn store(&self, prompting: Prompting) -> Result<Box<dyn SecretStore>> {
        if self.is_under_sudo() {
            return Err(Error::new(
                ErrorKind::Refused,
                "no credential store is asked under sudo",
            )
            .hint("run it without sudo"));
        }
        let opened = {
            let _line = waited_store::wait(self.report);
            (self.open_store)(&self.env, prompting)
        };
        let inner = opened.map_err(|error| self.store_error(&error))?;
        let report = self.report;
        Ok(if report.shows_progress() {
            Box::new(WaitedStore { inner, report })
        } else {
            inner
        })
    }

    /// Whether we are root on the word of another user, whose home we may see.
    #[must_use]
    pub fn is_under_sudo(&self) -> bool {
        session::is_under_sudo(&self.env.lookup())
    }

    /// A store's failure in the user's terms.
    #[must_use]
    pub fn store_error(&self, error: &StoreError) -> Error {
        let told = Error::from_store(error, || {
            npmcred_platform::store_choices(&self.env.lookup(), error)
        });
        npmcred_platform::store_notes(error)
            .into_iter()
            .fold(told, Error::note)
    }

    /// Why what this store does not hold may lie in another that could not be asked; nothing where
    /// this one says it all.
    #[must_use]
    pub fn elsewhere(&self, store: &dyn SecretStore) -> Option<Error> {
        let other = store.passed_over()?;
        matches!(other.bare(), StoreError::Unreachable(_)).then(|| self.store_error(other))
    }

    /// The error where a store does not hold what is wanted: `NotLoggedIn`, or that it may lie
    /// elsewhere.
    #[must_use]
    pub fn nothing_kept(&self, store: &dyn SecretStore, what: String) -> Error {
        match self.elsewhere(store) {
            Some(other) => other.after(&format!("{what} in the {}", store.name())),
            None => Error::new(ErrorKind::NotLoggedIn, what),
        }
    }

    /// Why what was not found may be in a store that could not be asked, for who has no store at
    /// hand any more.
    #[must_use]
    pub fn unreached(&self) -> Option<Error> {
        match self.store(Prompting::Never) {
            Ok(store) => {
                let named =
                    |other: Error| other.after(&format!("only the {} was asked", store.name()));
                self.elsewhere(store.as_ref()).map(named)
            }
            Err(error) => (error.kind == ErrorKind::StoreMissing).then_some(error),
        }
    }

    /// That nobody is logged in, or that this cannot be known.
    #[must_use]
    pub fn not_logged_in(&self, what: String) -> Error {
        match self.unreached() {
            Some(other) => other.after(&what),
            None => Error::new(ErrorKind::NotLoggedIn, what),
        }
    }

    /// Whether a person is there for a login in the middle of a command. A build server may give
    /// its jobs a terminal; there `CI` is set, as npm itself looks at it.
    #[must_use]
    pub fn is_attended(&self) -> bool {
        !self.is_on_build_server() && session::stdin_is_terminal() && session::stderr_is_terminal()
    }

    /// Whether a build server runs this, as npm tells it (npm 12 `ci-info`).
    #[must_use]
    pub fn is_on_build_server(&self) -> bool {
        self.env.filled("CI").is_some_and(|value| value != "false")
    }

    /// Asks the person at the terminal a question that yes or no answers; nothing typed is `usual`,
    /// and who ends the input agrees to nothing. Only for who [is there](Self::is_attended).
    ///
    /// # Errors
    /// `Interrupted` where there is no answer.
    pub fn agrees(&self, question: &str, usual: bool) -> Result<bool> {
        let choices = if usual { "[Y/n]" } else { "[y/N]" };
        match session::read_line(&format!("{} {choices} ", printable(question))) {
            Ok(answer) => Ok(match answer.trim() {
                "" => usual,
                answer => answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes"),
            }),
            Err(cause) if cause.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
            Err(cause) => Err(Error::new(
                ErrorKind::Interrupted,
                format!("no answer: {cause}"),
            )),
        }
    }

    /// Whether a store may ask: only a person at a terminal can answer.
    #[must_use]
    pub fn prompting_if_attended(&self) -> Prompting {
        if session::stdin_is_terminal() && session::stderr_is_terminal() {
            Prompting::Allowed
        } else {
            Prompting::Never
        }
    }
}

/// A folder's name as a key of a record in JSON.
#[must_use]
pub fn record_name(folder: &Path) -> String {
    // Debug form: distinct for distinct names even where they are not UTF-8.
    folder
        .to_str()
        .map_or_else(|| format!("{folder:?}"), str::to_owned)
}

fn no_home() -> Error {
    Error::new(ErrorKind::File, "no home folder: HOME is not set")
        .hint("set it: export HOME=/your/home")
}

fn seconds_since_1970() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs())
}
