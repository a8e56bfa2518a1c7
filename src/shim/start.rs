//! Starting the tool: becoming it, or running it as a child where something is left to do
//! afterwards.

use super::notes::Notes;
use super::{enclosing, trace};
use crate::context::{Context, Env};
use crate::error::{Error, ErrorKind, Result};
use crate::settings;
use crate::tool::{
    self, Access, Call, Channel, Delivery, Grant, Line, PathSlot, RealTool, Settings, Tool,
};
use npmcred_platform::handover::Handover;
use npmcred_platform::memory::{CoreDumpsOff, Unreadable};
use npmcred_platform::process::{self, Launch};
use std::convert::Infallible;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A program that is about to be started.
pub(super) struct Start {
    program: PathBuf,
    /// Its arguments before the user's: the script that it runs, if it is the tool's node.
    before: Vec<OsString>,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// The user's alone.
    typed: Vec<OsString>,
    /// Its environment.
    pub env: Env,
    handover: Option<Handover>,
}

impl Start {
    /// The program as it was called.
    #[must_use]
    pub(super) fn bare(program: &Path, args: &[OsString], env: Env) -> Self {
        Self {
            program: program.to_owned(),
            before: Vec::new(),
            args: args.to_vec(),
            typed: args.to_vec(),
            env,
            handover: None,
        }
    }

    /// The tool of a call, as it was called.
    #[must_use]
    pub(super) fn tool(context: &Context, real: &RealTool, args: &[OsString], env: Env) -> Self {
        let (program, before) = real.command(context, &env);
        Self {
            before,
            ..Self::bare(&program, args, env)
        }
    }

    /// Takes along what was made ready without a tool's `Settings`.
    pub(super) fn carry(&mut self, handover: Handover) {
        self.handover = Some(handover);
    }

    /// Readies what is granted, if anything is; `patience` is how long it waits for a reader. If
    /// that fails, a command that can run bare does.
    ///
    /// # Errors
    /// Those of [`Start::offer`], where the command needs its credential.
    pub(super) fn hand_over(
        &mut self,
        context: &Context,
        notes: &Notes<'_>,
        settings: &dyn Settings,
        grant: &Grant,
        access: Access,
        patience: Option<Duration>,
    ) -> Result<()> {
        if grant.lines.is_empty() {
            return Ok(());
        }
        match self.offer(context, settings, grant, patience) {
            Err(error) if !access.needs_credential => {
                let what = format!("{error}; running without the stored credential");
                notes.note(&what);
                Ok(())
            }
            done => done,
        }
    }

    /// Readies what is granted.
    ///
    /// # Errors
    /// `Refused` where the tool would not read what was meant; `Other` where the system gave no
    /// descriptor; `File` where a file cannot be read or written.
    fn offer(
        &mut self,
        context: &Context,
        settings: &dyn Settings,
        grant: &Grant,
        patience: Option<Duration>,
    ) -> Result<()> {
        let delivery = settings.deliver(grant, &self.env)?;
        let (contents, afterwards) = (&delivery.contents, &delivery.afterwards);
        let offered = match delivery.channel {
            Channel::Pipe => Handover::offer(contents, afterwards, patience),
            Channel::Memory { closes } => {
                Handover::in_memory(contents, afterwards, closes, patience)
            }
        };
        let handover = offered.map_err(|cause| {
            let what = format!("the credential could not be handed over: {cause}");
            Error::new(ErrorKind::Other, what).caused_by_io(&cause)
        })?;
        let handover = handover.for_scripts(delivery.scripts);
        trace::delivery(context.report, &delivery);
        self.apply(delivery, handover);
        Ok(())
    }

    /// Turns arguments and environment into what the tool is started with.
    fn apply(&mut self, delivery: Delivery, handover: Handover) {
        for (name, value) in delivery.env {
            match value {
                Some(value) => self.env.set(&name, value),
                None => self.env.remove(&name),
            }
        }
        let mut args = Vec::new();
        for slot in delivery.path_in {
            let path = handover.path();
            match slot {
                PathSlot::Variable(name) => self.env.set(name, path.as_os_str()),
                PathSlot::ForAll(name) => self.env.set(name, handover.path_for_all()),
                PathSlot::FirstLine(name, rest) => {
                    let mut value = path.as_os_str().to_owned();
                    value.push("\n");
                    value.push(rest);
                    self.env.set(name, value);
                }
                PathSlot::Flag(flag) => {
                    let mut argument = OsString::from(flag);
                    argument.push(path);
                    args.push(argument);
                }
            }
        }
        let (covered, before) = delivery.covered;
        tool::keep_covered(&mut self.env, covered, before);
        self.env.set(settings::HANDOVER.name, handover.mark());
        args.extend(delivery.args);
        self.args.splice(0..0, args);
        self.handover = Some(handover);
    }

    /// Becomes the tool. Where there is no room for what we add to its arguments and variables, it
    /// goes without.
    ///
    /// # Errors
    /// `ToolNotFound`, `ToolNotStarted`.
    pub(super) fn become_it(self, context: &Context) -> Result<Infallible> {
        let has_credential = self.handover.is_some();
        trace::start(context.report, &self.program, has_credential);
        let whole = |args: &[OsString]| [&self.before, args].concat();
        let full = launch(self.program, whole(&self.args), self.env);
        let mut cause = process::become_tool(&full, self.handover);
        if cause.kind() == io::ErrorKind::ArgumentListTooLong
            && Tool::of_program(&context.program).is_some()
        {
            let env = enclosing::environment_without_us(&context.env);
            let bare = launch(full.program.clone(), whole(&self.typed), env);
            if has_credential {
                context.report.note(
                    "arguments and variables leave no room for the credential; running without it",
                );
            }
            cause = process::become_tool(&bare, None);
        }
        Err(not_started(&full.program, &cause))
    }
}

/// Runs the tool as a child, and looks at the files that it may have saved. Returns its status.
///
/// # Errors
/// `ToolNotStarted`. What cannot be put right afterwards is told, and changes nothing about the
/// tool's status.
pub(super) fn run_and_scrub(
    call: &Call<'_>,
    line: &dyn Line,
    args: Vec<OsString>,
    env: Env,
) -> Result<u8> {
    // The snapshot knows what the files held, and is there for as long as the tool runs.
    let _unreadable = Unreadable::begin();
    let snapshot = line.snapshot(call);
    trace::start(call.context.report, &call.real.path, false);
    let (program, before) = call.real.command(call.context, &env);
    let launch = launch(program, [before, args].concat(), env);
    let code = process::run_child(&launch).map_err(|cause| not_started(&launch.program, &cause))?;
    let _undumped = CoreDumpsOff::begin();
    snapshot.scrub();
    Ok(code)
}

/// The tool with everything that it will know.
fn launch(program: PathBuf, args: Vec<OsString>, mut env: Env) -> Launch {
    // Shells put the started file's path into `_`; that is the tool now.
    if env.get("_").is_some() {
        env.set("_", program.clone());
    }
    Launch {
        program,
        args,
        env: env.variables().to_vec(),
    }
}

fn not_started(program: &Path, cause: &io::Error) -> Error {
    let kind = if cause.kind() == io::ErrorKind::NotFound {
        ErrorKind::ToolNotFound
    } else {
        ErrorKind::ToolNotStarted
    };
    Error::new(kind, format!("cannot start {}: {cause}", program.display())).caused_by_io(cause)
}
