//! `npmcred list`.

use crate::cli::Json;
use crate::context::Context;
use crate::credential::{Credential, CredentialStore, Expiry, Profile, Stored};
use crate::error::Result;
use crate::report::{self, printable};
use crate::report::{Command, Hint};
use npmcred_platform::memory::CoreDumpsOff;
use serde_json::{Value, json};

/// Prints the stored credentials, without the secrets, of all profiles or of the one that a flag
/// names. At a terminal a locked store may ask to be unlocked.
///
/// # Errors
/// Those of the store.
pub(super) fn run(context: &Context, flags: &Json) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    let store = context.store(context.prompting_if_attended())?;
    let mut items = CredentialStore::new(store.as_ref())
        .all()
        .map_err(|error| context.store_error(&error))?;
    if let Some(wanted) = &context.profile {
        items.retain(|(key, _)| Profile::of_key(&key.profile).as_ref() == Some(wanted));
    }
    if flags.json {
        let items: Vec<Value> = items.iter().map(item_json).collect();
        context
            .report
            .json(&json!({ "v": 1, "store": store.name(), "credentials": items }));
        return Ok(());
    }
    match context.elsewhere(store.as_ref()) {
        Some(other) if items.is_empty() => {
            return Err(other.after(&format!("nothing is stored in the {}", store.name())));
        }
        Some(other) => context.report.note(&other.message),
        None => {}
    }
    if items.is_empty() {
        context.report.note("no credential is stored yet");
        context
            .report
            .cure(&Hint::new("log in", Command::new("npmcred login")));
        context.report.cure(&Hint::new(
            "or store a token",
            Command::new("npmcred store"),
        ));
    }
    let rows: Vec<[String; 3]> = items
        .iter()
        .map(|item| row(item, context.now()).map(|cell| printable(&cell)))
        .collect();
    context.report.print(&context.report.columns(&rows));
    Ok(())
}

/// The known facts about an item, as JSON.
pub(super) fn item_json((key, credential): &Stored) -> Value {
    let mut item = json!({
        "registry": format!("{}{}", key.realm, key.path),
        "use": key.purpose,
        "profile": Profile::of_key(&key.profile).map(|profile| profile.to_string()),
    });
    match credential {
        Ok(credential) => {
            item["kind"] = json!(credential.kind.as_str());
            item["owner"] = json!(credential.owner);
            item["issued"] = json!(credential.issued);
            item["expires"] = match credential.expires {
                Expiry::At(moment) => json!(moment),
                Expiry::Unknown => Value::Null,
            };
        }
        Err(error) => item["problem"] = json!(error.to_string()),
    }
    item
}

fn row((key, credential): &Stored, now: u64) -> [String; 3] {
    let about = match credential {
        Ok(credential) => about(credential, now),
        Err(error) => error.to_string(),
    };
    let profile = Profile::of_key(&key.profile).map_or_else(String::new, |profile| profile.aside());
    let registry = format!("{}{}", key.realm, key.path);
    [
        registry,
        key.purpose.to_string(),
        format!("{about}{profile}"),
    ]
}

fn about(credential: &Credential, now: u64) -> String {
    if credential.awaits_user() {
        return "a password without its user name".to_owned();
    }
    let owner = credential
        .owner
        .as_ref()
        .map_or_else(String::new, |owner| format!(" of {owner}"));
    let end = match credential.expires {
        Expiry::Unknown => "no known expiry".to_owned(),
        Expiry::At(moment) => {
            let when = report::moment(moment);
            if credential.expires.is_past(now) {
                format!("expired {when}")
            } else {
                format!("until {when}")
            }
        }
    };
    format!("{}{owner}, {end}", credential.kind.as_str())
}
