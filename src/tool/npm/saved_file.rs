//! Which file a command of npm would save, and whether a secret in it is meant for every command or
//! for one job.
//!
//! A build server writes its token into a file of the job. In the store, that token would replace
//! the person's own and serve every later command.

use crate::context::Context;
use crate::credential::literal;
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::{Config, LayerKind};
use crate::report::Command;
use npmcred_platform::{files, hint};

/// Refuses to have npm save what is no file: it gives whatever it saves the mode 0600, and as root
/// it can, also to `/dev/null` (npm 12 `@npmcli/config` `lib/index.js`, `save`).
///
/// # Errors
/// `Refused`.
pub(super) fn check(config: &Config) -> Result<()> {
    let path = match location(config) {
        "global" => &config.global_path,
        "project" => return Ok(()),
        _ => &config.user_path,
    };
    if files::facts(path).is_none_or(|facts| facts.is_file || files::is_dir(path)) {
        return Ok(());
    }
    let what = format!(
        "{} is no file, and npm would change its mode",
        path.display()
    );
    Err(Error::new(ErrorKind::Refused, what).cure(
        "let npm have its own file",
        hint::unset("NPM_CONFIG_USERCONFIG", None).into(),
    ))
}

/// The command that saves in this file, where what is saved there is for one job; nothing for the
/// user's own file.
#[must_use]
pub(super) fn of_one_job(context: &Context, config: &Config) -> Option<Command> {
    let command = Command::new("npm config set");
    match location(config) {
        "project" => return Some(command.fixed("--location=project")),
        "global" => return Some(command.fixed("--location=global")),
        _ => {}
    }
    let (layer, _) = config.get("userconfig")?;
    let is_own = match layer.kind {
        LayerKind::Cli | LayerKind::Project => false,
        LayerKind::Env => context
            .home()
            .is_some_and(|home| config.user_path.starts_with(home)),
        LayerKind::User | LayerKind::Global | LayerKind::Builtin => true,
    };
    (!is_own).then(|| command.flag("--userconfig", &config.user_path))
}

/// npm's `location`, which `--global` is another word for.
fn location(config: &Config) -> &str {
    let is_global = config
        .get("global")
        .is_some_and(|(_, setting)| setting.value.is_truthy());
    if is_global {
        "global"
    } else {
        config.text("location").unwrap_or("user")
    }
}

/// Why a secret is not filed that a job's file was to hold.
#[must_use]
pub(super) fn refused(key: &str, command: Command) -> Error {
    Error::new(
        ErrorKind::Refused,
        format!("{key} was to go into a file of its own in plain text; the stored credential stays as it is"),
    )
    .cure(IN_A_VARIABLE, placeholder(key, command))
}

const IN_A_VARIABLE: &str = "leave it in a variable of the job";

/// The command that writes where the token is to be found, in the place of the token.
fn placeholder(key: &str, command: Command) -> Command {
    command.word(format!("{key}=${{NPM_TOKEN}}"))
}

/// The error where a job has no store at all, as in most containers: nobody is there to start one,
/// and npm can read the token where the job has it.
#[must_use]
pub(super) fn instead_of_no_store(context: &Context, error: Error, key: &str) -> Error {
    if error.kind != ErrorKind::StoreMissing
        || !context.is_on_build_server()
        || literal::name(key) != "_authToken"
    {
        return error;
    }
    Error::new(
        error.kind,
        format!("this job has no credential store: {}", error.message),
    )
    .cure(
        IN_A_VARIABLE,
        placeholder(key, Command::new("npm config set")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;
    use crate::npmrc::{NpmVersion, testing};

    #[test]
    fn a_jobs_file_is_told_from_the_users() {
        let env = Env::new(vec![("HOME".into(), "/h".into())]);
        let context = Context::invented(
            env,
            Box::new(|_, _| unreachable!("no store is asked")),
            || 0,
        );
        let cases = [
            ("", "", None),
            (
                "",
                "location=project",
                Some("npm config set --location=project"),
            ),
            ("global=true", "", Some("npm config set --location=global")),
            (
                "location=global",
                "",
                Some("npm config set --location=global"),
            ),
            (
                "userconfig=/elsewhere",
                "",
                Some("npm config set --userconfig /elsewhere"),
            ),
        ];
        for (project, user, want) in cases {
            let config = testing::config(project, user, NpmVersion::Npm12);
            assert_eq!(
                of_one_job(&context, &config)
                    .and_then(|command| command.shown())
                    .as_deref(),
                want,
                "{project} {user}"
            );
        }
    }
}
