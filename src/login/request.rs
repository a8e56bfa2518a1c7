//! A request for a login, which a tool makes of its configuration.

use super::caller::{AuthType, Authorization, Caller};
use super::protocol::Protocol;
use crate::credential::{Profile, Use};
use crate::registry::Registry;
use npmcred_platform::Secret;

/// How to open the address of a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Not at all: the address is only shown.
    Never,
    /// By the browser of the machine.
    Default,
    /// By this command line, followed by the address.
    Command(String),
}

/// Where to log in, as which caller, and for which use.
#[derive(Debug)]
pub struct LoginRequest {
    /// The registry.
    pub registry: Registry,
    /// The registry as the tool's configuration and messages spell it. It holds no user and no
    /// password.
    pub spelled: String,
    /// The headers of the requests.
    pub caller: Caller,
    /// The version of npm that is imitated.
    pub protocol: Protocol,
    /// How to open the address.
    pub browser: Browser,
    /// The use of the credential.
    pub purpose: Use,
    /// The profile that it will belong to.
    pub profile: Profile,
}

impl LoginRequest {
    /// Sends this one-time password with every request, as npm does with its `--otp`.
    pub fn send_along(&mut self, otp: Secret) {
        if self.protocol >= Protocol::Npm9 {
            self.caller.auth_type = AuthType::Legacy;
        }
        self.caller.otp = Some(otp);
    }

    /// The same caller, for another command and with another credential; without the one-time
    /// password, which works only once.
    #[must_use]
    pub fn caller_as(&self, command: &'static str, authorization: Authorization) -> Caller {
        Caller {
            authorization: Some(authorization),
            ..self.caller_without(command)
        }
    }

    /// The same without any credential.
    #[must_use]
    pub fn caller_without(&self, command: &'static str) -> Caller {
        Caller {
            agent: self.caller.agent.clone(),
            auth_type: self.caller.auth_type,
            scope: self.caller.scope.clone(),
            command,
            authorization: None,
            otp: None,
        }
    }
}
