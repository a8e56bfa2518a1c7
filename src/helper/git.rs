//! git's credential helper (git-credential(1), "INPUT/OUTPUT FORMAT"). Without
//! `credential.useHttpPath` git says no path, and then asks about the host.

use super::reply::{HelperQuestion, HelperReply, Wanted, pair};
use crate::credential::Credential;

pub(super) fn request(word: &str, input: &str) -> Option<HelperQuestion> {
    match word {
        "get" => {}
        // What git learnt elsewhere is not ours to keep, and what we keep is not git's to erase.
        "store" | "erase" => return Some(HelperQuestion::Other(HelperReply::of(""))),
        _ => return None,
    }
    let said = |name: &str| {
        let lines = input.lines().filter_map(|line| line.split_once('='));
        let mut values = lines.filter(|(key, _)| *key == name);
        values.next_back().map(|(_, value)| value)
    };
    let (protocol, host) = (said("protocol")?, said("host")?);
    let path = said("path").unwrap_or_default();
    let Some(wanted) = Wanted::of(&format!("{protocol}://{host}/{path}")) else {
        return Some(HelperQuestion::Other(HelperReply::of("")));
    };
    Some(HelperQuestion::Get(Wanted {
        user: said("username").map(str::to_owned),
        ..wanted
    }))
}

pub(super) fn answer(wanted: &Wanted, credential: Option<&Credential>) -> HelperReply {
    let Some((user, password)) = credential.and_then(|it| pair(wanted, it)) else {
        return HelperReply::of("");
    };
    let password = password.expose_str().unwrap_or_default();
    HelperReply::joined(&["username=", &user, "\npassword=", password, "\n"])
}
