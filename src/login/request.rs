//! What a login is for: the value that a tool makes of its configuration.

use super::caller::{AuthType, Authorization, Caller};
use super::protocol::Protocol;
use crate::credential::{Profile, Use};
use crate::registry::Registry;
use npmcred_platform::Secret;

/// What opens the address of a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Nothing: the address is only shown.
    Never,
    /// The browser of the machine.
    Default,
    /// This command line, with the address behind it.
    Command(String),
}

/// Where to log in, as whom to ask, and what the credential will be used for.
#[derive(Debug)]
pub struct LoginRequest {
    /// The registry.
    pub registry: Registry,
    /// The registry as the tool's configuration spells it, and so as its messages do. It holds no
    /// user and no password.
    pub spelled: String,
    /// How the requests introduce themselves.
    pub caller: Caller,
    /// Whose way to log in is spoken.
    pub protocol: Protocol,
    /// What opens the address.
    pub browser: Browser,
    /// What the credential will be used for.
    pub purpose: Use,
    /// The profile that it will belong to.
    pub profile: Profile,
}

impl LoginRequest {
    /// Sends this one-time password along with every question, as npm does with its `--otp`.
    pub fn send_along(&mut self, otp: Secret) {
        if self.protocol >= Protocol::Npm9 {
            self.caller.auth_type = AuthType::Legacy;
        }
        self.caller.otp = Some(otp);
    }

    /// The same caller, for another command and with another credential; without the one-time
    /// password, which works once.
    #[must_use]
    pub fn caller_as(&self, command: &'static str, authorization: Authorization) -> Caller {
        Caller {
            agent: self.caller.agent.clone(),
            auth_type: self.caller.auth_type,
            scope: self.caller.scope.clone(),
            command,
            authorization: Some(authorization),
            otp: None,
        }
    }
}
