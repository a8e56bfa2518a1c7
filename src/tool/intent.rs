//! What a typed command needs from the credential store.

use crate::credential::Use;

/// The wish behind a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Talks to a registry.
    Registry(Access),
    /// Wants to log in; the tool itself would write the token into a file.
    Login,
    /// Wants to log out.
    Logout,
    /// Reads or writes the tool's configuration: a credential that is handed over could end up in a
    /// file.
    WriteConfig,
    /// Has the registry make a token, and would print it.
    PrintToken,
    /// Wants a credential in a way that has another here: the message says what to type instead.
    Refused,
    /// Needs no registry, or is a word that we do not know: nothing is handed over and no store is
    /// touched.
    Local,
}

/// How a command uses the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// Reads only, or changes something.
    pub wanted: Use,
    /// Fails for certain without a credential, so that it is better to stop with the cure than to
    /// run.
    pub needs_credential: bool,
    /// npm looks for a credential at the registry's own key before its first request, and gives up
    /// when there is none (npm 12 `lib/utils/get-identity.js`, `lib/commands/publish.js`).
    pub checks_first: bool,
}

/// Reads from a registry; public packages need no credential.
pub(super) const READ: Intent = access(Use::Read, false, false);
/// Reads what only an account has.
pub(super) const READ_OWN: Intent = access(Use::Read, true, false);
/// Asks who is logged in, and looks for its credential first.
pub(super) const IDENTITY: Intent = access(Use::Read, true, true);
/// Changes something in a registry.
pub(super) const WRITE: Intent = access(Use::Write, true, false);
/// Changes something, and looks for its credential first.
pub(super) const WRITE_CHECKED: Intent = access(Use::Write, true, true);

const fn access(wanted: Use, needs_credential: bool, checks_first: bool) -> Intent {
    Intent::Registry(Access {
        wanted,
        needs_credential,
        checks_first,
    })
}

impl Access {
    /// That of a command that uses no registry.
    pub const NONE: Self = Self {
        wanted: Use::Read,
        needs_credential: false,
        checks_first: false,
    };

    /// Whether the command runs without a credential, and changes nothing.
    #[must_use]
    pub fn only_reads(self) -> bool {
        self.wanted == Use::Read && !self.needs_credential
    }

    /// Whether it is for certain that the command changes something, and fails without a
    /// credential.
    #[must_use]
    pub fn changes(self) -> bool {
        self.wanted == Use::Write && self.needs_credential
    }
}

impl Intent {
    /// The word used by `npmcred explain`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registry(Access {
                wanted: Use::Read, ..
            }) => "registry-read",
            Self::Registry(_) => "registry-write",
            Self::Login => "login",
            Self::Logout => "logout",
            Self::WriteConfig => "configuration",
            Self::PrintToken => "print-token",
            Self::Refused => "refused",
            Self::Local => "local",
        }
    }
}
