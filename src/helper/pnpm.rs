//! pnpm's `tokenHelper`: the registry is an argument of ours, and the answer is the value of the
//! header (pnpm 11 `getAuthHeadersFromConfig.js`). pnpm 7 to 10 pass on no argument.

use super::reply::{HelperQuestion, HelperReply, Wanted, header};
use crate::credential::Credential;

pub(super) fn request(words: &[String]) -> Option<HelperQuestion> {
    let [registry] = words else { return None };
    Wanted::of(registry).map(HelperQuestion::Get)
}

pub(super) fn answer(credential: Option<&Credential>) -> HelperReply {
    match credential {
        Some(credential) => HelperReply::joined(&[&header(credential), "\n"]),
        None => HelperReply::failing(""),
    }
}
