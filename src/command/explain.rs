//! `npmcred explain [--] npm …`.

use crate::cli::ExplainArgs;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use crate::shim;
use crate::tool::Tool;
use npmcred_platform::memory::CoreDumpsOff;

/// Prints what the shim would do with the command.
///
/// # Errors
/// `Usage` if the first word is not a tool with a shim; `ToolNotFound` if the real tool is missing.
pub(super) fn run(context: &Context, flags: &ExplainArgs) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    let (program, args) = flags
        .words
        .split_first()
        .ok_or_else(|| Error::new(ErrorKind::Usage, "no command given"))?;
    let tool = Tool::of_program(program).ok_or_else(|| {
        let what = format!(
            "only {} can be explained",
            Tool::ALL.map(Tool::name).join(", ")
        );
        Error::new(ErrorKind::Usage, what)
            .cure("for example", Command::new("npmcred explain npm install"))
    })?;
    let explained = shim::explain(context, tool, args)?;
    if flags.json {
        context.report.json(&explained.json);
    } else {
        context.report.print(&explained.text);
    }
    Ok(())
}
