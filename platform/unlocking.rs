//! What a password of the user's can do for the store of this machine.

use crate::secret_store::StoreName;
use std::path::PathBuf;

/// What a password can do for the keyring of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unlocking {
    /// Nothing: it is unlocked.
    Ready,
    /// Unlock it.
    Locked,
    /// Make it: there is none yet.
    New,
    /// Nothing before there is a session bus; this program runs a command on a new one.
    WithoutBus(PathBuf),
    /// Nothing: this store keeps the secrets, and takes a password in its own window only.
    Foreign(StoreName),
    /// Nothing: the machine has no keyring that takes a password from us.
    Impossible,
}
