//! The three voices of a login: npm's messages, npmcred's own, and JSON.

use crate::context::Context;
use crate::credential::{Credential, Expiry};
use npmcred_platform::session;
use serde_json::{Value, json};

/// Who the messages of a login come from, and where they go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// npm: its words on standard output, because npm was called.
    Npm {
        /// npm's `--json`: the address as an object.
        json: bool,
    },
    /// npmcred: on standard error.
    Own,
    /// A program reads them: one JSON object a line on standard output, as it happens.
    Json,
}

impl Voice {
    /// An event of `--json`; the other voices print messages instead.
    pub fn event(self, context: &Context, name: &str, mut fields: Value) {
        if self == Self::Json {
            let mut event = json!({ "v": 1, "event": name });
            if let (Some(event), Some(fields)) = (event.as_object_mut(), fields.as_object_mut()) {
                event.append(fields);
            }
            context.report.json_line(&event);
        }
    }

    /// Reports that the login is done, and the facts about the new credential.
    pub fn done(self, context: &Context, credential: &Credential, store: &str) {
        let expires = match credential.expires {
            Expiry::At(moment) => json!(moment),
            Expiry::Unknown => Value::Null,
        };
        let fields = json!({
            "registry": credential.registry.to_string(),
            "kind": credential.kind.as_str(),
            "use": credential.purpose.as_str(),
            "owner": credential.owner,
            "expires": expires,
            "store": store,
        });
        self.event(context, "done", fields);
    }

    /// Whether a person reads this voice and can answer.
    #[must_use]
    pub fn is_attended(self) -> bool {
        let hears = match self {
            Self::Npm { .. } => session::stdout_is_terminal(),
            Self::Own => session::stderr_is_terminal(),
            Self::Json => false,
        };
        hears && session::stdin_is_terminal()
    }
}
