//! The one door to the process: environment, arguments, current folder, clock, files and store.
//!
//! Nothing else in `src` may touch them (`.clippy.toml` bans the calls), so that every decision can
//! be tested with an invented world.
#![allow(
    clippy::disallowed_methods,
    reason = "this is the door that the bans point to"
)]

mod env;
mod person;
mod store;

pub use env::Env;

use crate::credential::Profile;
use crate::error::{Error, ErrorKind, Result};
use crate::report::{Report, Speaker};
use npmcred_platform::kept_path::PathOwner;
use npmcred_platform::process::{self, FileId};
use npmcred_platform::{
    Opening, SecretStore, StoreChoice, StoreError, files, folders, handover, hint,
};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Opens the credential store of the machine.
pub type OpenStore = dyn Fn(&Env, Opening) -> std::result::Result<Box<dyn SecretStore>, StoreError>;

/// Which store the user chose.
pub type ChooseStore = fn(&Context) -> Result<StoreChoice>;

/// Everything about the process that a run of npmcred may read or use.
pub struct Context {
    /// The arguments after the program's name.
    pub args: Vec<OsString>,
    /// The name we were started under.
    pub program: OsString,
    /// The environment.
    pub env: Env,
    /// The profile that the command line names.
    pub profile: Option<Profile>,
    /// Prints messages and results.
    pub report: Report,
    cwd: Option<PathBuf>,
    open_store: Box<OpenStore>,
    choose_store: ChooseStore,
    clock: fn() -> u64,
    can_hand_over: bool,
    /// Whose installation this is about.
    owner: PathOwner,
    /// The data folder of that one, where no variable says it.
    data: Option<PathBuf>,
}

impl Context {
    /// The context of this process.
    #[must_use]
    pub fn of_process() -> Self {
        let mut args = std::env::args_os();
        args.next();
        let env = Env::new(std::env::vars_os().collect());
        Self {
            args: args.collect(),
            program: process::started_as(),
            report: Report::new(Speaker::Program, |name| env.get(name)),
            env,
            cwd: std::env::current_dir().ok(),
            profile: None,
            open_store: Box::new(|env, opening| {
                npmcred_platform::open_store(&env.lookup(), opening)
            }),
            choose_store: systems_own,
            clock: seconds_since_1970,
            can_hand_over: handover::IS_POSSIBLE,
            owner: PathOwner::User,
            data: None,
        }
    }

