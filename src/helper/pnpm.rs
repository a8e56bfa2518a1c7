//! pnpm's `tokenHelper`: the registry is an argument of ours, and the answer is the value of the
//! header (pnpm 11 `getAuthHeadersFromConfig.js`; pnpm 7 to 10 pass on no argument).

use super::{Answer, Request, Wanted, header};
use crate::credential::Credential;

pub(super) fn request(words: &[String]) -> Option<Request> {
    let [registry] = words else { return None };
    Wanted::of(registry).map(Request::Get)
}

pub(super) fn answer(credential: Option<&Credential>) -> Answer {
    match credential {
        Some(credential) => Answer::of(format!("{}\n", *header(credential))),
        None => Answer::failing(""),
    }
}
