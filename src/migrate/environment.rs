//! Secrets in the variables of this process.

use super::by_hand::name_registry;
use super::config_file::SecretSighting;
use super::sighting::{PlaceKind, Sighting, SightingForm};
use super::{lines, shape};
use crate::context::Context;
use crate::credential::is_secret_name;
use crate::report::Hint;
use npmcred_platform::{Secret, hint};

/// The variables of this process. It is unknown who set them.
pub(super) fn secrets(context: &Context) -> Vec<SecretSighting> {
    let named = |name: &str| {
        is_secret_name(name.rsplit(':').next().unwrap_or(name)) || is_secret_name(name)
    };
    let variables = context
        .env
        .variables()
        .iter()
        .filter_map(|(name, value)| Some((name.to_str()?, value.to_str()?)));
    let secret = variables.filter(|(name, value)| {
        (named(name) && lines::is_written_out(value)) || shape::token(value.as_bytes()).is_some()
    });
    let seen = secret.map(|(name, value)| {
        let mut sighting =
            Sighting::at(PlaceKind::Process, None, None, name, SightingForm::Variable)
                .left_alone("it is unknown who set it");
        let raw = Secret::from(value.to_owned());
        name_registry(&mut sighting, &raw);
        sighting.hints.push(unset(context, name));
        SecretSighting::without_credential(sighting, raw)
    });
    seen.collect()
}

/// How to unset a variable in the user's shell; without a command if the shell cannot name it.
fn unset(context: &Context, name: &str) -> Hint {
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_name {
        Hint::new(
            "unset it where it is set, and here",
            hint::unset(name, context.env.filled("SHELL")).into(),
        )
    } else {
        Hint::fixed("unset it where it is set")
    }
}
