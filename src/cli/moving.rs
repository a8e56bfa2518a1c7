//! Flags of the commands that install, check and uninstall.

use clap::ValueEnum;
use std::path::PathBuf;

/// `npmcred setup`.
#[derive(Debug, clap::Args)]
pub struct SetupArgs {
    /// Do not ask; take the safe answer to every question
    #[arg(long)]
    pub yes: bool,
    /// Show what would be done, change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Uninstall: undo everything that setup did, byte for byte
    #[arg(long)]
    pub undo: bool,
    /// On Windows, by an administrator: for all users, in front of an npm on the machine's PATH
    #[cfg_attr(windows, arg(long, conflicts_with = "remove_credentials"))]
    #[cfg_attr(not(windows), arg(skip))]
    pub machine: bool,
    /// With --undo: remove the stored credentials too [default: ask; keep them without a
    /// terminal]
    #[arg(long, requires = "undo")]
    pub remove_credentials: bool,
    /// With --undo: keep the stored credentials, do not ask
    #[arg(long, requires = "undo", conflicts_with = "remove_credentials")]
    pub keep_credentials: bool,
}

/// The form in which a shell reads what `npmcred env` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ShellWord {
    /// sh, dash, bash, zsh, ksh, mksh, yash, busybox
    #[value(name = "sh", aliases = ["dash", "bash", "zsh", "ksh", "mksh", "yash", "ash", "busybox", "posix"])]
    Posix,
    /// fish
    Fish,
    /// nushell
    #[value(name = "nu", alias = "nushell")]
    Nushell,
    /// PowerShell
    #[value(name = "powershell", alias = "pwsh")]
    PowerShell,
    /// elvish
    Elvish,
    /// xonsh
    Xonsh,
    /// tcsh and csh
    #[value(name = "tcsh", alias = "csh")]
    Tcsh,
}

/// `npmcred env`.
#[derive(Debug, clap::Args)]
pub struct EnvArgs {
    /// The shell that reads it
    #[arg(default_value = "sh")]
    pub shell: ShellWord,
    /// For a job of a build server: npm's scripts do not see the tokens in its variables
    #[arg(long, conflicts_with = "json")]
    pub ci: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `npmcred migrate`.
#[derive(Debug, clap::Args)]
pub struct MigrateArgs {
    /// More folders to search [default: the project of the working folder]
    #[arg(value_name = "FOLDER")]
    pub folders: Vec<PathBuf>,
    /// Do it without asking
    #[arg(long)]
    pub yes: bool,
    /// Show the plan, change nothing
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
    /// Ask each registry whether the credentials found still work
    #[arg(long)]
    pub check: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `npmcred doctor`.
#[derive(Debug, clap::Args)]
pub struct DoctorArgs {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Send a made-up token through the shim to a listener on this machine, and search for it
    /// afterwards
    #[arg(long)]
    pub prove: bool,
}
