//! cargo's credential provider protocol, version 1 (The Cargo Book, "Credential Provider
//! Protocol"). cargo sends the token as it is, without a scheme.

use super::reply::{HelperQuestion, HelperReply, Wanted, header};
use crate::credential::{Credential, Use};
use serde_json::{Value, json};

/// The versions that we speak.
pub(super) const GREETING: &str = "{\"v\":[1]}\n";

pub(super) fn request(line: &str) -> Option<HelperQuestion> {
    let asked: Value = serde_json::from_str(line).ok()?;
    let word = |name: &str| asked.get(name).and_then(Value::as_str);
    if asked.get("v").and_then(Value::as_u64) != Some(1) {
        return None;
    }
    if word("kind") != Some("get") {
        return Some(HelperQuestion::Other(failed("operation-not-supported")));
    }
    let index = asked.get("registry")?.get("index-url")?.as_str()?;
    // An index in git is fetched by git.
    let Some(mut wanted) = index.strip_prefix("sparse+").and_then(Wanted::of) else {
        return Some(HelperQuestion::Other(failed("url-not-supported")));
    };
    if word("operation") != Some("read") {
        wanted.purpose = Use::Write;
    }
    Some(HelperQuestion::Get(wanted))
}

pub(super) fn answer(credential: Option<&Credential>) -> HelperReply {
    let Some(credential) = credential else {
        return failed("not-found");
    };
    let value = credential.config_value();
    let header = header(credential);
    let token = if credential.kind.is_basic() {
        header.as_str()
    } else {
        value.expose_str().unwrap_or_default()
    };
    HelperReply::json(json!({ "Ok": {
        "kind": "get",
        "token": token,
        "cache": "session",
        "operation_independent": false,
    } }))
}

fn failed(kind: &str) -> HelperReply {
    HelperReply::json(json!({ "Err": { "kind": kind } }))
}
