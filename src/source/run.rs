//! Runs the command: no shell, no terminal, nothing of a project.
//!
//! It runs in the home folder, because programs look for settings where they are started. The
//! variables that npm gives its scripts are taken out. So are the folders on PATH in which a
//! dependency could have put a program of the same name.

use super::answer::{FreshToken, read};
use super::model::TokenSource;
use super::own_words::own_words;
use crate::context::{Context, Env};
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use crate::settings::BYPASS;
use npmcred_platform::process::{self, Captured, Launch};
use npmcred_platform::{Secret, folders};
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

/// Makes a token.
///
/// # Errors
/// `NotLoggedIn` with the command's own words, and for an answer without a token.
pub(super) fn run(context: &Context, source: &TokenSource) -> Result<FreshToken> {
    let _line = context
        .report
        .progress(&format!("waiting for {}", source.program()));
    let mut words = source.command.iter();
    let launch = Launch {
        program: words.next().map_or_else(String::new, String::clone).into(),
        args: words.map(OsString::from).collect(),
        env: environment(&context.env).variables().to_vec(),
    };
    let home = folders::home(&context.env.lookup());
    let folder = home.as_deref().unwrap_or(Path::new(folders::ROOT));
    let deadline = Duration::from_secs(source.deadline);
    let ran = process::run_captured_in(&launch, folder, deadline).map_err(|cause| {
        failed(source, &format!("could not be started: {cause}")).caused_by_io(&cause)
    })?;
    let Captured {
        status,
        stdout,
        stderr,
        timed_out,
    } = ran;
    let printed = Secret::new(stdout);
    let said = Secret::new(stderr);
    if timed_out {
        let what = format!("did not end within {} s", source.deadline);
        return Err(failed(source, &with_words(&what, &said, &printed)));
    }
    if status != 0 {
        let what = format!("ended with status {status}");
        return Err(failed(source, &with_words(&what, &said, &printed)));
    }
    read(source, &printed, context.now()).map_err(|why| failed(source, &why))
}

/// That there is no token, with what the program did.
pub(super) fn failed(source: &TokenSource, did: &str) -> Error {
    let (registry, aside) = (&source.registry, source.profile.aside());
    no_token(format!(
        "no token for {registry}{aside}: {} {did}",
        source.program()
    ))
}

/// The same in words that were said before.
pub(super) fn no_token(message: String) -> Error {
    let list = Command::new("npmcred source list");
    Error::new(ErrorKind::NotLoggedIn, message).cure("see what makes its tokens", list)
}

fn with_words(what: &str, said: &Secret, printed: &Secret) -> String {
    let words = own_words(said.expose(), printed.expose_str().unwrap_or_default());
    if words.is_empty() {
        what.to_owned()
    } else {
        format!("{what}: {words}")
    }
}

/// The user's own environment, as far as it can be told from a script's.
fn environment(all: &Env) -> Env {
    let mut env = all.clone();
    // Only a script has this variable, and a project says what its scripts find here.
    if env.get("npm_lifecycle_event").is_some() {
        env.remove("NODE_OPTIONS");
    }
    env.remove_beginning_with("npm_");
    env.remove_beginning_with("NPMCRED_");
    // What it starts of npm has to do without what it is about to make.
    env.set(BYPASS.name, "off");
    if let Some(path) = env.get("PATH").and_then(process::without_scripts_folders) {
        env.set("PATH", path);
    }
    env
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_has_no_say_in_what_the_command_finds() {
        let variables = [
            (
                "PATH",
                "/p/node_modules/.bin:bin::/opt/bin:/x/node-gyp-bin:/usr/bin",
            ),
            ("npm_lifecycle_event", "install"),
            ("npm_config_registry", "https://evil.example/"),
            ("NODE_OPTIONS", "--require /p/evil.js"),
            ("NPMCRED_PROFILE", "work"),
            ("AWS_PROFILE", "corp"),
        ];
        let variables = variables.map(|(name, value)| (name.into(), value.into()));
        let env = environment(&Env::new(variables.to_vec()));
        let mut told: Vec<String> = env
            .variables()
            .iter()
            .map(|(name, value)| format!("{}={}", name.display(), value.display()))
            .collect();
        told.sort();
        assert_eq!(
            told,
            ["AWS_PROFILE=corp", "NPMCRED=off", "PATH=/opt/bin:/usr/bin"]
        );
        let own =
            [("NODE_OPTIONS", "--use-system-ca")].map(|(name, value)| (name.into(), value.into()));
        let env = environment(&Env::new(own.to_vec()));
        assert!(env.get("NODE_OPTIONS").is_some());
    }
}
