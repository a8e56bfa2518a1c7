//! Flags of `npmcred token` and `npmcred rotate`, named as npm names them.

use super::UseWord;
use clap::{Subcommand, ValueEnum};

/// `npmcred token`.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Have one made and keep it; it is not shown
    Create(TokenCreate),
    /// Show those of the account; sessions are not among them
    List(TokenList),
    /// Revoke one
    Revoke(TokenRevoke),
}

/// `npmcred token create`.
#[derive(Debug, clap::Args)]
pub struct TokenCreate {
    /// Its name [default: what it is for, and the time]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The commands that it is kept for [default: read for a token that only reads, else write]
    #[arg(long = "use", value_name = "USE")]
    pub purpose: Option<UseWord>,
    /// What it may do
    #[command(flatten)]
    pub rights: Rights,
    /// Whom to ask
    #[command(flatten)]
    pub asked: Asked,
}

/// `npmcred token list`.
#[derive(Debug, clap::Args)]
pub struct TokenList {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// The registry [default: the one that npm is configured for]
    #[arg(long, value_name = "URL")]
    pub registry: Option<String>,
}

/// `npmcred token revoke`.
#[derive(Debug, clap::Args)]
pub struct TokenRevoke {
    /// Its id or key as npmcred token list shows it, or its name
    #[arg(value_name = "ID")]
    pub id: String,
    /// Whom to ask
    #[command(flatten)]
    pub asked: Asked,
}

/// `npmcred rotate`.
#[derive(Debug, clap::Args)]
pub struct Rotate {
    /// The one that is kept for this use, where there are several
    #[arg(long = "use", value_name = "USE")]
    pub purpose: Option<UseWord>,
    /// What is to be otherwise than before
    #[command(flatten)]
    pub rights: Rights,
    /// Whom to ask
    #[command(flatten)]
    pub asked: Asked,
}

/// The registry, and what it may ask back.
#[derive(Debug, clap::Args)]
pub struct Asked {
    /// The registry [default: the one that npm is configured for]
    #[arg(long, value_name = "URL")]
    pub registry: Option<String>,
    /// The code of your authenticator
    #[arg(long, value_name = "CODE")]
    pub otp: Option<String>,
    /// Open no browser for the second factor
    #[arg(long)]
    pub no_browser: bool,
}

/// What a token may do: npm's own flags of `npm token create`, two of them under a shorter name too.
#[derive(Debug, Default, clap::Args)]
pub struct Rights {
    /// What it may do with packages and scopes [default: read-only; rotate: as before]
    #[arg(long, alias = "packages-and-scopes-permission", value_name = "PERMISSION")]
    pub permission: Option<Permission>,
    /// A package that this is about; may be repeated
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub packages: Vec<String>,
    /// It is about all packages
    #[arg(long)]
    pub packages_all: bool,
    /// A scope that this is about; may be repeated
    #[arg(long, value_name = "@SCOPE", value_delimiter = ',')]
    pub scopes: Vec<String>,
    /// An organisation that it may manage; may be repeated
    #[arg(long, value_name = "ORG", value_delimiter = ',')]
    pub orgs: Vec<String>,
    /// What it may do with organisations
    #[arg(long, value_name = "PERMISSION")]
    pub orgs_permission: Option<OrgsPermission>,
    /// Its life in days [default: the registry's]
    #[arg(long, value_name = "DAYS")]
    pub expires: Option<String>,
    /// Addresses from which it works, of IPv4; may be repeated
    #[arg(long, value_name = "RANGE", value_delimiter = ',')]
    pub cidr: Vec<String>,
    /// It publishes without a second factor
    #[arg(long)]
    pub bypass_2fa: bool,
    /// A note to it
    #[arg(long, alias = "token-description", value_name = "TEXT")]
    pub description: Option<String>,
}

/// A permission for packages and scopes, as npm spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Permission {
    /// Install
    ReadOnly,
    /// Install and publish
    ReadWrite,
    /// Install, and publish what then waits for somebody's approval
    ReadWriteStageOnly,
    /// Nothing
    NoAccess,
}

/// A permission for organisations, as npm spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OrgsPermission {
    /// See them
    ReadOnly,
    /// Manage them
    ReadWrite,
    /// Nothing
    NoAccess,
}

impl Permission {
    /// npm's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "read-only",
            Self::ReadWrite => "read-write",
            Self::ReadWriteStageOnly => "read-write-stage-only",
            Self::NoAccess => "no-access",
        }
    }
}

impl OrgsPermission {
    /// npm's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "read-only",
            Self::ReadWrite => "read-write",
            Self::NoAccess => "no-access",
        }
    }
}
