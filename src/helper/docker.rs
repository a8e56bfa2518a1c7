//! Docker's credential helper (`docker/docker-credential-helpers`). It asks with or without a
//! scheme, and nothing is stored for it.

use super::reply::{HelperQuestion, HelperReply, Wanted, pair};
use crate::credential::Credential;
use serde_json::json;

/// What Docker takes for "nobody is logged in".
const NOT_FOUND: &str = "credentials not found in native keychain\n";

pub(super) fn request(word: &str, input: &str) -> Option<HelperQuestion> {
    let server = input.trim();
    match word {
        "get" => {
            let address = if server.contains("://") {
                server.to_owned()
            } else {
                format!("https://{server}/")
            };
            let wanted = Wanted::of(&address).map(HelperQuestion::Get);
            Some(wanted.unwrap_or_else(|| HelperQuestion::Other(HelperReply::failing(NOT_FOUND))))
        }
        "list" => Some(HelperQuestion::Other(HelperReply::json(json!({})))),
        "store" | "erase" => {
            let what = "npmcred keeps nothing for docker; type npmcred store, or npmcred remove\n";
            Some(HelperQuestion::Other(HelperReply::failing(what)))
        }
        _ => None,
    }
}

pub(super) fn answer(wanted: &Wanted, credential: Option<&Credential>) -> HelperReply {
    let Some((user, password)) = credential.and_then(|it| pair(wanted, it)) else {
        return HelperReply::failing(NOT_FOUND);
    };
    HelperReply::json(json!({
        "ServerURL": wanted.registry.to_string(),
        "Username": user,
        "Secret": password.expose_str().unwrap_or_default(),
    }))
}
