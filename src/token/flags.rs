//! The flags of a new token, with the names of `npm token create`.

use clap::ValueEnum;

/// The rights of a token: npm's own flags of `npm token create`, two of them under a shorter name
/// too.
#[derive(Debug, Default, clap::Args)]
pub struct Flags {
    /// What it may do with packages and scopes [default: read-only; rotate: as before]
    #[arg(
        long,
        alias = "packages-and-scopes-permission",
        value_name = "PERMISSION"
    )]
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
