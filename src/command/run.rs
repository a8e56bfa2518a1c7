//! `npmcred run --from FILE -- npm …`: one step of a container build.
//!
//! The secret is read and hidden before anything else runs. The tool and every script below it find
//! neither the file nor a process that had it. Then the tool starts as by its shim, with the secret
//! for a store.

use crate::cli::RunArgs;
use crate::container::Mounted;
use crate::context::{Context, Env};
use crate::error::{Error, ErrorKind, Result};
use crate::shim;
use crate::tool::{Tool, npm};
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::{SecretStore, files, wall};
use std::path::Path;

/// Runs the tool; returns its status, if it ran as a child.
///
/// # Errors
/// `Usage` for a program that is no tool of ours; `Refused` for a secret that could not be hidden;
/// `File` and `NotLoggedIn` for one that is missing or empty; those of the shim.
pub(super) fn run(context: &Context, flags: RunArgs) -> Result<u8> {
    let mut words = flags.words.into_iter();
    let program = words.next().unwrap_or_default();
    let Some(tool) = Tool::of_program(&program) else {
        let tools = Tool::ALL.map(Tool::name).join(", ");
        let what = format!("npmcred run hands a secret to these alone: {tools}");
        return Err(Error::new(ErrorKind::Usage, what));
    };
    let undumped = CoreDumpsOff::begin();
    let path = context.absolute(&flags.from);
    let (_, npm) = npm::current_or_newest(context);
    let mounted = Mounted::read(&path, &context.env, npm)?;
    hide(&path)?;
    let mut env = context.env.clone();
    for (key, value) in &mounted.settings {
        let name = format!("npm_config_{key}");
        if env.get(&name).is_none() {
            env.set(name, value);
        }
    }
    let (config, _) = npm::current_or_newest(&context.in_environment(env.clone()));
    // A project has no say in the scheme by which a host is asked.
    let store = mounted.store(context, &config.own_config())?;
    drop((mounted, undumped));
    let open_store = Box::new(move |_: &Env, _| {
        let store: Box<dyn SecretStore> = Box::new(store.clone());
        Ok(store)
    });
    shim::run(
        &context.as_tool(program, words.collect(), env, open_store),
        tool,
    )
}

/// Builds the wall.
fn hide(path: &Path) -> Result<()> {
    let real = files::canonical(path).unwrap_or_else(|_| path.to_owned());
    if !real.starts_with(wall::FOLDER) {
        let what = format!("{} does not lie in {}", path.display(), wall::FOLDER);
        return Err(Error::new(ErrorKind::Refused, what)
            .note("hiding a file hides what is made beside it, so it must not lie among others"));
    }
    wall::hide(&real).map_err(|cause| {
        let what = format!("the secret cannot be hidden from scripts here: {cause}");
        Error::new(ErrorKind::Refused, what)
            .note(format!("this needs {}", wall::NEEDS))
            .caused_by_io(&cause)
    })
}
