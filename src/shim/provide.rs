//! From a [`Provision`] to what the tool is started with: descriptor, environment, arguments.

use super::plan::Provision;
use crate::context::{Context, Env};
use crate::credential::{Unfit, contents};
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::NpmVersion;
use crate::settings;
use npmcred_platform::Secret;
use npmcred_platform::handover::Handover;
use std::ffi::OsString;
use std::time::Duration;

/// Why the text for the descriptor cannot be made.
pub(super) enum Unbuilt {
    /// The real global config cannot be read.
    File(Error),
    /// npm would not read what was meant.
    Unfit(Unfit),
}

impl From<Unbuilt> for Error {
    fn from(unbuilt: Unbuilt) -> Self {
        match unbuilt {
            Unbuilt::File(error) => error,
            Unbuilt::Unfit(unfit) => unfit.refused(),
        }
    }
}

/// The text that npm is given, read back, and the real global config. `env` is the environment of
/// the tool.
///
/// # Errors
/// See [`Unbuilt`].
pub(super) fn text(
    context: &Context,
    provision: &Provision,
    npm: NpmVersion,
    env: &Env,
) -> std::result::Result<(Secret, Vec<u8>), Unbuilt> {
    let real = context
        .read(&provision.real_path)
        .map_err(Unbuilt::File)?
        .unwrap_or_default();
    let is_emptied = |name: &str| provision.emptied.iter().any(|emptied| emptied == name);
    let given = |name: &str| {
        env.get(name)
            .map(|value| value.to_string_lossy().into_owned())
    };
    let variable = |name: &str| {
        if is_emptied(name) {
            Some(String::new())
        } else {
            given(name)
        }
    };
    let text = contents(&provision.lines, &provision.dropped, &real, npm, &variable)
        .map_err(Unbuilt::Unfit)?;
    Ok((text, real))
}

/// Readies the descriptor and turns the environment into what the tool is started with. The
/// arguments are the caller's to extend, by [`arguments`].
///
/// # Errors
/// `Refused` where npm would not read what was meant; `Other` where the system gave no descriptor;
/// `File` where the real file cannot be read.
pub(super) fn provide(
    context: &Context,
    provision: &Provision,
    npm: NpmVersion,
    patience: Option<Duration>,
    env: &mut Env,
) -> Result<Handover> {
    let (contents, real) = text(context, provision, npm, env)?;
    let handover = Handover::offer(&contents, &real, patience).map_err(|cause| {
        Error::new(
            ErrorKind::Other,
            format!("the credential could not be handed over: {cause}"),
        )
    })?;
    let channel = provision.channel;
    let original = env
        .variables()
        .iter()
        .rfind(|(name, _)| channel.is_its(&name.to_string_lossy()));
    let original = original.map_or_else(OsString::new, |(_, value)| value.clone());
    if let Some(held) = &provision.held {
        held.load(context, handover.path(), provision.named_in_file, env)?;
    } else {
        env.drop_where(|name| channel.is_its(name));
        env.set(channel.variable(), handover.path().as_os_str());
    }
    env.set(channel.original(), original);
    env.set(settings::HANDOVER.name, handover.mark());
    for name in &provision.emptied {
        env.set(name, "");
    }
    Ok(handover)
}

/// The arguments that npm needs before the user's own; no secret is in them.
///
/// Our variable stands above a `--globalconfig` that the user typed, but below a config file that
/// names one: of all that set this key, the first in npm's reading order (flag, variable, file)
/// counts least. A flag of ours sinks in the variable's place. Of a publish,
/// [`mid_publish`](super::mid_publish) says so inside npm, and nobody else does.
pub(super) fn arguments(provision: &Provision, handover: &Handover) -> Vec<OsString> {
    let flag = (provision.named_in_file && provision.held.is_none()).then(|| {
        let mut flag = OsString::from("--globalconfig=");
        flag.push(handover.path());
        flag
    });
    flag.into_iter()
        .chain(provision.arguments.iter().map(OsString::from))
        .collect()
}
