//! Subcommands and flags of the program, without behaviour. The shim never uses them.

mod moving;
mod source;
mod token;
mod words;

pub use moving::{DoctorArgs, EnvArgs, MigrateArgs, SetupArgs, ShellWord};
pub use source::{SourceAddArgs, SourceCommand, SourceRemoveArgs};
pub use token::{Code, CreateArgs, ListArgs, RegistryFlags, RevokeArgs, RotateArgs, TokenCommand};
pub use words::{AuthTypeWord, ProtocolWord, UseWord};

use clap::{Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Keeps npm's tokens in your system's own store, and hands them over just in time.
#[derive(Debug, Parser)]
#[command(name = "npmcred", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: CliCommand,
    /// Use this profile's credentials [default: as chosen by npmcred use]
    #[arg(long, global = true, value_name = "PROFILE")]
    pub profile: Option<String>,
}

/// The subcommands: one for each file of `command/`.
#[derive(Debug, Subcommand)]
pub enum CliCommand {
    /// Log in, in the browser or by password, and store the credential
    Login(LoginArgs),
    /// Revoke a session at its registry, and remove it
    Logout(LogoutArgs),
    /// Store a token or password, from a pipe or a hidden prompt
    Store(StoreArgs),
    /// List the stored credentials, without the secrets
    List(Json),
    /// Show the state of the store, the credentials, the shims and npm
    Status(StatusArgs),
    /// Remove stored credentials, without asking the registry
    Remove(RemoveArgs),
    /// Create, list or revoke tokens at the registry
    #[command(subcommand)]
    Token(TokenCommand),
    /// Have a command of your own make the tokens of a registry
    #[command(subcommand)]
    Source(SourceCommand),
    /// Replace a stored token with a new one, and revoke the old one
    Rotate(RotateArgs),
    /// Show what the shim would do with a command, and why
    Explain(ExplainArgs),
    /// Run a tool that reads npm's configuration, with your credentials
    Exec(ExecArgs),
    /// Answer a program that asks for a credential: pnpm, git, docker, cargo or Bazel
    Helper(HelperArgs),
    /// Run npm in a step of a container build, with the secret that is mounted there
    Run(RunArgs),
    /// Show how a container build gets a token, or check that this project leaves none in an image
    Docker(DockerArgs),
    /// Review and allow settings of this project that affect credentials
    Trust(TrustArgs),
    /// Choose the profile for a folder, or show which one is used
    Use(UseArgs),
    /// Show or change a setting
    Config(ConfigArgs),
    /// Install the shims and shell integration; --undo uninstalls
    Setup(SetupArgs),
    /// Print shell code that puts the shims first on PATH
    Env(EnvArgs),
    /// Move plaintext credentials from npm's files into the store
    Migrate(MigrateArgs),
    /// Check the installation, and show a fix for each problem
    Doctor(DoctorArgs),
    /// Unlock the keyring of a machine without a desktop, or start one
    Unlock(UnlockArgs),
    /// Unlock the keyring on the bus that `unlock` has started for it, and start your shell
    #[command(hide = true)]
    UnlockOnNewBus,
    /// Ask registries what they think of the credentials on standard input, while a tool starts
    #[command(hide = true)]
    AskApart,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: CompletionShell,
    },
    /// Print what can stand in the place of the last of these words
    #[command(hide = true)]
    Complete {
        /// The words behind `npmcred`, as far as the cursor
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
    /// Write the man pages, the completions and the settings reference into a folder
    #[command(hide = true)]
    Manual {
        /// The folder, which may hold an older version of them
        folder: PathBuf,
    },
}

/// A shell that npmcred has completions for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CompletionShell {
    /// bash
    Bash,
    /// elvish
    Elvish,
    /// fish
    Fish,
    /// nushell
    #[value(alias = "nu")]
    Nushell,
    /// PowerShell
    #[value(name = "powershell", alias = "pwsh")]
    PowerShell,
    /// zsh
    Zsh,
}