    /// An invented context for tests, with this environment, this store and this time in seconds.
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
            choose_store: systems_own,
            clock,
            can_hand_over: true,
            owner: PathOwner::User,
            data: None,
        }
    }

    /// Refuses to take a token away from npm on a system where it could not be handed back. Asked
    /// before anybody is, and again before anything is stored.
    ///
    /// # Errors
    /// `Refused` on such a system.
    pub fn check_handover(&self) -> Result<()> {
        if self.can_hand_over {
            return Ok(());
        }
        let what = "npmcred cannot hand npm a token on this system yet, so it takes none away";
        Err(Error::new(ErrorKind::Refused, what))
    }

    /// The user's home folder: `HOME`, or what the system's user database says.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        folders::home(&self.env.lookup())
    }

    /// npmcred's folder for the user's choices (`~/.config/npmcred` on Linux).
    ///
    /// # Errors
    /// `File` if the user has no home.
    pub fn config_folder(&self) -> Result<PathBuf> {
        folders::config(&self.env.lookup()).ok_or_else(no_home)
    }

    /// npmcred's folder for installed files (`~/.local/share/npmcred` on Linux).
    ///
    /// # Errors
    /// `File` if the user has no home.
    pub fn data_folder(&self) -> Result<PathBuf> {
        if let Some(data) = &self.data {
            return Ok(data.clone());
        }
        folders::data(&self.env.lookup()).ok_or_else(no_home)
    }

    /// The folder that an `XDG_` variable names, if the user chose it.
    #[must_use]
    pub fn xdg(&self, name: &str) -> Option<PathBuf> {
        folders::xdg(&self.env.lookup(), name)
    }

    /// The current folder, from which relative paths start. If it was deleted, this is the root of
    /// the file system.
    #[must_use]
    pub fn cwd(&self) -> &Path {
        self.cwd.as_deref().unwrap_or(Path::new(folders::ROOT))
    }

    /// The current folder; `None` if it was deleted. Use it to show the folder or to decide by its
    /// name, so that the root is not taken for the user's choice.
    #[must_use]
    pub fn existing_cwd(&self) -> Option<&Path> {
        self.cwd.as_deref()
    }

    /// A path as the user typed it, resolved from the current folder. If that was deleted, the path
    /// stays relative and so leads nowhere.
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

    /// The same context on a system that can hand nothing over.
    #[cfg(test)]
    pub(crate) fn without_handover(self) -> Self {
        let can_hand_over = false;
        Self {
            can_hand_over,
            ..self
        }
    }

    /// The same context in another environment, and without a store.
    #[must_use]
    pub fn in_environment(&self, env: Env) -> Self {
        let none = |_: &Env, _: Opening| Err(StoreError::Unavailable("not asked here".to_owned()));
        Self {
            args: Vec::new(),
            program: self.program.clone(),
            env,
            cwd: self.cwd.clone(),
            profile: None,
            report: self.report,
            open_store: Box::new(none),
            choose_store: self.choose_store,
            clock: self.clock,
            can_hand_over: self.can_hand_over,
            owner: self.owner,
            data: self.data.clone(),
        }
    }

    /// The same context as a tool's, started with these arguments in this environment, and with
    /// another store in place of the machine's.
    #[must_use]
    pub fn as_tool(
        &self,
        program: OsString,
        args: Vec<OsString>,
        env: Env,
        open_store: Box<OpenStore>,
    ) -> Self {
        let mut tool = self.in_environment(env);
        (tool.program, tool.args, tool.open_store) = (program, args, open_store);
        tool.report.speaker = Speaker::Shim;
        tool
    }

    /// Asks this for the user's choice, each time when a store is opened.
    pub fn choose_store_by(&mut self, choose: ChooseStore) {
        self.choose_store = choose;
    }

    /// Puts another store in the place of the machine's.
    pub fn replace_store(&mut self, open_store: Box<OpenStore>) {
        self.open_store = open_store;
    }

    /// The same context about the installation in this data folder, and without a store. Programs
    /// that it starts get the user's own environment.
    #[must_use]
    pub fn with_data_folder(&self, folder: PathBuf, owner: PathOwner) -> Self {
        Self {
            args: self.args.clone(),
            owner,
            data: Some(folder),
            ..self.in_environment(self.env.clone())
        }
    }

    /// Whose installation this is about: whose PATH it changes, and who may change it.
    #[must_use]
    pub fn owner(&self) -> PathOwner {
        self.owner
    }

    /// The default of [`data_folder`](Self::data_folder).
    ///
    /// # Errors
    /// `File` if the user has no home.
    pub fn usual_data_folder(&self) -> Result<PathBuf> {
        if let Some(data) = &self.data {
            return Ok(data.clone());
        }
        folders::usual_data(&self.env.lookup()).ok_or_else(no_home)
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn now(&self) -> u64 {
        (self.clock)()
    }

    /// The file's contents; `None` if there is no such file.
    ///
    /// # Errors
    /// `File`, with the path.
    pub fn read(&self, path: &Path) -> Result<Option<Vec<u8>>> {
        files::read(path).map_err(|cause| Error::file("read", path, &cause))
    }

    /// Finds a program on PATH, passing over every file that is this npmcred.
    ///
    /// # Errors
    /// `ToolNotFound`, which says if only npmcred was there.
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
            let is_shim_there = self.which(name, &|_| false).is_some();
            let name = name.to_string_lossy();
            let error = Error::new(
                ErrorKind::ToolNotFound,
                format!("{name}: command not found"),
            );
            if is_shim_there {
                error.note(format!(
                    "the real {name} was not found on PATH, only npmcred's shim"
                ))
            } else {
                error
            }
        })
    }

    /// The first program on PATH that `skip` does not accept; it may be npmcred itself.
    #[must_use]
    pub fn which(
        &self,
        name: impl AsRef<OsStr>,
        skip: &dyn Fn(&FileId) -> bool,
    ) -> Option<PathBuf> {
        let path = self.env.get("PATH").unwrap_or_default();
        process::find_on_path(name.as_ref(), path, self.cwd(), skip)
    }

    /// The path to type instead of `npmcred`, where PATH does not lead to this program.
    #[must_use]
    pub fn own_path_to_type(&self) -> Option<PathBuf> {
        let (path, own) = process::own_file().ok()?;
        let typed = self.which("npmcred", &|_| false);
        let leads_here =
            typed.is_some_and(|typed| process::file_id(&typed).is_ok_and(|id| id == own));
        (!leads_here).then_some(path)
    }

    /// The folders of PATH, in their order.
    #[must_use]
    pub fn path_folders(&self) -> Vec<PathBuf> {
        std::env::split_paths(self.env.get("PATH").unwrap_or_default()).collect()
    }
}

/// A folder's name as a key in a JSON record.
#[must_use]
pub fn record_name(folder: &Path) -> String {
    // Debug form: distinct for distinct names even where they are not UTF-8.
    folder
        .to_str()
        .map_or_else(|| format!("{folder:?}"), str::to_owned)
}

fn no_home() -> Error {
    Error::new(ErrorKind::File, "no home folder: HOME is not set")
        .cure("set it", hint::set_home().into())
}

/// The choice of who chose nothing.
fn systems_own(_: &Context) -> Result<StoreChoice> {
    Ok(StoreChoice::System)
}

fn seconds_since_1970() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs())
}
