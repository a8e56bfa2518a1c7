//! `npmcred exec`: programs such as lerna that have no shim, but read a tool's configuration
//! themselves.

use super::notes::Notes;
use super::renewal::{self, Reader};
use super::start::Start;
use super::{enclosing, explain, messages, provenance, trace};
use crate::context::Context;
use crate::credential::Use;
use crate::error::{Error, ErrorKind, Result};
use crate::settings;
use crate::tool::{self, Call, RealTool, Tool};
use npmcred_platform::handover;
use npmcred_platform::memory::CoreDumpsOff;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::time::Duration;

/// How long a program may take until it reads the configuration: some do other things first.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs any program that reads the tool's configuration itself, with the credentials of all
/// configured registries.
///
/// # Errors
/// `Refused` below a script, which could print what it is given, and for a program that the project
/// brings, unless it is named by its path; so it is wherever another program could not read it.
/// Else as for [`super::run`]; the user asked for the credentials, so a store that fails stops it.
pub fn run_program(
    context: &Context,
    program: &OsStr,
    args: &[OsString],
    wanted: Use,
) -> Result<()> {
    enclosing::take_back(context);
    let dialect = tool::READ_BY_OTHERS;
    let phrases = dialect.phrases();
    let tool = phrases.reader;
    refuse_below_script(context)?;
    refuse_unknown_reader()?;
    let path = context.find_program(program)?;
    let real = RealTool::find(context, phrases)?;
    refuse(context, program, args, &path, &real)?;
    let clean = enclosing::environment_without_us(&context.env);
    if real.node(context, &clean).is_err() {
        let what = format!("the node behind {tool} is not to be found, nor {tool}'s global config");
        return Err(Error::new(ErrorKind::Other, what));
    }
    let mut env = clean.clone();
    // A tool that the program starts is to be the same account's.
    if let Some(profile) = &context.profile {
        env.set(settings::PROFILE.name, profile.to_string());
    }
    let undumped = CoreDumpsOff::begin();
    let call = Call {
        context,
        phrases,
        real: &real,
        args,
        env: &clean,
    };
    let line = dialect.any_program(&real, wanted);
    let reader = Reader::AnyProgram(&program.to_string_lossy());
    let (plan, _) = renewal::decide_with_login(&call, &*line, &reader)?;
    explain::trace(&call, &*line, &plan);
    let notes = Notes::of(&call, &*line);
    messages::what_went_wrong_for_program(&notes, &plan)?;
    if let Some(remark) = dialect.remark_on(&path, args) {
        notes.say(&remark);
    }
    let is_the_tool = tool::package_of(context, &path, phrases.package).is_some();
    let patience = (!is_the_tool).then_some(PATIENCE);
    let mut start = Start::bare(&path, args, env);
    start.hand_over(
        context,
        &notes,
        &*plan.settings,
        &plan.grant,
        plan.access,
        patience,
    )?;
    drop((plan, undumped));
    start.become_it(context).map(drop)
}

/// Refuses to hand anything over below a script of the tool or below another shim.
///
/// # Errors
/// `Refused`.
pub(super) fn refuse_below_script(context: &Context) -> Result<()> {
    let dialect = tool::READ_BY_OTHERS;
    if !dialect.is_in_script(&context.env) && context.env.filled(settings::DEPTH.name).is_none() {
        return Ok(());
    }
    let tool = dialect.phrases().reader;
    let what = format!("npmcred exec hands nothing over below a script of {tool}");
    Err(Error::new(ErrorKind::Refused, what)
        .note("type it yourself: whatever a script starts could print what it is given"))
}

/// Refuses on a system where only the tool itself could read what is offered.
fn refuse_unknown_reader() -> Result<()> {
    if handover::ANY_READER_IS_POSSIBLE {
        return Ok(());
    }
    let what = "npmcred exec hands no other program what npm reads on this system yet";
    Err(Error::new(ErrorKind::Refused, what)
        .note("one token, in a variable, it gives to any: npmcred exec --env NAME --registry URL -- COMMAND"))
}

/// Refuses a program that the project brings, unless it is named by its path.
///
/// # Errors
/// `Refused`.
pub(super) fn refuse_foreign(context: &Context, program: &OsStr, path: &Path) -> Result<()> {
    let is_named_by_path = Path::new(program).components().nth(1).is_some();
    let foreign = provenance::foreign(context, path).filter(|_| !is_named_by_path);
    let why = foreign.map(|foreign| foreign.to_string());
    trace::provenance(context.report, path, why.as_deref());
    match why {
        Some(why) => Err(Error::new(ErrorKind::Refused, why)
            .note("npmcred exec starts it all the same where you name it by its path")),
        None => Ok(()),
    }
}

/// Refuses a program that what is handed over would not serve, or that the project brings.
fn refuse(
    context: &Context,
    program: &OsStr,
    args: &[OsString],
    path: &Path,
    real: &RealTool,
) -> Result<()> {
    if let Some(tool) = Tool::of_program(program) {
        let line = tool.dialect().read(args, real);
        if let Some(error) = line.refused_as_program(context, tool.name()) {
            return Err(error);
        }
    }
    refuse_foreign(context, program, path)
}