/// The flag for output that programs read.
#[derive(Debug, clap::Args)]
pub struct Json {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `npmcred login`.
#[derive(Debug, clap::Args)]
pub struct LoginArgs {
    /// The registry [default: the one that npm is configured for]
    #[arg(long, value_name = "URL")]
    pub registry: Option<String>,
    /// Take the registry that npm uses for this scope; with --registry, have npm use that one from
    /// now on
    #[arg(long, value_name = "@SCOPE")]
    pub scope: Option<String>,
    /// How to log in [default: as npm's configuration says, else web]
    #[arg(long, value_name = "TYPE")]
    pub auth_type: Option<AuthTypeWord>,
    /// Take a token from standard input, or from a prompt that does not show it, and ask the
    /// registry about it
    #[arg(long, conflicts_with = "auth_type")]
    pub with_token: bool,
    /// Replace a stored token for the same registry and use without asking
    #[arg(long, requires = "with_token")]
    pub yes: bool,
    /// Keep a token that looks like one of another host
    #[arg(long, requires = "with_token")]
    pub foreign_token: bool,
    /// Show the address only; do not open a browser
    #[arg(long)]
    pub no_browser: bool,
    /// What the credential may be used for
    #[arg(long = "use", value_name = "USE", default_value = "any")]
    pub purpose: UseWord,
    /// Print one JSON object a line, as it happens
    #[arg(long)]
    pub json: bool,
}

/// `npmcred logout`.
#[derive(Debug, clap::Args)]
pub struct LogoutArgs {
    /// The registry [default: the one that npm is configured for]
    #[arg(long, value_name = "URL")]
    pub registry: Option<String>,
    /// The registry of this scope; npm forgets it afterwards
    #[arg(long, value_name = "@SCOPE")]
    pub scope: Option<String>,
    /// End what is no session as well: tokens that were made to last, and passwords
    #[arg(long)]
    pub all: bool,
}

/// `npmcred status`.
#[derive(Debug, clap::Args)]
pub struct StatusArgs {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Ask each registry whether it still accepts its credential
    #[arg(long)]
    pub check: bool,
}

/// `npmcred store`.
#[derive(Debug, clap::Args)]
pub struct StoreArgs {
    /// The registry [default: the one that npm is configured for]
    #[arg(long, value_name = "URL")]
    pub registry: Option<String>,
    /// Take the registry that npm uses for this scope
    #[arg(long, value_name = "@SCOPE")]
    pub scope: Option<String>,
    /// What the credential may be used for
    #[arg(long = "use", value_name = "USE", default_value = "any")]
    pub purpose: UseWord,
    /// When it expires: 2h, 90d, 2027-01-31 or 2027-01-31T12:00:00Z
    #[arg(long, value_name = "WHEN")]
    pub expires: Option<String>,
    /// The secret is a password, sent with a user name (HTTP Basic)
    #[arg(long, requires = "username")]
    pub basic: bool,
    /// The user name of a password, or the owner of a token
    #[arg(long, value_name = "NAME")]
    pub username: Option<String>,
    /// Accept a registry that receives the credential unencrypted
    #[arg(long)]
    pub insecure_http: bool,
    /// Replace a stored credential for the same registry and use without asking
    #[arg(long)]
    pub yes: bool,
    /// Keep a token that looks like one of another host
    #[arg(long)]
    pub foreign_token: bool,
}

/// `npmcred remove`.
#[derive(Debug, clap::Args)]
pub struct RemoveArgs {
    /// The registry
    #[arg(long, value_name = "URL")]
    pub registry: String,
    /// Only the credential for this use
    #[arg(long = "use", value_name = "USE")]
    pub purpose: Option<UseWord>,
}

/// `npmcred config`.
#[derive(Debug, clap::Args)]
pub struct ConfigArgs {
    /// The setting [default: show all]
    pub key: Option<String>,
    /// The new value [default: show the current one]
    pub value: Option<String>,
    /// Go back to the default
    #[arg(long, requires = "key", conflicts_with = "value")]
    pub unset: bool,
}

/// `npmcred explain`.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// The command: npm, npx or another tool that has a shim, and its arguments
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        required = true,
        value_name = "COMMAND"
    )]
    pub words: Vec<OsString>,
}

/// `npmcred exec`.
#[derive(Debug, clap::Args)]
pub struct ExecArgs {
    /// Hand over credentials for this use [default: write; with --secret or --env: read]
    #[arg(long = "use", value_name = "USE")]
    pub purpose: Option<UseWord>,
    /// Give a container build the lines of an .npmrc, in memory, as a build secret of this name
    #[arg(long, value_name = "ID", conflicts_with = "variable")]
    pub secret: Option<String>,
    /// Give the tool the token of one registry in this variable
    #[arg(long = "env", value_name = "NAME")]
    pub variable: Option<String>,
    /// With --secret or --env: a registry whose credential is handed over
    #[arg(long, value_name = "URL")]
    pub registry: Vec<String>,
    /// With --secret or --env: the registry that npm uses for this scope, and a line that says so
    #[arg(long, value_name = "@SCOPE")]
    pub scope: Vec<String>,
    /// The tool and its arguments
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        required = true,
        value_name = "TOOL"
    )]
    pub words: Vec<OsString>,
}

/// `npmcred helper`.
#[derive(Debug, clap::Args)]
pub struct HelperArgs {
    /// The protocol
    pub protocol: ProtocolWord,
    /// What the program adds; for pnpm, the registry
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "WORD"
    )]
    pub words: Vec<String>,
}

/// `npmcred run`.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// The file of the secret, below /run/secrets
    #[arg(long, value_name = "FILE")]
    pub from: PathBuf,
    /// npm or npx and its arguments
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        required = true,
        value_name = "COMMAND"
    )]
    pub words: Vec<OsString>,
}

/// `npmcred docker`.
#[derive(Debug, clap::Args)]
pub struct DockerArgs {
    /// Name each line of a Dockerfile or compose file that leaves a token
    #[arg(long)]
    pub check: bool,
    /// The folder of the project [default: the working folder]
    pub folder: Option<PathBuf>,
    /// Print JSON
    #[arg(long, requires = "check")]
    pub json: bool,
}

/// `npmcred unlock`.
#[derive(Debug, clap::Args)]
pub struct UnlockArgs {
    /// Start your shell afterwards; without a session bus this is always done
    #[arg(long)]
    pub shell: bool,
}

/// `npmcred use`.
#[derive(Debug, clap::Args)]
pub struct UseArgs {
    /// The profile, or `default` for the unnamed one [default: show the one used here]
    #[arg(value_name = "PROFILE", id = "chosen")]
    pub profile: Option<String>,
    /// The folder [default: the working folder]
    #[arg(long = "in", value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Choose it for all folders without a choice of their own
    #[arg(long, conflicts_with = "folder")]
    pub user: bool,
    /// Forget the choice
    #[arg(long, conflicts_with = "chosen")]
    pub forget: bool,
    /// Print JSON, change nothing
    #[arg(long, conflicts_with_all = ["chosen", "forget", "user"])]
    pub json: bool,
}

/// `npmcred trust`.
#[derive(Debug, clap::Args)]
pub struct TrustArgs {
    /// Allow without asking
    #[arg(long, conflicts_with = "forget")]
    pub yes: bool,
    /// Forget what was allowed for this project
    #[arg(long)]
    pub forget: bool,
    /// Print JSON, change nothing
    #[arg(long, conflicts_with_all = ["yes", "forget"])]
    pub json: bool,
}
