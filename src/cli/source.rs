//! Flags of `npmcred source`.

use clap::Subcommand;
use std::ffi::OsString;

/// `npmcred source`.
#[derive(Debug, Subcommand)]
pub enum SourceCommand {
    /// Have a command make the tokens of a registry, and try it once
    Add(SourceAddArgs),
    /// List the registries whose tokens a command makes
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Forget the command of a registry
    Remove(SourceRemoveArgs),
}

/// `npmcred source add`.
#[derive(Debug, clap::Args)]
pub struct SourceAddArgs {
    /// The registry; its tokens are used for those below its path, too
    #[arg(long, value_name = "URL")]
    pub registry: String,
    /// The command prints JSON: where the token is in it, such as credential.access_token
    #[arg(long, value_name = "PATH", requires = "words")]
    pub field: Option<String>,
    /// Where the token's end is in the same JSON: a date with a time zone, or seconds
    #[arg(long, value_name = "PATH", requires = "field")]
    pub end_field: Option<String>,
    /// How long a token is kept at most: 1h [default: as the token or the JSON says, else 15m]
    #[arg(long, value_name = "SPAN")]
    pub expires: Option<String>,
    /// Send the token as the password of this user (HTTP Basic)
    #[arg(long, value_name = "NAME")]
    pub basic: Option<String>,
    /// How long the command may take, up to 5m [default: 1m]
    #[arg(long, value_name = "SPAN")]
    pub deadline: Option<String>,
    /// Accept a registry that receives the token unencrypted
    #[arg(long)]
    pub insecure_http: bool,
    /// Take the place of a stored token that was made to last
    #[arg(long)]
    pub yes: bool,
    /// The command and its arguments [default: the one of AWS, Google, Azure, GitHub or JFrog, by
    /// the registry's host]
    #[arg(last = true, value_name = "COMMAND")]
    pub words: Vec<OsString>,
}

/// `npmcred source remove`.
#[derive(Debug, clap::Args)]
pub struct SourceRemoveArgs {
    /// The registry, as npmcred source list shows it
    #[arg(long, value_name = "URL")]
    pub registry: String,
}
