//! Flags of `npmcred token` and `npmcred rotate`, named as npm names them.

use super::words::UseWord;
use crate::token;
use clap::Subcommand;
use npmcred_platform::Secret;
use std::convert::Infallible;
use std::ffi::OsString;
use std::str::FromStr;
use std::sync::Arc;

/// `npmcred token`.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Create a token and store it, or give it to a command
    Create(CreateArgs),
    /// List the tokens of the account, without sessions
    List(ListArgs),
    /// Revoke a token
    Revoke(RevokeArgs),
}

/// `npmcred token create`.
#[derive(Debug, clap::Args)]
pub struct CreateArgs {
    /// Its name [default: what it is for, and the time]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The commands that use it [default: read for a token that only reads, else write]
    #[arg(long = "use", value_name = "USE")]
    pub purpose: Option<UseWord>,
    /// Show it once at this terminal, after a question, instead of storing it
    #[arg(long, conflicts_with = "purpose")]
    pub show: bool,
    /// What it may do
    #[command(flatten)]
    pub rights: token::Flags,
    /// Whom to ask
    #[command(flatten)]
    pub asked: RegistryFlags,
    /// A command that gets it on its standard input; it is then not stored
    #[arg(last = true, value_name = "COMMAND", conflicts_with_all = ["purpose", "show"])]
    pub words: Vec<OsString>,
}

/// `npmcred token list`.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// The registry [default: the one that npm is configured for]
    #[arg(long, value_name = "URL")]
    pub registry: Option<String>,
}

/// `npmcred token revoke`.
#[derive(Debug, clap::Args)]
pub struct RevokeArgs {
    /// Its id or key as npmcred token list shows it, or its name
    #[arg(value_name = "ID")]
    pub id: String,
    /// Whom to ask
    #[command(flatten)]
    pub asked: RegistryFlags,
}

/// `npmcred rotate`.
#[derive(Debug, clap::Args)]
pub struct RotateArgs {
    /// The use of the token to replace, where several are stored
    #[arg(long = "use", value_name = "USE")]
    pub purpose: Option<UseWord>,
    /// What to change compared with the old token
    #[command(flatten)]
    pub rights: token::Flags,
    /// Whom to ask
    #[command(flatten)]
    pub asked: RegistryFlags,
}

/// The registry, and what it needs for a second factor.
#[derive(Debug, clap::Args)]
pub struct RegistryFlags {
    /// The registry [default: the one that npm is configured for]
    #[arg(long, value_name = "URL")]
    pub registry: Option<String>,
    /// The code of your authenticator
    #[arg(long, value_name = "CODE")]
    pub otp: Option<Code>,
    /// Open no browser for the second factor
    #[arg(long)]
    pub no_browser: bool,
}

/// A one-time password or a recovery code, wiped when dropped. The shell and the argument parser
/// may keep copies.
#[derive(Clone, Debug)]
pub struct Code(Arc<Secret>);

impl Code {
    /// A copy, which is also wiped.
    #[must_use]
    pub fn secret(&self) -> Secret {
        Secret::new(self.0.expose().to_vec())
    }

    /// Whether nothing was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.expose().is_empty()
    }
}

impl FromStr for Code {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(Arc::new(Secret::new(text.as_bytes().to_vec()))))
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn a_code_is_not_shown() {
        let code: Code = "123456".parse().unwrap();
        assert_eq!(code.secret().expose(), b"123456");
        assert!(!code.is_empty() && !format!("{code:?}").contains("123456"));
    }
}
