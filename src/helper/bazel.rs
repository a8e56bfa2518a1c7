//! Bazel's credential helper (`bazelbuild/proposals`, 2022-06-07). It asks about the address of a
//! file.

use super::reply::{HelperQuestion, HelperReply, Wanted, header};
use crate::credential::Credential;
use serde_json::{Value, json};

pub(super) fn request(word: &str, input: &str) -> Option<HelperQuestion> {
    if word != "get" {
        return None;
    }
    let asked: Value = serde_json::from_str(input).ok()?;
    Wanted::of(asked.get("uri")?.as_str()?).map(HelperQuestion::Get)
}

pub(super) fn answer(credential: Option<&Credential>) -> HelperReply {
    match credential {
        Some(credential) => {
            let header = header(credential);
            HelperReply::json(json!({ "headers": { "Authorization": [*header] } }))
        }
        None => HelperReply::json(json!({ "headers": {} })),
    }
}
